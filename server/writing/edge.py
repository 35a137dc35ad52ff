"""Doing mutations: a transaction for each, or one for all of an operation, from its first statement to its end.

In this order: rights and payloads are settled; the transaction opens and says who works; the key is taken or answered;
the service does its work; every constraint is checked; the payload is read in the same transaction; the answer is kept
with the key; commit. Simulated, everything happens but the keys, and the end is a rollback.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final, TypeAlias, TypeVar, cast

import orjson
from asyncpg import Record
from graphql import ExecutionResult, GraphQLError
from structlog.typing import FilteringBoundLogger

from auth.second_wall import READER
from kernel.errors import DomainError
from planner.access import Access
from planner.answer import Answer, Loaders, Reader
from planner.errors import PlanError
from planner.mutations import Outcome
from planner.operation import Plan
from planner.payload import Payloads
from server.graphql.announcing import announcing, without_wall
from server.graphql.caller import Caller
from server.graphql.documents import Document
from server.graphql.errors import Refused
from server.graphql.limits import COST, COST_LIMIT_EXCEEDED, too_costly
from server.graphql.request import GraphQLRequest
from server.graphql.verifying import Verifying
from server.jobs.transaction import unheard
from server.writing.failures import failure, forbidden, is_worth_another_try, refusals_of, unplannable
from server.writing.recording import Recorder
from server.writing.steps import AnyStep, DeniedStep, Step, StepReader
from server.writing.transaction import Transactions, commit
from services.platform import idempotency
from services.refusals import Remembered, RolledBack
from services.work import ShownOnce, Work

TRIES: Final = 5
ONLY_LOOKS: Final = "SEE_AS_ONLY_LOOKS"
_PAUSE_SECONDS: Final = 0.01

T = TypeVar("T")
LoadersFor: TypeAlias = Callable[[tuple[str, ...]], Loaders]


class TakenBack(Exception):
    """What is asked before a commit says that there is to be none; whoever asked for the work answers for that."""

    def __init__(self, why: Exception) -> None:
        """Say why."""
        super().__init__(str(why))
        self.why = why


@dataclass(frozen=True)
class Done:
    """What came of one mutation field: its payload, or null with an error."""

    key: str
    text: str = "null"
    errors: Sequence[GraphQLError] = ()
    replayed: bool = False
    # What of the schema is named by documents that were asked for.
    named: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Writing:
    """Does the mutations of one schema in one database."""

    steps: StepReader
    payloads: Payloads
    transactions: Transactions
    # Reads what is there after a refusal has taken everything back.
    reader: Reader
    loaders_for: LoadersFor
    recorder: Recorder
    log: FilteringBoundLogger
    # Whether payloads are read behind the second wall.
    walled: bool = False
    # Reads them in both ways, where these are compared.
    verifying: Verifying | None = None
    # Hears that something was committed.
    committed: Callable[[], None] = unheard

    async def execute(self, document: Document, request: GraphQLRequest, caller: Caller) -> Answer:
        """Do the mutations of an operation, one after the other or all as one.

        Raises:
            Refused: the request itself is not fit, and nothing of it was done.
        """
        steps = self.steps.read(document, request, caller.access, caller.idempotency_key)
        if caller.seen_by is not None and not all(_is_simulated(step) for step in steps.all):
            raise Refused.because("Whoever sees as another only looks, or simulates.", ONLY_LOOKS, status=403)
        plan = _plan(steps.all)
        if plan.cost > COST:
            raise Refused.because(too_costly(plan.cost), COST_LIMIT_EXCEEDED)
        caller.budget.spend(plan.cost)
        groups: list[list[AnyStep]] = [steps.all] if steps.atomic else [[step] for step in steps.all]
        done = {each.key: each for group in groups if group for each in await self._group(group, caller)}
        texts = [
            f'"{key}":"{steps.type_name}"' if key in steps.names else f'"{key}":{done[key].text}' for key in steps.keys
        ]
        data: Any = orjson.Fragment(f"{{{','.join(texts)}}}")
        errors = [error for each in done.values() for error in each.errors]
        extensions: dict[str, Any] = {}
        if simulated := [step.key for step in steps.all if step.simulated]:
            extensions["simulated"] = simulated
        if replayed := [each.key for each in done.values() if each.replayed]:
            extensions["replayed"] = replayed
        named = frozenset[str]().union(*(each.named for each in done.values()))
        return Answer(ExecutionResult(data, errors or None), plan, extensions, named)

    async def together(self, steps: Sequence[AnyStep], caller: Caller) -> list[Done]:
        """Do the steps of several requests of somebody in one transaction: all of them, or none.

        Raises:
            TakenBack: they say before the commit that there is to be none.
        """
        return await self._group(steps, caller)

    async def _group(self, group: Sequence[AnyStep], caller: Caller) -> list[Done]:
        """Do what stands or falls together."""
        denied = [step for step in group if isinstance(step, DeniedStep)]
        if not denied:
            return await self._tried(cast("Sequence[Step]", group), caller)
        for step in denied:
            await self.recorder.denied(caller, step.name, step.denied)
        return [await self._denied(step, denied[0], caller) for step in group]

    async def _tried(self, steps: Sequence[Step], caller: Caller) -> list[Done]:
        """Do steps in one transaction, and answer for them however it ends."""
        run = _Run(self, steps, caller)
        try:
            return await _until_done(run.once)
        except TakenBack:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it ends here
            return await self._ended(run, error)

    async def _ended(self, run: "_Run", error: Exception) -> list[Done]:
        """Answer for work that was taken back."""
        refusals = refusals_of(error)
        if refusals:
            try:
                await self._remember(run, refusals)
            except Exception as failed:  # noqa: BLE001 - fields before this one are committed, and are told of
                return await self._ended(run, failed)
            await self.recorder.refused(run.caller, run.at, refusals)
            return [await self.refused(step, run.at, refusals, run.caller) for step in run.steps]
        told, fault = failure(error, run.at.key, run.caller.request_id)
        if fault is not None:
            facts = {"request_id": run.caller.request_id, "client": run.caller.principal.client_id}
            self.log.error(fault, mutation=run.at.name, exc_info=error, **facts)
        return [Done(step.key, errors=[told] if step is run.at else ()) for step in run.steps]

    async def _remember(self, run: "_Run", refusals: Sequence[DomainError]) -> None:
        """Write what stays of refusals, such as a request for approval; of what was only simulated nothing does."""
        for refusal in refusals:
            if isinstance(refusal, Remembered) and not run.at.simulated:
                await _until_done(partial(self._keep, run, refusal))

    async def _keep(self, run: "_Run", refusal: Remembered) -> None:
        async with self.transactions.begin(run.caller, run.at.reason) as work:
            await refusal.remember(work)
            await commit(work)
        self.committed()

    async def refused(self, step: Step, at: Step, refusals: Sequence[DomainError], caller: Caller) -> Done:
        """Write the payload of a step that was refused, or taken back because another was."""
        told = refusals if step is at else [RolledBack(at.key)]
        loaders = self.loaders_for(caller.languages)
        outcome = {"errors": told}
        try:
            written = await self.payloads.write(
                step.payload, outcome, step.variables, caller.access, self.reader, loaders
            )
        except Refused as refused:
            return Done(step.key, errors=refused.errors)
        except PlanError as error:
            return Done(step.key, errors=[unplannable(error, step.key)])
        return Done(step.key, written.text, written.errors)

    async def _denied(self, step: AnyStep, first: DeniedStep, caller: Caller) -> Done:
        if isinstance(step, DeniedStep):
            return Done(step.key, errors=[forbidden(step.key, step.denied.coordinate, step.denied.permission)])
        return await self.refused(step, step, [RolledBack(first.key)], caller)


async def _until_done(once: Callable[[], Awaitable[T]]) -> T:
    """Do something in a transaction; what the database calls off without any fault of it is tried again."""
    for tried in range(1, TRIES):
        try:
            return await once()
        except Exception as error:
            if not is_worth_another_try(error):
                raise
        await asyncio.sleep(random.uniform(0, _PAUSE_SECONDS * 2**tried))  # noqa: S311 - no secret
    return await once()


_CHECKED = "set constraints all immediate"
# What is simulated takes no numbers, which nothing is committed without.
_CHECKED_UNNUMBERED = "select check_but_numbers()"
# A payload is what clients are told, so it is read behind the second wall; what the services do is not.
_AS_READER: Final = f"set local role {READER}"
_AS_APPLICATION: Final = "reset role;"


@dataclass
class _Run:
    """One try at some steps."""

    writing: Writing
    steps: Sequence[Step]
    caller: Caller
    # The step that is being done, and is at fault when it ends in an error.
    at: Step = field(init=False)

    def __post_init__(self) -> None:
        self.at = self.steps[0]

    async def once(self) -> list[Done]:
        reason = next((step.reason for step in self.steps if step.reason), None)
        simulated = self.steps[0].simulated
        done: list[Done] = []
        kept = ""
        async with self.writing.transactions.begin(self.caller, reason, simulated=simulated) as work:
            for step in self.steps:
                if self.at is not step:
                    # The one before has had them checked, which lasts; a step may break them until it is done.
                    await work.raw.execute(f"{kept}set constraints all deferred")
                self.at = step
                each, kept = await self._do(work, step)
                done.append(each)
            if not simulated:
                if self.caller.still_may is not None:
                    await self.caller.still_may()
                await commit(work, kept)
        if not simulated:
            self.writing.committed()
        return done

    async def _do(self, work: Work, step: Step) -> tuple[Done, str]:
        """Do a step; the statement that keeps its answer is sent with what comes next."""
        key = None if step.simulated else step.idempotency_key
        if key is not None and (known := await idempotency.claim(work, key, step.request_hash)) is not None:
            return _replayed(step, known), ""
        outcome = await step.mutation.does(work, step.arguments)
        if work.session.in_transaction():
            await work.session.flush()
        # What is told is what will be committed. Where others wait for the commit, they do not wait for this too: it checks them.
        checked = not work.is_waited_for or step is not self.steps[-1]
        before = _CHECKED_UNNUMBERED if step.simulated else _CHECKED
        if first := "; ".join(([before] if checked else []) + ([_AS_READER] if self.writing.walled else [])):
            await work.raw.execute(first)
        done = replace(await self._written(work, step, outcome), named=frozenset(work.named))
        after = _AS_APPLICATION if self.writing.walled else ""
        if key is None:
            return done, after
        # Whoever repeats the request gets what of it may be kept.
        keepable = {name: value for name, value in outcome.items() if not isinstance(value, ShownOnce)}
        kept = done if len(keepable) == len(outcome) else await self._written(work, step, keepable)
        return done, after + idempotency.storing(work, key, _kept(kept))

    async def _written(self, work: Work, step: Step, outcome: Outcome) -> Done:
        written = await self.writing.payloads.write(
            step.payload,
            outcome,
            step.variables,
            self.caller.access,
            _WorkReader(work, self.writing.walled, self.writing.verifying),
            self.writing.loaders_for(self.caller.languages),
        )
        return Done(step.key, written.text, written.errors)


@dataclass(frozen=True)
class _WorkReader:
    """Reads in the transaction that has written."""

    work: Work
    walled: bool
    verifying: Verifying | None

    async def fetch_row(self, sql: str, values: Sequence[Any], access: Access) -> Sequence[str | None]:
        row = await self._row(sql, values, access)
        assert row is not None
        return tuple(row)

    async def _row(self, sql: str, values: Sequence[Any], access: Access) -> Record | None:
        if self.verifying is not None:
            return await self.verifying.fetch_row(self.work.raw, sql, values, access)
        sql, values = announcing(sql, values, access) if self.walled else (without_wall(sql), values)
        return await self.work.raw.fetchrow(sql, *values)


def _is_simulated(step: AnyStep) -> bool:
    return not isinstance(step, Step) or step.simulated


def _kept(done: Done) -> str:
    kept = {"payload": orjson.Fragment(done.text), "errors": [error.formatted for error in done.errors]}
    return orjson.dumps(kept).decode()


def _replayed(step: Step, known: str) -> Done:
    kept = orjson.loads(known)
    errors = [GraphQLError(e["message"], path=e.get("path"), extensions=e.get("extensions")) for e in kept["errors"]]
    return Done(step.key, orjson.dumps(kept["payload"]).decode(), errors, replayed=True)


def _plan(steps: Sequence[AnyStep]) -> Plan:
    """Give what the plans of all steps know about use and cost as one."""
    payloads = [step.payload for step in steps if isinstance(step, Step)]
    plans, cost = [payload.plan for payload in payloads], sum(payload.cost for payload in payloads)
    if len(plans) == 1:
        return replace(plans[0], cost=cost)
    usage: dict[str, int] = {}
    for plan in plans:
        for coordinate, times in plan.usage.items():
            usage[coordinate] = usage.get(coordinate, 0) + times
    opened = tuple(opened for plan in plans for opened in plan.opened)
    return Plan("", (), (), frozenset(), (), (), (), usage, cost, {}, opened)
