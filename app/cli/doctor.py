"""`polygraph doctor`: what is wrong with an installation, and what to do about it."""

from __future__ import annotations

from app.cli.terminal import busy, output
from app.databases import databases
from app.diagnosis import Finding, diagnose
from app.settings import load_settings, variable_of
from stores.errors import Misconfigured, PolygraphError


async def examine() -> bool:
    """Print each finding as it comes; whether all is well."""
    try:
        settings = load_settings()
        _report(Finding("settings", "valid"))
    except Misconfigured as error:
        return _report(Finding("settings", str(error), "correct or unset the variables named"))
    try:
        with databases(settings, busy) as complete:
            return all([_report(finding) async for finding in diagnose(complete)])
    except PolygraphError as error:
        urls = f"{variable_of('postgres_url')} and {variable_of('mongo_url')}"
        return _report(Finding("embedded servers", str(error), f"see above, or set {urls}"))


def _report(finding: Finding) -> bool:
    """Print a finding; whether it is a good one."""
    good = finding.remedy is None
    output.print("[green]ok   [/]" if good else "[red]wrong[/]", end=" ")
    output.print(f"{finding.subject}: {finding.detail}", markup=False)
    for place in finding.places:
        output.print(f"        {place}", markup=False)
    if not good:
        output.print(f"      to do: {finding.remedy}", markup=False)
    return good
