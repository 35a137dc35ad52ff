"""Whoever writes while others listen: stock levels that change so many times a second, each in a transaction of its own.

It is a process that moves events into the feed after its commits, as a worker does. What it writes is one statement of SQL,
by the owner, since the application changes levels by stock moves alone: these have values, days and entries besides, and would
take the machine from those who are measured. Started as `python -m benchmarks.live_writer`, it takes an order a line on stdin
and gives its findings on stdout.
"""

import asyncio
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson
import uvloop

from events.advancing import Advancer
from server.advancing import advancing
from server.database import Database

CONNECTIONS: Final = 4
"""How many write at the same time; one alone would wait for the disk."""
CHANGE: Final = "update stock_level set on_hand = on_hand + 1 where id = $1 returning version"


@dataclass(frozen=True)
class Writing:
    """What to do: change stock levels in turn, so many times a second for so many seconds."""

    owner_url: str
    app_url: str
    levels: list[str]
    changes_per_second: float
    seconds: float

    def line(self) -> bytes:
        """Write it as a line."""
        return orjson.dumps(asdict(self)) + b"\n"


async def obey(order: Writing) -> dict[str, Any]:
    """Do what an order says, and tell of each change what became of which, and when its commit was answered."""
    commits: list[tuple[str, int, float]] = []
    async with advancing(Database(order.owner_url, order.app_url, embedded=True)) as advancer:
        begins_at = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for number in range(CONNECTIONS):
                group.create_task(_write(order, number, begins_at, advancer, commits))
        seconds = time.monotonic() - begins_at
        await advancer.advance()
    return {"commits": commits, "seconds": seconds}


async def _write(
    order: Writing, number: int, begins_at: float, advancer: Advancer, commits: list[tuple[str, int, float]]
) -> None:
    """Make every fourth of the changes, each at its time; levels are not shared, so nobody waits for another."""
    connection = await asyncpg.connect(order.owner_url)
    levels = [UUID(level) for level in order.levels[number::CONNECTIONS]]
    for turn, change in enumerate(range(number, round(order.changes_per_second * order.seconds), CONNECTIONS)):
        await asyncio.sleep(begins_at + change / order.changes_per_second - time.monotonic())
        level = levels[turn % len(levels)]
        version = await connection.fetchval(CHANGE, level)
        commits.append((f"StockLevel:{level}", version, time.monotonic()))
        advancer.wake()
    await connection.close()


async def main() -> None:
    """Obey orders until there are no more."""
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(orjson.dumps(await obey(Writing(**orjson.loads(line)))) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    uvloop.run(main())
