"""`./torso import`: a company from another system, with a report of every row."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from server.cli.imports import bring_history
from server.cli.output import results, show_json
from server.database import Database, open_database
from server.errors import OperatorError
from server.settings import Settings

if TYPE_CHECKING:
    from services.migration.plans.bring_in import Progress
    from services.migration.plans.report import Report


def import_(
    source: Annotated[str, typer.Argument(help="The system that it comes from, such as adventureworks.")],
    path: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="The folder with its files.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do everything, tell the same, and keep nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole report as JSON.")] = False,
) -> None:
    """Bring a company in from another system; what came in before stays as it is."""
    from services.migration.histories import HISTORIES
    from services.migration.plans.known import SOURCES

    if (history := source.replace("_", "-")) in HISTORIES:
        bring_history(history, path, dry_run=dry_run, as_json=as_json)
        return
    if source not in SOURCES:
        raise OperatorError(f"There is no import from {source}: choose {', '.join((*SOURCES, *HISTORIES))}.")
    started = perf_counter()
    with open_database(Settings()) as database, _progress() as progress:
        report = asyncio.run(_bring_in(database, source, path, progress, keep=not dry_run))
    seconds = round(perf_counter() - started, 1)
    if as_json:
        show_json({**report.as_json(), "dry_run": dry_run, "seconds": seconds})
    else:
        _show(report, seconds, dry_run=dry_run)
    if not report.holds:
        raise OperatorError("What was stored does not read back as it went in, so nothing of it was kept.")


async def _bring_in(database: Database, source: str, path: Path, progress: "Progress", *, keep: bool) -> "Report":
    """Import into a database that is brought up to date first, since this may be the first command of a clone."""
    from server.importing import import_company
    from server.migration import upgrade
    from server.reference_data import bring_reference_data

    await upgrade(database)
    await bring_reference_data(database)
    return await import_company(database, source, path, progress, keep=keep)


@contextmanager
def _progress() -> "Generator[Progress]":
    """Show a bar of the steps to whoever watches."""
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task("Importing")
        yield lambda what, done, steps: bars.update(bar, description=what, completed=done, total=steps)


def _show(report: "Report", seconds: float, *, dry_run: bool) -> None:
    from server.cli.import_tables import entities, rejections, sums, tables

    console = results()
    for table in (entities(report), tables(report), *rejections(report), sums(report)):
        console.print(table)
    kept = "Nothing was kept, because it was a dry run." if dry_run else f"Company:{report.company_id}"
    console.print(f"{report.imported:,} rows came in, in {seconds} s. {kept}")
