"""Reading in both ways, by the conditions of a statement alone and behind the second wall too: the two have to say the same.

The statement that is sent without the wall is, to the letter, the one that a server without it sends. The other is run on the
same connection, in the same transaction, in the role that the wall is for.
"""

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from typing import Any, Final, TypeAlias, cast

import asyncpg
import orjson
from asyncpg import Connection, Record
from asyncpg.pool import PoolConnectionProxy
from structlog.typing import FilteringBoundLogger

from auth.second_wall import READER
from planner.access import Access
from server.graphql.announcing import announcing, without_wall
from server.telemetry.metrics import Metrics

DIFFERENCES_TOLD: Final = 10
"""So many places of one read are told of in the log."""
TRIES: Final = 5

AnyConnection: TypeAlias = Connection | PoolConnectionProxy

_BEGIN: Final = "begin isolation level repeatable read, read only"
_AS_READER: Final = f"set local role {READER}"
_AS_APPLICATION: Final = "reset role"


class WallDiffers(Exception):
    """The second wall leaves other rows than the conditions of the planner: one of the two has a hole, or is too narrow."""


class Verifying:
    """Reads in both ways, and refuses what differs."""

    def __init__(self, metrics: Metrics, log: FilteringBoundLogger) -> None:
        """Count differences here and tell of them there."""
        self._metrics, self._log = metrics, log

    async def fetch_row(
        self, connection: AnyConnection, sql: str, values: Sequence[Any], access: Access, seconds: float | None = None
    ) -> Record | None:
        """Run a statement for a viewer in the transaction of a connection, and give its one row as it is without the wall.

        Each of the statements may take so many seconds. A transaction that writes sees what others commit between two of its
        statements: what has changed meanwhile is read anew.

        Raises:
            WallDiffers: the wall leaves something else.
        """
        plain = await _plain(connection, sql, values, seconds)
        for _ in range(TRIES):
            behind = await self._behind(connection, sql, values, access, seconds)
            if behind == plain:
                return plain
            before, plain = plain, await _plain(connection, sql, values, seconds)
            if before == plain:
                raise self._differs(list(islice(_between(plain, behind), DIFFERENCES_TOLD)))
        # Whatever it was, it changed as fast as it could be read.
        self._log.warning("the two walls could not be compared: what is read changes too fast")
        return plain

    async def _behind(
        self, connection: AnyConnection, sql: str, values: Sequence[Any], access: Access, seconds: float | None
    ) -> Record | None:
        await connection.execute(_AS_READER, timeout=seconds)
        announced, said = announcing(sql, values, access)
        try:
            row = await connection.fetchrow(announced, *said, timeout=seconds)
        except asyncpg.InsufficientPrivilegeError as error:
            # The message names a table or a function, and nothing that is in it.
            raise self._differs([str(error)]) from None
        await connection.execute(_AS_APPLICATION, timeout=seconds)
        return row

    def _differs(self, at: Sequence[str]) -> WallDiffers:
        """Count and log a difference by where it is; what stands there is nobody's business."""
        self._metrics.wall_differences.inc()
        self._log.error("the second wall leaves something else", at=at)
        return WallDiffers(f"The second wall leaves something else: {', '.join(at)}")


@asynccontextmanager
async def one_snapshot(connection: AnyConnection, seconds: float | None = None) -> AsyncGenerator[None]:
    """Let statements on a connection see the same rows and the same moment, whatever others write meanwhile."""
    try:
        await connection.execute(_BEGIN, timeout=seconds)
        yield
    finally:
        # Nothing was written, and the role goes with the transaction.
        await connection.execute("rollback", timeout=seconds)


async def _plain(connection: AnyConnection, sql: str, values: Sequence[Any], seconds: float | None) -> Record | None:
    return await connection.fetchrow(without_wall(sql), *values, timeout=seconds)


def _between(plain: Record | None, behind: Record | None) -> Iterator[str]:
    """Name where two rows differ, by columns and the fields in them."""
    if plain is None or behind is None:
        yield "no row"
        return
    for name, one, other in zip(plain.keys(), plain.values(), behind.values(), strict=True):
        yield from _within(name, _read(one), _read(other))


def _within(place: str, one: object, other: object) -> Iterator[str]:
    if one == other:
        return
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        ones, others = cast("Mapping[str, object]", one), cast("Mapping[str, object]", other)
        for name in dict.fromkeys([*ones, *others]):
            yield from _within(f"{place}.{name}", ones.get(name), others.get(name))
    elif isinstance(one, list) and isinstance(other, list):
        yield from _among(place, cast("list[object]", one), cast("list[object]", other))
    else:
        yield place


def _among(place: str, ones: Sequence[object], others: Sequence[object]) -> Iterator[str]:
    if len(ones) != len(others):
        yield f"{place} ({len(ones)}, and {len(others)} behind it)"
        return
    for index, (one, other) in enumerate(zip(ones, others, strict=True)):
        yield from _within(f"{place}[{index}]", _read(one), _read(other))


def _read(value: object) -> object:
    """Read what is written as JSON."""
    try:
        return orjson.loads(value) if isinstance(value, str) else value
    except orjson.JSONDecodeError:
        return value
