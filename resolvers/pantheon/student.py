"""Student's t distribution, as far as intervals need it."""

from __future__ import annotations

from statistics import NormalDist


def t_quantile(probability: float, degrees: int) -> float:
    """What a value of Student's t with so many degrees of freedom stays below with this probability.

    Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5: the expansion about the normal quantile. For the
    probability 0.975 it is right within 1 % with 2 degrees, within 0.2 % with 3, and ever closer with more.
    """
    x = NormalDist().inv_cdf(probability)
    terms = (
        x,
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92_160,
    )
    return sum(term / float(degrees) ** power for power, term in enumerate(terms))
