"""`./torso vault`: the keys that seal values in the database: which there are, a new one, and sealing everything with it."""

import asyncio
from collections import Counter
from typing import Annotated

import typer

from auth.data_keys import DataKeyUnknown, keep
from auth.vault import NotSealedHere
from kernel.clock import SystemClock
from server.cli.output import show_json, working
from server.database import JOB, Database, connect, open_database
from server.errors import OperatorError
from server.settings import Settings
from server.vault import keys_of, vault_of
from services.platform import sealed

app = typer.Typer(no_args_is_help=True)


@app.callback()
def vault() -> None:
    """Look after the keys that seal values in the database."""


@app.command("list")
def list_(*, as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False) -> None:
    """List the keys, the oldest first, and how many values each of them seals; the last one seals what is new."""
    settings = Settings()
    keys = keys_of(settings)
    with open_database(settings) as database:
        values = asyncio.run(_sealed_by(database))
    shown = [{"id": key.id, "madeAt": key.made_at.isoformat(), "values": values[key.id]} for key in keys.keys]
    if as_json:
        show_json(shown)
    else:
        for key in shown:
            typer.echo(f"{key['id']}  made {key['madeAt']}, seals {key['values']:,} values")


@app.command()
def rotate() -> None:
    """Make a new key, which seals from now on; what is sealed stays so until `reseal`. Servers notice by themselves."""
    settings = Settings()
    _require_file(settings)
    keys = keys_of(settings).rotated(SystemClock())
    keep(settings.home, keys)
    typer.echo(f"{keys.newest.id} seals from now on. Keep a copy of the keys, apart from backups of the database.")


@app.command()
def reseal() -> None:
    """Seal everything with the newest key, while others work."""
    settings = Settings()
    with working("Sealing"), open_database(settings) as database:
        done = asyncio.run(_reseal(settings, database))
    typer.echo(f"{done:,} values are sealed anew.")


@app.command()
def retire(key_id: Annotated[str, typer.Argument(metavar="ID", help="A key that seals nothing any more.")]) -> None:
    """Take a key off the ring: what it has sealed in backups can be opened with a copy of it alone."""
    settings = Settings()
    _require_file(settings)
    with open_database(settings) as database:
        values = asyncio.run(_sealed_by(database))
    if values[key_id]:
        raise OperatorError(f"{key_id} still seals {values[key_id]:,} values: run ./torso vault reseal.")
    try:
        keep(settings.home, keys_of(settings).without(key_id))
    except DataKeyUnknown:
        raise OperatorError(f"{key_id} is no key of the ring, or the one that seals.") from None
    typer.echo(f"{key_id} is off the ring.")


def _require_file(settings: Settings) -> None:
    if settings.data_keys is not None:
        raise OperatorError("The keys are given by TORSO_DATA_KEYS: change them where they come from.")


async def _sealed_by(database: Database) -> Counter[str]:
    connection = await connect(database, JOB)
    try:
        return await sealed.sealed_by(connection, list(sealed.sealed_columns()))
    finally:
        await connection.close()


async def _reseal(settings: Settings, database: Database) -> int:
    connection = await connect(database, JOB)
    try:
        await connection.execute("select set_config('app.actor', 'operator', false)")
        return await sealed.reseal(connection, vault_of(settings), list(sealed.sealed_columns()))
    except (DataKeyUnknown, NotSealedHere) as error:
        raise OperatorError(f"A value cannot be opened: {type(error).__name__} {error}.") from None
    finally:
        await connection.close()
