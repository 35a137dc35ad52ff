"""Planning subscriptions: the statements of one, and what they bind for whoever follows it.

A subscription is planned as a query is, and its plans are kept in the same cache. Whoever runs it says from which position
up to which; it tells what happened in between.
"""

import os
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final
from uuid import UUID

import orjson
from graphql import DocumentNode, GraphQLError, get_variable_values

from planner.access import Access
from planner.answer import VARIABLE_ERRORS_MAX, Loaders, Planner, completed_text, error_of
from planner.arguments import Argument, Bind, Tracer
from planner.changes import AFTER, GONE, NONCE, SHOWN, UNTIL, Batch, ChangesWriter, Reading
from planner.costs import Costs
from planner.entity import entity_of, spec_of
from planner.errors import Denied, PlanError
from planner.fields import Changes
from planner.filters import require_few_parts
from planner.objects import Objects
from planner.operation import Operation, Plan, compiled
from planner.planning import Planning
from planner.selection import Selected, Selections
from planner.streams import NONCE_BYTES
from planner.types import object_type

WINDOW_MS: Final = 120
"""Where nobody says another one: half of it is what a change waits, and what it costs to tell many is once in it."""
WINDOW_MS_MIN: Final = 100
WINDOW_MS_MAX: Final = 10_000
NOTHING_SHOWN: Final = UUID(int=0)


