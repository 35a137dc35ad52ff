"""`./torso imports`: what was brought in row by row, what was rejected, and how it is taken back."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast
from uuid import UUID

import typer

from server.cli.output import show_json, working
from server.database import Database, open_database
from server.errors import OperatorError
from server.settings import Settings

if TYPE_CHECKING:
    from rich.table import Table

    from server.migrating import Progress

app = typer.Typer(no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Job = Annotated[UUID, typer.Argument(help="The id of the import, without ImportJob: before it.")]
Result = TypeVar("Result")


@app.command(name="list")
def list_(*, as_json: AsJson = False) -> None:
    """List the imports, newest first."""
    from server.migrating import imports

    settings = Settings()
    with open_database(settings) as database:
        found = asyncio.run(_up_to_date(database, lambda database: imports(database, settings)))
    if as_json:
        show_json(found)
        return
    for each in found:
        key, name = each["id"].partition(":")[2], each["sourceName"]
        typer.echo(f"{key}  {each['state']:<9}  {each['rowsRead']:>9,}  {each['system']}  {name}")


@app.command(name="run")
def run_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file with the rows.")],
    mapping: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="What its columns become, as JSON.")],
    company: Annotated[str, typer.Option(help="The code of the company that the rows come into.")],
    system: Annotated[str, typer.Option(help="The system that they come from, as external references name it.")],
    form: Annotated[str, typer.Option("--format", help='How the file is written, as JSON: {"separator": ";"}.')] = "{}",
    *,
    let_in: Annotated[bool, typer.Option("--let-in", help="Let what is likely a duplicate come in.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do everything, tell the same, and keep nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the rows of a file in by a mapping; `docs/importing.md` says what a mapping is."""
    from server.migrating import FileImport, migrate_file

    document = _object(mapping.read_text(encoding="utf-8"), mapping.name)
    asked = FileImport(file, _object(form, "--format"), mapping.stem, document, system, company, let_in)
    settings = Settings()
    _bring(
        settings,
        lambda database, progress: migrate_file(database, settings, asked, progress, keep=not dry_run),
        dry_run,
        as_json,
    )


@app.command()
def rejects(job: Job, file: Annotated[Path, typer.Argument(dir_okay=False, help="A CSV file to write.")]) -> None:
    """Write the rejected rows to a file, as they were read and with the reason, to be corrected and imported again."""
    from server.migrating import fetch_rejects

    settings = Settings()
    with open_database(settings) as database:
        found = asyncio.run(fetch_rejects(database, settings, job, file))
    typer.echo(f"They are in {file}." if found else "No row was rejected.")


@app.command()
def revert(job: Job, *, as_json: AsJson = False) -> None:
    """Take an import back, as long as nothing of it was changed."""
    from server.migrating import take_back

    settings = Settings()
    with working("Taking back"), open_database(settings) as database:
        removed = asyncio.run(take_back(database, settings, job))
    if as_json:
        show_json(removed)
    else:
        typer.echo(", ".join(f"{count:,} {kind}" for kind, count in removed.items()) or "There was nothing.")


def bring_history(system: str, path: Path, *, dry_run: bool, as_json: bool) -> None:
    """Bring history in, and tell what became of every row and how quickly."""
    from server.migrating import migrate

    settings = Settings()
    _bring(
        settings,
        lambda database, progress: migrate(database, settings, system, path, progress, keep=not dry_run),
        dry_run,
        as_json,
    )


def _bring(
    settings: Settings,
    work: "Callable[[Database, Progress], Coroutine[Any, Any, dict[str, Any]]]",
    dry_run: bool,
    as_json: bool,
) -> None:
    started = perf_counter()
    with open_database(settings) as database, _progress() as progress:
        report = asyncio.run(_up_to_date(database, lambda database: work(database, progress)))
    seconds = perf_counter() - started
    report |= {"dry_run": dry_run, "seconds": round(seconds, 1), "rows_per_second": _speed(report, seconds)}
    if as_json:
        show_json(report)
    else:
        _show(report)
    if not report["holds"]:
        raise OperatorError(
            "What came in does not add up to what the source says; `./torso imports revert` takes back what was kept of it."
        )


def _object(text: str, name: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise OperatorError(f"{name} is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise OperatorError(f"{name} is not a JSON object.")
    return cast("dict[str, object]", found)


async def _up_to_date(database: Database, work: Callable[[Database], Coroutine[Any, Any, Result]]) -> Result:
    """Work on a database that is brought up to date first, since this may be the first command of a clone."""
    from server.migration import upgrade
    from server.reference_data import bring_reference_data

    await upgrade(database)
    await bring_reference_data(database)
    return await work(database)


def _speed(report: dict[str, Any], seconds: float) -> int:
    return 0 if report["already_in"] else round(report["source"]["rows"] / seconds)


@contextmanager
def _progress() -> "Generator[Progress]":
    """Show how many rows are settled to whoever watches."""
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task("Importing", total=None)
        yield lambda what, done: bars.update(bar, description=f"{what}: {done:,} rows")


def _sums(sums: "Sequence[Mapping[str, Any]]") -> "Table":
    from rich.table import Table

    table = Table("Sum", title="Sums")
    for heading in ("Source", "Left out", "Rounding", "Stored", "Through the schema"):
        # A figure that is cut is none: in a narrow window it goes on in the next line.
        table.add_column(heading, justify="right", overflow="fold")
    table.add_column("Holds")
    for each in sums:
        figures = [each[name] for name in ("source", "left_out", "rounding", "stored", "through_the_schema")]
        table.add_row(each["name"], *figures, "yes" if each["holds"] else "NO")
    return table


def _show(report: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("Rows", "How many", "Amount", title=f"{report['system']}: every row of the source")
    for name in ("source", "imported", "merged", "unchanged", "rejected", "held_back"):
        table.add_row(name.replace("_", " "), f"{report[name]['rows']:,}", report[name]["amount"])
    for because in report["because"]:
        table.add_row(f"  {because['code']}: {because['example']}", f"{because['rows']:,}", because["amount"])
    table.add_row("rounding", "", report["rounding"])
    table.add_row("through the schema", "", report["through_the_schema"])
    console = Console()
    console.print(table)
    if report["sums"]:
        console.print(_sums(report["sums"]))
    made = ", ".join(f"{count:,} {kind}" for kind, count in report["entities"].items())
    console.print(f"{report['job']}: {made}; {report['seconds']} s, {report['rows_per_second']:,} rows per second")
    if report["dry_run"]:
        console.print("Nothing was kept, because it was a dry run.")
