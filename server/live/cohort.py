"""A cohort: everybody who follows the same with the same rights, and is told alike by one statement.

Nobody of them has a task or a queue. What happens wakes the cohort, and its round goes through the list: whoever is as far
as the others is given the answer that was made for all. Whoever is not, because they came later, go on from a cursor or did
not take what came, are told apart, by the same statement from another position.
"""

import asyncio
from collections import defaultdict
from collections.abc import Hashable, Sequence
from datetime import datetime
from typing import Final, NamedTuple, Protocol
from uuid import UUID

import orjson

from planner.changes import Batch, Reading
from planner.following import Following
from server.graphql.errors import Refused
from server.live.interest import Interest
from server.live.outlet import Ending, Told
from server.live.subscriber import Subscriber
from server.live.teller import Teller

BREATHE_AFTER: Final = 200
"""After how many subscribers others of the process have their turn."""
AGAIN_SECONDS: Final = 0.05
"""How soon it looks again at those who could not be told."""
AWAY_SECONDS: Final = 1.0
"""How soon it tries again where the database does not answer, however much happens or whoever comes meanwhile."""
GIVE_UP_SECONDS: Final = 300.0
"""For how long it tries; by then a database that was started again, or elsewhere, is there."""
PASSING: Final = (503, 504)
"""The statuses of refusals that pass by themselves."""
BEHIND_SECONDS: Final = 1.0
"""After how long of not taking anything changes are told by the last of each thing."""
TOO_SLOW_SECONDS: Final = 30.0
GONE_MAX: Final = 10_000
"""Of how many things it is remembered that they were told to have left."""
SNAPSHOT_MAX: Final = 10_000
"""How many rows a snapshot has at most."""
SPAN_MAX: Final = 100_000
"""How much of the feed a statement reads at most, however little of it concerns anybody."""
TURNS_MAX: Final = 20
"""How many batches those who are behind are told before those who keep up have their turn again."""


class Keeper(Protocol):
    """Whoever keeps the cohorts."""

    @property
    def position(self) -> int:
        """How far the feed is known."""
        ...

    def start(self, cohort: "Cohort") -> None:
        """Run a round of a cohort."""
        ...

    def finish(self, subscriber: Subscriber, why: Ending, errors: bytes | None = None) -> None:
        """End the subscription of somebody, with errors of its own or with those that say why."""
        ...

    def give(self, subscriber: Subscriber, told: Told, at: float) -> None:
        """Give somebody an answer, at a time of the loop."""
        ...

    def instant(self) -> datetime:
        """Tell what time it is."""
        ...

    def count(self, batch: Batch) -> None:
        """Count a batch."""
        ...


class _Place(NamedTuple):
    position: int
    is_behind: bool

    @property
    def reading(self) -> Reading:
        return Reading.LAST if self.is_behind else Reading.EACH


class _Moment(NamedTuple):
    """What time it is. It is asked for once for many: for each it would take a tenth of telling them."""

    time: float
    """By the loop, which no clock can set."""
    instant: datetime


