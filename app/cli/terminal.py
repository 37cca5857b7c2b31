"""What the commands show: results on standard output; progress and problems on standard error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.status import Status

output = Console(highlight=False, soft_wrap=True)
messages = Console(stderr=True, highlight=False, soft_wrap=True)


def complain(text: str) -> None:
    """Say on standard error what went wrong."""
    messages.print(f"polygraph: {text}", markup=False, style="red")


@contextmanager
def busy(text: str) -> Iterator[Status]:
    """Show that something is under way whose length nobody knows."""
    with messages.status(text) as status:
        yield status


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """Bars for work whose length is known; they go when it is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=messages, transient=True) as progress:
        yield progress
