"""Filters: whether one row fulfils what a `…Filter` says. What is not known does not hold, and its `not` does."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.oracle.naive.dynamic import Given, Row, Value
from tests.oracle.naive.facts import FOLDED, foreign_key, to_one
from tests.oracle.naive.orders import sort_value
from tests.oracle.naive.refusals import Refused
from tests.oracle.naive.sdl import Sdl
from tests.oracle.naive.store import MODELS, Store
from tests.oracle.naive.text import fold
from tests.oracle.naive.values import parse_id, read
from tests.oracle.naive.viewer import Viewer

IN_MAX = 1000
TREE_PARENT = "parent_id"

Condition = Callable[[Row], bool]


@dataclass(frozen=True)
class Filters:
    """Reads the filters of one viewer's request."""

    sdl: Sdl
    store: Store
    viewer: Viewer

    def condition(self, type_name: str, given: Given) -> Condition:
        """Read a filter; all its parts must hold, and what is null counts as left out."""
        parts = [self._part(type_name, name, value) for name, value in given.items() if value is not None]
        return lambda row: all(part(row) for part in parts)

    def _part(self, type_name: str, name: str, given: Value) -> Condition:
        match name:
            case "and":
                each = [self.condition(type_name, one) for one in given]
                return lambda row: all(holds(row) for holds in each)
            case "or":
                each = [self.condition(type_name, one) for one in given]
                return lambda row: any(holds(row) for holds in each)
            case "not":
                holds = self.condition(type_name, given)
                return lambda row: not holds(row)
            case "changedSince":
                since = read(given, "DateTime")
                return lambda row: row.changed_at >= since
            case "under":
                _, top = parse_id(given, type_name)
                return lambda row: any(above.id == top for above in self._to_the_root(type_name, row))
            case _:
                return self._field(type_name, name, given)

    def _to_the_root(self, type_name: str, row: Row) -> list[Row]:
        parent = self.store.one(type_name, getattr(row, TREE_PARENT))
        return [row] if parent is None else [row, *self._to_the_root(type_name, parent)]

    def _field(self, type_name: str, name: str, given: Given) -> Condition:
        coordinate = f"{type_name}Filter.{name}"
        self.viewer.require(coordinate, self.sdl.need_of_field(type_name, name))
        of = self.sdl.bare_type_of(f"{type_name}Filter", name)
        target = self.sdl.type_of(type_name, name)
        if target not in MODELS:
            return self._compared(type_name, name, of.removesuffix("Filter"), given)
        self.viewer.require(coordinate, self.sdl.need_of_type(target))
        if of == f"{target}ListFilter":
            return self._quantified(type_name, name, target, given)
        holds = self.condition(target, given)
        return lambda row: self._leads_to(row, to_one(type_name, name), target, holds)

    def _leads_to(self, row: Row, key: str, target: str, holds: Condition) -> bool:
        other = self.store.one(target, getattr(row, key))
        return other is not None and self.viewer.sees(other, self.store) and holds(other)

    def _quantified(self, type_name: str, name: str, target: str, given: Given) -> Condition:
        key = foreign_key(type_name, name)
        parts = [(word, self.condition(target, inner)) for word, inner in given.items() if inner is not None]

        def holds(row: Row) -> bool:
            others = [other for other in self.store.by(target, key, row.id) if self.viewer.sees(other, self.store)]
            return all(_QUANTIFIERS[word]([inner(other) for other in others]) for word, inner in parts)

        return holds

    def _compared(self, type_name: str, name: str, scalar: str, given: Given) -> Condition:
        def value_of(row: Row) -> Value:
            return sort_value(self.sdl, self.store, type_name, name, row)

        def operand(value: Value) -> Value:
            if name == "id":
                return parse_id(value, type_name)[1]
            return fold(value) if (type_name, name) in FOLDED else read(value, scalar)

        parts = [_comparison(word, value, operand) for word, value in given.items() if value is not None]
        return lambda row: all(part(value_of(row)) for part in parts)


def _comparison(word: str, given: Value, operand: Callable[[Any], Any]) -> Callable[[Any], bool]:
    match word:
        case "isNull":
            return lambda value: (value is None) is given
        case "in":
            if len(given) > IN_MAX:
                raise Refused("BAD_USER_INPUT")
            among = [operand(each) for each in given]
            return lambda value: value is not None and value in among
        case "ne":
            other = operand(given)
            return lambda value: value is None or value != other
        case _:
            wanted, compare = operand(given), _OPERATORS[word]
            return lambda value: value is not None and compare(value, wanted)


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
    "startsWith": lambda value, prefix: value.startswith(prefix),
}
_QUANTIFIERS: Mapping[str, Callable[[list[bool]], bool]] = {
    "some": any,
    "every": all,
    "none": lambda held: not any(held),
}
