"""The tables of the queue are those that the library wants."""

from asyncpg import Connection
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver

from services.jobs.queue import queries


async def test_the_library_has_nothing_to_upgrade(owner: Connection) -> None:
    plan = await queries(AsyncpgDriver(owner)).plan_upgrade()
    assert list(plan.statements) == []
