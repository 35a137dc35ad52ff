"""`./torso administrator`: the first person of a database, who lets in all others."""

import asyncio
from typing import Annotated

import typer

from kernel.errors import DomainError
from server.cli.operating import Address, as_operator, shown_link, whole
from server.cli.output import show_json
from server.database import Database, open_database
from server.errors import OperatorError
from server.settings import Settings
from server.vault import vault_of
from services.platform.access.first_administrator import administrator_make


def administrator(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="The address with which they sign in.")],
    *,
    name: Annotated[str, typer.Option(help="Their name, where they are not there yet.")] = "Administrator",
    address: Address = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Let somebody in as an administrator of every company, and print the link by which they choose a password, for a week."""
    settings = Settings()
    with open_database(settings) as database:
        path = asyncio.run(_made(settings, database, email, name))
    link = None if path is None else whole(settings, address, path)
    if as_json:
        show_json({"email": email, "link": link})
    else:
        typer.echo(link or f"{email} is an administrator, and signs in as before.")


async def _made(settings: Settings, database: Database, email: str, name: str) -> str | None:
    try:
        async with as_operator(database, vault_of(settings)) as work:
            made = await administrator_make(work, email, name)
            return None if made is None else await shown_link(work, made)
    except DomainError as refusal:
        raise OperatorError(str(refusal)) from None
