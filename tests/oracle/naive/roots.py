"""Root fields: lists, look-ups, nodes, search and aggregates."""

from tests.oracle.naive.aggregates import groups
from tests.oracle.naive.asked import Asked
from tests.oracle.naive.computed import Verification
from tests.oracle.naive.dynamic import Given, Row, Value
from tests.oracle.naive.facts import SEARCHED, snake
from tests.oracle.naive.pages import connection, is_found
from tests.oracle.naive.refusals import Refused, missing
from tests.oracle.naive.sdl import bare_name
from tests.oracle.naive.telling import event_log
from tests.oracle.naive.text import words
from tests.oracle.naive.values import parse_id

NODES_MAX = 100
HITS_MAX = 50
HITS_DEFAULT = 20
# The types that arguments are ids of, where the name of the argument does not tell.
IDS = {"vendorId": "Party"}


def root(asked: Asked, name: str, given: Given) -> Value:
    """Give what a root field leads to."""
    match name:
        case "viewer":
            return asked.viewer
        case "node":
            return _found(_node(asked, given["id"]))
        case "nodes":
            if len(given["ids"]) > NODES_MAX:
                raise Refused("BAD_USER_INPUT")
            return [_node(asked, text) for text in given["ids"]]
        case "search":
            return _search(asked, given)
        case "eventLog":
            return event_log(asked, given)
        case "auditVerification":
            return Verification(asked.store)
        case _:
            return _of_one_type(asked, name, given)


def _of_one_type(asked: Asked, name: str, given: Given) -> Value:
    of = asked.sdl.bare_type_of("Query", name)
    entity = of.removesuffix("Aggregate").removesuffix("Connection")
    asked.viewer.require(f"Query.{name}", asked.sdl.need_of_type(entity))
    if of.endswith("Aggregate"):
        return groups(asked.filters, entity, given)
    if of.endswith("Connection"):
        return connection(asked.filters, entity, asked.store.all(entity), given)
    return _found(_looked_up(asked, entity, name, given))


def _node(asked: Asked, text: str) -> Row | None:
    return asked.of_any_type(*parse_id(text))


def _looked_up(asked: Asked, type_name: str, name: str, given: Given) -> Row | None:
    declared = asked.sdl.fields("Query")[name].args
    wanted = {
        snake(argument): _key(argument, value, type_name) if bare_name(declared[argument].type) == "ID" else value
        for argument, value in given.items()
    }
    rows = asked.store.all(type_name)
    found = [row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())]
    return asked.visible(next(iter(found), None))


def _key(argument: str, value: str, type_name: str) -> Value:
    expected = type_name if argument == "id" else IDS.get(argument) or argument[0].upper() + argument[1:-2]
    return parse_id(value, expected)[1]


def _search(asked: Asked, given: Given) -> list[Row]:
    size = HITS_DEFAULT if given.get("first") is None else given["first"]
    readable = [type_ for type_ in sorted(SEARCHED) if asked.viewer.allows(asked.sdl.need_of_type(type_))]
    wanted = words(given["text"])
    # Who may read none of the types finds nothing, whatever the words are.
    if not 1 <= size <= HITS_MAX or (readable and not wanted):
        raise Refused("BAD_USER_INPUT")
    found: list[Row] = []
    for type_name in readable:
        rows = sorted(asked.store.all(type_name), key=lambda row: row.id)
        found += [row for row in rows if asked.visible(row) is not None and is_found(type_name, row, wanted)]
    return found[:size]


def _found(row: Row | None) -> Row:
    if row is None:
        raise missing()
    return row
