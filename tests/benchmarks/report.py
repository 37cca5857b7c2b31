"""The results as tables for a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from tests.benchmarks.results import Cell, Results, Spread


def print_report(results: Results, console: Console) -> None:
    """Print all tables that have rows."""
    machine, day = results.machine, results.date
    console.print(
        f"{day:%Y-%m-%d %H:%M} UTC, {machine.model}, {machine.cores} cores, {megabytes(machine.memory)} MB, "
        f"{machine.system}, load average before {machine.busy:.2f}; "
        f"scale {results.scale}, {results.rounds} rounds of {results.seconds:g} s"
    )
    console.print(", ".join(f"{name} {number}" for name, number in results.versions.items()))
    for make in (_cells, _peers, _growth, _scaling, _large_answers):
        table = make(results)
        if table.row_count:
            console.print(table)
    for cell in results.cells:
        if cell.failure:
            console.print(
                f"{cell.query}, {cell.peer}, {cell.connections} connections failed: {cell.failure}", markup=False
            )


def _table(title: str, *columns: str, words: int = 2) -> Table:
    """A table whose first columns, as many as `words`, hold words and whose others hold numbers."""
    table = Table(title=title, title_justify="left", min_width=len(title) + 2)
    for index, column in enumerate(columns):
        table.add_column(column, justify="left" if index < words else "right", no_wrap=True)
    return table


def _cells(results: Results) -> Table:
    table = _table(
        "Medians of the rounds; CPU in ms per request; ratio: the server's CPU beside PostGraphile's (least to most)",
        *(
            "query",
            "peer",
            "conn.",
            "answer",
            "req/s",
            "p50 ms",
            "p99 ms",
            "server CPU",
            "ratio",
            "stores' CPU",
            "peak MB",
        ),
    )
    titles = _titles(results)
    for before, cell in zip([None, *results.cells], results.cells, strict=False):
        begins = before is None or before.query != cell.query
        if begins:
            table.add_section()
        table.add_row(cell.query if begins else "", titles[cell.peer], *_cell(cell))
    return table


def _cell(cell: Cell) -> list[str]:
    figures = cell.figures
    if figures is None:
        return [str(cell.connections), "", "failed"]
    return [
        str(cell.connections),
        f"{cell.answer / 1000:.1f} kB",
        significant(figures.requests_per_second.median),
        significant(figures.p50.median),
        significant(figures.p99.median),
        significant(figures.server_cpu.median),
        _ratio(cell.ratios.server_cpu) if cell.ratios else "",
        significant(figures.store_cpu.median),
        megabytes(figures.peak_memory),
    ]


def _ratio(spread: Spread) -> str:
    return f"{spread.median:.2f} ({spread.low:.2f} to {spread.high:.2f})"


def _peers(results: Results) -> Table:
    table = _table("Memory after all queries, and share of a core while idle", "peer", "MB", "peak MB", "idle", words=1)
    for peer in results.peers:
        peaks = [cell.figures.peak_memory for cell in results.cells if cell.peer == peer.name and cell.figures]
        table.add_row(peer.title, megabytes(peer.resident), megabytes(max(peaks, default=0)), f"{peer.idle:.1f} %")
    return table


def _growth(results: Results) -> Table:
    table = _table(
        "Server CPU in ms per request at 1, 4 and 16 times the rows; slope 1 is linear",
        "query",
        "peer",
        "1",
        "4",
        "16",
        "slope",
    )
    titles = _titles(results)
    for growth in results.growth:
        costs = [significant(cost) for cost in growth.server_cpu.values()]
        table.add_row(growth.query, titles[growth.peer], *costs, f"{growth.exponent:.2f}")
    return table


def _scaling(results: Results) -> Table:
    table = _table(
        "Requests per second by workers, all cores shared with load and databases", "query", "peer", "1", "2"
    )
    titles = _titles(results)
    for scaling in results.scaling:
        table.add_row(
            scaling.query,
            titles.get(scaling.peer, scaling.peer),
            *map(significant, scaling.requests_per_second.values()),
        )
    return table


def _large_answers(results: Results) -> Table:
    table = _table(
        "Memory that a large answer adds at its peak", "peer", "answer MB", "before MB", "added MB", "ratio", words=1
    )
    titles = _titles(results)
    for large in results.large_answers:
        sizes = map(megabytes, (large.answer, large.before, large.added))
        table.add_row(titles[large.peer], *sizes, f"{large.added / large.answer:.1f}")
    return table


def _titles(results: Results) -> dict[str, str]:
    return {peer.name: peer.title for peer in results.peers}


def megabytes(count: int) -> str:
    """Bytes in millions."""
    return f"{count / 1_000_000:,.0f}"


def significant(number: float) -> str:
    """Three significant digits, and no fraction where there are more before the point."""
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.1f}" if number >= 10 else f"{number:.2f}"
