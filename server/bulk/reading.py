"""Reading a whole list from one snapshot: page by page by keyset, each node as a line of JSON."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import orjson
from asyncpg import Connection, Pool, QueryCanceledError

from auth.principal import Principal
from auth.second_wall import READER
from planner.access import Access
from planner.answer import Loaders, Planner
from server.bulk.documents import PagedQuery
from server.bulk.paged import Node, without_added
from server.graphql.access import access_of
from server.graphql.announcing import announcing, without_wall
from server.graphql.verifying import Verifying
from server.row_security import RowSecurity
from server.telemetry import logs
from server.telemetry.metrics import Metrics
from services.platform.bulk.document import Asked, BulkFieldForbidden
from services.platform.bulk.limits import PAGE_LASTS, BulkListTooLong, BulkPageTookTooLong

_MOMENT = "select transaction_timestamp()"


@dataclass(frozen=True)
class Snapshot:
    """The database as it is at one moment, for as long as its transaction is open."""

    connection: Connection
    walled: bool
    verifying: Verifying | None

    async def fetch_row(self, sql: str, values: Sequence[Any], access: Access) -> Sequence[str | None]:
        """Run the statement of a plan, and give its one row."""
        if self.verifying is not None:
            row = await self.verifying.fetch_row(self.connection, sql, values, access)
        else:
            sql, values = announcing(sql, values, access) if self.walled else (without_wall(sql), values)
            row = await self.connection.fetchrow(sql, *values)
        assert row is not None
        return tuple(row)

    async def moment(self) -> datetime:
        """Give when everything is as it is read."""
        return await self.connection.fetchval(_MOMENT)


class Snapshots:
    """Opens snapshots; what clients are told is read behind the second wall, where there is one."""

    def __init__(self, pool: Pool, wall: RowSecurity) -> None:
        """Read through this pool."""
        self._pool, self._walled = pool, wall is RowSecurity.ON
        self.verifying = Verifying(Metrics(), logs.logger()) if wall is RowSecurity.VERIFY else None

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[Snapshot]:
        """Open a snapshot."""
        async with (
            self._pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            await connection.execute(f"set local statement_timeout = {PAGE_LASTS // timedelta(milliseconds=1)}")
            if self._walled:
                await connection.execute(f"set local role {READER}")
            yield Snapshot(cast("Connection", connection), self._walled, self.verifying)

    async def fetch_row(self, sql: str, values: Sequence[Any], access: Access) -> Sequence[str | None]:
        """Run the statement of a plan in a snapshot of its own, and give its one row."""
        async with self.open() as snapshot:
            return await snapshot.fetch_row(sql, values, access)


@dataclass(frozen=True)
class Reading:
    """A query that is read for somebody."""

    planner: Planner
    query: PagedQuery
    asked: Asked
    principal: Principal
    loaders: Loaders

    async def pages(self, reader: Snapshot) -> AsyncGenerator[list[bytes]]:
        """Give the nodes of each page as lines.

        Raises:
            BulkListTooLong, BulkFieldForbidden, BulkPageTookTooLong: as their names say.
        """
        after: str | None = None
        while True:
            try:
                page = self.query.paged.read(await self._answered(reader, after))
            except QueryCanceledError:
                raise BulkPageTookTooLong(PAGE_LASTS // timedelta(seconds=1)) from None
            yield [self._line(node) for node in page.nodes]
            after = page.after
            if after is None:
                return

    async def _answered(self, reader: Snapshot, after: str | None) -> Mapping[str, Any]:
        paged = self.query.paged
        answer = await self.planner.answer(
            paged.document,
            self.asked.operation_name,
            paged.variables(self.asked.variables, after),
            access_of(self.principal),
            reader,
            self.loaders,
            key=("bulk", self.query.size, self.asked.document),
        )
        for error in answer.result.errors or ():
            facts = error.extensions or {}
            if "permission" in facts:
                raise BulkFieldForbidden(facts["coordinate"], facts["permission"])
            raise RuntimeError(f"a page of a bulk query was not answered: {error.message}")
        # Where nothing was completed, the data is still text.
        return orjson.loads(orjson.dumps(answer.result.data))

    def _line(self, node: Node) -> bytes:
        longer = without_added(node)
        if longer is not None:
            raise BulkListTooLong(".".join(longer), str(node.get("id", "a row")))
        return orjson.dumps(node, option=orjson.OPT_APPEND_NEWLINE)
