"""What can be said about the types of a module that their names do not say."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.oracle.naive.dynamic import Row
from tests.oracle.naive.facts.measures import Measure
from tests.oracle.naive.store import Store

Field: TypeAlias = tuple[str, str]
"""A type and a field of it."""


@dataclass(frozen=True)
class Facts:
    """The exceptions to the rules, by type, or by type and field."""

    orders: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """The order of lists that ask for none, `-` for descending; by id where nothing is said."""
    list_orders: Mapping[Field, tuple[str, ...]] = field(default_factory=dict[Field, tuple[str, ...]])
    """The orders of short lists that belong to an entity, where they are not those above."""
    folded: AbstractSet[Field] = frozenset()
    """Names, which are compared without case and accents."""
    searched: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """The attributes in which words are looked for."""
    references: Mapping[Field, tuple[str, str]] = field(default_factory=dict[Field, tuple[str, str]])
    """Entities of a type that the row itself tells: the attributes with the type and with the id."""
    to_one: Mapping[Field, str] = field(default_factory=dict[Field, str])
    """The attributes that lead to one entity and do not have the name of the field."""
    foreign_keys: Mapping[Field, str] = field(default_factory=dict[Field, str])
    """The attributes with which the entities of a list refer to the entity that has the list."""
    through: Mapping[Field, tuple[str, str, str, str, str]] = field(
        default_factory=dict[Field, tuple[str, str, str, str, str]]
    )
    """Entities that a list leads to by a third: by which attributes the third names the one that is listed and one of
    the parts of the owner, the type of these parts, and how they name the owner."""
    named: Mapping[Field, str] = field(default_factory=dict[Field, str])
    """What no table holds, and is told to this side from outside, by the attribute that it is told for."""
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """The fields of an object that a row holds as a list, in their order."""
    measures: Mapping[Field, Callable[[Row, Store], Measure]] = field(
        default_factory=dict[Field, Callable[[Row, Store], Measure]]
    )
    """Amounts of money and quantities."""
