"""Operations: whoever asks is let in, and what they ask for is read, counted and answered, whichever way it came.

A request of HTTP, a stream and a socket differ in how they carry operations. What holds for these stands here, once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from auth.bearer import AuthenticationError, InvalidToken
from server.access.entrance import Admitted, CompanyRefused, Entrance, SeeingRefused, Shown
from server.access.running import Ticket
from server.graphql.answering import Answering, Asked, Reply
from server.graphql.caller import Caller
from server.graphql.documents import is_query
from server.graphql.request import GraphQLRequest
from server.http.client_limits import ClientLimits
from server.http.languages import languages_of
from server.http.origins import Origins
from server.http.refusal import HttpRefused
from server.live.live import Live
from server.live.outlet import Outlet
from server.live.subscriber import Subscriber
from server.persisted.finding import Finding, NotRegistered
from server.telemetry.exchange import Exchange
from server.telemetry.slow_plans import SlowPlans
from server.telemetry.usage import SchemaUsage
from services.refusals import RightsWithdrawn
from services.work import Actor


class Visit(NamedTuple):
    """Somebody who was let in, and what came with their operation."""

    admitted: Admitted
    shown: Shown
    exchange: Exchange
    accept_language: str | None = None
    idempotency_key: str | None = None


@dataclass
class Operations:
    """Answers the operations of whoever is let in."""

    answering: Answering
    entrance: Entrance
    live: Live
    usage: SchemaUsage
    slow_plans: SlowPlans
    limits: ClientLimits
    finding: Finding
    # Is told of tokens that are not to be believed: what is wrong, from which address, in which request.
    unknown: Callable[[InvalidToken, str, str], None]
    # Is told of who may not work in which company.
    elsewhere: Callable[[Actor, UUID], None]
    # Is told of who asks for something else than the operations that their program may ask by.
    unregistered: Callable[[Caller], None]
    # Writes down that somebody looks as somebody else, before they do.
    looked: Callable[[Caller], Awaitable[None]]
    origins: Origins

    async def admit(self, shown: Shown, exchange: Exchange, address: str) -> Admitted:
        """Say who asks.

        Raises:
            AuthenticationError: they are not known.
            Refused: they may not ask in this company, or as somebody else; the database is away.
        """
        try:
            admitted = await self.entrance.admit(shown)
        except InvalidToken as error:
            self.unknown(error, address, exchange.id)
            raise
        except CompanyRefused as refused:
            self.elsewhere(Actor(refused.subject, refused.client_id, exchange.id, ""), refused.company_id)
            raise
        except SeeingRefused as refused:
            if self.answering.hidden is not None:
                self.answering.hidden(Caller.of(refused.own, request_id=exchange.id), refused.errors)
            raise
        exchange.client = admitted.client_id
        return admitted

    async def read(
        self, request: GraphQLRequest, admitted: Admitted, exchange: Exchange, *, changes_nothing: bool = False
    ) -> Asked:
        """Find the operation that is asked for, and check it.

        Raises:
            Refused: it is not valid, or not there, or none by which this client may ask.
            NothingMayChange: it is a mutation, and `changes_nothing` holds.
        """
        exchange.name(request.operation_name)
        try:
            found = await self.finding.found(request, admitted)
        except NotRegistered:
            self.unregistered(Caller.of(admitted.principal, request_id=exchange.id, seen_by=admitted.seen_by))
            raise
        asked = self.answering.read(found, changes_nothing=changes_nothing)
        self.finding.keep(request, admitted)
        exchange.name(asked.operation.name and asked.operation.name.value)
        return asked

    def require_anything(self, admitted: Admitted, exchange: Exchange) -> None:
        """Check that somebody may ask for more than registered operations.

        Raises:
            NotRegistered: their program is limited to these.
        """
        if admitted.only_persisted:
            self.unregistered(Caller.of(admitted.principal, request_id=exchange.id))
            raise NotRegistered

    async def answer(self, asked: Asked, visit: Visit) -> Reply:
        """Answer a query, or do a mutation.

        Raises:
            AuthenticationError: who asks is not known any more.
            Refused: it cannot be answered.
        """
        with self.limits.within(visit.admitted.client_id):
            reply = await self._reply(asked, visit)
        self.usage.count(visit.admitted.client_id, reply.names)
        self.slow_plans.note(visit.exchange, asked, reply)
        return reply

    async def subscribe(self, asked: Asked, visit: Visit, outlet: Outlet, after: str | None = None) -> Subscriber:
        """Begin to tell somebody what happens; `after` goes before what the operation says.

        Raises:
            Refused: they cannot be told.
        """
        ticket = self.entrance.ticket(visit.admitted, visit.shown)
        with self.limits.within(visit.admitted.client_id):
            caller = await self._caller(visit, ticket)
            subscriber = await self.live.subscribe(asked, caller, ticket, outlet, after)
        self.usage.count(visit.admitted.client_id, self.answering.names(asked))
        return subscriber

    async def _reply(self, asked: Asked, visit: Visit) -> Reply:
        ticket = self.entrance.ticket(visit.admitted, visit.shown)
        answering = self.answering.answer(asked, await self._caller(visit, ticket))
        if is_query(asked.operation):
            return await self._called_off_with(ticket, answering)
        with self.entrance.running.entered(ticket):
            return await answering

    async def _caller(self, visit: Visit, ticket: Ticket) -> Caller:
        admitted = visit.admitted
        caller = Caller.of(
            admitted.principal,
            languages_of(visit.accept_language, admitted.principal.languages),
            visit.exchange.id,
            visit.idempotency_key,
            ticket.require if ticket.names else None,
            seen_by=admitted.seen_by,
            budget=self.limits.budget(admitted.client_id),
        )
        if caller.seen_by is not None:
            await self.looked(caller)
        return caller

    async def _called_off_with(self, ticket: Ticket, answering: Coroutine[Any, Any, Reply]) -> Reply:
        """Answer, unless the rights of whoever asks end first."""
        task = asyncio.current_task()
        assert task is not None
        ticket.call_off = task.cancel
        with self.entrance.running.entered(ticket), _as_its_end(ticket, task):
            return await answering


@contextmanager
def _as_its_end(ticket: Ticket, task: asyncio.Task[Any]) -> Generator[None]:
    """Say why something was called off, where its ticket did it."""
    try:
        yield
    except asyncio.CancelledError:
        if ticket.ended_by is None:
            raise
        task.uncancel()
        if isinstance(ticket.ended_by, AuthenticationError):
            raise ticket.ended_by from None
        raise HttpRefused(403, RightsWithdrawn.code, "Your rights have changed meanwhile. Ask again.") from None
