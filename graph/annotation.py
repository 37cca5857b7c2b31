"""Annotations of fields, as Strawberry takes them: one for each type, for to evaluate one takes long."""

from __future__ import annotations

from functools import cache
from typing import Any

from strawberry.annotation import StrawberryAnnotation


@cache
def annotated(type_: Any) -> StrawberryAnnotation:
    """The annotation of a type that is there; not for names of types."""
    return StrawberryAnnotation(type_)
