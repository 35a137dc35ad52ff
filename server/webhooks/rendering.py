"""Bodies of messages: one change in the shape of a stored subscription, with the rights that a program has now."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol
from uuid import UUID

import orjson
from graphql import GraphQLError

from auth.principal import Principal
from planner.answer import Loaders, Planner, Reader
from planner.changes import Batch, Reading
from planner.following import Following, NotFollowed, follow
from server.graphql.answering import Hidden, Shown
from server.graphql.caller import Caller
from server.graphql.errors import FORBIDDEN
from server.webhooks.shapes import SubscriptionShapes
from services.platform.webhook.shape import Wanted, WebhookDocumentUnfit

UNNAMED: Final = "webhook"
"""How the audit names what is told by a document that does not name itself."""


class Body(NamedTuple):
    """What is told of one change."""

    text: bytes
    has_left: bool
    """Whether it tells that something is not among what was asked for any more."""


class Bodies(Protocol):
    """Makes bodies."""

    async def body(self, wanted: Wanted, position: int, principal: Principal, gone: UUID | None) -> Body | None:
        """Give what is told of the event at a position of the feed; None where nothing is, to this program.

        `gone` was told to have left already, and is told of when it comes back.

        Raises:
            WebhookDocumentUnfit: the document is not valid any more.
        """
        ...


@dataclass(frozen=True)
class PlannedBodies:
    """Makes bodies as subscriptions are answered: planned, with the rights of whoever is told, and shaped by PostgreSQL."""

    planner: Planner
    shapes: SubscriptionShapes
    reader: Reader
    loaders: Loaders
    shown: Shown | None = None
    """Notes for the audit what is told to whom, where that is noted; what is sent again is not noted again."""
    hidden: Hidden | None = None
    """Notes for the audit what the program may not read, or not be told."""

    async def body(self, wanted: Wanted, position: int, principal: Principal, gone: UUID | None) -> Body | None:
        """Give what is told of the event at a position of the feed; None where nothing is, to this program.

        Raises:
            WebhookDocumentUnfit: the document is not valid any more.
        """
        document, caller = self.shapes.valid(wanted), Caller.of(principal)
        try:
            following = follow(
                self.planner, document.ast, wanted.operation_name, wanted.variables, caller.access, key=document.hash
            )
            body = await self._told(following, position, gone)
        except NotFollowed as refused:
            (first, *_) = refused.errors
            if (first.extensions or {}).get("code") == FORBIDDEN:
                self._note_denied(caller, refused.errors)
                return None
            raise WebhookDocumentUnfit(first.message) from None
        if body is not None:
            self._note_told(caller, following, body)
        return body

    def _note_told(self, caller: Caller, following: Following, body: Body) -> None:
        self._note_denied(caller, following.denied)
        if self.shown is not None and following.plan.opened:
            name = following.operation.definition.name
            self.shown(caller, name.value if name else UNNAMED, following.plan, body.text)

    def _note_denied(self, caller: Caller, denied: Sequence[GraphQLError]) -> None:
        if self.hidden is not None and denied:
            self.hidden(caller, denied)

    async def _told(self, following: Following, position: int, gone: UUID | None) -> Body | None:
        left = () if gone is None else (gone,)
        sql, values = following.statement(Reading.EACH, position - 1, position, left)
        (row,) = await self.reader.fetch_row(sql, values, following.access)
        batch = Batch.read(row)  # pyright: ignore[reportArgumentType] - its one column is an array of text
        if not batch.count:
            return None
        return Body(await following.payload(Reading.EACH, batch, self.loaders), bool(batch.left))


@dataclass
class BodiesWhenNeeded:
    """Bodies of a schema that is built when the first of them is made: most workers of most installations never make one."""

    build: Callable[[], Awaitable[Bodies]]
    _built: Bodies | None = field(default=None, init=False)
    _building: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def body(self, wanted: Wanted, position: int, principal: Principal, gone: UUID | None) -> Body | None:
        """Give what is told, as `Bodies.body`."""
        async with self._building:
            self._built = bodies = self._built or await self.build()
        return await bodies.body(wanted, position, principal, gone)


def rights_of(principal: Principal, wanted: Wanted) -> bytes:
    """Give what tells bodies from others: one is sent again as long as the rights, and what is wanted, are the same."""
    rights = [
        principal.permissions,
        principal.companies,
        principal.party_id,
        principal.sales_reps,
        principal.warehouses,
    ]
    return hashlib.sha256(orjson.dumps([rights, list(wanted)], default=sorted)).digest()


def test_body(endpoint: UUID) -> bytes:
    """Give what is told by a test: nothing, in the shape of an answer."""
    return orjson.dumps({"data": None, "extensions": {"test": True, "endpoint": f"WebhookEndpoint:{endpoint}"}})
