"""Recording what was denied and refused, on connections that are not rolled back with it.

Whoever is refused again and again for the same thing gets an entry for each of the first times in a minute, and one that
counts the others. Fields that somebody may not read, and tokens that are not ours, are counted only. So nothing is lost, and
nobody fills the audit by asking.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from uuid import UUID

from asyncpg import Pool
from graphql import GraphQLError
from structlog.typing import FilteringBoundLogger

from auth.bearer import InvalidToken, TokenFault
from auth.principals import CompanyNotReached
from kernel.errors import DomainError
from kernel.ids import NodeId
from planner.errors import Denied
from server.graphql.caller import Caller
from server.graphql.errors import FORBIDDEN
from server.graphql.reader import AWAY, unavailable
from server.persisted.finding import OPERATION_NOT_REGISTERED
from services.platform.audit import Attempt, Outcome, record_refusal
from services.work import Actor

if TYPE_CHECKING:
    from server.writing.steps import Step

WINDOW_SECONDS: Final = 60
ONE_BY_ONE: Final = 60
"""How often in a window the same refusal of the same caller has an entry of its own."""
KEYS_MAX: Final = 2_000
WRITE_WITHIN_SECONDS: Final = 5
ANONYMOUS: Final = "anonymous"
SEE_AS: Final = "seeAs"
COMPANY: Final = "company"
OPERATION: Final = "operation"


class _Key(NamedTuple):
    """What counts as the same."""

    outcome: Outcome
    actor: str
    client: str
    name: str
    code: str
    detail: str


@dataclass(slots=True)
class _Tally:
    """How often the same has happened."""

    since: float
    one_by_one: int = 0
    untold: int = 0
    due: float = 0
    actor: Actor | None = None
    company_id: UUID | None = None
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass
class Recorder:
    """Writes refusals and denials into the audit."""

    pool: Pool
    log: FilteringBoundLogger
    now: Callable[[], float] = time.monotonic
    _tallies: dict[_Key, _Tally] = field(default_factory=dict[_Key, _Tally], init=False)

    async def denied(self, caller: Caller, name: str, denied: Denied) -> None:
        """Record that somebody wanted to do what they may not."""
        facts = {"coordinate": denied.coordinate, "permission": denied.permission}
        actor, what = caller.actor(None), Attempt(name, company_id=_only_company(caller))
        await self._record(actor, what, FORBIDDEN, facts, Outcome.DENIED, denied.coordinate)

    async def refused(self, caller: Caller, step: "Step", refusals: Sequence[DomainError]) -> None:
        """Record why something was not done; what was only simulated is no attempt."""
        if step.simulated:
            return
        first = refusals[0]
        facts = {**first.facts(), "path": list(first.path)}
        if len(refusals) > 1:
            facts["refusals"] = len(refusals)
        await self._record(caller.actor(step.reason), _attempt(step, caller), first.code, facts, Outcome.REFUSED)

    async def looked(self, caller: Caller) -> None:
        """Record that somebody looks as somebody else; where that cannot be recorded, they do not."""
        key, name = caller.principal.subject, caller.principal.display_name
        what = Attempt(SEE_AS, "User", UUID(key), _only_company(caller))
        try:
            async with asyncio.timeout(WRITE_WITHIN_SECONDS):
                facts = {"user": f"User:{key}", "name": name}
                await record_refusal(self.pool, caller.actor(None), what, "SEEN_AS", facts, outcome=Outcome.SEEN)
        except AWAY:
            raise unavailable() from None

    def hidden(self, caller: Caller, errors: Iterable[GraphQLError]) -> None:
        """Count the fields of an answer that the caller may not read."""
        for error in errors:
            said = error.extensions or {}
            if said.get("code") == FORBIDDEN:
                actor, facts = caller.actor(None), {"coordinate": said["coordinate"], "permission": said["permission"]}
                key = _key(Outcome.DENIED, actor, said["coordinate"], FORBIDDEN, str(_only_company(caller)))
                self._count(key, actor, facts, _only_company(caller))

    def unknown(self, error: InvalidToken, address: str, request_id: str) -> None:
        """Count a token that is not to be believed; one that is only too old is no attempt at anything."""
        if error.fault is TokenFault.EXPIRED:
            return
        actor, facts = Actor(ANONYMOUS, "", request_id, ""), {"fault": error.fault, "address": address}
        self._count(_key(Outcome.DENIED, actor, "signIn", error.code, f"{error.fault} {address}"), actor, facts)

    def elsewhere(self, actor: Actor, company_id: UUID) -> None:
        """Count that somebody wanted to work in a company where they have no role, or which is not there."""
        facts = {"company": str(NodeId("Company", company_id))}
        self._count(_key(Outcome.DENIED, actor, COMPANY, CompanyNotReached.code, facts["company"]), actor, facts)

    def unregistered(self, caller: Caller) -> None:
        """Count that a program wanted something else than the operations that it may ask by."""
        company = _only_company(caller)
        self._count(
            _key(Outcome.DENIED, caller.actor(None), OPERATION, OPERATION_NOT_REGISTERED, str(company)),
            caller.actor(None),
            {},
            company,
        )

    async def sign_in_failed(self, actor: Actor, user_id: UUID | None, code: str, facts: Mapping[str, Any]) -> None:
        """Record that somebody did not get in, at an address that counts by itself."""
        what, detail = Attempt("signIn", "User" if user_id else None, user_id), f"{facts.get('address')} {user_id}"
        await self._record(actor, what, code, facts, Outcome.SIGN_IN_FAILED, detail)

    async def write_down(self, *, all_of_it: bool = False) -> None:
        """Record what was counted; the same at most once in a window, unless all of it is wanted."""
        now = self.now()
        for key, tally in list(self._tallies.items()):
            if tally.untold and (all_of_it or now >= tally.due):
                facts = {**tally.facts, "times": tally.untold}
                tally.untold, tally.due = 0, now + WINDOW_SECONDS
                assert tally.actor is not None
                what = Attempt(key.name, company_id=tally.company_id)
                await self._write(tally.actor, what, key.code, facts, key.outcome)
            elif not tally.untold and now >= tally.since + WINDOW_SECONDS:
                del self._tallies[key]

    async def _record(
        self, actor: Actor, what: Attempt, code: str, facts: Mapping[str, Any], outcome: Outcome, detail: str = ""
    ) -> None:
        key = _key(outcome, actor, what.name, code, detail)
        _, tally = self._tally(key)
        if self.now() >= tally.since + WINDOW_SECONDS and not tally.untold:
            tally.since, tally.one_by_one = self.now(), 0
        if tally.one_by_one >= ONE_BY_ONE:
            self._count(key, actor, facts, what.company_id)
            return
        tally.one_by_one += 1
        await self._write(actor, what, code, facts, outcome)

    def _count(self, key: _Key, actor: Actor, facts: Mapping[str, Any], company_id: UUID | None = None) -> None:
        counted_as, tally = self._tally(key)
        if counted_as != key:
            # What many have done together is said of none of them.
            tally.actor, tally.company_id, tally.facts = Actor(ANONYMOUS, "", "", ""), None, {}
        elif not tally.untold:
            tally.actor, tally.company_id, tally.facts = actor, company_id, facts
        tally.untold += 1

    def _tally(self, key: _Key) -> tuple[_Key, _Tally]:
        """Give how often something has happened, and what it is counted as."""
        if key not in self._tallies and len(self._tallies) >= KEYS_MAX:
            # Callers come from as many addresses as they like; those beyond are counted together.
            key = key._replace(actor=ANONYMOUS, client="", detail="")
        return key, self._tallies.setdefault(key, _Tally(self.now()))

    async def _write(self, actor: Actor, what: Attempt, code: str, facts: Mapping[str, Any], outcome: Outcome) -> None:
        """Write an entry. Whoever was refused is told so even if this fails, and the log has what the audit has not."""
        try:
            async with asyncio.timeout(WRITE_WITHIN_SECONDS):
                await record_refusal(self.pool, actor, what, code, facts, outcome=outcome)
        except Exception:
            said = {"outcome": outcome, "attempted": what.name, "code": code, "facts": facts}
            self.log.exception("not audited", actor=actor.subject, request_id=actor.request_id, **said)


def _key(outcome: Outcome, actor: Actor, name: str, code: str, detail: str = "") -> _Key:
    return _Key(outcome, actor.subject, actor.client_id, name, code, detail)


def _attempt(step: "Step", caller: Caller) -> Attempt:
    """Say what somebody wanted to do, and to what: as the arguments name it."""
    said = step.arguments.get("input")
    given: Mapping[str, Any] = said if isinstance(said, Mapping) else step.arguments  # pyright: ignore[reportUnknownVariableType] - arguments are what the schema says
    about, company = _node(given.get("id")), _node(given.get("companyId"))
    return Attempt(
        step.name,
        about.type_name if about else None,
        about.key if about else None,
        company.key if company and company.type_name == "Company" else _only_company(caller),
    )


def _node(text: object) -> NodeId | None:
    try:
        return NodeId.parse(text) if isinstance(text, str) else None
    except DomainError:
        return None


def _only_company(caller: Caller) -> UUID | None:
    """Give the company of somebody who has one: what they are refused is for its auditors to see."""
    companies = caller.principal.companies
    return companies[0] if companies is not None and len(companies) == 1 else None