class Cohort:
    """Those who follow the same."""

    def __init__(
        self,
        keeper: Keeper,
        teller: Teller,
        key: Hashable,
        following: Following,
        interest: Interest,
        languages: tuple[str, ...],
    ) -> None:
        """Begin without anybody, where the feed is now."""
        self.key = key
        self.following, self.interest, self.members = following, interest, dict[Subscriber, None]()
        self._keeper, self._teller, self._languages = keeper, teller, languages
        self._window = following.window_ms / 1000
        # Nothing that concerns it lies between this position and the first that is pending.
        self._quiet_since = keeper.position
        self._pending: int | None = None
        self._due_at = 0.0
        self._at, self._timer = 0.0, None
        self._is_running = False
        self._gone: dict[UUID, None] = {}
        self._failing_since: float | None = None
        self._not_before = 0.0

    def join(self, subscriber: Subscriber) -> None:
        """Take somebody in, wherever they are; they hear soon."""
        subscriber.cohort = self
        self.members[subscriber] = None
        self._call(0.0)

    def leave(self, subscriber: Subscriber) -> None:
        """Let somebody go."""
        subscriber.cohort = None
        del self.members[subscriber]
        if not self.members and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def wake(self, position: int) -> None:
        """Say that something has happened that concerns it: at once after a pause, and later while much happens."""
        if self._pending is None:
            self._pending = position
        self._call(self._due_at)

    def refresh(self, age: float) -> None:
        """Give a new cursor to whoever has got none for so many seconds, since old ones are not good for ever."""
        for each in self.members:
            if _now() >= each.told_at + age:
                each.is_new = True
                self._call(0.0)

    async def round(self) -> None:
        """Tell everybody who can be told what there is for them."""
        self._is_running = True
        now, pending = _now(), self._pending
        is_due = pending is None or now >= self._due_at
        quiet_until = self._keeper.position if pending is None else pending - 1
        until = self._keeper.position if is_due else quiet_until
        if is_due and pending is not None:
            self._pending, self._due_at = None, now + self._window
        try:
            await self._tell_all(quiet_until, until)
        except Refused as refused:
            # What is remembered as told may not have been.
            self._gone.clear()
            # Nobody is level any more for whom it was pending.
            self._pending = pending if self._pending is None else min(self._pending, pending or self._pending)
            self._failed(refused)
        else:
            self._quiet_since, self._failing_since = until, None
            self._plan_next(until)
        finally:
            self._is_running = False

    async def _tell_all(self, quiet_until: int, until: int) -> None:
        """Tell those who are level first, and each of the others one batch, so that nobody waits for them."""
        level = _Place(quiet_until, is_behind=False)
        places = self._places(quiet_until, until)
        if level in places or until > quiet_until:
            await self._tell_level(places.pop(level, []), quiet_until, until)
        turns = TURNS_MAX
        # Whoever is nearly level is soon level, and a turn is free.
        for place, members in sorted(places.items(), key=_place_of, reverse=True):
            turns -= turns > 0 and await self._tell(members, place, until)
        turns = TURNS_MAX
        for member in [each for each in self.members if each.position is None]:
            turns -= turns > 0 and await self._show(member)

    def _places(self, quiet_until: int, until: int) -> dict[_Place, list[Subscriber]]:
        """Find who is to be told, by where they are; where nothing concerns them all are level."""
        places: defaultdict[_Place, list[Subscriber]] = defaultdict(list)
        for each in self.members:
            if each.position is None:
                continue
            if self._quiet_since <= each.position <= quiet_until:
                each.position = quiet_until
            if each.is_new or each.position < until:
                places[_Place(each.position, each.is_behind)].append(each)
        return places

    async def _tell_level(self, members: Sequence[Subscriber], after: int, until: int) -> None:
        """Tell those who keep up, batch after batch."""
        while members:
            batch = await self._teller.read(self.following, Reading.EACH, after, until, tuple(self._gone))
            self._remember(batch)
            members = await self._give(members, Reading.EACH, batch)
            if not batch.has_more:
                return
            after = batch.position
        # Nobody keeps up, so nobody knows what has come back meanwhile.
        self._gone.clear()

    async def _tell(self, members: Sequence[Subscriber], place: _Place, until: int) -> bool:
        """Tell those who are behind the next batch, if any of them takes it, and say whether one did."""
        moment = self._moment()
        if not [each for each in members if self._may_have(each, moment)]:
            return False
        until = min(max(until, place.position), place.position + SPAN_MAX)
        batch = await self._teller.read(self.following, place.reading, place.position, until)
        for each in await self._give(members, place.reading, batch):
            each.is_behind = each.is_behind and batch.has_more
        return True

    async def _give(self, members: Sequence[Subscriber], reading: Reading, batch: Batch) -> list[Subscriber]:
        """Give a batch to whoever takes it, and say who is as far as it now."""
        told: Told | None = None
        there: list[Subscriber] = []
        moment = self._moment()
        for index, each in enumerate(members, 1):
            if not batch.count and not (each.is_new and not batch.has_more):
                if each.cohort is self and each.is_certain:
                    each.position = batch.position
                    there.append(each)
                continue
            if told is None:
                told = await self._teller.told(self.following, reading, batch, self._languages)
                self._keeper.count(batch)
                moment = self._moment()
            if self._may_have(each, moment):
                each.position = batch.position
                self._keeper.give(each, told, moment.time)
                there.append(each)
            if index % BREATHE_AFTER == 0:
                await asyncio.sleep(0)
                moment = self._moment()
        return there

    def _may_have(self, subscriber: Subscriber, moment: _Moment) -> bool:
        """Tell whether somebody may be given something now, by their rights and by whether they take it."""
        if subscriber.cohort is not self:
            return False
        if subscriber.has_expired(moment.instant):
            self._keeper.finish(subscriber, Ending.UNAUTHENTICATED)
            return False
        if not subscriber.is_certain:
            return False
        return self._require_pace(subscriber, moment.time)

    def _require_pace(self, subscriber: Subscriber, now: float) -> bool:
        """Tell whether somebody takes something now, and end it where they have not for too long."""
        if subscriber.takes(now, BEHIND_SECONDS):
            return True
        if subscriber.unready_since is not None and now >= subscriber.unready_since + TOO_SLOW_SECONDS:
            self._keeper.finish(subscriber, Ending.TOO_SLOW)
        return False

    async def _show(self, subscriber: Subscriber) -> bool:
        """Give somebody the next rows of their snapshot, if they take them, and say whether they did."""
        if not self._may_have(subscriber, self._moment()):
            return False
        read = self._teller.read
        batch = await read(self.following, Reading.SNAPSHOT, 0, subscriber.head, shown=subscriber.shown)
        told = await self._teller.told(self.following, Reading.SNAPSHOT, batch, self._languages)
        subscriber.shown_count += batch.count
        if subscriber.shown_count > SNAPSHOT_MAX or (batch.has_more and subscriber.shown_count == SNAPSHOT_MAX):
            self._keeper.finish(subscriber, Ending.SNAPSHOT_TOO_LARGE)
        elif self._may_have(subscriber, self._moment()):
            subscriber.head = batch.position
            subscriber.shown = max(map(UUID, batch.present), default=subscriber.shown)
            subscriber.position = None if batch.has_more else batch.position
            self._keeper.give(subscriber, told, _now())
            # What happens is still to be told for the first time.
            subscriber.is_new = True
        return True

    def _remember(self, batch: Batch) -> None:
        """Remember what was told to have left, so that it is told once; what has come back may leave again."""
        for each in batch.present:
            self._gone.pop(UUID(each), None)
        self._gone.update(dict.fromkeys(map(UUID, batch.left)))
        while len(self._gone) > GONE_MAX:
            del self._gone[next(iter(self._gone))]

    def _plan_next(self, until: int) -> None:
        """Go on with whoever is not told everything yet, and with what has happened meanwhile."""
        if self._pending is not None:
            self._call(self._due_at)
        lags = [each for each in self.members if each.is_new or each.position is None or each.position < until]
        if lags:
            waits = all(each.unready_since is not None or not each.is_certain for each in lags)
            self._call(_now() + AGAIN_SECONDS if waits else 0.0)

    def _failed(self, refused: Refused) -> None:
        """Try again later where the database is away or busy, for a while; nothing else would get better."""
        now = _now()
        self._failing_since = self._failing_since or now
        if refused.status in PASSING and now < self._failing_since + GIVE_UP_SECONDS:
            self._not_before = now + AWAY_SECONDS
            self._call(self._not_before)
            return
        errors = orjson.dumps([error.formatted for error in refused.errors])
        for each in list(self.members):
            self._keeper.finish(each, Ending.FAILED, errors)

    def _call(self, at: float) -> None:
        """Have a round at a time, or earlier where one is due earlier."""
        at = max(at, self._not_before)
        if not self.members or (self._timer is not None and self._at <= at):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._at = at
        self._timer = asyncio.get_running_loop().call_at(at, self._start)

    def _moment(self) -> _Moment:
        return _Moment(_now(), self._keeper.instant())

    def _start(self) -> None:
        self._timer = None
        if self._is_running:
            self._call(_now() + AGAIN_SECONDS)
        else:
            self._keeper.start(self)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _place_of(those_there: tuple[_Place, object]) -> _Place:
    return those_there[0]
