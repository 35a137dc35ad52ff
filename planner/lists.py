"""Declaring lists: connections, look-ups and node fields, with the arguments that all of them have alike."""

from typing import Any, NamedTuple

import strawberry
from strawberry.types.base import StrawberryList, StrawberryOptional
from strawberry.utils.str_converters import to_camel_case

from planner.access import PUBLIC
from planner.fields import Groups, Hits, Lookup, NodeLookup, Pages, Stream, argument, declared
from planner.grouping import aggregate_type, group_enum
from planner.inputs import filter_input, order_input
from planner.paging import OFFSET_MAX, PAGE_MAX


def pages(
    description: str, entity_type: Any, foreign_key: str | None = None, *, search: bool = False, **options: Any
) -> Any:
    """Declare a connection to entities: those that refer to the row by a foreign key, or all at the root."""
    arguments = [
        argument("first", int, f"How many from the start: 1 to {PAGE_MAX}. Give `first` or `last`."),
        argument("last", int, f"How many from the end: 1 to {PAGE_MAX}."),
        argument("after", str, "Only what comes after this cursor."),
        argument("before", str, "Only what comes before this cursor."),
        argument("offset", int, f"How many to skip, at most {OFFSET_MAX:,}; for grids that jump."),
        argument("filter", filter_input(entity_type), "Which to list; all when left out."),
        argument("order_by", StrawberryList(order_input(entity_type)), "The order; the first decides, then the next."),
    ]
    if search:
        help_ = "Words to look for, without case and accents: each must begin a word of it."
        arguments.append(argument("search", str, help_))
    return declared(Pages(foreign_key=foreign_key, **options), description, arguments=arguments, can_fail=True)


def streamed(description: str, spec: Stream, page_type: Any, *narrowing: Any) -> Any:
    """Declare a stream of entities, read forwards; `narrowing` are the arguments that its `narrows` reads."""
    arguments = [
        *narrowing,
        argument("after", str, "Only what comes after this cursor; from the start of what is kept when left out."),
        argument("first", int, f"How many at most: 1 to {PAGE_MAX}; {PAGE_MAX} when left out."),
    ]
    return declared(spec, description, arguments=arguments, type_=StrawberryOptional(page_type), can_fail=True)


def by_id(description: str) -> Any:
    """Declare the look-up of an entity by its id."""
    given = [argument("id", strawberry.ID, "Its id, as `Type:uuid`.", required=True)]
    return declared(Lookup(columns={"id": "id"}), description, arguments=given)


class KeyPart(NamedTuple):
    """A column of a key of the trade, what to say about it, and where it is an id, the type that it is an id `of`."""

    column: str
    description: str
    of: str | None = None


def by_key(description: str, *parts: KeyPart) -> Any:
    """Declare the look-up of an entity by a key of the trade, such as a number within a company."""
    given = [
        argument(part.column, strawberry.ID if part.of else str, part.description, required=True) for part in parts
    ]
    columns = {to_camel_case(part.column): part.column for part in parts}
    types = {to_camel_case(part.column): part.of for part in parts if part.of}
    return declared(Lookup(columns=columns, types=types), description, arguments=given)


def by_node_id(description: str) -> Any:
    """Declare the look-up of any entity by its id."""
    given = [argument("id", strawberry.ID, "The id of anything, as `Type:uuid`.", required=True)]
    return declared(NodeLookup(needs=PUBLIC), description, arguments=given)


def by_node_ids(description: str) -> Any:
    """Declare the look-up of several entities of any type."""
    ids = argument("ids", list[strawberry.ID], "At most 100 ids, as `Type:uuid`.", required=True)
    return declared(NodeLookup(needs=PUBLIC), description, arguments=[ids])


def found(description: str, **options: Any) -> Any:
    """Declare a search over several types."""
    given = [
        argument("text", str, "Words to look for, without case and accents.", required=True),
        argument("first", int, "How many at most: 1 to 50; 20 when left out."),
    ]
    return declared(Hits(**options), description, arguments=given)


def aggregate(description: str, entity_type: Any) -> Any:
    """Declare the groups of an entity's rows, counted and added up."""
    given = [
        argument("filter", filter_input(entity_type), "Which rows to count; all when left out."),
        argument("group_by", StrawberryList(group_enum(entity_type)), "The keys; one group of all rows when left out."),
        argument(
            "first", int, "How many groups at most: 1 to 1,000; 100 when left out. They come in the order of keys."
        ),
    ]
    return declared(
        Groups(),
        description,
        arguments=given,
        type_=StrawberryOptional(StrawberryList(aggregate_type(entity_type))),
        can_fail=True,
    )