class NotFollowed(Exception):
    """A subscription that cannot be told; the errors say why."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        """Refuse it for these errors."""
        super().__init__()
        self.errors = errors


@dataclass(frozen=True, kw_only=True)
class ChangesPlan(Plan):
    """One reading of a subscription as one statement."""

    types: tuple[str, ...]
    given: Mapping[str, Bind]
    """What gives the arguments that no statement binds, from the variables."""


@dataclass(frozen=True)
class Following:
    """What somebody follows: the plan, the variables and whoever asks."""

    planner: Planner
    operation: Operation
    given: Mapping[str, Any]
    access: Access
    cache_key: tuple[Hashable, ...]
    _plans: dict[Reading, ChangesPlan] = field(default_factory=dict[Reading, ChangesPlan], compare=False)

    @cached_property
    def plan(self) -> ChangesPlan:
        """The plan by which each change is told; it is looked into for each of a thousand subscribers."""
        return self.planned(Reading.EACH)

    @property
    def types(self) -> tuple[str, ...]:
        """The types of what is told of."""
        return self.plan.types

    @property
    def root(self) -> str:
        """The response key."""
        return self.plan.keys[0]

    @property
    def denied(self) -> list[GraphQLError]:
        """The fields that the viewer may not read."""
        return [_denied(Denied(each.coordinate, each.permission), list(each.path)) for each in self.plan.denials]

    @property
    def window_ms(self) -> int:
        """How long it is between two batches at least, where much happens."""
        window = self._argument("window")
        return WINDOW_MS if window is None else window

    @property
    def after(self) -> str | None:
        """The cursor from which on is to be told; None is from now on."""
        return self._argument("after")

    @property
    def has_snapshot(self) -> bool:
        """Whether it begins with what is there."""
        return bool(self._argument("snapshot"))

    @cached_property
    def key(self) -> Hashable:
        """What two that follow share if they are told the same: the statement, and all that it binds."""
        values = self.plan.values({**self.given, **_span(0, 0)}, self.access)
        return self.cache_key, self.plan.sql, self.window_ms, orjson.dumps(values, default=_plain)

    def with_rights(self, access: Access) -> "Following":
        """Follow the same with other rights.

        Raises:
            NotFollowed: with these it cannot be followed.
        """
        *rest, _ = self.cache_key
        return _checked(replace(self, access=access, cache_key=(*rest, access.key), _plans={}))

    def planned(self, reading: Reading) -> ChangesPlan:
        """Give the plan of a reading, from the cache if it is there.

        Raises:
            NotFollowed: it cannot be planned.
        """
        if reading not in self._plans:
            self._plans[reading] = self._found(reading)
        return self._plans[reading]

    def statement(
        self,
        reading: Reading,
        after: int,
        until: int | None,
        gone: Sequence[UUID] = (),
        shown: UUID = NOTHING_SHOWN,
    ) -> tuple[str, list[Any]]:
        """Give a statement and what it binds: what happened after a position, up to another.

        `gone` are the ids of what was told to have left; a snapshot goes on after the id that was shown last.
        """
        plan = self.planned(reading)
        span = {**_span(after, until, gone, shown), NONCE: os.urandom(NONCE_BYTES)}
        return plan.sql, plan.values({**self.given, **span}, self.access)

    async def payload(
        self, reading: Reading, batch: Batch, loaders: Loaders, extensions: Mapping[str, object] | None = None
    ) -> bytes:
        """Make the result of the execution, with what is said beside it: what every subscriber is sent alike."""
        text, errors = await completed_text(self.planned(reading), batch.text, (self.root,), loaders)
        parts = [f'"data":{{"{self.root}":{text}}}']
        if errors:
            parts.insert(0, f'"errors":{orjson.dumps([error.formatted for error in errors]).decode()}')
        if extensions:
            parts.append(f'"extensions":{orjson.dumps(extensions).decode()}')
        return f"{{{','.join(parts)}}}".encode()

    def _argument(self, name: str) -> Any:
        bind = self.plan.given.get(name)
        return None if bind is None else bind(self.given)

    def _found(self, reading: Reading) -> ChangesPlan:
        cache, key = self.planner.cache, (*self.cache_key, reading)
        plan = cache.get(key, self.given)
        if plan is None:
            try:
                plan = planned(self.operation, self.given, self.access, self.planner.cursor_secret, reading)
                cache.add(key, plan)
            except PlanError as error:
                raise NotFollowed([error_of(error)]) from None
            except Denied as denied:
                raise NotFollowed([_denied(denied)]) from None
        assert isinstance(plan, ChangesPlan)
        return plan


def follow(
    planner: Planner,
    document: DocumentNode,
    operation_name: str | None,
    variables: Mapping[str, Any] | None,
    access: Access,
    *,
    key: Hashable,
) -> Following:
    """Plan the subscription of a valid document; `key` identifies the document in the cache.

    Raises:
        NotFollowed: a value is not fit, or the viewer may not.
    """
    operation = planner.operation(document, operation_name, key)
    definitions = operation.definition.variable_definitions or ()
    try:
        require_few_parts(definitions, variables or {})
    except PlanError as error:
        raise NotFollowed([error_of(error)]) from None
    coerced = get_variable_values(planner.schema, definitions, dict(variables or {}), VARIABLE_ERRORS_MAX)
    if isinstance(coerced, list):
        raise NotFollowed([error_of(PlanError(error.message)) for error in coerced])
    following = Following(planner, operation, coerced.coerced, access, (key, operation_name, access.key))
    _require_fit(following)
    return _checked(following)


def _checked(following: Following) -> Following:
    """Plan it, and read every value that it binds."""
    try:
        assert following.key is not None
    except PlanError as error:
        raise NotFollowed([error_of(error)]) from None
    return following


def planned(
    operation: Operation, given: Mapping[str, Any], access: Access, cursor_secret: bytes, reading: Reading
) -> ChangesPlan:
    """Plan one reading of a subscription.

    Raises:
        PlanError: it cannot be told as it stands.
        Denied: the viewer may not follow it.
    """
    tracer = Tracer(given)
    planning = Planning(
        operation.schema, access, tracer, Selections(operation.schema, operation.fragments, tracer), cursor_secret
    )
    roots = operation.roots(tracer)
    if len(roots) != 1:
        raise PlanError("A subscription selects one field at the root.")
    (root,) = roots
    writer = _writer(planning, operation, root, reading)
    cost = Costs(operation.schema, planning.selections).of(operation.type_, roots)
    plan = compiled(planning, [writer.text(root)], [root.key], cost=cost)
    given_by = {name: argument.reader() for name, argument in writer.arguments.items()}
    return ChangesPlan(**vars(plan), types=tuple(writer.spec.topics), given=given_by)


def _writer(planning: Planning, operation: Operation, root: Selected, reading: Reading) -> ChangesWriter:
    definition, path = operation.type_.fields[root.name], (root.key,)
    spec = spec_of(definition)
    assert isinstance(spec, Changes)
    planning.use(f"{operation.type_.name}.{root.name}")
    planning.require_field(operation.type_, root.name)
    for name in spec.topics if len(spec.topics) == 1 else ():
        entity = entity_of(object_type(planning.object_type(name)))
        planning.require(f"{operation.type_.name}.{root.name}", entity.needs if entity else None)
    arguments: Mapping[str, Argument] = planning.arguments(definition, root, path)
    return ChangesWriter(Objects(planning), definition, spec, path, arguments, reading)


def _require_fit(following: Following) -> None:
    if not WINDOW_MS_MIN <= following.window_ms <= WINDOW_MS_MAX:
        raise _unfit(following, f"`window` goes from {WINDOW_MS_MIN} to {WINDOW_MS_MAX:,} milliseconds.", "window")
    if following.has_snapshot and following.after is not None:
        raise _unfit(following, "Give `after` or `snapshot`, not both.", "snapshot")


def _unfit(following: Following, message: str, argument: str) -> NotFollowed:
    return NotFollowed([error_of(PlanError(message, argument=(argument,), path=(following.root,)))])


def _denied(denied: Denied, path: Sequence[str | int] | None = None) -> GraphQLError:
    facts = {"coordinate": denied.coordinate, "permission": denied.permission, "count": 1}
    error = PlanError(f"{denied.coordinate} needs the permission {denied.permission}.", "FORBIDDEN")
    return error_of(error, path, facts)


def _span(after: int, until: int | None, gone: Sequence[UUID] = (), shown: UUID = NOTHING_SHOWN) -> dict[str, Any]:
    return {AFTER: after, UNTIL: until, GONE: list(gone), SHOWN: shown, NONCE: b""}


def _plain(value: object) -> str:
    # Bytes, decimals and ids: told apart from each other by what they are.
    return f"{type(value).__name__}:{value!r}"
