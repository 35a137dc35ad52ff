"""What each part of the schema weighs in the cost of an operation, and how many objects its lists are reckoned with.

The schema says it by two directives (GraphQL Cost Directives, 7 and 8), `@cost` and `@listSize`. What they say and what
operations are reckoned at (`costs.py`) comes from the same tables.
"""

from typing import Final, NamedTuple

from graphql import GraphQLNamedType, GraphQLObjectType, GraphQLSchema, is_abstract_type
from strawberry import UNSET
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from planner.directives import Cost, ListSized
from planner.entity import DEFINITION, entity_of, spec_of
from planner.fields import Beside, Changes, Groups, Hits, Known, Many, NodeLookup, Pages, Reckoned, Stream
from planner.grouping import MeasurePart
from planner.mutations import Mutation
from planner.types import bare, is_list, type_of

OBJECT_WEIGHT: Final = 1
"""What an object weighs of which nothing else is said, with all its values; and a field that leads to one."""
ROW_WEIGHT: Final = 5
TOTAL_WEIGHT: Final = 100
REPORT_WEIGHT: Final = 100
SCAN_WEIGHT: Final = 500
WRITE_WEIGHT: Final = 10

USUAL_SIZE: Final = 10
"""How many a list is reckoned with that says nothing: most are far from their bound."""
MEASURE_SIZE: Final = 3
"""In how many currencies or units something is added up."""
PAGE_SIZE: Final = 100
HITS_SIZE: Final = 20
_ROOTS: Final = frozenset({"Query", "Mutation", "Subscription"})


class ListSize(NamedTuple):
    """How many objects a list has: as an argument says, the largest of several, or else as is assumed.

    With `fields` it is the size of these lists of the object that the field leads to.
    """

    assumed: int | None = None
    arguments: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


SLICING: Final = ("first", "last")
_PAGE: Final = ListSize(arguments=SLICING, fields=("nodes", "edges"))


def weight_of_type(type_: GraphQLNamedType) -> int | None:
    """Give what an object of a type weighs, where it is not what any object does."""
    if type_.name in _ROOTS:
        return 0
    is_row = isinstance(type_, GraphQLObjectType) and entity_of(type_) is not None
    return ROW_WEIGHT if is_row else None


def weight_of_field(type_: GraphQLObjectType, name: str) -> int | None:
    """Give what a field weighs, where it is not what any field does."""
    if name == "totalCount" and type_.name.endswith("Connection"):
        return TOTAL_WEIGHT
    match spec_of(type_.fields[name]):
        case Groups():
            return SCAN_WEIGHT
        case Reckoned():
            return REPORT_WEIGHT
        case Mutation():
            return WRITE_WEIGHT
        case Beside(weight=weight):
            return weight or ROW_WEIGHT
        case _:
            return None


def size_of(type_: GraphQLObjectType, name: str) -> ListSize | None:
    """Give how many objects there are where a field leads to a list; None where it does not, or the way there said it."""
    definition = type_.fields[name]
    match spec_of(definition):
        case Pages():
            return _PAGE
        case Stream():
            return ListSize(PAGE_SIZE, ("first",), ("nodes", "edges"))
        case Changes():
            return ListSize(PAGE_SIZE, (), ("changes",))
        case Groups():
            return ListSize(PAGE_SIZE, ("first",))
        case Hits():
            return ListSize(HITS_SIZE, ("first",))
        case Many(at_most=at_most):
            return ListSize(min(at_most, USUAL_SIZE), ("first",))
        case _:
            return _size_of_other(type_, name)


def _size_of_other(type_: GraphQLObjectType, name: str) -> ListSize | None:
    definition = type_.fields[name]
    if not is_list(type_of(definition)) or not has_parts(type_of(definition)) or _is_sized(type_, name):
        return None
    match spec_of(definition):
        case Known() | NodeLookup():
            return ListSize(PAGE_SIZE)
        case MeasurePart():
            return ListSize(MEASURE_SIZE)
        case _:
            return ListSize(USUAL_SIZE)


def _is_sized(type_: GraphQLObjectType, name: str) -> bool:
    """Tell whether the field that leads to the type says how long a list of it is."""
    return (name in _PAGE.fields and type_.name.endswith(("Connection", "Page"))) or (
        name == "changes" and type_.name.endswith("Changes")
    )


def has_parts(type_: object) -> bool:
    """Tell whether a type has fields, or is of a list of what has."""
    named = bare(type_)
    return isinstance(named, GraphQLObjectType) or is_abstract_type(named)


def say_weights(schema: GraphQLSchema) -> None:
    """Let a schema say it all, where it is printed."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            _say(type_.extensions.get(DEFINITION), _cost(weight_of_type(type_)))
            for name, field in type_.fields.items():
                directives = (_cost(weight_of_field(type_, name)), _sized(size_of(type_, name)))
                _say(field.extensions.get(DEFINITION), *directives)


def _say(definition: object, *directives: Cost | ListSized | None) -> None:
    """Add to what a definition says; types that are made of one another have definitions in common."""
    if isinstance(definition, StrawberryField | StrawberryObjectDefinition):
        said = [each for each in definition.directives or () if not isinstance(each, Cost | ListSized)]
        definition.directives = [*said, *(each for each in directives if each is not None)]


def _cost(weight: int | None) -> Cost | None:
    return None if weight is None else Cost(weight=str(weight))


def _sized(size: ListSize | None) -> ListSized | None:
    if size is None:
        return None
    return ListSized(
        assumed_size=UNSET if size.assumed is None else size.assumed,
        slicing_arguments=list(size.arguments) or UNSET,
        sized_fields=list(size.fields) or UNSET,
        require_one_slicing_argument=False if size.arguments else UNSET,
    )
