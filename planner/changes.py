"""Changes: what has happened to entities between two positions of a log, each with the entity as it is now.

cursor  skipped  isSnapshot  changes { topic kind version from to figures occurredAt nodeKey node }

One statement serves everybody who asks for the same with the same rights, from whichever position: the positions are bound.
It has three readings: each change as it was, the last change of each thing for whoever fell behind, and the rows that are
there. What it gives is one array of text: the answer, and what whoever runs it has to know to run it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

import sqlalchemy as sa
from graphql import GraphQLField, GraphQLObjectType, is_abstract_type
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause, Subquery

from planner.arguments import Argument
from planner.entity import Entity, entity_of
from planner.fields import Changes
from planner.filters import condition
from planner.objects import Objects
from planner.planning import Path
from planner.scope import Scope
from planner.selection import Selected
from planner.streams import stream_key
from planner.text import constant, json_object, listed, number, or_null, quoted
from planner.types import bare, type_of

PAGE: Final = 100
"""How many changes a batch has at most."""
COALESCED: Final = 1_000
"""Of how many changes the last of each thing are told at once."""
SUFFIX: Final = "Change"
"""A change of an entity is of the type that has its name and this."""

# What is bound for each run, beside the variables; no variable of a request has a blank in its name.
AFTER: Final = " after"
UNTIL: Final = " until"
GONE: Final = " gone"
NONCE: Final = " nonce"
SHOWN: Final = " shown"


class Reading(Enum):
    """How a statement reads what happened."""

    EACH = "EACH"
    LAST = "LAST"
    SNAPSHOT = "SNAPSHOT"


@dataclass(frozen=True, slots=True)
class Batch:
    """What a statement gives: an answer, and how to go on."""

    text: str
    cursor: str | None
    position: int
    """Up to where it tells; of a snapshot, the moment from which on changes are to be told."""
    count: int
    """How many changes it tells."""
    skipped: int
    """How many it leaves out, because others of the same thing follow."""
    left: tuple[str, ...]
    """The ids of what is not among what was asked for any more."""
    present: tuple[str, ...]
    """The ids of what is."""
    has_more: bool

    @classmethod
    def read(cls, row: list[str | None]) -> "Batch":
        """Read the array of a statement."""
        text, cursor, position, count, skipped, left, present, more = row
        assert text is not None
        said, left_out = int(count or 0), int(skipped or 0)
        return cls(text, cursor, int(position or 0), said, left_out, _ids(left), _ids(present), has_more=more == "true")


def _ids(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


@dataclass
class ChangesWriter:
    """Writes the statement of one subscription."""

    objects: Objects
    definition: GraphQLField
    spec: Changes
    path: Path
    arguments: Mapping[str, Argument]
    reading: Reading

    def text(self, selected: Selected) -> ColumnElement[Any]:
        """Write it: a sub-select of one array."""
        rows = self._snapshot() if self.reading is Reading.SNAPSHOT else self._judged()
        scope, limit = Scope(rows), number(self._limit)
        on_page = rows.c.place <= limit
        told = sa.and_(on_page, rows.c.kind.is_not(None))
        if self.reading is Reading.LAST:
            told = sa.and_(told, rows.c.later == number(1))
        more = sa.func.coalesce(sa.func.max(rows.c.place) > limit, sa.false())
        position = self._position(rows, on_page, more)
        cursor = self._sealed(position)
        if self.reading is Reading.SNAPSHOT:
            cursor = sa.case((more, sa.null()), else_=cursor)
        text = self._batch(selected, scope, told, cursor)
        left = rows.c.kind == constant("LEFT")
        made = array(
            [
                text,
                cursor,
                sa.cast(position, sa.Text()),
                sa.cast(sa.func.count().filter(told), sa.Text()),
                self._skipped(scope, told),
                _ids_of(rows).filter(sa.and_(told, left)),
                _ids_of(rows).filter(sa.and_(told, sa.not_(left))),
                sa.cast(more, sa.Text()),
            ]
        )
        return sa.select(made).select_from(scope.source).scalar_subquery()

    def _batch(
        self, selected: Selected, scope: Scope, told: ColumnElement[bool], cursor: ColumnElement[Any]
    ) -> ColumnElement[str]:
        type_ = bare(type_of(self.definition))
        assert isinstance(type_, GraphQLObjectType)

        def write(part: Selected) -> ColumnElement[str]:
            self.objects.planning.use(f"{type_.name}.{part.name}")
            match part.name:
                case "cursor":
                    return or_null(cursor, quoted(cursor))
                case "skipped":
                    return self._skipped(scope, told)
                case "isSnapshot":
                    return constant("true" if self.reading is Reading.SNAPSHOT else "false")
                case "changes":
                    item = self._change(type_.fields["changes"], part, scope)
                    return listed(item, [scope.row.c.position, scope.row.c.place], told)
                case _:
                    return constant(f'"{type_.name}"')

        parts = self.objects.planning.selections.of(type_, selected.selections)
        return json_object((part.key, write(part)) for part in parts)

    def _change(self, definition: GraphQLField, part: Selected, scope: Scope) -> ColumnElement[str]:
        """Write a change: of the one type, or by the type of what it happened to."""
        type_, path = bare(type_of(definition)), (*self.path, part.key)
        if not is_abstract_type(type_):
            return self.objects.of(type_, scope, part.selections, path)
        planning = self.objects.planning
        whens: list[tuple[Any, ColumnElement[str]]] = []
        for each in planning.schema.get_possible_types(type_):
            name = each.name.removesuffix(SUFFIX)
            if self._is_readable(name):
                text = self.objects.of(each, scope, part.selections, path)
                whens.append((scope.row.c.entity_type == constant(name), text))
        return sa.case(*whens, else_=constant("null")) if whens else constant("null")

    def _is_readable(self, name: str) -> bool:
        needs = self._entity(name).needs
        return not needs or self.objects.planning.access.allows(needs)

    def _skipped(self, scope: Scope, told: ColumnElement[bool]) -> ColumnElement[str]:
        if self.reading is not Reading.LAST:
            return constant("0")
        rows = scope.row
        eligible = sa.and_(rows.c.place <= number(self._limit), rows.c.kind.is_not(None))
        return sa.cast(sa.func.count().filter(eligible) - sa.func.count().filter(told), sa.Text())

    def _judged(self) -> Subquery:
        """Give what happened between the positions as the viewer is told it; what they are not told has no kind."""
        found = self._found()
        latest = sa.func.row_number().over(partition_by=found.c.entity_id, order_by=found.c.position.desc())
        ranked = sa.select(found, latest.label("later")).subquery()
        columns = [column for column in ranked.c if column.name != "kind"]
        # OFFSET keeps PostgreSQL from working the kind out again wherever it is used.
        told = sa.select(*columns, self._kind(ranked).label("kind")).offset(number(0)).subquery()
        shown = sa.case((told.c.kind != constant("LEFT"), told.c.entity_id)).label("shown_id")
        return sa.select(told, shown).subquery()

    def _found(self) -> Subquery:
        """Give what happened that the viewer may know of, and one more, in order."""
        planning, row = self.objects.planning, self.spec.log.alias()
        after, until = self._bound(AFTER, sa.BigInteger()), self._bound(UNTIL, sa.BigInteger())
        position = row.c[self.spec.stream.position]
        seen = planning.conditions_of(planning.access.events(tuple(self.spec.topics), row), row)
        query = sa.select(row).where(position > after, position <= until, *seen, *self._narrowed(row))
        page = query.order_by(position).limit(number(self._limit + 1)).subquery()
        place = sa.func.row_number().over(order_by=page.c.position).label("place")
        return sa.select(page, place).subquery()

    def _kind(self, row: FromClause) -> ColumnElement[Any]:
        """Tell what became of something, for whoever asked for some of them only."""
        kind = sa.cast(row.c.kind, sa.Text())
        if not self._has("filter"):
            return kind
        name = next(iter(self.spec.topics))
        gone = self._bound(GONE, sa.ARRAY(sa.Uuid()))
        has_left = sa.and_(
            kind == constant("CHANGED"),
            row.c.later == number(1),
            row.c.entity_id != sa.all_(gone),
            self._there(name, row, is_filtered=False),
        )
        return sa.case(
            (kind == constant("REMOVED"), kind),
            (self._there(name, row, is_filtered=True), kind),
            (has_left, constant("LEFT")),
        )

    def _there(self, name: str, row: FromClause, *, is_filtered: bool) -> ColumnElement[bool]:
        """Tell whether the viewer sees the entity now, and with the filter whether it is among what they asked for."""
        entity, planning = self._entity(name), self.objects.planning
        other = planning.row_of(entity)
        conditions = [other.c.id == row.c.entity_id, *planning.visible(entity, other)]
        if is_filtered:
            conditions.append(condition(planning, planning.object_type(name), other, self.arguments["filter"]))
        return sa.select(number(1)).select_from(other).where(*conditions).correlate_except(other).exists()

    def _snapshot(self) -> Subquery:
        """Give the rows that are there as if they were changes, in the order of their ids."""
        ((name, topic),) = self.spec.topics.items()
        entity, planning = self._entity(name), self.objects.planning
        row = planning.row_of(entity)
        nothing = sa.null()
        told = sa.select(
            sa.cast(nothing, sa.BigInteger()).label("position"),
            constant(topic).label("topic"),
            constant("PRESENT").label("kind"),
            constant(name).label("entity_type"),
            row.c.id.label("entity_id"),
            row.c.version.label("entity_version"),
            sa.cast(nothing, sa.Text()).label("from_state"),
            (sa.cast(row.c.state, sa.Text()) if "state" in row.c else sa.cast(nothing, sa.Text())).label("to_state"),
            sa.cast(nothing, sa.JSON()).label("figures"),
            sa.cast(nothing, sa.DateTime(timezone=True)).label("occurred_at"),
            row.c.id.label("shown_id"),
        ).where(row.c.id > self._bound(SHOWN, sa.Uuid()), *planning.visible(entity, row))
        if self._has("filter"):
            told = told.where(condition(planning, planning.object_type(name), row, self.arguments["filter"]))
        rows = told.subquery()
        page = (
            sa.select(rows).where(*self._narrowed(rows)).order_by(rows.c.entity_id).limit(number(PAGE + 1)).subquery()
        )
        place = sa.func.row_number().over(order_by=page.c.entity_id).label("place")
        return sa.select(page, place).subquery()

    def _position(
        self, rows: FromClause, on_page: ColumnElement[bool], more: ColumnElement[bool]
    ) -> ColumnElement[int]:
        until = self._bound(UNTIL, sa.BigInteger())
        if self.reading is Reading.SNAPSHOT:
            return sa.func.coalesce(until, sa.Function(self.spec.stream.head, type_=sa.BigInteger()))
        return sa.case((more, sa.func.max(rows.c.position).filter(on_page)), else_=until)

    def _sealed(self, position: ColumnElement[int]) -> ColumnElement[Any]:
        secret, stream = self.objects.planning.cursor_secret, self.spec.stream
        key = stream_key(secret, stream.name)
        bound = self.objects.planning.tracer.bind(lambda _: key, sa.LargeBinary())
        return sa.Function(stream.seals, bound, position, self._bound(NONCE, sa.LargeBinary()), type_=sa.Text())

    def _narrowed(self, row: FromClause) -> list[ColumnElement[bool]]:
        return [narrows(row.c, self.arguments[name]) for name, narrows in self.spec.narrows.items() if self._has(name)]

    def _bound(self, name: str, type_: Any) -> ColumnElement[Any]:
        return sa.cast(self.objects.planning.tracer.bind(lambda given: given[name], type_), type_)

    def _has(self, name: str) -> bool:
        return name in self.arguments and not self.arguments[name].is_absent

    def _entity(self, name: str) -> Entity:
        entity = entity_of(self.objects.planning.object_type(name))
        assert entity is not None
        return entity

    @property
    def _limit(self) -> int:
        return COALESCED if self.reading is Reading.LAST else PAGE


def _ids_of(rows: FromClause) -> Any:
    """List the ids of rows in the order of the rows."""
    ids: Any = sa.func.string_agg(sa.cast(rows.c.entity_id, sa.Text()), constant(","))
    return ids.aggregate_order_by(rows.c.place)
