"""Subscribers of the tests: each takes what it is told as a socket would, and keeps it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
from graphql import GraphQLError

from auth.principal import Principal
from server.access.running import Running, Ticket
from server.graphql.answering import Answering, Asked
from server.graphql.caller import Caller
from server.graphql.errors import Refused
from server.graphql.request import GraphQLRequest
from server.live.live import Live
from server.live.outlet import Ending, Told
from server.live.subscriber import Subscriber
from server.telemetry.metrics import Metrics

PATIENCE_SECONDS = 20
NAME = "user_account:of a test"


@dataclass(eq=False)
class Listener:
    """Takes the answers of one subscription."""

    root: str = ""
    is_ready: bool = True
    takes_seconds: float = 0.0
    """How long an answer is on its way."""
    told: list[Told] = field(default_factory=list[Told])
    ending: Ending | None = None
    errors: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, told: Told) -> None:
        """Take an answer."""
        assert self.is_ready, "it was not ready"
        assert self.ending is None, "it was over"
        self.told.append(told)
        self._arrived.set()
        if self.takes_seconds:
            self.is_ready = False
            asyncio.get_running_loop().call_later(self.takes_seconds, setattr, self, "is_ready", True)

    def end(self, why: Ending, errors: bytes) -> None:
        """Note why it is over."""
        assert self.ending is None, "it was over"
        self.ending, self.errors = why, orjson.loads(errors)
        self._arrived.set()

    @property
    def batches(self) -> list[dict[str, Any]]:
        """What the answers hold."""
        return [orjson.loads(each.payload)["data"][self.root] for each in self.told]

    @property
    def changes(self) -> list[dict[str, Any]]:
        """All changes, one after the other."""
        return [change for batch in self.batches for change in batch["changes"]]

    @property
    def skipped(self) -> int:
        """How many changes were left out."""
        return sum(batch["skipped"] for batch in self.batches)

    @property
    def cursor(self) -> str:
        """After which it goes on."""
        cursor = self.told[-1].cursor
        assert cursor is not None
        return cursor

    async def until(self, is_enough: Callable[["Listener"], object]) -> None:
        """Wait for answers until they are enough."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not is_enough(self):
                self._arrived.clear()
                await self._arrived.wait()

    async def began(self) -> "Listener":
        """Wait for the first answer."""
        await self.until(lambda each: each.told)
        return self


@dataclass
class Rights:
    """The rights of somebody, which may change."""

    running: Running
    principal: Principal
    refused: Exception | None = None
    are_heard: bool = True
    changes: int = 0
    lapse_after: float | None = None
    """In how many seconds they change by themselves, once."""

    def ticket(self) -> Ticket:
        """Give what runs with these rights."""
        return Ticket(
            self.principal,
            frozenset({NAME}),
            self._now,
            lambda: self.are_heard,
            lambda: self.changes,
            self.changes,
            lambda: self.lapse_after,
        )

    def become(self, principal: Principal | None = None, refused: Exception | None = None) -> None:
        """Change, and let it be heard."""
        self.principal, self.refused = principal or self.principal, refused
        self.changes += 1
        self.running.changed(NAME)

    async def _now(self) -> Principal:
        self.lapse_after = None
        if self.refused is not None:
            raise self.refused
        return self.principal


@dataclass
class Audience:
    """Subscribes as somebody."""

    live: Live
    answering: Answering
    running: Running
    metrics: Metrics
    denied: list[GraphQLError]
    """What was noted for the audit of what they may not read."""

    @property
    def statements(self) -> int:
        """How many statements have been run."""
        (counted,) = self.metrics.statements.collect()
        return int(counted.samples[0].value)

    async def subscribe(
        self,
        text: str,
        who: Principal | Rights,
        after: str | None = None,
        listener: Listener | None = None,
        /,
        **variables: Any,
    ) -> tuple[Listener, Subscriber]:
        """Begin to be told, and give who is told and what ends it."""
        rights = who if isinstance(who, Rights) else Rights(self.running, who)
        asked = self.asked(text, **variables)
        listener = listener or Listener()
        subscriber = await self.live.subscribe(asked, Caller.of(rights.principal), rights.ticket(), listener, after)
        listener.root = subscriber.following.root
        return listener, subscriber

    async def listen(
        self, text: str, who: Principal | Rights, after: str | None = None, /, **variables: Any
    ) -> Listener:
        """Be told from now on, or after a cursor; the first answer is there."""
        listener, _ = await self.subscribe(text, who, after, None, **variables)
        return await listener.began()

    async def refused(self, text: str, who: Principal | Rights, after: str | None = None, /, **variables: Any) -> str:
        """Begin what is refused, and give the code."""
        with pytest.raises(Refused) as refused:
            await self.subscribe(text, who, after, None, **variables)
        return (refused.value.errors[0].extensions or {})["code"]

    def asked(self, text: str, **variables: Any) -> Asked:
        """Read a document."""
        return self.answering.read(GraphQLRequest(text, None, variables))
