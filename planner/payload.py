"""Payloads of mutations: planned before anything is written, run after it, in the same transaction.

The entities of a payload are columns of one statement that binds their ids when they are known. Everything else of it,
the refusals first of all, is written by Python.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from graphql import FragmentDefinitionNode, GraphQLField, GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.elements import ColumnElement

from kernel.ids import NodeId
from planner.access import Access
from planner.answer import Loaders, Reader, completed_text
from planner.arguments import Tracer
from planner.cache import PlanCache
from planner.costs import Costs, inputs_in
from planner.entity import entity_of
from planner.errors import Denied
from planner.mutations import require_inputs
from planner.objects import NULL, Objects, narrowed
from planner.operation import Plan, compiled
from planner.planning import Denial, Path, Planning
from planner.selection import Selected, Selections
from planner.text import listed
from planner.types import bare, is_list, object_type, type_of
from planner.written import Sets, Values

_OUTCOME = "the outcome of the mutation"
"""Where the outcome stands among the variables; no variable can have this name."""


@dataclass(frozen=True)
class Payload:
    """The payload that one mutation field asks for, with the plan of its entities."""

    type_: GraphQLObjectType
    selected: Selected
    selections: Selections
    plan: Plan
    # What the mutation costs: what it is given, and what is asked for of its payload.
    cost: int

    def values(self, variables: Mapping[str, Any], outcome: Mapping[str, Any], access: Access) -> list[Any]:
        """Give what the plan binds for an outcome."""
        return self.plan.values({**variables, _OUTCOME: outcome}, access)

    @property
    def is_planned(self) -> bool:
        """Tell whether any entity is asked for."""
        return bool(self.plan.keys)


@dataclass(frozen=True)
class Written:
    """A payload as text, and the errors that belong to it: denials and failed completions, by path."""

    text: str
    errors: Sequence[Any] = ()


@dataclass
class Payloads:
    """Plans and writes payloads of one schema."""

    schema: GraphQLSchema
    cursor_secret: bytes
    cache: PlanCache

    def plan(
        self,
        definition: GraphQLField,
        coordinate: str,
        selected: Selected,
        arguments: Mapping[str, Any],
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
        access: Access,
        key: Hashable,
    ) -> Payload:
        """Plan what is asked for of a mutation field's payload, and check the rights to everything it is given.

        Raises:
            Denied: the viewer may not write a field that an input says.
            PlanError: the payload cannot be answered as it is asked for.
        """
        tracer = Tracer(variables)
        selections = Selections(self.schema, fragments, tracer)
        planning = Planning(self.schema, access, tracer, selections, self.cursor_secret)
        for name, value in arguments.items():
            require_inputs(planning, _argument_type(definition, name), value)
        type_ = object_type(type_of(definition))
        whole = (key, selected.key, access.key)
        plan = self.cache.get(whole, variables)
        if plan is None:
            planning.use(coordinate)
            plan = _plan(planning, type_, selected, self._cost(selections, selected))
            self.cache.add(whole, plan)
        # What it binds is read once before anything is written, so that what is not fit is refused in time.
        plan.values({**variables, _OUTCOME: {}}, access)
        given = sum(_cost_of(definition, name, value) for name, value in arguments.items())
        return Payload(type_, selected, selections, plan, plan.cost + given)

    def _cost(self, selections: Selections, selected: Selected) -> int:
        root = self.schema.mutation_type
        assert root is not None
        # What it is given is another thing each time, and the plan is not.
        return Costs(self.schema, selections, with_inputs=False).of(root, [selected])

    async def write(
        self,
        payload: Payload,
        outcome: Mapping[str, Any],
        variables: Mapping[str, Any],
        access: Access,
        reader: Reader,
        loaders: Loaders,
    ) -> Written:
        """Write a payload whose entities the reader sees."""
        row: Sequence[str | None] = ()
        if payload.is_planned:
            row = await reader.fetch_row(payload.plan.sql, payload.values(variables, outcome, access), access)
        texts = {key: text or "null" for key, text in zip(payload.plan.keys, row, strict=True)}
        at = (payload.selected.key,)
        named, plan = await self._entities(payload, outcome, access, reader)
        entities = iter(named)
        values = Values(self.schema, payload.selections, lambda _key, _sets, _path: next(entities))
        text, errors = await completed_text(payload.plan, _text(payload, outcome, values, texts), at, loaders)
        if plan is None:
            return Written(text, errors)
        text, more = await completed_text(plan, text, at, loaders)
        return Written(text, [*errors, *more])

    async def _entities(
        self, payload: Payload, outcome: Mapping[str, Any], access: Access, reader: Reader
    ) -> tuple[Sequence[str], Plan | None]:
        """Read the entities that refusals name, all of them by one plan; without any there is no plan."""
        found: list[tuple[NodeId, Sets, Path]] = []

        def note(key: NodeId, sets: Sets, path: Path) -> str:
            found.append((key, sets, path))
            return "null"

        _text(payload, outcome, Values(self.schema, payload.selections, note), {})
        if not found:
            return (), None
        tracer = payload.selections.tracer
        planning = Planning(self.schema, access, tracer, payload.selections, self.cursor_secret)
        objects = Objects(planning)
        # A thousand refusals name a thousand entities, and still ask the same of all of them.
        alike: dict[tuple[Any, ...], list[int]] = {}
        for place, (key, sets, path) in enumerate(found):
            alike.setdefault((key.type_name, path, *map(id, sets)), []).append(place)
        columns = [_named(objects, [found[place] for place in places]) for places in alike.values()]
        plan = compiled(planning, columns, [str(index) for index in range(len(columns))])
        row = await reader.fetch_row(plan.sql, plan.values(tracer.variables, access), access)
        texts = ["null"] * len(found)
        for places, column in zip(alike.values(), row, strict=True):
            for place, text in zip(places, column or (), strict=False):
                texts[place] = text or "null"
        return texts, plan


def _plan(planning: Planning, type_: GraphQLObjectType, selected: Selected, cost: int) -> Plan:
    objects = Objects(planning)
    keys: list[str] = []
    columns: list[ColumnElement[str]] = []
    for part in planning.selections.of(type_, selected.selections):
        definition = type_.fields.get(part.name)
        target = bare(type_of(definition)) if definition is not None else None
        if definition is None or not isinstance(target, GraphQLObjectType) or entity_of(target) is None:
            continue
        planning.use(f"{type_.name}.{part.name}")
        keys.append(part.key)
        columns.append(_column(objects, type_, definition, part, (selected.key, part.key)))
    return compiled(planning, columns, keys, cost=cost)


def _column(
    objects: Objects, type_: GraphQLObjectType, definition: GraphQLField, part: Selected, path: Path
) -> ColumnElement[str]:
    planning, target = objects.planning, object_type(type_of(definition))
    try:
        planning.require_field(type_, part.name)
    except Denied as denied:
        planning.denials.append(Denial(path, denied.coordinate, denied.permission))
        return NULL
    name = part.name
    if not is_list(type_of(definition)):
        key = planning.tracer.bind(lambda variables: variables[_OUTCOME].get(name), sa.Uuid())
        return objects.by(target, narrowed("id", key), part.selections, path)
    keys = planning.tracer.bind(lambda variables: variables[_OUTCOME].get(name), sa.ARRAY(sa.Uuid()))
    rows = _in_order(keys)
    text = objects.referred(target, rows.c.key, part.selections, path)
    found = sa.select(listed(text, [rows.c.place])).select_from(rows).scalar_subquery()
    # Where nothing came of it there is no list, which is not the same as an empty one.
    return sa.case((keys.is_(None), NULL), else_=found)


def _named(objects: Objects, named: Sequence[tuple[NodeId, Sets, Path]]) -> ColumnElement[Any]:
    """Give the texts of entities of one type of which the same is asked, as an array; null where none may be seen."""
    first, sets, path = named[0]
    type_ = objects.planning.schema.get_type(first.type_name)
    assert isinstance(type_, GraphQLObjectType)
    entity = entity_of(type_)
    if entity is None or (entity.needs and not objects.planning.access.allows(entity.needs)):
        return sa.cast(sa.null(), sa.ARRAY(sa.Text()))
    keys = [key.key for key, _, _ in named]
    rows = _in_order(objects.planning.tracer.bind(lambda _: keys, sa.ARRAY(sa.Uuid())))
    text = objects.referred(type_, rows.c.key, sets, path)
    return sa.select(sa.func.array_agg(aggregate_order_by(text, rows.c.place))).select_from(rows).scalar_subquery()


def _in_order(keys: ColumnElement[Any]) -> sa.TableValuedAlias:
    """Give ids as rows, each with its place."""
    wanted = sa.func.unnest(keys).table_valued(sa.column("key", sa.Uuid()), with_ordinality="place")
    return wanted.render_derived(name="wanted")


def _text(payload: Payload, outcome: Mapping[str, Any], values: Values, texts: Mapping[str, str]) -> str:
    parts: list[str] = []
    for part in payload.selections.of(payload.type_, payload.selected.selections):
        if part.name == "__typename":
            text = f'"{payload.type_.name}"'
        elif part.key in payload.plan.keys:
            text = texts.get(part.key, "null")
        else:
            type_ = type_of(payload.type_.fields[part.name])
            given = outcome.get(part.name, [] if part.name == "errors" else None)
            text = values.write(given, type_, part.selections, (payload.selected.key, part.key))
        parts.append(f'"{part.key}":{text}')
    return f"{{{','.join(parts)}}}"


def _cost_of(definition: GraphQLField, name: str, value: Any) -> int:
    named = bare(_argument_type(definition, name))
    return inputs_in(named, value) if isinstance(named, GraphQLInputObjectType) else 0


def _argument_type(definition: GraphQLField, name: str) -> Any:
    return cast("Any", definition.args[name]).type
