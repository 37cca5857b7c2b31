"""The results as an SVG for the README: server CPU per request beside PostGraphile's, on a logarithmic scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from tests.benchmarks.peers import REFERENCE
from tests.benchmarks.report import significant
from tests.benchmarks.results import Cell, Results, Spread

WIDTH = 860
LEFT, RIGHT = 190, 130
TOP, BOTTOM = 64, 56
HEADING, BAR, GAP = 22, 18, 12
LEAST = 0.01
"""The smallest ratio that is drawn; bars of smaller ones end there."""

STYLE = """
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-size: 15px; font-weight: 600 }
.quiet { fill: #6e7781 }
.heading { font-weight: 600 }
.grid { stroke: #d0d7de; stroke-width: 1 }
.one { stroke: #57606a; stroke-width: 1.5 }
.range { stroke: #24292f; stroke-width: 1 }
.polygraph { fill: #2f81b7 } .standard { fill: #c08a3e } .floor { fill: #8c959f }
@media (prefers-color-scheme: dark) {
  text { fill: #d1d7e0 } .quiet { fill: #9198a1 } .grid { stroke: #3d444d } .one { stroke: #9198a1 }
  .range { stroke: #d1d7e0 }
}
"""


@dataclass(frozen=True, slots=True)
class Scale:
    """A logarithmic axis over whole powers of ten and their halves, from `low` to `high`."""

    low: float
    high: float

    @classmethod
    def over(cls, values: Sequence[float]) -> Scale:
        """An axis with a little room on both sides of all values and of 1."""
        return cls(min([1.0, *values]) / 1.3, max([1.0, *values]) * 1.3)

    def x(self, value: float) -> float:
        """Where a value lies, in pixels from the left."""
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def ticks(self) -> list[float]:
        """The values to mark."""
        marks = [step * 10.0**power for power in range(-4, 5) for step in (1, 2, 5)]
        return [mark for mark in marks if self.low <= mark <= self.high]


def drawing(results: Results) -> str:
    """The SVG's text. Only queries that PostGraphile answers are drawn, at the largest number of connections."""
    connections = max((cell.connections for cell in results.cells), default=1)
    groups = _groups([cell for cell in results.cells if cell.connections == connections])
    ratios = [bound for cells in groups.values() for cell in cells for bound in _bounds(cell)]
    scale = Scale.over(ratios)
    titles = {peer.name: peer.title for peer in results.peers}
    lines: list[str] = []
    y = float(TOP)
    for name, cells in groups.items():
        lines += _group(f"{name}  {results.queries[name]}", cells, titles, scale, y)
        y += HEADING + BAR * (len(cells) - 1) + GAP
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + BOTTOM:.0f}" role="img">',
            f"<style>{STYLE}</style>",
            _text(16, 26, "Server CPU per request, relative to PostGraphile (left is cheaper)", "title"),
            *(_text(scale.x(tick), TOP - 14, f"{tick:g}", "quiet", "middle") for tick in scale.ticks()),
            *lines,
            *(
                _text(16, y + 34 + 16 * index, line, "quiet")
                for index, line in enumerate(_footer(results, connections))
            ),
            "</svg>",
            "",
        )
    )


def _groups(cells: Sequence[Cell]) -> dict[str, list[Cell]]:
    """The cells of each query that PostGraphile answers."""
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        if cell.ratios is not None:
            groups.setdefault(cell.query, []).append(cell)
    return {query: group for query, group in groups.items() if any(cell.peer == REFERENCE for cell in group)}


def _bounds(cell: Cell) -> list[float]:
    spread = _spread(cell)
    return [max(bound, LEAST) for bound in (spread.low, spread.median, spread.high)]


def _spread(cell: Cell) -> Spread:
    if cell.ratios is None:
        raise ValueError(f"{cell.query} has no ratios")
    return cell.ratios.server_cpu


def _group(title: str, cells: Sequence[Cell], titles: dict[str, str], scale: Scale, y: float) -> list[str]:
    reference = next(cell for cell in cells if cell.peer == REFERENCE)
    cost = f"{titles[REFERENCE]} {_cost(reference)}"
    lines = [_text(16, y + 14, title, "heading"), _text(WIDTH - 16, y + 14, cost, "quiet", "end")]
    others = [cell for cell in cells if cell is not reference]
    lines += _grid(scale, y + HEADING, y + HEADING + BAR * len(others))
    for index, cell in enumerate(others):
        lines += _bar(cell, titles[cell.peer], scale, y + HEADING + BAR * index)
    return lines


def _cost(cell: Cell) -> str:
    return f"{significant(cell.figures.server_cpu.median)} ms" if cell.figures else ""


def _bar(cell: Cell, title: str, scale: Scale, y: float) -> list[str]:
    """A bar from 1 to the ratio, a whisker over its spread, and both figures."""
    low, median, high = (scale.x(bound) for bound in _bounds(cell))
    one = scale.x(1)
    middle = y + BAR / 2
    return [
        _text(LEFT - 10, y + 13, title, "", "end"),
        f'<rect class="{cell.peer}" x="{min(one, median):.1f}" y="{y + 3:.1f}" width="{abs(median - one):.1f}" '
        f'height="{BAR - 6}"/>',
        f'<line class="range" x1="{low:.1f}" x2="{high:.1f}" y1="{middle:.1f}" y2="{middle:.1f}"/>',
        _text(WIDTH - 90, y + 13, f"{_spread(cell).median:.2f}", "", "end"),
        _text(WIDTH - 16, y + 13, _cost(cell), "", "end"),
    ]


def _grid(scale: Scale, top: float, bottom: float) -> list[str]:
    """Lines behind one query's bars; the headings between stay free of them."""
    marks = [("one" if tick == 1 else "grid", scale.x(tick)) for tick in scale.ticks()]
    return [f'<line class="{kind}" x1="{x:.1f}" x2="{x:.1f}" y1="{top:.0f}" y2="{bottom:.0f}"/>' for kind, x in marks]


def _footer(results: Results, connections: int) -> list[str]:
    names = ("PostGraphile", "Node", "strawberry-graphql", "Python", "PostgreSQL")
    versions = ", ".join(f"{name} {results.versions[name]}" for name in names if name in results.versions)
    machine = f"{results.machine.cores} cores, {results.machine.model}"
    return [
        f"{results.date:%Y-%m-%d}, {machine}; {connections} connections, scale {results.scale}; lines: least to most",
        versions,
    ]


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(text)}</text>'
