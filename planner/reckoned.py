"""Root fields that Python reckons: the statement reads what they depend on, and what comes of it is written by selection.

The rows of other entities are not in reach there, since everything has been read when the reckoning begins.
"""

from collections.abc import Mapping
from typing import Any, cast

import orjson
from graphql import GraphQLField, GraphQLObjectType
from sqlalchemy.sql.elements import ColumnElement

from planner.arguments import Bind
from planner.fields import Reckoned
from planner.planning import Path, Planning, Reckoning
from planner.selection import Selected, Selections
from planner.types import bare, object_type, type_of
from planner.written import Sets, Values


def reckoned(
    planning: Planning, definition: GraphQLField, spec: Reckoned, selected: Selected, path: Path
) -> ColumnElement[str]:
    """Plan a field: the facts as its column, and the rest for later."""
    arguments = planning.arguments(definition, selected, path)
    readers: dict[str, Bind] = {name: argument.reader() for name, argument in arguments.items()}
    type_ = object_type(type_of(definition))
    _use(planning, type_, selected.selections)
    facts = spec.facts(planning, arguments)
    # What is denied is not reckoned.
    planning.reckonings.append(Reckoning(selected, type_, spec.reckons, readers))
    return cast("ColumnElement[str]", facts)


def text_of(reckoning: Reckoning, facts: str | None, selections: Selections, variables: Mapping[str, Any]) -> str:
    """Reckon, and write what came of it as the request selects it."""
    given = {name: read(variables) for name, read in reckoning.readers.items()}
    value = reckoning.reckons(None if facts is None else orjson.loads(facts), given)
    writer = Values(selections.schema, selections, _no_entity)
    return writer.write(value, reckoning.type_, reckoning.selected.selections, (reckoning.selected.key,))


def _use(planning: Planning, type_: GraphQLObjectType, sets: Sets) -> None:
    """Count the fields that are asked for."""
    for selected in planning.selections.of(type_, sets):
        field = type_.fields.get(selected.name)
        if field is None:
            continue
        planning.use(f"{type_.name}.{selected.name}")
        target = bare(type_of(field))
        if isinstance(target, GraphQLObjectType):
            _use(planning, target, selected.selections)


def _no_entity(*_: object) -> str:
    raise AssertionError
