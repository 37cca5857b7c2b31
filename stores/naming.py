"""Names: PascalCase, camelCase and snake_case, and plurals."""

from __future__ import annotations

import re


def snake_case(name: str) -> str:
    """`curtailmentPlans` and `CurtailmentPlans` become `curtailment_plans`; snake_case stays as it is."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def camel_case(name: str) -> str:
    """`volume_24h` becomes `volume24h`, `CurtailmentPlan` becomes `curtailmentPlan`."""
    first, *rest = snake_case(name).strip("_").split("_")
    return first + "".join(part.capitalize() for part in rest)


def pascal_case(name: str) -> str:
    """`round_outcome` becomes `RoundOutcome`."""
    camel = camel_case(name)
    return camel[:1].upper() + camel[1:]


def plural_of(name: str) -> str:
    """The regular plural; irregular ones are given by their models."""
    if re.search(r"[^aeiou]y$", name):
        return f"{name[:-1]}ies"
    return f"{name}es" if re.search(r"(s|x|ch|sh)$", name) else f"{name}s"
