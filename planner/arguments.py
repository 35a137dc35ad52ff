"""Reading the arguments of a request while planning it, and remembering what was read.

A plan serves every later request that differs from the first one only in values that the plan binds. What else the
planner looked at (how many rows, which filters are present, which order) is remembered as guards: a later request with
the same document may use the plan if every guard sees the same again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import Any, Final, NamedTuple, TypeAlias, cast

import sqlalchemy as sa
from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    value_from_ast,  # pyright: ignore[reportUnknownVariableType] - generic without arguments in graphql-core
)

from planner.errors import PlanError
from planner.types import bare

Source: TypeAlias = tuple[str | int, ...]
"""Where in the variables a value stands: the variable, then keys and indexes."""


class Missing(Enum):
    """The absence of a value, which is not null."""

    MISSING = "MISSING"


MISSING: Final = Missing.MISSING


class Look(NamedTuple):
    """One thing that a plan depends on: a place in the variables, and what is looked at there."""

    source: Source
    sight: Callable[[Any], object]

    def at(self, variables: Mapping[str, Any]) -> object:
        """See what is there in these variables."""
        return self.sight(value_at(variables, self.source))


def value_at(variables: Mapping[str, Any], source: Source) -> Any:
    """Give the value at a place in the variables, or MISSING."""
    value: Any = variables
    for step in source:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return MISSING
    return value


def _whole(value: Any) -> object:
    return tuple(cast("list[object]", value)) if isinstance(value, list) else value


def _keys(value: Any) -> object:
    return tuple(cast("Mapping[str, object]", value)) if isinstance(value, Mapping) else value


def _length(value: Any) -> object:
    return len(cast("list[object]", value)) if isinstance(value, list) else value


def _absence(value: Any) -> object:
    return value if value is None or value is MISSING else True


Bind: TypeAlias = Callable[[Mapping[str, Any]], Any]
"""A parameter of a statement: gives the value to send, from the variables of the request."""


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in cast("list[Any]", value)]
    return value.value if isinstance(value, Enum) else value


@dataclass
class Tracer:
    """What planning one operation has looked at and bound so far."""

    variables: Mapping[str, Any]
    looks: dict[Look, object] = field(default_factory=dict[Look, object])
    binds: dict[str, Bind] = field(default_factory=dict[str, Bind])

    def see(self, source: Source | None, sight: Callable[[Any], object], value: Any) -> None:
        """Remember what was seen of a value, if it came from the variables."""
        if source is not None:
            self.looks[Look(source, sight)] = sight(value)

    def bind(self, value: Bind, type_: Any) -> sa.BindParameter[Any]:
        """Add a parameter to the statement; it may refuse a request when the statement is about to run."""
        name = f"p{len(self.binds)}"
        self.binds[name] = value
        return sa.bindparam(name, type_=type_, required=True)


@dataclass(frozen=True)
class Argument:
    """A value of the request. Composite literals hold arguments; whatever comes from a variable is read through it."""

    tracer: Tracer
    given: Any
    source: Source | None = None
    # Where the value stands in the arguments of its field, and where that is in the response, for messages.
    where: tuple[str | int, ...] = ()
    path: tuple[str, ...] = ()

    def value(self) -> Any:
        """Read the value itself; the plan is then for this value only. For numbers of rows, orders and directions."""
        self.tracer.see(self.source, _whole, self.given)
        return _plain(self.given)

    def seen(self, sight: Callable[[Any], object]) -> object:
        """Look at the value through `sight`; the plan is then for values that look the same."""
        self.tracer.see(self.source, sight, self.given)
        return sight(self.given)

    @property
    def is_absent(self) -> bool:
        """Tell whether there is no value, or null."""
        return self.seen(_absence) is not True

    def fields(self) -> Iterator[tuple[str, "Argument"]]:
        """Go through the fields that an input object has."""
        self.tracer.see(self.source, _keys, self.given)
        for key, value in self.given.items():
            yield key, self._inner(key, value)

    def items(self) -> list["Argument"]:
        """Go through the items of a list."""
        self.tracer.see(self.source, _length, self.given)
        return [self._inner(index, value) for index, value in enumerate(self.given)]

    def bind(self, type_: Any, convert: Callable[[Any], Any] | None = None) -> sa.BindParameter[Any]:
        """Bind the value: the plan serves all values. `convert` runs before each statement, and may refuse."""
        read, where, path = self.reader(), self.where, self.path
        if convert is None:
            return self.tracer.bind(read, type_)

        def value(variables: Mapping[str, Any]) -> Any:
            try:
                return convert(read(variables))
            except PlanError as error:
                raise error.at(where, path) from None

        return self.tracer.bind(value, type_)

    def reader(self) -> Bind:
        """Give what reads the value from variables. It outlives the planning, and so holds nothing of it."""
        return _reader(self.given) if self.source is None else partial(_from_variables, self.source)

    def _inner(self, step: str | int, value: Any) -> "Argument":
        if isinstance(value, Argument):
            return value
        source = None if self.source is None else (*self.source, step)
        return Argument(self.tracer, value, source, (*self.where, step), self.path)


def _from_variables(source: Source, variables: Mapping[str, Any]) -> Any:
    found = value_at(variables, source)
    return None if found is MISSING else _plain(found)


def _reader(given: Any) -> Bind:
    if isinstance(given, Argument):
        return given.reader()
    if isinstance(given, list):
        items = [_reader(item) for item in cast("list[Any]", given)]
        return lambda variables: [read(variables) for read in items]
    if isinstance(given, Mapping):
        fields = {key: _reader(item) for key, item in cast("Mapping[str, Any]", given).items()}
        return lambda variables: {key: read(variables) for key, read in fields.items()}
    value = _plain(given)
    return lambda _variables: value


def read_arguments(
    tracer: Tracer, declared: Mapping[str, GraphQLArgument], given: Mapping[str, ValueNode], path: tuple[str, ...] = ()
) -> dict[str, Argument]:
    """Read the arguments of the field at a path; those that are absent and have no default are left out."""
    read: dict[str, Argument] = {}
    for name, definition in declared.items():
        argument = _read(_Place(tracer, path), given.get(name), definition, (name,))
        if argument is not None:
            read[name] = argument
    return read


class _Place(NamedTuple):
    """The field whose arguments are being read."""

    tracer: Tracer
    path: tuple[str, ...]


def _read(
    place: _Place,
    node: ValueNode | None,
    definition: GraphQLArgument | GraphQLInputField,
    where: tuple[str | int, ...],
) -> Argument | None:
    if isinstance(node, VariableNode):
        variable = node.name.value
        if variable in place.tracer.variables:
            return Argument(place.tracer, place.tracer.variables[variable], (variable,), where, place.path)
        # A plan made without the variable must not serve a request that has it.
        place.tracer.see((variable,), _absence, MISSING)
        node = None
    if node is None:
        default: Any = definition.default_value
        return None if default is Undefined else Argument(place.tracer, default, None, where, place.path)
    literal = _literal(place, node, cast("Any", definition).type, where)
    return Argument(place.tracer, literal, None, where, place.path)


def _literal(place: _Place, node: ValueNode, type_: Any, where: tuple[str | int, ...]) -> Any:
    if isinstance(node, NullValueNode):
        return None
    inner: Any = cast("Any", type_).of_type if isinstance(type_, GraphQLNonNull) else type_
    if isinstance(inner, GraphQLList):
        nodes = node.values if isinstance(node, ListValueNode) else (node,)
        return [_item(place, item, cast("Any", inner).of_type, (*where, index)) for index, item in enumerate(nodes)]
    named = bare(inner)
    if isinstance(named, GraphQLInputObjectType) and isinstance(node, ObjectValueNode):
        given = {item.name.value: item.value for item in node.fields}
        read = {name: _read(place, given.get(name), field, (*where, name)) for name, field in named.fields.items()}
        return {name: argument for name, argument in read.items() if argument is not None}
    return value_from_ast(node, type_)


def _item(place: _Place, node: ValueNode, type_: Any, where: tuple[str | int, ...]) -> Argument:
    read = _read(place, node, GraphQLArgument(type_), where)
    return read if read is not None else Argument(place.tracer, None, None, where, place.path)
