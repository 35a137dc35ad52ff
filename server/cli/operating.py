"""What commands do to a database in the name of whoever runs the server; the audit tells of it as of the operator."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated, Final, TypeAlias

import typer

from auth.vault import Vault
from kernel.clock import SystemClock
from models import UserLink
from server.database import Database, create_engine
from server.jobs.transaction import JobTransactions
from server.settings import Settings
from services.platform.access.links import PATHS, link_secret
from services.work import Actor, Work

OPERATOR: Final = Actor("operator", "torso", "", "Operator")
Address: TypeAlias = Annotated[
    str | None, typer.Option("--url", help="Where people reach the server; by default TORSO_PUBLIC_URL.")
]


@asynccontextmanager
async def as_operator(database: Database, vault: Vault | None = None) -> AsyncGenerator[Work]:
    """Do something in one transaction, as the operator."""
    engine = create_engine(database, size=1)
    try:
        async with JobTransactions(engine, SystemClock(), vault).begin_as(OPERATOR) as work:
            yield work
    finally:
        await engine.dispose()


async def shown_link(work: Work, link: UserLink) -> str:
    """Give a link its secret, and the path to which it leads, for whoever hands it over."""
    return f"{PATHS[link.kind]}{await link_secret(work, link)}"


def whole(settings: Settings, address: Address, path: str) -> str:
    """Give the link to a path of the server as people reach it."""
    return f"{address or settings.public_url or 'http://localhost:8000'}{path}"
