"""`./torso db`: the database's tables, its shell, its backups."""

import asyncio
import signal
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from server import migration
from server.cli.output import show_json, working
from server.database import JOB, Database, connect, open_database
from server.jobs.witness import FileWitness
from server.postgres import backup as backups
from server.postgres import second_wall
from server.postgres.programs import client
from server.reference_data import bring_reference_data
from server.revisions import is_newer
from server.settings import Settings
from services.platform.seal import AUDIT, JOURNALS, head_lost

app = typer.Typer(no_args_is_help=True)


class Wall(StrEnum):
    """Whether row-level security stands."""

    ON = "on"
    OFF = "off"


AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


@app.command()
def upgrade(revision: Annotated[str, typer.Argument(help="Where to go.")] = "head", *, as_json: AsJson = False) -> None:
    """Bring the tables to a revision, and give the application's role its rights."""
    with working("Migrating the database"), open_database(Settings()) as database:
        asyncio.run(_upgrade(database, revision))
        _tell_revision(database, as_json=as_json)


@app.command()
def downgrade(
    revision: Annotated[str, typer.Argument(help="Where to go; `base` is no tables.")], *, as_json: AsJson = False
) -> None:
    """Take the tables back to an older revision; what only newer ones can hold is lost."""
    with working("Migrating the database"), open_database(Settings()) as database:
        asyncio.run(migration.downgrade(database, revision))
        _tell_revision(database, as_json=as_json)


@app.command()
def revision(message: Annotated[str, typer.Argument(help="What changes, as a sentence.")]) -> None:
    """Write a new revision: what the models say and a database at the newest revision does not have."""
    with working("Comparing"), open_database(Settings()) as database:
        path = asyncio.run(migration.make_revision(database, message))
    for tidy in (("check", "--fix"), ("format",)):
        subprocess.run([Path(sys.executable).parent / "ruff", *tidy, "--quiet", path], check=True)
    typer.echo(path)


@app.command()
def wall(state: Annotated[Wall, typer.Argument(help="Whether it is to stand.")], *, as_json: AsJson = False) -> None:
    """Raise PostgreSQL's row-level security over what clients are told, or take it away; servers need TORSO_ROW_SECURITY with it."""
    with (
        working("Raising the wall" if state is Wall.ON else "Lowering the wall"),
        open_database(Settings()) as database,
    ):
        asyncio.run(second_wall.set_wall(database.owner_url, database.app_url, stands=state is Wall.ON))
    if as_json:
        show_json({"wall": state})
    else:
        typer.echo("The second wall stands." if state is Wall.ON else "There is no second wall.")


@app.command(context_settings=PASSED_ON)
def psql(
    context: typer.Context,
    *,
    as_app: Annotated[bool, typer.Option("--app", help="Go in as the application's role.")] = False,
) -> None:
    """Open PostgreSQL's shell as the owner; further arguments go to psql."""
    with open_database(Settings()) as database:
        url = database.app_url if as_app else database.owner_url
        # Ctrl-C cancels the statement in psql, and we end when psql does.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        code = subprocess.run([client("psql", url), url, *context.args], check=False).returncode
    raise typer.Exit(code)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="Where the backup goes.")], *, as_json: AsJson = False
) -> None:
    """Write the whole database to one file, while others work with it."""
    with working(f"Backing up to {file}"), open_database(Settings()) as database:
        backups.backup(database.owner_url, file)
    size = file.stat().st_size
    if as_json:
        show_json({"file": str(file), "bytes": size})
    else:
        typer.echo(f"{file}: {size:,} bytes")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A backup.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Replace everything in the database by a backup, all or nothing."""
    settings = Settings()
    with open_database(settings) as database:
        if not yes:
            typer.confirm("Everything in the database is replaced. Go on?", abort=True)
        with working(f"Restoring {file}"):
            asyncio.run(migration.restore(database, file))
            asyncio.run(_end_chains_earlier(settings, database))
        _tell_revision(database, as_json=as_json)


@app.command()
def rewound(*, as_json: AsJson = False) -> None:
    """Say that PostgreSQL was taken back to an earlier moment: subscribers read anew, and audit and journals go on from there."""
    settings = Settings()
    with working("Beginning anew"), open_database(settings) as database:
        asyncio.run(migration.rewound(database))
        asyncio.run(_end_chains_earlier(settings, database))
        _tell_revision(database, as_json=as_json)


async def _end_chains_earlier(settings: Settings, database: Database) -> None:
    """Let audit and journals go on from a backup, which ends before what was signed last; where that was is kept aside."""
    connection = await connect(database, JOB)
    try:
        witness = await FileWitness.of(settings.home, connection)
        for what, chain in [(AUDIT, ""), *((JOURNALS, chain) for chain in witness.chains())]:
            knows_seals = await connection.fetchval("select to_regclass($1) is not null", f"{what.name}_seal")
            if not knows_seals or await head_lost(connection, witness, what, chain) is not None:
                witness.set_aside(chain)
    finally:
        await connection.close()


async def _upgrade(database: Database, revision: str) -> None:
    await migration.upgrade(database, revision)
    # Older revisions may not have the columns that the reference data fills.
    if revision == "head":
        await bring_reference_data(database)


def _tell_revision(database: Database, *, as_json: bool) -> None:
    revision = asyncio.run(migration.current(database))
    if as_json:
        show_json({"revision": revision})
    else:
        made = ", which a newer version of Torso has made" if is_newer(revision) else ""
        typer.echo(f"The database is at revision {revision}{made}." if revision else "The database has no tables.")
