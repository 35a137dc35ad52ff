"""`./torso audit`: is the audit what was written?"""

import asyncio
from dataclasses import asdict
from functools import partial
from typing import Annotated

import typer

from auth.keys import signing_key, verification_keys
from auth.seals import is_signed
from server.cli.output import show_json, working
from server.database import JOB, Database, connect, open_database
from server.jobs.witness import FileWitness
from server.settings import Settings
from services.platform.seal import Verification
from services.platform.seal import verify as verify_chain

app = typer.Typer(no_args_is_help=True)


@app.callback()
def audit() -> None:
    """Look after the audit."""


@app.command()
def verify(*, as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False) -> None:
    """Reckon the whole chain of seals again and check every signature; fails where the first break is."""
    settings = Settings()
    with working("Verifying the audit"), open_database(settings) as database:
        found = asyncio.run(_verify(settings, database))
    if as_json:
        show_json(asdict(found))
    else:
        typer.echo(f"{found.sealed:,} entries are sealed, {found.unsealed:,} are not yet.")
        typer.echo(
            "The chain holds." if found.holds else f"The chain breaks at {found.first_break}.", err=not found.holds
        )
    if not found.holds:
        raise typer.Exit(1)


async def _verify(settings: Settings, database: Database) -> Verification:
    connection = await connect(database, JOB)
    try:
        keys, witness = verification_keys(signing_key(settings.home)), await FileWitness.of(settings.home, connection)
        return await verify_chain(connection, partial(is_signed, keys), witness)
    finally:
        await connection.close()
