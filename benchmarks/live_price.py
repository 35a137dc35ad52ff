"""What events cost whoever writes: the same change of a stock level with the trigger that tells of it, and without.

It is the smallest write of which somebody is told, so nothing else hides the price. What is told is moved into the feed
meanwhile, by the same machine, as by a worker after its commits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from uuid import UUID

import asyncpg
from asyncpg import Pool

from benchmarks.figures import Figures
from benchmarks.live_writer import CHANGE
from benchmarks.load import Window, closed_loop
from benchmarks.rounds import take_turns
from benchmarks.write import sql_pool
from events.advancing import Advancer
from server.advancing import advancing
from server.database import Database

CASE: Final = "stock_change"
REFERENCE: Final = "untold"
CLIENTS: Final = (1, 16)
_SWITCH: Final = "alter table stock_level {} trigger tell_update"


async def price_of_events(
    database: Database, levels: Sequence[str], seconds: float, note: Callable[[str], None]
) -> list[Figures]:
    """Measure writing with events and without, by one client and by several."""
    owner = await asyncpg.connect(database.owner_url)
    try:
        async with sql_pool(replace(database, app_url=database.owner_url)) as pool, advancing(database) as advancer:
            writing = _Writing(owner, pool, advancer, [UUID(level) for level in levels])
            ways = {"told": partial(writing.load, "enable"), REFERENCE: partial(writing.load, "disable")}
            return await take_turns(CASE, ways, CLIENTS, seconds, REFERENCE, note)
    finally:
        await owner.execute(_SWITCH.format("enable"))
        await owner.close()


@dataclass(frozen=True)
class _Writing:
    owner: asyncpg.Connection
    pool: Pool
    advancer: Advancer
    levels: Sequence[UUID]

    async def load(self, switch: str, clients: int, seconds: float) -> Window:
        """Let so many clients change stock levels, each its own."""
        await self.owner.execute(_SWITCH.format(switch))
        idle = list(self.levels[:clients])

        async def ask(_number: int) -> None:
            level = idle.pop()
            await self.pool.execute(CHANGE, level)
            self.advancer.wake()
            idle.append(level)

        window = await closed_loop(ask, clients, seconds)
        await self.advancer.advance()
        return window
