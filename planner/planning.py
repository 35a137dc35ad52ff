"""What is known while one operation is being planned, and what planning it has found out."""

from collections import Counter
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import sqlalchemy as sa
from graphql import FieldNode, GraphQLField, GraphQLObjectType, GraphQLSchema
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause

from planner.access import PARTITIONS, PUBLIC, Access, Rows, viewer
from planner.arguments import Argument, Bind, Tracer, read_arguments
from planner.entity import Entity
from planner.errors import Denied, PlanError
from planner.needs import needs_of_field
from planner.occurrences import Occurrences
from planner.selection import Selected, Selections

CONDITIONS_MAX = 200
FILTER_DEPTH_MAX = 12
FILTERS_TOO_LARGE = f"Filters go {FILTER_DEPTH_MAX} deep and have {CONDITIONS_MAX} parts at most."

Path: TypeAlias = tuple[str, ...]
"""Response keys from the root, without list indexes."""


class Denial(NamedTuple):
    """A field that the viewer may not read: where in the response, which, and for want of what."""

    path: Path
    coordinate: str
    permission: str


class Opened(NamedTuple):
    """A part of the schema that the viewer's permissions open, and where in the response it is, if it is shown."""

    coordinate: str
    permissions: frozenset[str]
    paths: tuple[Path, ...]


class Completion(NamedTuple):
    """A field that a loader completes: where in the response, and which loader."""

    path: Path
    loader: str


@dataclass(frozen=True)
class Reckoning:
    """A root field that Python reckons from what the statement reads: what is asked for, and with which arguments."""

    selected: Selected
    type_: GraphQLObjectType
    reckons: Callable[[Any, Mapping[str, Any]], Any]
    readers: Mapping[str, Bind]


class Ration(NamedTuple):
    """A root field that tells what may still be asked for; `is_dry` where the operation is not to be run."""

    selected: Selected
    type_: GraphQLObjectType
    is_dry: bool


@dataclass
class Planning:
    """The state of planning one operation."""

    schema: GraphQLSchema
    access: Access
    tracer: Tracer
    selections: Selections
    cursor_secret: bytes
    denials: list[Denial] = field(default_factory=list[Denial])
    completions: list[Completion] = field(default_factory=list[Completion])
    reckonings: list[Reckoning] = field(default_factory=list[Reckoning])
    rations: list[Ration] = field(default_factory=list[Ration])
    # By coordinate: the permissions that opened it, and where it is shown.
    permitted: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    shown: dict[str, list[Path]] = field(default_factory=dict[str, list[Path]])
    usage: Counter[str] = field(default_factory=Counter[str])
    occurrences: Occurrences = field(default_factory=Occurrences)
    # How many parts the filters have so far, and how deep the place is in one.
    conditions: int = 0
    filter_depth: int = 0

    def object_type(self, name: str) -> GraphQLObjectType:
        """Give an object type by name."""
        type_ = self.schema.get_type(name)
        assert isinstance(type_, GraphQLObjectType)
        return type_

    def arguments(self, definition: GraphQLField, selected: Selected, path: Path) -> dict[str, Argument]:
        """Read the arguments of a field; by the rules of GraphQL all places that select it have the same ones."""
        node: FieldNode = selected.nodes[0]
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        return read_arguments(self.tracer, definition.args, given, path)

    def use(self, coordinate: str) -> None:
        """Count the use of a part of the schema."""
        self.usage[coordinate] += 1

    @contextmanager
    def filtering(self, filter_: Argument) -> Generator[None]:
        """Go into a filter, or a part of one.

        Raises:
            PlanError: the filters of the operation together are larger, or this is deeper, than a statement should be.
        """
        self.conditions += 1
        self.filter_depth += 1
        if self.conditions > CONDITIONS_MAX or self.filter_depth > FILTER_DEPTH_MAX:
            raise PlanError(FILTERS_TOO_LARGE, "FILTER_LIMIT_EXCEEDED").at(filter_.where, filter_.path)
        try:
            yield
        finally:
            self.filter_depth -= 1

    def require(self, coordinate: str, *needs: str | None) -> None:
        """Check permissions.

        Raises:
            Denied: the viewer lacks one of them.
        """
        for permission in needs:
            if permission and permission != PUBLIC and not self.access.allows(permission):
                raise Denied(coordinate, permission)
        self.permitted.setdefault(coordinate, set()).update(filter(None, needs))

    def opened(self) -> tuple[Opened, ...]:
        """Tell what the viewer's permissions have opened."""
        return tuple(
            Opened(coordinate, frozenset(permissions), tuple(self.shown.get(coordinate, ())))
            for coordinate, permissions in self.permitted.items()
            if permissions
        )

    def require_field(self, type_: GraphQLObjectType, name: str, coordinate: str | None = None) -> None:
        """Check that the viewer may read a field of a type: by the type, the field, and the type it leads to.

        Raises:
            Denied: the viewer may not; also a filter, order or group by the field is refused then.
        """
        self.require(coordinate or f"{type_.name}.{name}", *(need.permission for need in needs_of_field(type_, name)))

    def row_of(self, entity: Entity) -> FromClause:
        """Give a row of an entity that is named at one place of the statement."""
        return self.occurrences.next(entity.table)

    def visible(self, entity: Entity, row: FromClause) -> list[ColumnElement[bool]]:
        """Give the conditions that leave the rows of an entity that the viewer sees."""
        return self.visible_rows(entity.table.name, row)

    def visible_rows(self, table: str, row: FromClause) -> list[ColumnElement[bool]]:
        """Give the conditions that leave the rows of a table that the viewer sees."""
        return self.conditions_of(self.access.rows(table, row), row)

    def conditions_of(self, rows: Rows, row: FromClause) -> list[ColumnElement[bool]]:
        """Give as conditions on a row what the viewer sees."""
        conditions = [] if rows.predicate is None else [rows.predicate]
        if rows.partition is not None:
            among = sa.any_(self.partitions()) if rows.only is None else rows.only
            conditions.append(row.c[rows.partition] == among)
        return conditions if rows.beside is None else [sa.or_(sa.and_(*conditions), rows.beside)]

    def partitions(self) -> sa.BindParameter[Any]:
        """Refer to the partitions that the viewer sees."""
        return viewer(PARTITIONS, sa.ARRAY(sa.Uuid()))
