"""Connections: one page of a list as JSON text, with what a client needs to go on.

edges { cursor node }  nodes  pageInfo  totalCount
"""

from collections.abc import Callable
from typing import TypeAlias

import sqlalchemy as sa
from graphql import GraphQLField, GraphQLObjectType, SelectionSetNode
from sqlalchemy.sql.elements import ColumnElement, Grouping
from sqlalchemy.sql.expression import FromClause

from planner.cursor import payload, sealed
from planner.errors import PlanError
from planner.ordering import ordering
from planner.paging import PAGE_MAX, Narrow, Paging
from planner.planning import Path, Planning
from planner.scope import Scope
from planner.selection import Selected
from planner.text import constant, joined, json_object, listed, number
from planner.types import object_type, type_of

Text: TypeAlias = ColumnElement[str]
Node: TypeAlias = Callable[[Scope, list[SelectionSetNode], Path], Text]
"""Writes one node: the scope of its row, the selection sets that ask for it, and where it stands in the response."""


def page(
    planning: Planning, definition: GraphQLField, selected: Selected, path: Path, narrow: Narrow, node: Node
) -> Text:
    """Write one connection."""
    paging = Paging.read(planning, definition, selected, path, narrow)
    return _Page(planning, object_type(type_of(definition)), paging, path, node).text(selected)


class _Page:
    def __init__(
        self, planning: Planning, connection: GraphQLObjectType, paging: Paging, path: Path, node: Node
    ) -> None:
        self.planning, self.connection, self.paging, self.path, self.node = planning, connection, paging, path, node

    def text(self, selected: Selected) -> Text:
        """Write the object of the connection."""
        parts = self.planning.selections.of(self.connection, selected.selections)
        names = {part.name for part in parts}
        if not names & {"nodes", "edges", "pageInfo"}:
            # Reckoned also where nobody asks for it, so that the arguments are refused whatever is selected.
            total = self.paging.total()
            return json_object((part.key, self._part_without_rows(part, total)) for part in parts)
        if self.paging.size is None:
            raise PlanError(f"Say how many: `first` or `last`, 1 to {PAGE_MAX}.", argument=("first",))
        ranked = "pageInfo" in names
        scope = Scope(self.paging.rows(ranked=ranked))
        text = json_object((part.key, self._part(part, scope, ranked=ranked)) for part in parts)
        # Grouped by nothing, so that it is one text also where no part of it is an aggregate.
        return sa.select(text).select_from(scope.source).group_by(sa.tuple_()).scalar_subquery()

    def _part(self, part: Selected, scope: Scope, *, ranked: bool) -> Text:
        path = (*self.path, part.key)
        match part.name:
            case "nodes":
                return self._listed(scope.row, self.node(scope, part.selections, path), ranked=ranked)
            case "edges":
                return self._listed(scope.row, self._edge(part, scope, path), ranked=ranked)
            case "pageInfo":
                return self._page_info(part, scope.row)
            case _:
                return self._part_without_rows(part, self.paging.total())

    def _part_without_rows(self, part: Selected, total: ColumnElement[int]) -> Text:
        if part.name == "__typename":
            return constant(f'"{self.connection.name}"')
        return sa.cast(total, sa.Text())

    def _edge(self, part: Selected, scope: Scope, path: Path) -> Text:
        edge = object_type(type_of(self.connection.fields["edges"]))

        def write(inner: Selected) -> Text:
            match inner.name:
                case "cursor":
                    keys = (scope.row.c[key.column] for key in self.paging.order)
                    return joined(['"', sealed(self.paging.cursor_key, payload(keys)), '"'])
                case "node":
                    return self.node(scope, inner.selections, (*path, inner.key))
                case _:
                    return constant(f'"{edge.name}"')

        return json_object((inner.key, write(inner)) for inner in self.planning.selections.of(edge, part.selections))

    def _listed(self, rows: FromClause, item: Text, *, ranked: bool) -> Text:
        return listed(item, ordering(self.paging.order, rows), self.paging.within(rows) if ranked else None)

    def _page_info(self, part: Selected, rows: FromClause) -> Text:
        info = object_type(type_of(self.connection.fields["pageInfo"]))
        more = sa.cast(sa.func.count() > self.paging.limit, sa.Text())

        def write(inner: Selected) -> Text:
            match inner.name:
                case "hasNextPage":
                    return self._has_rows_beyond("before") if self.paging.backward else more
                case "hasPreviousPage":
                    return more if self.paging.backward else self._has_rows_beyond("after")
                case "startCursor" | "endCursor":
                    return self._cursor_of_end(rows, last=inner.name == "endCursor")
                case _:
                    return constant(f'"{info.name}"')

        return json_object((inner.key, write(inner)) for inner in self.planning.selections.of(info, part.selections))

    def _has_rows_beyond(self, cursor: str) -> Text:
        """Whether there is more on the side that the page starts from: a cursor stands for a row, an offset skips some."""
        if cursor == "after" and self.paging.offset is not None:
            return sa.cast(self.paging.offset > 0, sa.Text())
        return constant("true" if self.paging.has(cursor) else "false")

    def _cursor_of_end(self, rows: FromClause, *, last: bool) -> Text:
        order = [key.reversed for key in self.paging.order] if last else self.paging.order
        payloads = sa.func.array_agg(
            payload(rows.c[key.column] for key in self.paging.order), type_=sa.ARRAY(sa.Text())
        )
        ordered = payloads.aggregate_order_by(*ordering(order, rows)).filter(self.paging.within(rows))
        cursor = joined(['"', sealed(self.paging.cursor_key, Grouping(ordered)[1]), '"'])
        return sa.case((sa.func.count() == number(0), constant("null")), else_=cursor)
