"""The SQLAlchemy models, one module or package per system. Importing this package registers every table."""

from importlib import import_module
from pkgutil import iter_modules

SYSTEMS = ("fire22", "hosting", "kingpin", "crash")

for module in iter_modules(__path__):
    if module.name in SYSTEMS:
        import_module(f"{__name__}.{module.name}")
