"""Downsampling that keeps the shape of a line: largest triangle three buckets.

Sveinn Steinarsson, "Downsampling Time Series for Visual Representation", University of Iceland, 2013: the points but
for the first and the last are divided into buckets, and of each the one is kept that makes the largest triangle with
the point kept before it and the average of the bucket after it.
"""

from __future__ import annotations

from collections.abc import Sequence

Point = tuple[float, float]
"""Where a point is, and how high."""


def largest_triangles(points: Sequence[Point], count: int) -> list[int]:
    """Which of the points to keep, in order, so that there are at most `count`; 2 at least."""
    last = len(points) - 1
    if len(points) <= count:
        return list(range(len(points)))
    if count <= 2:
        return [0, last][:count]
    edges = [1 + (last - 1) * number // (count - 2) for number in range(count - 1)]
    kept = [0]
    for begin, end, after in zip(edges, edges[1:], [*edges[2:], last + 1], strict=False):
        x, y = points[kept[-1]]
        following = points[end:after] if end < after else points[last:]
        middle = sum(each for each, _ in following) / len(following)
        height = sum(each for _, each in following) / len(following)
        areas = [abs((x - middle) * (b - y) - (x - a) * (height - y)) for a, b in points[begin:end]]
        kept.append(begin + areas.index(max(areas)))
    return [*kept, last]
