"""Subscriptions of one process: who is told, in which cohorts, and what the feed wakes.

There is one reader of the feed. What it reads tells only which cohorts have something to hear of; what they hear, each reads
by one statement. Rights are looked at again before anything is given to anybody.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from datetime import datetime
from typing import Final

import orjson
from graphql import GraphQLError
from structlog.typing import FilteringBoundLogger

from auth.bearer import AuthenticationError
from auth.principal import Principal
from events.feed import Batch as Read
from events.feed import Feed, Occurrence
from events.position import ResyncRequired
from kernel.clock import Clock
from planner.changes import Batch
from planner.following import Following, NotFollowed, follow
from server.access.running import Running, Ticket
from server.graphql.access import access_of
from server.graphql.answering import Answering, Asked
from server.graphql.caller import Caller
from server.graphql.errors import Refused
from server.graphql.reader import unavailable
from server.live.bounds import Followed
from server.live.cohort import Cohort
from server.live.endings import WORDS, errors_of
from server.live.interest import Interest
from server.live.outlet import Ending, Outlet, Told
from server.live.subscriber import Subscriber
from server.live.teller import Teller
from server.telemetry.metrics import Metrics

BEGIN_WITHIN_SECONDS: Final = 5
LOOK_SECONDS: Final = 1.0
"""How often it is looked whose token has expired, and whose rights could not be worked out."""
REFRESH_SECONDS: Final = 600
"""After how long without an answer everybody gets a new cursor."""


class Live:
    """Tells subscribers what happens."""

    def __init__(
        self,
        answering: Answering,
        feed: Feed,
        running: Running,
        clock: Clock,
        metrics: Metrics,
        log: FilteringBoundLogger,
        teller: Teller | None = None,
    ) -> None:
        """Tell what a feed reads, with the answers of what answers requests; `teller` reads them, where that is another."""
        self._answering, self._feed, self._running = answering, feed, running
        self._clock, self._metrics, self._log = clock, metrics, log
        self._teller = teller or Teller(answering)
        self._cohorts: dict[Hashable, Cohort] = {}
        self._by_type: dict[str, dict[Cohort, None]] = {}
        self._subscribers: dict[Subscriber, None] = {}
        self._different = Followed()
        self._rounds: set[asyncio.Task[None]] = set()
        self._position: int | None = None
        self._began = asyncio.Event()
        self._beginnings = 0

    async def subscribe(
        self, asked: Asked, caller: Caller, ticket: Ticket, outlet: Outlet, after: str | None = None
    ) -> Subscriber:
        """Begin to tell somebody what they ask for; the first answer comes soon, also where nothing happens.

        `after` goes before the arguments `after` and `snapshot`. Whoever does not want to be told any more says
        `Subscriber.end()`; after `Outlet.end` nobody has to.

        Raises:
            Refused: it cannot be told: a value is not fit, it costs too much, they may not, they follow too much already, the
                database is away.
        """
        await self._wait_until_it_began()
        following = self._followed(asked, caller)
        caller.budget.spend(following.plan.cost)
        self._note_denied(caller, following.denied)
        beginnings = self._beginnings
        position = await self._start_of(following, caller, after)
        if beginnings != self._beginnings:
            # It was a position of a feed that does not go on.
            raise Refused.because(WORDS[Ending.RESYNC_REQUIRED], Ending.RESYNC_REQUIRED.value)
        subscriber = Subscriber(asked, caller, ticket, outlet, following, position, self._leave)
        subscriber.rights.enter_context(self._different.one_more(caller, following.key))
        ticket.call_off = lambda: self.finish(subscriber, _why(ticket.ended_by))
        ticket.follows = lambda now: self._follow_rights(subscriber, now)
        self._subscribers[subscriber] = None
        self._join(subscriber)
        subscriber.rights.enter_context(self._running.entered(ticket))
        return subscriber

    async def run(self) -> None:
        """Tell what happens until it is cancelled; then everybody is let go without a word."""
        looking = asyncio.create_task(self._kept(self._look))
        try:
            await self._feed.began()
            await self._kept(self._follow_feed)
        finally:
            looking.cancel()
            for task in self._rounds:
                task.cancel()

    @property
    def position(self) -> int:
        """How far the feed is known."""
        assert self._position is not None
        return self._position

    @property
    def subscriber_count(self) -> int:
        """How many are told."""
        return len(self._subscribers)

    @property
    def cohort_count(self) -> int:
        """How many different things they are told."""
        return len(self._cohorts)

    def start(self, cohort: Cohort) -> None:
        """Run a round of a cohort."""
        task = asyncio.create_task(self._round(cohort))
        self._rounds.add(task)
        task.add_done_callback(self._rounds.discard)

    def finish(self, subscriber: Subscriber, why: Ending, errors: bytes | None = None) -> None:
        """End the subscription of somebody, unless it has ended."""
        if subscriber in self._subscribers:
            self._leave(subscriber)
            subscriber.outlet.end(why, errors or errors_of(why))

    def give(self, subscriber: Subscriber, told: Told, at: float) -> None:
        """Give somebody an answer, at a time of the loop. Where that fails it is the end for them, and for nobody else."""
        try:
            subscriber.outlet.put(told)
        except Exception:  # noqa: BLE001 - whatever it is, others wait
            self._log.exception("a subscriber could not be told")
            self.finish(subscriber, Ending.FAILED)
        else:
            subscriber.is_new, subscriber.told_at = False, at
            if subscriber.following.plan.opened:
                self._teller.was_shown(subscriber.caller, subscriber.name, subscriber.following, told)

    def instant(self) -> datetime:
        """Tell what time it is."""
        return self._clock.now()

    def count(self, batch: Batch) -> None:
        """Count a batch that was made for a cohort."""
        self._metrics.live_batches.inc()
        self._metrics.live_skipped.inc(batch.skipped)

    async def _wait_until_it_began(self) -> None:
        try:
            async with asyncio.timeout(BEGIN_WITHIN_SECONDS):
                await self._began.wait()
        except TimeoutError:
            raise unavailable() from None

    def _followed(self, asked: Asked, caller: Caller) -> Following:
        request = asked.request
        try:
            return follow(
                self._answering.planner,
                asked.document.ast,
                request.operation_name,
                request.variables,
                caller.access,
                key=asked.document.text,
            )
        except NotFollowed as refused:
            self._note_denied(caller, refused.errors)
            raise Refused(refused.errors) from None

    def _note_denied(self, caller: Caller, denied: Sequence[GraphQLError]) -> None:
        """Note for the audit what somebody may not read, where that is noted."""
        if denied and self._answering.hidden is not None:
            self._answering.hidden(caller, denied)

    async def _start_of(self, following: Following, caller: Caller, after: str | None) -> int | None:
        """Tell from which position on somebody is to be told; None where a snapshot comes first."""
        cursor = after or following.after
        if cursor is not None:
            return await self._teller.opened(cursor, caller)
        return None if following.has_snapshot else self.position

    def _join(self, subscriber: Subscriber) -> None:
        """Put somebody into the cohort of those who are told alike, which may be a new one."""
        following, caller = subscriber.following, subscriber.caller
        languages = caller.languages if following.plan.completions else ()
        key = (following.key, languages)
        cohort = self._cohorts.get(key)
        if cohort is None:
            interest = Interest.of(following, caller.principal)
            cohort = self._cohorts[key] = Cohort(self, self._teller, key, following, interest, languages)
            for name in interest.types:
                self._by_type.setdefault(name, {})[cohort] = None
        cohort.join(subscriber)

    def _leave(self, subscriber: Subscriber) -> None:
        if subscriber in self._subscribers:
            del self._subscribers[subscriber]
            subscriber.rights.close()
            self._part(subscriber)

    def _part(self, subscriber: Subscriber) -> None:
        """Take somebody out of their cohort, which ends with the last."""
        cohort = subscriber.cohort
        assert cohort is not None
        cohort.leave(subscriber)
        if not cohort.members:
            del self._cohorts[cohort.key]
            for name in cohort.interest.types:
                del self._by_type[name][cohort]

    def _follow_rights(self, subscriber: Subscriber, now: Principal) -> None:
        """Let somebody go on with the rights that they have now: with those who have the same, or not at all."""
        if subscriber not in self._subscribers or now == subscriber.caller.principal:
            return
        caller = subscriber.caller
        subscriber.caller = Caller.of(now, caller.languages, caller.request_id, seen_by=caller.seen_by)
        try:
            following = subscriber.following.with_rights(access_of(now))
        except NotFollowed as refused:
            self._note_denied(subscriber.caller, refused.errors)
            self.finish(subscriber, Ending.FORBIDDEN, _told(refused.errors))
            return
        self._note_denied(subscriber.caller, following.denied)
        self._part(subscriber)
        subscriber.following = following
        self._join(subscriber)

    async def _kept(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do something over and over; nobody is told anything where it stops."""
        while True:
            try:
                await work()
            except Exception:  # noqa: BLE001 - whatever it is, it goes on
                self._log.exception("subscribers may be told late")
                await asyncio.sleep(LOOK_SECONDS)

    async def _round(self, cohort: Cohort) -> None:
        try:
            await cohort.round()
        except Exception:  # noqa: BLE001 - whatever it is, nobody waits for what does not come
            self._log.exception("subscribers could not be told")
            for each in list(cohort.members):
                self.finish(each, Ending.FAILED)

    async def _follow_feed(self) -> None:
        """Take what the feed reads, until it does not go on from there; then everybody reads anew."""
        with self._feed.subscribed() as subscription:
            self._position = subscription.position
            self._beginnings += 1
            self._began.set()
            try:
                while True:
                    self._take(await subscription.take())
            except ResyncRequired:
                self._end_all(self._subscribers, Ending.RESYNC_REQUIRED)

    def _take(self, batch: Read) -> None:
        """Wake the cohorts that something of a batch concerns. All others it costs nothing."""
        before, self._position = self.position, batch.position
        if batch.skipped:
            for cohort in self._cohorts.values():
                cohort.wake(before + 1)
            return
        by_type: dict[str, list[Occurrence]] = {}
        for event in batch.events:
            by_type.setdefault(event.entity_type, []).append(event)
        for name, events in by_type.items():
            for cohort in self._by_type.get(name, ()):
                first = _first(cohort, events)
                if first is not None:
                    cohort.wake(first)

    async def _look(self) -> None:
        """End what has expired also where nothing happens, and work rights out that could not be before."""
        await asyncio.sleep(LOOK_SECONDS)
        now = self._clock.now()
        self._end_all([each for each in self._subscribers if each.has_expired(now)], Ending.UNAUTHENTICATED)
        for each in self._subscribers:
            if each.ticket.was_touched:
                self._running.look(each.ticket)
        for cohort in self._cohorts.values():
            cohort.refresh(REFRESH_SECONDS)
        self._metrics.observe_live(self.subscriber_count, self.cohort_count)

    def _end_all(self, subscribers: Iterable[Subscriber], why: Ending) -> None:
        for each in list(subscribers):
            self.finish(each, why)


def _first(cohort: Cohort, events: Sequence[Occurrence]) -> int | None:
    return next((event.position for event in events if cohort.interest.includes(event)), None)


def _why(ended_by: Exception | None) -> Ending:
    return Ending.UNAUTHENTICATED if isinstance(ended_by, AuthenticationError) else Ending.FORBIDDEN


def _told(errors: Sequence[GraphQLError]) -> bytes:
    return orjson.dumps([error.formatted for error in errors])
