"""Serving one endpoint: its tests, what comes next in the feed, and what is due, round after round until nothing is.

In each round the rights of its program are read anew, and a few deliveries of different keys are on their way at once. To
an endpoint that fails there is one.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Final, cast
from uuid import UUID

import orjson
from asyncpg import Connection, Pool
from structlog.typing import FilteringBoundLogger

from auth.principal import Principal
from auth.principals import principal_of
from auth.vault import Vault
from kernel.clock import Clock
from models import NotificationKind
from models.platform.webhook import WebhookBreak
from server.access.standing import Standings
from server.jobs.due import SYSTEM
from server.jobs.transaction import JobTransactions
from server.webhooks.rendering import Bodies, Body, rights_of, test_body
from server.webhooks.sending import GONE, Sender
from services.platform.webhook import queue
from services.platform.webhook.patience import TOLD_TO_WAIT_MAX
from services.platform.webhook.queue import Endpoint, FeedLost, Outcome, Waiting
from services.platform.webhook.secret import good_secrets
from services.platform.webhook.shape import Wanted, WebhookDocumentUnfit
from services.platform.webhook.signature import signed_headers
from services.platform.webhook.warning import warn

AT_ONCE: Final = 5
"""How many deliveries of different keys are on their way to one endpoint at once."""
ROUNDS_MAX: Final = 100
"""After how many rounds others come first."""
_DAY: Final = timedelta(days=1)
_FIXED: Final = {"content-type": "application/json", "user-agent": "Torso", "accept-encoding": "identity"}


@dataclass(frozen=True)
class Desk:
    """What serving takes."""

    pool: Pool
    clock: Clock
    vault: Vault
    transactions: JobTransactions
    bodies: Bodies
    sender: Sender
    log: FilteringBoundLogger

    @cached_property
    def standings(self) -> Standings:
        """Reads what programs may do in their own name."""
        return Standings(self.pool)

    async def serve(self, key: UUID) -> None:
        """Serve an endpoint until there is nothing to do for it, or until others should be served."""
        for _ in range(ROUNDS_MAX):
            endpoint = await queue.served(self.pool, key, self.clock.now())
            if endpoint is None or not await self._round(endpoint):
                return

    async def _round(self, endpoint: Endpoint) -> bool:
        """Do what can be done at once; false where there was nothing."""
        principal = await self._principal(endpoint)
        if principal is None:
            # Whoever is not let in is told nothing; it goes on where it was, should they be let in again.
            return False
        tests = await queue.tests_due(self.pool, endpoint, AT_ONCE)
        await self._all(endpoint, principal, tests)
        now = self.clock.now()
        if endpoint.state != "ACTIVE" or (endpoint.held_until is not None and endpoint.held_until > now):
            return False
        try:
            position = await self._read_ahead(endpoint)
        except FeedLost:
            await self._break_off(endpoint, WebhookBreak.FEED_LOST)
            return False
        waiting = await queue.due(self.pool, endpoint, position, now, 1 if endpoint.is_ill else AT_ONCE)
        await self._all(endpoint, principal, waiting)
        return bool(waiting)

    async def _principal(self, endpoint: Endpoint) -> Principal | None:
        now = self.clock.now()
        standing = await self.standings.read_client(endpoint.client_id, now)
        if standing is None:
            return None
        return principal_of(standing, now.date(), " ".join(sorted(standing.scopes)), now + _DAY)

    async def _read_ahead(self, endpoint: Endpoint) -> int:
        async with self.pool.acquire() as connection:
            return await queue.read_ahead(cast("Connection", connection), endpoint)

    async def _all(self, endpoint: Endpoint, principal: Principal, waiting: list[Waiting]) -> None:
        # What fails of ours stops none of the others half way.
        done = await asyncio.gather(
            *(self._deliver(endpoint, principal, each) for each in waiting), return_exceptions=True
        )
        for failed in filter(None, done):
            raise failed

    async def _deliver(self, endpoint: Endpoint, principal: Principal, waiting: Waiting) -> None:
        """Make what is told, write it down, send it, and write down what came of that."""
        wanted = Wanted(endpoint.document, endpoint.operation_name, orjson.loads(endpoint.variables))
        rights = rights_of(principal, wanted)
        try:
            body = await self._body(endpoint, wanted, principal, waiting, rights)
        except WebhookDocumentUnfit:
            await self._break_off(endpoint, WebhookBreak.DOCUMENT_UNFIT)
            return
        if body is None:
            await queue.leave_untold(self.pool, waiting)
            return
        if not await queue.begin(self.pool, waiting, body, rights, self.clock.now()):
            return
        outcome = await self._send(endpoint, waiting, body.text)
        await self._record(endpoint, waiting, outcome)
        if outcome.status == GONE and not waiting.is_test:
            await self._break_off(endpoint, WebhookBreak.GONE)

    async def _body(
        self, endpoint: Endpoint, wanted: Wanted, principal: Principal, waiting: Waiting, rights: bytes
    ) -> Body | None:
        """Give what is sent: what was before, unless it was made with other rights, or something else is wanted now."""
        if waiting.position is None:
            return Body(test_body(endpoint.id), has_left=False)
        if waiting.body is not None and waiting.rights == rights:
            return Body(waiting.body, waiting.has_left)
        gone = waiting.key if waiting.had_left else None
        return await self.bodies.body(wanted, waiting.position, principal, gone)

    async def _send(self, endpoint: Endpoint, waiting: Waiting, body: bytes) -> Outcome:
        now = self.clock.now()
        good = good_secrets(self.vault, endpoint.id, endpoint.sealed_secret, endpoint.sealed_secret_before)
        headers = {**_FIXED, **signed_headers(message_id(waiting.id), now, body, good)}
        answered = await self.sender.send(endpoint.url, headers, body, now)
        wait = None if answered.wait is None else now + min(answered.wait, TOLD_TO_WAIT_MAX)
        return Outcome(answered.fault, answered.status, answered.duration_ms, wait)

    async def _record(self, endpoint: Endpoint, waiting: Waiting, outcome: Outcome) -> None:
        """Write down what came of an attempt, and tell people what goes wrong; who is not told now is so with the next failure."""
        now = self.clock.now()
        if outcome.fault is None:
            await queue.record_taken(self.pool, endpoint, waiting, outcome, now)
            return
        for kind in await queue.record_failed(self.pool, endpoint, waiting, outcome, now):
            async with self.transactions.begin_as(SYSTEM) as work:
                if await queue.is_to_be_told(work, endpoint.id, kind, now):
                    await warn(work, endpoint.id, kind, outcome.why)

    async def _break_off(self, endpoint: Endpoint, why: WebhookBreak) -> None:
        self.log.warning("a webhook is told nothing any more", endpoint=str(endpoint.id), why=why.value)
        async with self.transactions.begin_as(SYSTEM) as work:
            if await queue.break_off(work, endpoint.id, why):
                await warn(work, endpoint.id, NotificationKind.WEBHOOK_BROKEN, why)


def message_id(delivery: UUID) -> str:
    """Give the id by which a receiver knows a message that comes again."""
    return f"msg_{delivery.hex}"
