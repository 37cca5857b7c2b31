"""Quantiles of Student's t, against the table that every textbook prints."""

from __future__ import annotations

import pytest

from resolvers.pantheon.student import t_quantile

TABLE = {2: 4.3027, 3: 3.1824, 4: 2.7764, 5: 2.5706, 10: 2.2281, 30: 2.0423, 120: 1.9799, 10_000: 1.9602}
"""The quantile for the probability 0.975, by degrees of freedom."""


@pytest.mark.parametrize(("degrees", "quantile"), TABLE.items())
def test_the_quantile_is_the_printed_one_as_closely_as_is_said(degrees: int, quantile: float) -> None:
    closeness = {2: 0.01, 3: 0.002}.get(degrees, 0.0005)
    assert t_quantile(0.975, degrees) == pytest.approx(quantile, rel=closeness)


def test_the_distribution_is_symmetric() -> None:
    assert t_quantile(0.025, 7) == pytest.approx(-t_quantile(0.975, 7))
    assert t_quantile(0.5, 7) == pytest.approx(0)
