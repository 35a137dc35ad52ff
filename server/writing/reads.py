"""Recording who was shown personal data and what people earn: after the answer, never in its way.

Which fields count follows from the catalogue: those that a permission opens whose class of data is PERSONAL or PAYROLL. What
was shown is written into the audit within seconds, many entries at once. As with denials, the same reading by the same caller
has an entry of its own a number of times in a minute, and is counted beyond that.

What the database cannot take is kept and tried again; what is more than can be kept is counted by a metric, and in the log.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, cast
from uuid import UUID

import orjson
from asyncpg import Pool
from structlog.typing import FilteringBoundLogger

from auth.data_class import DataClass
from auth.permissions import CATALOGUE
from planner.operation import Plan
from planner.planning import Opened, Path
from server.graphql.caller import Caller
from server.telemetry.metrics import Metrics
from services.platform.audit import Attempt, Seen, record_seen
from services.work import Actor

WATCHED: Final = frozenset({DataClass.PERSONAL, DataClass.PAYROLL})
WINDOW_SECONDS: Final = 60
ONE_BY_ONE: Final = 60
"""How often in a window the same reading by the same caller has an entry of its own."""
WAITING_MAX: Final = 5_000
BODIES_MAX: Final = 32 * 1024 * 1024
"""How many bytes of answers are kept to look for ids in; an answer beyond has an entry without them."""
AT_ONCE: Final = 500
WRITE_WITHIN_SECONDS: Final = 10
IDS_MAX: Final = 100
COORDINATES_MAX: Final = 50
PLANS_MAX: Final = 5_000
_OWN: Final = "sales.commission:read"
_OF_EVERYBODY: Final = "sales.team_commission:read"
UNNAMED: Final = "query"


class _Key(NamedTuple):
    """What counts as the same reading."""

    actor: str
    client: str
    # The identity of what was opened, which the tally keeps.
    opened: int
    name: str


@dataclass(slots=True)
class _Tally:
    since: float
    opened: tuple[Opened, ...]
    one_by_one: int = 0
    untold: int = 0
    actor: Actor | None = None
    company_id: UUID | None = None


@dataclass(slots=True)
class _Reading:
    """An answer that waits to be recorded."""

    actor: Actor
    name: str
    opened: tuple[Opened, ...]
    company_id: UUID | None
    body: bytes | None = None
    times: int = 1


@dataclass
class Reads:
    """Records what was shown to whom."""

    pool: Pool
    metrics: Metrics
    log: FilteringBoundLogger
    now: Callable[[], float] = time.monotonic
    _waiting: list[_Reading] = field(default_factory=list[_Reading], init=False)
    _tallies: dict[_Key, _Tally] = field(default_factory=dict[_Key, _Tally], init=False)
    _bodies: int = field(default=0, init=False)
    _watched: dict[tuple[int, bool], tuple[tuple[Opened, ...], tuple[Opened, ...]]] = field(
        default_factory=dict[tuple[int, bool], tuple[tuple[Opened, ...], tuple[Opened, ...]]], init=False
    )

    def shown(self, caller: Caller, name: str | None, plan: Plan, body: bytes) -> None:
        """Note an answer. Partners see their own data alone, which is for them to read, and not for who sees as them."""
        is_partner = caller.principal.party_id is not None and caller.seen_by is None
        if is_partner or not (opened := self._opened(caller, plan)):
            return
        actor, name = caller.actor(None), name or UNNAMED
        key = _Key(actor.subject, actor.client_id, id(opened), name)
        tally = self._tallies.setdefault(key, _Tally(self.now(), opened))
        if self.now() >= tally.since + WINDOW_SECONDS and not tally.untold:
            tally.since, tally.one_by_one = self.now(), 0
        if tally.one_by_one >= ONE_BY_ONE:
            tally.untold, tally.actor, tally.company_id = tally.untold + 1, actor, only_company(caller)
            return
        tally.one_by_one += 1
        self._wait(_Reading(actor, name, opened, only_company(caller), self._kept(body)))

    async def write_down(self, *, all_of_it: bool = False) -> None:
        """Record what was noted; what is only counted at most once in a window, unless all of it is wanted."""
        self._count_up(all_of_it=all_of_it)
        while self._waiting:
            some, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
            # Answers are looked through beside the event loop, where nobody waits for it.
            seen = await asyncio.to_thread(_seen, some)
            try:
                async with asyncio.timeout(WRITE_WITHIN_SECONDS):
                    await record_seen(self.pool, seen)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again
                self.log.warning("reads are not audited yet", why=type(error).__name__, waiting=len(some))
                self._back(some, all_of_it=all_of_it)
                return
            self._bodies -= sum(len(each.body) for each in some if each.body is not None)

    def _opened(self, caller: Caller, plan: Plan) -> tuple[Opened, ...]:
        """Give what of a plan is watched; looked up by the identity of what it opens, which is kept along with it."""
        of_others = caller.seen_by is not None or caller.access.allows(_OF_EVERYBODY)
        key = (id(plan.opened), of_others)
        if key not in self._watched:
            if len(self._watched) >= PLANS_MAX:
                self._watched.clear()
            self._watched[key] = (plan.opened, watched(plan.opened, of_others=of_others))
        return self._watched[key][1]

    def _kept(self, body: bytes) -> bytes | None:
        if self._bodies + len(body) > BODIES_MAX:
            return None
        self._bodies += len(body)
        return body

    def _wait(self, reading: _Reading) -> None:
        if len(self._waiting) < WAITING_MAX:
            self._waiting.append(reading)
        else:
            self._lose(reading)

    def _back(self, some: Sequence[_Reading], *, all_of_it: bool) -> None:
        """Keep what could not be written for the next time; there is none when the server stops."""
        waiting, self._waiting = [*some, *self._waiting], []
        if all_of_it:
            for reading in waiting:
                self._lose(reading)
        else:
            for reading in waiting:
                self._wait(reading)

    def _lose(self, reading: _Reading) -> None:
        """Say in the log what is not in the audit."""
        if reading.body is not None:
            self._bodies -= len(reading.body)
        self.metrics.reads_lost.inc(reading.times)
        self.log.error(
            "not audited", outcome="READ", attempted=reading.name, actor=reading.actor.subject, times=reading.times,
            request_id=reading.actor.request_id, coordinates=_coordinates(reading.opened),
        )  # fmt: skip

    def _count_up(self, *, all_of_it: bool) -> None:
        """Make entries of what was counted, and forget who has not read for a while."""
        now = self.now()
        for key, tally in list(self._tallies.items()):
            over = now >= tally.since + WINDOW_SECONDS
            if tally.untold and (all_of_it or over):
                assert tally.actor is not None
                self._wait(_Reading(tally.actor, key.name, tally.opened, tally.company_id, None, tally.untold))
            if all_of_it or over:
                del self._tallies[key]


def watched(opened: Sequence[Opened], *, of_others: bool = True) -> tuple[Opened, ...]:
    """Give what is personal or tells what people earn; one's own commissions are nobody else's."""
    return tuple(
        each
        for each in opened
        if any(_is_watched(permission) and (of_others or permission != _OWN) for permission in each.permissions)
    )


def _is_watched(permission: str) -> bool:
    known = CATALOGUE.get(permission)
    return known is not None and known.data_class in WATCHED


def only_company(caller: Caller) -> UUID | None:
    """Give the company of somebody who has one: what they read is for its auditors to see."""
    companies = caller.principal.companies
    return companies[0] if companies is not None and len(companies) == 1 else None


def _seen(readings: Sequence[_Reading]) -> list[Seen]:
    found = ((reading, _facts(reading)) for reading in readings)
    return [
        Seen(reading.actor, Attempt(reading.name, company_id=reading.company_id), facts)
        for reading, facts in found
        # Whoever was shown nothing, or nothing but themselves, has read nothing of anybody.
        if facts.get("rows") != 0 and facts.get("ids") != [f"User:{reading.actor.subject}"]
    ]


def _facts(reading: _Reading) -> dict[str, Any]:
    facts: dict[str, Any] = {"coordinates": _coordinates(reading.opened)}
    if reading.times > 1:
        facts["times"] = reading.times
    places = {path[:-1] for each in reading.opened for path in each.paths if len(path) > 1}
    if reading.body is None or not places:
        return facts
    data = orjson.loads(reading.body).get("data")
    rows = [row for place in places for row in _objects(data, place)]
    ids = dict.fromkeys(str(row["id"]) for row in rows if row.get("id"))
    return {**facts, "rows": len(rows), "ids": list(ids)[:IDS_MAX]}


def _coordinates(opened: Sequence[Opened]) -> list[str]:
    return sorted({each.coordinate for each in opened})[:COORDINATES_MAX]


def _objects(data: object, path: Path) -> Iterator[Mapping[str, Any]]:
    """Find the objects at a place of an answer."""
    if isinstance(data, list):
        for item in cast("list[Any]", data):
            yield from _objects(item, path)
    elif isinstance(data, dict):
        found = cast("dict[str, Any]", data)
        if not path:
            yield found
        elif path[0] in found:
            yield from _objects(found[path[0]], path[1:])
