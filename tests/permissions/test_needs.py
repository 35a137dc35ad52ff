"""Each part of the schema has a decision, and what is told of it is what `@requires` says and what the planner does."""

import pytest
import strawberry
from graphql import GraphQLEnumType, GraphQLInputObjectType

from auth.permissions import CATALOGUE
from auth.roles import STANDARD_ROLES, RoleCode
from planner.access import PUBLIC
from planner.fields import Known, declared
from planner.needs import coordinates, needs_of, undecided
from resolvers.schema import build_schema, core_of
from tests.oracle.naive.aggregates import camel
from tests.oracle.naive.store import MODELS
from tests.oracle.printed import printed
from tests.oracle.sides import Sides
from tests.oracle.viewers import somebody
from tests.permissions.asking import Asker
from tests.permissions.expected import Rights

SDL = printed()
SCHEMA = core_of(build_schema())
AT_ONCE = 200
NOTHING = Rights(SDL, frozenset())
MADE_OF_ROWS = ("Aggregate", "Measures", "Extremes", "GroupKey")


def test_every_root_field_has_a_decision() -> None:
    assert undecided(SCHEMA) == []


def test_a_field_without_a_decision_is_found() -> None:
    @strawberry.type
    class Careless:
        everything: list[str] = declared(Known(value=list[str]), "Everything, for whoever comes by.")
        open: list[str] = declared(Known(value=list[str], needs=PUBLIC), "What everybody may know.")
        guarded: list[str] = declared(Known(value=list[str], needs="sales.margin:read"), "What few may know.")

    assert undecided(core_of(strawberry.Schema(query=Careless))) == ["Careless.everything"]


def test_what_is_needed_is_what_the_schema_prints() -> None:
    for coordinate in coordinates(SCHEMA):
        told = {need.permission for need in needs_of(SCHEMA, coordinate)}
        assert told == expected(coordinate.partition("(")[0]), coordinate
        assert told <= set(CATALOGUE)


@pytest.mark.parametrize("role", RoleCode)
async def test_a_role_may_use_what_it_has_all_permissions_for(role: RoleCode, sides: Sides) -> None:
    permissions = STANDARD_ROLES[role].permissions
    asker, asked = Asker(sides, somebody(role)), _one_of_each_kind()
    for start in range(0, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        told = await asker.ask("viewer { can(coordinates: [" + ", ".join(f'"{each}"' for each in some) + "]) }")
        assert told.data["viewer"]["can"] == [expected(each.partition("(")[0]) <= permissions for each in some]


def expected(coordinate: str) -> set[str]:
    """Give what a part of the schema needs, by what is printed."""
    owner, _, name = coordinate.partition(".")
    type_ = SDL.type(owner)
    entity = _entity(owner, MADE_OF_ROWS)
    if not name:
        return (
            NOTHING.missing_for_type(entity) if entity in MODELS and owner in (entity, f"{entity}Aggregate") else set()
        )
    if isinstance(type_, GraphQLInputObjectType):
        return _of_input(owner, name)
    if isinstance(type_, GraphQLEnumType):
        return _of_value(owner, name)
    if entity in MODELS and owner.endswith(("Measures", "Extremes", "GroupKey")):
        return NOTHING.missing_for_key(entity, name)
    if entity in MODELS and owner == f"{entity}Aggregate":
        return NOTHING.missing_for_type(entity)
    return NOTHING.missing_for_field(owner, name) if hasattr(type_, "fields") else set()


def _of_input(owner: str, name: str) -> set[str]:
    entity = _entity(owner, ("Filter",))
    if entity not in MODELS:
        entity = _entity(owner, ("ListFilter",))
    own = NOTHING.missing(SDL.need_of_field(owner, name))
    if entity not in MODELS or entity == owner:
        return own
    return own | (
        NOTHING.missing_for_field(entity, name) if name in SDL.fields(entity) else NOTHING.missing_for_type(entity)
    )


def _of_value(owner: str, value: str) -> set[str]:
    entity = _entity(owner, ("OrderField", "GroupBy"))
    if entity not in MODELS or entity == owner:
        return set()
    return NOTHING.missing_for_key(entity, camel(value)) | NOTHING.missing(SDL.need_of_value(owner, value))


def _entity(owner: str, endings: tuple[str, ...]) -> str:
    """Name the type with rows of which another is made; itself where it is made of none."""
    names = (owner.removesuffix(ending) for ending in endings if owner.endswith(ending))
    return next((name for name in names if name in MODELS), owner)


def _one_of_each_kind() -> list[str]:
    """Of the parts of the schema that are of a kind and need the same, one."""
    found = {(_kind(each), needs_of(SCHEMA, each)): each for each in coordinates(SCHEMA)}
    return sorted(found.values())


def _kind(coordinate: str) -> str:
    owner = coordinate.partition(".")[0]
    return f"{SCHEMA.type_map[owner].__class__.__name__} {'(' in coordinate} {_entity(owner, MADE_OF_ROWS) != owner}"
