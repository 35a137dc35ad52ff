"""A worker of the tests: the real one, with handlers that do what the tests need to see."""

import asyncio
import os
import signal
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from kernel.errors import DomainError
from server.database import Database
from server.jobs.binding import Bound, Due, Tools
from server.jobs.worker import work
from server.settings import Settings
from server.telemetry import logs
from services.jobs import Handler, JobContext, JobResult

HEARTBEAT = timedelta(seconds=2)


@dataclass(eq=False)
class ShelfFull(DomainError):
    """Nothing fits on a shelf that is full."""

    message = "There is no room for {what}."
    what: str


async def add_unit(context: JobContext) -> JobResult:
    """Change something, and say in the same transaction that it is done."""
    async with context.transaction() as work:
        await work.raw.execute(
            "insert into unit (code, name, dimension, decimals) values ($1, $1, 'COUNT', 0)", context.payload["code"]
        )
        await context.done(work, {"code": context.payload["code"]})
    return None


async def add_own_unit(context: JobContext) -> JobResult:
    """Change something in two statements, and say how far it is in between."""
    async with context.transaction() as work:
        code = f"U-{context.job_id}"
        await work.raw.execute("insert into unit (code, name, dimension, decimals) values ($1, $1, 'COUNT', 0)", code)
        await context.progress(1, 2)
        await work.raw.execute("select 1 from unit where code = $1 for update", code)
        await context.done(work, {"code": code})
    return None


async def warm_up(context: JobContext) -> JobResult:
    """Open a transaction, so that later ones find everything ready."""
    async with context.transaction() as work:
        await work.raw.execute("select 1")
    return None


async def die_after_commit(context: JobContext) -> JobResult:
    """Do the work, and be killed before the queue hears of it."""
    await add_unit(context)
    os.kill(os.getpid(), signal.SIGKILL)
    return None


async def linger_at_first(context: JobContext) -> JobResult:
    """Take longer than any test the first time, and no time later."""
    await context.progress(1, 2, "half way")
    if context.attempt == 1:
        await asyncio.sleep(600)
    return {"attempt": context.attempt}


async def take_a_moment(context: JobContext) -> JobResult:
    """Take longer than it takes to be told to stop."""
    await context.progress(1, 2)
    await asyncio.sleep(1.5)
    return None


async def wait_for_the_first(context: JobContext) -> JobResult:
    """Say all the time how far it is, the first time; the second time wait until the first has ended."""
    while context.attempt == 1:
        await context.progress(1, 2)
        await asyncio.sleep(0.2)
    await context.progress(2, 2)
    while not await context.pool.fetchval("select exists (select from unit where code = 'GO')"):
        await asyncio.sleep(0.1)
    await add_unit(context)
    return {"attempt": context.attempt}


async def fail_at_first(context: JobContext) -> JobResult:
    """Fail once."""
    if context.attempt == 1:
        raise RuntimeError("not yet")
    return {"attempt": context.attempt}


async def fail(_context: JobContext) -> JobResult:
    """Fail always."""
    raise RuntimeError("never")


async def be_refused(_context: JobContext) -> JobResult:
    """Be refused by the business."""
    raise ShelfFull("a bolt")


async def tick(tools: Tools) -> None:
    """Leave a trace of being done by the clock."""
    code = uuid4().hex[:12].upper()
    await tools.pool.execute("insert into unit (code, name, dimension, decimals) values ($1, 'TICK', 'COUNT', 0)", code)


def bound(handler: Handler, **options: Any) -> Bound:
    """Bind a handler that needs no tools."""

    def give(_tools: Tools) -> Handler:
        return handler

    return Bound(give, first_delay=timedelta(milliseconds=50), **options)


HANDLERS = {
    "test.add_unit": bound(add_unit),
    "test.add_own_unit": bound(add_own_unit, attempts_max=50),
    "test.warm_up": bound(warm_up),
    "test.die_after_commit": bound(die_after_commit),
    "test.linger_at_first": bound(linger_at_first),
    "test.take_a_moment": bound(take_a_moment),
    "test.wait_for_the_first": bound(wait_for_the_first),
    "test.fail_at_first": bound(fail_at_first),
    "test.fail": bound(fail, attempts_max=2),
    "test.be_refused": bound(be_refused),
}

SCHEDULES = {"test.tick": Due("* * * * * *", tick)}


def run(url: str, home: Path) -> None:
    """Work until told to end, on the way to the database that a URL says."""
    logs.configure("json")
    asyncio.run(work(Settings(home=home), Database(url, url, embedded=True), HANDLERS, SCHEDULES, heartbeat=HEARTBEAT))
