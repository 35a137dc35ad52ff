"""What an operation costs, by the schema alone, so that whoever reads the schema can reckon it beforehand.

    field cost   what each field weighs, for each object that it may be asked of
    type cost    what each object weighs that the answer may have

The cost is the sum of both, with the weights and sizes that the schema says by its directives (`weights.py`). It is told by
nothing but the document and its variables: not by what is there, nor by what whoever asks may read.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, cast

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    SelectionSetNode,
    is_abstract_type,
)

from planner.arguments import MISSING, Argument, read_arguments
from planner.selection import Selected, Selections
from planner.types import bare, type_of
from planner.weights import OBJECT_WEIGHT, SLICING, ListSize, has_parts, size_of, weight_of_field, weight_of_type


@dataclass(frozen=True)
class Costs:
    """Reckons what is selected within one operation."""

    schema: GraphQLSchema
    selections: Selections
    # Whether what is given to fields counts too.
    with_inputs: bool = True

    def of(self, type_: GraphQLObjectType, fields: Iterable[Selected]) -> int:
        """Reckon fields that are selected of one object of a type."""
        return sum(self._field(type_, selected, {}) for selected in fields)

    def _field(self, type_: GraphQLObjectType, selected: Selected, sizes: Mapping[str, int]) -> int:
        """Reckon a field of one object, in whose lists of these names there are so many."""
        definition = type_.fields.get(selected.name)
        if definition is None:
            return 0
        given, target = _given(self.selections, definition, selected), bare(type_of(definition))
        weight = weight_of_field(type_, selected.name)
        if weight is None:
            weight = OBJECT_WEIGHT if has_parts(target) else 0
        cost = weight + (self._inputs(definition, given) if self.with_inputs else 0)
        if not has_parts(target):
            return cost
        size = size_of(type_, selected.name)
        times = sizes.get(selected.name, 1) if size is None or size.fields else _count(size, given)
        within = dict.fromkeys(size.fields, _count(size, given)) if size is not None else {}
        return cost + times * self._object(target, selected.selections, within)

    def _inputs(self, definition: GraphQLField, given: Mapping[str, Argument]) -> int:
        return sum(inputs_of(definition.args[name], argument) for name, argument in given.items())

    def _object(self, type_: GraphQLNamedType, sets: list[SelectionSetNode], sizes: Mapping[str, int]) -> int:
        """Reckon one object; where it may be of several types, as what costs most."""
        if not is_abstract_type(type_):
            return self._of_type(cast("GraphQLObjectType", type_), sets, sizes)
        return max(self._of_type(each, sets, sizes) for each in self._possible(type_, sets))

    def _of_type(self, type_: GraphQLObjectType, sets: list[SelectionSetNode], sizes: Mapping[str, int]) -> int:
        weight = weight_of_type(type_)
        fields = self.selections.of(type_, sets)
        return (OBJECT_WEIGHT if weight is None else weight) + sum(self._field(type_, each, sizes) for each in fields)

    def _possible(self, type_: Any, sets: list[SelectionSetNode]) -> Iterable[GraphQLObjectType]:
        """Give the types that an object may be of: of those of which the same is asked and that weigh the same, one."""
        unlike: dict[tuple[int | None, frozenset[str]], GraphQLObjectType] = {}
        conditions = self.selections.conditions(sets)
        for each in self.schema.get_possible_types(type_):
            applying = frozenset(name for name in conditions if self.selections.applies(name, each))
            unlike.setdefault((weight_of_type(each), applying), each)
        return unlike.values()


def inputs_of(definition: Any, argument: Argument) -> int:
    """Reckon an argument: one for it and for each of its fields, at any depth, that is an object."""
    named = bare(definition.type)
    if not isinstance(named, GraphQLInputObjectType):
        return 0
    return cast("int", _weighed(argument, _sight(named)))


def inputs_in(named: GraphQLInputObjectType, value: Any) -> int:
    """Reckon the value of an argument or of a field that is an object, or a list of them."""
    return 0 if value is None or value is MISSING else OBJECT_WEIGHT + _within(named, value)


def _weighed(argument: Argument, sight: Callable[[Any], object]) -> object:
    if argument.source is not None:
        return argument.seen(sight)
    return sight(argument.given)


@cache
def _sight(named: GraphQLInputObjectType) -> Callable[[Any], int]:
    # One for each type, so that looking through it twice is looking the same way.
    return partial(inputs_in, named)


def _within(named: GraphQLInputObjectType, value: Any) -> int:
    if isinstance(value, Argument):
        return cast("int", _weighed(value, _sight_within(named)))
    if isinstance(value, list):
        return sum(_within(named, item) for item in cast("list[Any]", value))
    if not isinstance(value, Mapping):
        return 0
    return sum(_field_of(named, name, item) for name, item in cast("Mapping[str, Any]", value).items())


@cache
def _sight_within(named: GraphQLInputObjectType) -> Callable[[Any], int]:
    return partial(_within, named)


def _field_of(named: GraphQLInputObjectType, name: str, value: Any) -> int:
    target = bare(named.fields[name].type) if name in named.fields else None
    if not isinstance(target, GraphQLInputObjectType):
        return 0
    if isinstance(value, Argument):
        return cast("int", _weighed(value, _sight(target)))
    return inputs_in(target, value)


def _given(selections: Selections, definition: GraphQLField, selected: Selected) -> dict[str, Argument]:
    """Read the arguments on which the cost of a field depends."""
    declared = {name: argument for name, argument in definition.args.items() if _matters(name, argument)}
    if not declared:
        return {}
    given = {argument.name.value: argument.value for argument in selected.nodes[0].arguments or ()}
    return read_arguments(selections.tracer, declared, given)


def _matters(name: str, argument: Any) -> bool:
    return name in SLICING or isinstance(bare(argument.type), GraphQLInputObjectType)


def _count(size: ListSize, given: Mapping[str, Argument]) -> int:
    said = [given[name].value() for name in size.arguments if name in given and not given[name].is_absent]
    return max(0, *said) if said else (1 if size.assumed is None else size.assumed)
