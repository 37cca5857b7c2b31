"""The command line `polygraph`: one module for each command."""

from app.cli.commands import main

__all__ = ["main"]
