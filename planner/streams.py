"""Streams: what happened, in the order in which it did, read forwards from a cursor.

edges { cursor node }  nodes  cursor  head  hasNextPage

A cursor is a position, which the database seals and opens: it tells nobody how much there is, nor by being the same as
before that nothing has happened, and is refused where the stream does not go on from there any more. A page that comes to
the end of the stream gives the end as its cursor, however little of the stream the viewer sees, so that whoever reads on
never falls behind what is kept.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import sqlalchemy as sa
from graphql import GraphQLField, GraphQLObjectType
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause

from planner.arguments import Argument
from planner.cursor import list_key
from planner.entity import entity_of
from planner.errors import PlanError
from planner.fields import Stream
from planner.objects import Objects
from planner.ordering import Key, ordering
from planner.paging import PAGE_MAX, Paging
from planner.planning import Path, Planning
from planner.scope import Scope
from planner.selection import Selected
from planner.text import constant, joined, json_object, listed
from planner.types import object_type, type_of

NONCE_BYTES: Final = 8
"""How much of each cursor is random, so that two of one place do not look alike."""


def stream_key(secret: bytes, name: str) -> bytes:
    """Derive the key for the cursors of a stream: one for all of its filters, so that a cursor is good for each."""
    return list_key(secret, ["stream", name])


def stream(
    objects: Objects, definition: GraphQLField, spec: Stream, selected: Selected, path: Path
) -> ColumnElement[str]:
    """Write a page of a stream."""
    planning = objects.planning
    arguments = planning.arguments(definition, selected, path)
    page_type = object_type(type_of(definition))
    type_ = object_type(type_of(page_type.fields["nodes"]))
    entity = entity_of(type_)
    assert entity is not None
    paging = _StreamPaging(
        planning=planning,
        type_=type_,
        entity=entity,
        narrow=lambda row: [
            narrows(row.c, arguments[name]) for name, narrows in spec.narrows.items() if _is_given(arguments, name)
        ],
        arguments=arguments,
        order=[Key(spec.position, descending=False, nullable=False)],
        size=_size(arguments),
        backward=False,
        of_parent=False,
        spec=spec,
    )
    return _Page(objects, paging, page_type, path).text(selected)


@dataclass
class _StreamPaging(Paging):
    spec: Stream

    @cached_property
    def key(self) -> ColumnElement[bytes]:
        """The key that seals the cursors."""
        key = stream_key(self.planning.cursor_secret, self.spec.name)
        return self.planning.tracer.bind(lambda _: key, sa.LargeBinary())

    @cached_property
    def nonce(self) -> ColumnElement[bytes]:
        """What the cursors of one answer have in common, and no other answer has."""
        return self.planning.tracer.bind(lambda _: os.urandom(NONCE_BYTES), sa.LargeBinary())

    def opened(self, cursor: Argument) -> ColumnElement[int]:
        """The position that a cursor stands for; the database raises what is wrong with it."""
        return sa.Function(self.spec.opens, self.key, cursor.bind(sa.Text()), type_=sa.BigInteger())

    def sealed(self, position: ColumnElement[Any]) -> ColumnElement[str]:
        """The cursor that stands for a position."""
        return joined(['"', sa.Function(self.spec.seals, self.key, position, self.nonce, type_=sa.Text()), '"'])

    def _asked(self, row: FromClause) -> list[ColumnElement[bool]]:  # noqa: ARG002 - as it is asked for
        # What is asked for leaves a stretch of the stream as it is, and is looked for within it.
        return []

    def _ranges(
        self,
        row: FromClause,
        chosen: list[ColumnElement[bool]],
        within: Sequence[tuple[ColumnElement[Any], ColumnElement[Any]]] = (),
    ) -> list[list[ColumnElement[bool]]]:
        return super()._ranges(row, [*chosen, *self.narrow(row)], within)

    def _cursor_value(self, cursor: Argument, column: ColumnElement[Any], index: int) -> ColumnElement[Any]:  # noqa: ARG002 - one column
        return self.opened(cursor)


class _Page:
    def __init__(self, objects: Objects, paging: _StreamPaging, type_: GraphQLObjectType, path: Path) -> None:
        self.objects, self.paging, self.type_, self.path = objects, paging, type_, path

    @property
    def planning(self) -> Planning:
        return self.objects.planning

    def text(self, selected: Selected) -> ColumnElement[str]:
        parts = self.planning.selections.of(self.type_, selected.selections)
        scope = Scope(self.paging.rows(ranked=True))
        text = json_object((part.key, self._part(part, scope)) for part in parts)
        page = sa.select(text).select_from(scope.source).group_by(sa.tuple_()).scalar_subquery()
        if not self.paging.has("after"):
            return page
        # Opened also where there is nothing to compare with it.
        opened = self.paging.opened(self.paging.arguments["after"])
        return sa.case((opened.is_(None), constant("null")), else_=page)

    def _part(self, part: Selected, scope: Scope) -> ColumnElement[str]:
        path = (*self.path, part.key)
        more = sa.func.count() > self.paging.limit
        match part.name:
            case "nodes":
                return self._listed(scope, self._node(part, scope, path))
            case "edges":
                return self._listed(scope, self._edge(part, scope, path))
            case "hasNextPage":
                return sa.cast(more, sa.Text())
            case "head":
                return self.paging.sealed(self._head)
            case "cursor":
                last = sa.func.max(self._position(scope)).filter(self.paging.within(scope.row))
                return self.paging.sealed(sa.case((more, last), else_=self._head))
            case _:
                return constant(f'"{self.type_.name}"')

    def _edge(self, part: Selected, scope: Scope, path: Path) -> ColumnElement[str]:
        edge = object_type(type_of(self.type_.fields["edges"]))

        def write(inner: Selected) -> ColumnElement[str]:
            match inner.name:
                case "cursor":
                    return self.paging.sealed(self._position(scope))
                case "node":
                    return self._node(inner, scope, (*path, inner.key))
                case _:
                    return constant(f'"{edge.name}"')

        return json_object((inner.key, write(inner)) for inner in self.planning.selections.of(edge, part.selections))

    def _node(self, part: Selected, scope: Scope, path: Path) -> ColumnElement[str]:
        return self.objects.of(self.paging.type_, scope, part.selections, path)

    def _listed(self, scope: Scope, item: ColumnElement[str]) -> ColumnElement[str]:
        return listed(item, ordering(self.paging.order, scope.row), self.paging.within(scope.row))

    def _position(self, scope: Scope) -> ColumnElement[Any]:
        return scope.row.c[self.paging.spec.position]

    @property
    def _head(self) -> ColumnElement[int]:
        return sa.Function(self.paging.spec.head, type_=sa.BigInteger())


def _is_given(arguments: dict[str, Argument], name: str) -> bool:
    return name in arguments and not arguments[name].is_absent


def _size(arguments: dict[str, Argument]) -> int:
    if not _is_given(arguments, "first"):
        return PAGE_MAX
    size: int = arguments["first"].value()
    if not 1 <= size <= PAGE_MAX:
        raise PlanError(f"`first` goes from 1 to {PAGE_MAX}.", argument=("first",))
    return size
