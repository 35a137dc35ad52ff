"""What the schema does not say about its fields: where in the tables they come from. Rules first, then the exceptions.

A leaf `vatNumber` is the attribute `vat_number`; an entity `customer` is the row with the id `customer_id`; a list of
entities of a party is the rows with that `party_id`. Each module has a file with what is otherwise.
"""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from tests.oracle.naive.dynamic import Row
from tests.oracle.naive.facts import books, inventory, invoices, logistics, money, platform, purchasing, sales
from tests.oracle.naive.facts.measures import EXACT, Figure, Measure
from tests.oracle.naive.facts.tables import Facts
from tests.oracle.naive.store import Store

__all__ = [
    "EXACT", "FOLDED", "LIST_ORDERS", "NAMED", "ORDERS", "PLACES", "REFERENCES", "SEARCHED", "THROUGH",
    "columns", "foreign_key", "measure", "snake", "to_one",
]  # fmt: skip

K = TypeVar("K")
V = TypeVar("V")

_MODULES = tuple(module.FACTS for module in (platform, books, money, invoices, inventory, logistics, sales, purchasing))


def _of_all(table: Callable[[Facts], Mapping[K, V]]) -> Mapping[K, V]:
    return {key: value for facts in _MODULES for key, value in table(facts).items()}


ORDERS = _of_all(lambda facts: facts.orders)
LIST_ORDERS = _of_all(lambda facts: facts.list_orders)
FOLDED = frozenset(named for facts in _MODULES for named in facts.folded)
SEARCHED = _of_all(lambda facts: facts.searched)
REFERENCES = _of_all(lambda facts: facts.references)
THROUGH = _of_all(lambda facts: facts.through)
NAMED = _of_all(lambda facts: facts.named)
PLACES = _of_all(lambda facts: facts.places)
_TO_ONE = _of_all(lambda facts: facts.to_one)
_FOREIGN_KEYS = _of_all(lambda facts: facts.foreign_keys)
_MEASURES = _of_all(lambda facts: facts.measures)


def snake(name: str) -> str:
    """Write a name of the schema as an attribute: vatNumber, vat_number."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def foreign_key(type_name: str, field: str) -> str:
    """Name the attribute with which the entities of a list refer to the entity that has the list."""
    if field == "history":
        return "entity_id"
    return _FOREIGN_KEYS.get((type_name, field)) or f"{snake(type_name)}_id"


def to_one(type_name: str, field: str) -> str:
    """Name the attribute with which an entity refers to another one."""
    return _TO_ONE.get((type_name, field)) or f"{snake(field)}_id"


def columns(type_name: str, field: str, attributes: set[str]) -> set[str]:
    """Name the attributes whose values a field shows as they are."""
    measured = _MEASURES.get((type_name, field))
    shown = {snake(field), to_one(type_name, field), NAMED.get((type_name, field), "")}
    shown |= {*REFERENCES.get((type_name, field), ()), *(measured.shown if isinstance(measured, Figure) else ())}
    return shown & attributes


def measure(store: Store, type_name: str, field: str, row: Row) -> Measure:
    """Give an amount of money or a quantity of a row."""
    return _MEASURES[type_name, field](row, store)
