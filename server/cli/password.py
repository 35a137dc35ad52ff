"""`./torso password`: helps somebody in who has lost their password, or has never had one."""

import asyncio
from typing import Annotated

import typer

from kernel.errors import DomainError
from models import User, UserLinkKind
from server.cli.operating import Address, as_operator, shown_link, whole
from server.cli.output import show_json
from server.database import Database, open_database
from server.errors import OperatorError
from server.people.wiring import passwords_of
from server.settings import Settings
from server.vault import vault_of
from services.platform.access.links import link_make
from services.platform.access.passwords import password_keep
from services.platform.access.people import user_by_email
from services.platform.access.sessions import sessions_end
from services.work import Work


def password(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="The address with which they sign in.")],
    *,
    sets: Annotated[bool, typer.Option("--set", help="Ask for a password here, and set it.")] = False,
    address: Address = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Print a link by which somebody chooses a password; it is good once, for an hour."""
    settings = Settings()
    given = typer.prompt("New password", hide_input=True, confirmation_prompt=True) if sets else None
    with open_database(settings) as database:
        if given is not None:
            asyncio.run(_set(settings, database, email, given))
            typer.echo(f"The password of {email} is set, and they are signed out everywhere.")
            return
        path = asyncio.run(_link(settings, database, email))
    link = whole(settings, address, path)
    if as_json:
        show_json({"email": email, "link": link})
    else:
        typer.echo(link)


async def _user(work: Work, email: str) -> User:
    user = await user_by_email(work, email)
    if user is None:
        raise OperatorError(f"Nobody signs in as {email}.")
    return user


async def _link(settings: Settings, database: Database, email: str) -> str:
    async with as_operator(database, vault_of(settings)) as work:
        user = await _user(work, email)
        return await shown_link(work, await link_make(work, user.id, UserLinkKind.PASSWORD))


async def _set(settings: Settings, database: Database, email: str, given: str) -> None:
    passwords = passwords_of(settings)
    try:
        async with as_operator(database, vault_of(settings)) as work:
            user = await _user(work, email)
            await passwords.require_fit(given, user)
            await password_keep(work, user.id, await passwords.hash(given))
            await sessions_end(work, user.id, because="PASSWORD_CHANGED")
    except DomainError as refusal:
        raise OperatorError(str(refusal)) from None
