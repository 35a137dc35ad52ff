"""One piece of work: what a service is given to write with.

The edge opens a transaction, says to the database who works in it, and calls services; they flush, and never commit.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from auth.principal import Principal
from auth.vault import Vault
from kernel.clock import Clock
from services.platform.bulk.document import BulkDocuments
from services.platform.file_storage import Storage
from services.platform.persisted_operation.document import Documents
from services.platform.webhook.shape import Shapes


def untraced() -> str | None:
    """Name the trace of what is done, where there are none."""
    return None


class ShownOnce(str):
    """A text of a payload that is shown to whoever asked, once, and kept nowhere: with no idempotency key, in no log."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Show nothing of it, wherever it may come up."""
        return "ShownOnce(…)"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who writes, as the audit has it."""

    subject: str
    """The id of the user, or of the client where no user is behind it."""
    client_id: str
    """The program through which they write."""
    request_id: str
    display_name: str
    reason: str | None = None
    """Why, in the words of whoever writes; null where nobody asked."""


@dataclass(slots=True)
class Work:
    """One transaction, with two ways into it: the session for single objects, `raw` for whole sets of rows.

    While `simulated`, everything is rolled back at the end: call nobody outside, take no number that people see.
    """

    session: AsyncSession
    raw: asyncpg.Connection = field(repr=False)
    actor: Actor
    clock: Clock
    simulated: bool = False
    principal: Principal | None = None
    """Whose rights hold for the rows that are written; None is the system itself, such as a job or an import."""
    storage: Storage | None = None
    """Where the contents of files lie, for what looks into them."""
    vault: Vault | None = field(default=None, repr=False)
    """Seals what is not stored in clear, and opens it."""
    shapes: Shapes | None = None
    """Knows what subscriptions are about that are stored."""
    documents: Documents | None = None
    """Knows which documents are valid."""
    bulk: BulkDocuments | None = None
    """Knows which documents can be run in bulk."""
    trace: str | None = None
    """The trace that it belongs to, as a `traceparent` (W3C Trace Context); None where there are no traces."""
    named: set[str] = field(default_factory=set[str])
    """What documents that are asked for in bulk name of the schema: their program is told what of it is to go."""
    is_waited_for: bool = False
    """Whether it has locked what others wait for, such as the next number of a series; then its commit comes soon."""

    @asynccontextmanager
    async def savepoint(self) -> AsyncGenerator[None]:
        """Take back what happens in this context if it ends in an error, and only that."""
        await self.raw.execute("savepoint part")
        try:
            yield
        except BaseException:
            if not self.raw.is_closed():
                await self.raw.execute("rollback to savepoint part; release savepoint part")
            raise
        await self.raw.execute("release savepoint part")
