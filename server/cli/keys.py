"""`./torso keys`: the keys that sign what the authorization server issues."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from auth.key_ring import KeyRing
from auth.keys import SigningKeyUnusable
from kernel.clock import SystemClock
from server import key_files
from server.cli.output import show_json
from server.errors import OperatorError
from server.settings import Settings

app = typer.Typer(no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.callback()
def keys() -> None:
    """Look after the keys that sign tokens."""


@app.command(name="list")
def list_(*, as_json: AsJson = False) -> None:
    """List the keys that are published, and from when on each one signs."""
    with _ring() as ring:
        signing = ring.signing().kid
        found = [
            {"kid": each.key.kid, "signs_from": each.signs_from.isoformat(), "is_signing": each.key.kid == signing}
            for each in ring.in_use()
        ]
    if as_json:
        show_json(found)
        return
    for each in found:
        typer.echo(f"{each['kid']}  signs from {each['signs_from']}{'  (now)' if each['is_signing'] else ''}")


@app.command()
def rotate(*, as_json: AsJson = False) -> None:
    """Add a key: it is published at once and signs in ten minutes; old ones go when nothing of theirs is good any more."""
    with _ring() as ring:
        added = ring.rotate()
    if as_json:
        show_json({"kid": added.key.kid, "signs_from": added.signs_from.isoformat()})
    else:
        typer.echo(f"{added.key.kid} is published, and signs from {added.signs_from.isoformat()}.")


@app.command()
def backup(
    file: Annotated[
        Path, typer.Argument(dir_okay=False, help="Where the copy goes: not where backups of the database go.")
    ],
) -> None:
    """Copy everything that signs and seals, and what was signed last, to one file that its owner alone can read."""
    copied = key_files.backup(Settings().home, file)
    typer.echo(f"{file} has {', '.join(copied)}. Who has it and a dump reads everything.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A copy of keys.")],
) -> None:
    """Bring keys back from a copy, into a home that has none."""
    typer.echo(f"{', '.join(key_files.restore(Settings().home, file))} are back.")


@contextmanager
def _ring() -> Generator[KeyRing]:
    try:
        yield KeyRing(Settings().home, SystemClock())
    except SigningKeyUnusable as error:
        raise OperatorError(str(error)) from None
