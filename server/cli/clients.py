"""`./torso clients`: clients for the languages that programs are written in, made from the contract."""

from pathlib import Path
from typing import Annotated

import typer

from server.cli.output import working

app = typer.Typer(no_args_is_help=True)

Own = Annotated[Path | None, typer.Option(help="A directory with operations of your own, in .graphql files.")]


@app.callback()
def clients() -> None:
    """Make clients from the contract."""


@app.command()
def typescript(operations: Own = None) -> None:
    """Make the package in frontend-contract/typescript: types, documents and a client."""
    from server.contract import typescript as package

    with working("Making the TypeScript package"):
        package.make(operations)
    typer.echo(f"It is in {package.DIRECTORY / 'dist'}.")


@app.command()
def python(operations: Own = None) -> None:
    """Make the package in frontend-contract/python: types and a client."""
    from server.contract import python_client as package

    with working("Making the Python client"):
        package.make(operations)
    typer.echo(f"It is in {package.DIRECTORY / 'torso_client'}.")
