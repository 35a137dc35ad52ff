"""What is asked for and done in the background, done at once."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from auth.roles import RoleCode
from server.jobs.binding import Tools
from server.jobs.here import do_here
from server.jobs.worker import tools_of
from server.wiring import HANDLERS
from tests.finance.office import Office


@asynccontextmanager
async def worker(office: Office) -> AsyncGenerator[Tools]:
    """Have what a worker beside the server has."""
    async with tools_of(office.shop.site.settings, office.shop.database) as tools:
        yield tools


async def finished(office: Office, mutation: str, role: RoleCode, **arguments: Any) -> dict[str, Any]:
    """Ask for something, do it, and give the job as whoever asked sees it."""
    asked = await office.done(mutation, "job { id state }", role, companyId=f"Company:{office.company}", **arguments)
    async with worker(office) as tools:
        assert await do_here(tools, HANDLERS, UUID(asked["id"].removeprefix("Job:")))
    answer = await office.ask(f'{{ job(id: "{asked["id"]}") {{ state result requestedBy }} }}', role)
    return answer["data"]["job"]
