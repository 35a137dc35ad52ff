"""Running the statements of plans, and saying what went wrong in words that are ours."""

from collections.abc import Sequence
from typing import Any

import asyncpg
from asyncpg import Pool, Record
from structlog.typing import FilteringBoundLogger

from events.away import BROKEN
from models.platform import event
from planner.access import Access
from server.graphql.announcing import announcing, without_wall
from server.graphql.errors import BAD_USER_INPUT, Refused
from server.graphql.verifying import AnyConnection, Verifying, one_snapshot
from server.row_security import RowSecurity
from server.telemetry.metrics import Metrics

ACQUIRE_SECONDS = 5
"""How long a query waits for a connection that others have; how long its statement may take, the database says."""
ANSWER_SECONDS = 20
"""How long it waits for the database to say anything at all; where a network hangs, a connection would without an end."""

TIMEOUT = "TIMEOUT"
UNAVAILABLE = "UNAVAILABLE"

_TOO_SLOW = (asyncpg.QueryCanceledError, asyncpg.TransactionTimeoutError)
AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InvalidAuthorizationSpecificationError,
    *BROKEN,
)
_BEING_RESTORED = asyncpg.UndefinedTableError
"""What is told of tables while a backup takes their place, and until whoever reads behind the wall may look for them again."""
_NUL = asyncpg.CharacterNotInRepertoireError
_OUT_OF_RANGE = (asyncpg.NumericValueOutOfRangeError, asyncpg.DatetimeFieldOverflowError)


class PoolReader:
    """Runs one statement at a time on a connection of the pool."""

    def __init__(
        self, pool: Pool, metrics: Metrics, log: FilteringBoundLogger, *, wall: RowSecurity = RowSecurity.OFF
    ) -> None:
        """Read through this pool, whose connections are behind the second wall where that is on."""
        self._pool = pool
        self._walled = wall is RowSecurity.ON
        self.verifying = Verifying(metrics, log) if wall is RowSecurity.VERIFY else None
        self._metrics = metrics
        self._log = log

    async def fetch_row(self, sql: str, values: Sequence[Any], access: Access) -> Sequence[str | None]:
        """Run a statement for a viewer and give its one row.

        Raises:
            Refused: it took too long, the database is away, or it cannot hold a value.
            WallDiffers: it was read in both ways, and they differ.
        """
        self._metrics.statements.inc()
        try:
            async with self._pool.acquire(timeout=ACQUIRE_SECONDS) as connection:
                row = await self._row(connection, sql, values, access)
        except _TOO_SLOW:
            raise Refused.because("The query took too long. Ask for less at once.", TIMEOUT, status=504) from None
        except _NUL:
            raise _unfit("Text cannot hold the character U+0000.") from None
        except _OUT_OF_RANGE:
            raise _unfit("A number or a moment is beyond what can be stored.") from None
        except (*AWAY, _BEING_RESTORED):
            self._log.exception("the database does not answer")
            raise unavailable() from None
        except asyncpg.PostgresError as error:
            raise _of_cursor(error) or error from None
        assert row is not None
        return tuple(row)

    async def _row(self, connection: AnyConnection, sql: str, values: Sequence[Any], access: Access) -> Record | None:
        if self.verifying is not None:
            async with one_snapshot(connection, ANSWER_SECONDS):
                return await self.verifying.fetch_row(connection, sql, values, access, ANSWER_SECONDS)
        sql, values = announcing(sql, values, access) if self._walled else (without_wall(sql), values)
        return await connection.fetchrow(sql, *values, timeout=ANSWER_SECONDS)


def unavailable() -> Refused:
    """Refuse because the database is away."""
    return Refused.because("The database does not answer. Try again.", UNAVAILABLE, status=503)


def _of_cursor(error: asyncpg.PostgresError) -> Refused | None:
    """Say what is wrong with a cursor that the database has opened, if that is what went wrong."""
    match error.sqlstate:
        case event.CURSOR_INVALID:
            return Refused.because("The cursor is none of this stream.", "CURSOR_INVALID")
        case event.RESYNC_REQUIRED:
            return Refused.because("What came after the cursor is not known any more. Read anew.", "RESYNC_REQUIRED")
        case _:
            return None


def _unfit(message: str) -> Refused:
    return Refused.because(message, BAD_USER_INPUT)
