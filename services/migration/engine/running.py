"""Running an import: chunk after chunk, each in a transaction of its own that the caller opens.

Items come in the same order whenever they are asked for, so an import that was killed goes on with the chunk after the last
one that was committed.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Final, TypeAlias

from asyncpg import Connection

from services.migration.engine.items import Importer, Progress, chunks
from services.migration.engine.job import JobStand
from services.migration.engine.writing import Writer

CHUNK: Final = 5_000

# The database keeps its plans for checking references, and those that it made while a table was empty read all rows of the
# company for every row that comes later.
PLAN_ANEW: Final = "discard plans"

Transaction: TypeAlias = Callable[[], AbstractAsyncContextManager[Connection]]
"""Opens a transaction in which it is known who works; it is committed when its context ends well."""


async def run(transaction: Transaction, job: JobStand, importer: Importer, progress: Progress) -> None:
    """Write all chunks that are not written yet; they are made beside the event loop, which has others to serve."""
    settled, made = job.rows_read, enumerate(chunks(importer.items(), CHUNK))
    while found := await asyncio.to_thread(next, made, None):
        number, chunk = found
        async with transaction() as connection:
            writer = Writer(connection, job.id, importer.system)
            if number < job.chunks_done:
                await writer.recall(chunk)
                continue
            await connection.execute(PLAN_ANEW)
            settled += await writer.write(chunk)
        progress("Writing", settled)
