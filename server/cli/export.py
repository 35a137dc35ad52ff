"""`./torso export`: the books for other programs."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated, TextIO

import typer

from server.cli.output import working
from server.database import JOB, Database, connect, open_database
from server.settings import Settings
from services.finance.export.beancount import beancount as write_beancount

app = typer.Typer(no_args_is_help=True)


@app.callback()
def export() -> None:
    """Write the books for other programs."""


@app.command()
def beancount(
    company: Annotated[str, typer.Argument(help="The short name of the company.")],
    to: Annotated[Path | None, typer.Option(help="The file to write; stdout when left out.")] = None,
) -> None:
    """Write the whole ledger of a company as Beancount text, with its balances as assertions."""
    settings = Settings()
    with working("Writing the ledger"), open_database(settings) as database:
        if to is None:
            found = asyncio.run(_write(database, company, sys.stdout))
        else:
            with to.open("w", encoding="utf-8") as file:
                found = asyncio.run(_write(database, company, file))
    if not found:
        typer.echo(f"There is no company {company}.", err=True)
        raise typer.Exit(1)


async def _write(database: Database, code: str, file: TextIO) -> bool:
    connection = await connect(database, JOB)
    try:
        key = await connection.fetchval("select id from company where code = $1", code)
        if key is None:
            return False
        async for text in write_beancount(connection, key):
            file.write(text)
        return True
    finally:
        await connection.close()
