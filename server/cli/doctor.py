"""`./torso doctor`: is this installation well, and what is to be done where it is not?"""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Final

import typer

from kernel.clock import SystemClock
from server.cli.output import show_json, working
from server.database import Database, open_database
from server.doctor.examination import examine
from server.doctor.finding import Finding, Grade, is_well
from server.settings import Settings

_MARKS: Final = {Grade.GOOD: ("ok", "green"), Grade.WARNING: ("look", "yellow"), Grade.BAD: ("BAD", "red")}


def doctor(*, as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False) -> None:
    """Look at this installation, and say what to do; fails where something is bad."""
    settings = Settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    with working("Examining"), open_database(settings) as database:
        findings = asyncio.run(_findings(settings, database))
    if as_json:
        show_json([finding._asdict() for finding in findings])
    else:
        for finding in findings:
            _tell(finding)
    if not is_well(findings):
        raise typer.Exit(1)


async def _findings(settings: Settings, database: Database) -> Sequence[Finding]:
    return [finding async for finding in examine(settings, database, SystemClock())]


def _tell(finding: Finding) -> None:
    mark, color = _MARKS[finding.grade]
    typer.echo(f"{typer.style(f'{mark:5}', fg=color)} {finding.about:13} {finding.said}")
    if finding.advice:
        typer.echo(f"{'':19} → {finding.advice}")
