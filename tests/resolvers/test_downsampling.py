"""Downsampling keeps the ends of a line, its peaks and its order."""

from __future__ import annotations

from math import sin

from hypothesis import given, strategies as st

from resolvers.downsampling import largest_triangles

HEIGHTS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=200)


@given(HEIGHTS, st.integers(1, 60))
def test_as_many_points_are_kept_as_asked_for_in_order_and_with_both_ends(heights: list[float], count: int) -> None:
    points = [(float(at), height) for at, height in enumerate(heights)]
    kept = largest_triangles(points, count)
    assert len(kept) == min(count, len(points))
    assert kept == sorted(set(kept))
    assert kept[0] == 0
    assert count == 1 or kept[-1] == len(points) - 1


def test_a_peak_stays_where_it_was() -> None:
    points = [(float(at), sin(at / 50) + (10 if at == 777 else 0)) for at in range(1_000)]
    assert 777 in largest_triangles(points, 20)


def test_of_a_bucket_the_point_of_the_largest_triangle_is_kept() -> None:
    """By hand: between (0, 0) and (4, 0), the triangle with (2, 3) is larger than that with (1, -2)."""
    assert largest_triangles([(0, 0), (1, -2), (2, 3), (3, 1), (4, 0)], 3) == [0, 2, 4]
