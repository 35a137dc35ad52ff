"""Search over several types at once: the members of a union, by type and then by id."""

import sqlalchemy as sa
from graphql import GraphQLField
from sqlalchemy.sql.elements import ColumnElement

from planner.entity import entity_of
from planner.errors import PlanError
from planner.filters import searched
from planner.objects import Objects
from planner.planning import Path
from planner.selection import Selected
from planner.text import constant, listed, number
from planner.types import bare, type_of

HITS_MAX = 50
HITS_DEFAULT = 20


def hits(objects: Objects, definition: GraphQLField, selected: Selected, path: Path) -> ColumnElement[str]:
    """Write the entities that a search finds, of every member of the union that the viewer may read."""
    planning = objects.planning
    arguments = planning.arguments(definition, selected, path)
    first = arguments.get("first")
    size = HITS_DEFAULT if first is None or first.is_absent else first.value()
    if not 1 <= size <= HITS_MAX:
        raise PlanError(f"`first` goes from 1 to {HITS_MAX}.", argument=("first",))
    limit = number(size)
    parts: list[sa.Select[tuple[str, object]]] = []
    for type_ in planning.schema.get_possible_types(bare(type_of(definition))):
        entity = entity_of(type_)
        if entity is None or entity.search is None or not planning.access.allows(entity.needs):
            continue
        row = planning.row_of(entity)
        query = sa.select(constant(type_.name).label("kind"), row.c.id.label("id")).where(
            searched(entity, row, arguments["text"]), *planning.visible(entity, row)
        )
        parts.append(sa.select(query.order_by(row.c.id).limit(limit).subquery()))
    if not parts:
        return constant("[]")
    found = sa.union_all(*parts).order_by("kind", "id").limit(limit).subquery()
    text = listed(objects.any_of(definition, found.c.kind, found.c.id, selected, path), [found.c.kind, found.c.id])
    return sa.select(text).select_from(found).scalar_subquery()
