"""Limits of documents that no document reaches, for tests that are about one of them or about none."""

from __future__ import annotations

from dataclasses import fields, replace

from graph.operation.document_size import COUNTED
from graph.operation.limits import LEVEL_LIMIT, DocumentLimits

UNLIMITED = replace(DocumentLimits(*(COUNTED for _ in fields(DocumentLimits))), levels=LEVEL_LIMIT)
"""All but the levels of selection sets, which are no setting."""
