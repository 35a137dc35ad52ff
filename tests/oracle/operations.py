"""Operations made from the schema: hypothesis draws fields, arguments, fragments, aliases, directives and values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from graphql import (
    GraphQLInterfaceType,
    GraphQLUnionType,
    is_leaf_type,
)
from hypothesis import strategies as st

from tests.oracle.naive.dynamic import Value
from tests.oracle.naive.facts import SEARCHED
from tests.oracle.naive.sdl import Sdl, bare_name
from tests.oracle.naive.store import Store
from tests.oracle.naive.text import words
from tests.oracle.values import Values
from tests.oracle.writing import Writing

DEPTH_MAX = 5
FIELDS_MAX = 4
SIZES = st.integers(1, 4)
# What is asked there is no data: it is the same for everybody, and known without the database.
KNOWN_BEFOREHAND = {"importTargets", "permissions", "rateLimit"}
ROOT_SIZES = st.sampled_from([1, 2, 3, 5, 8, 100])


class Operation(NamedTuple):
    """An operation, and two sets of variables for it."""

    text: str
    variables: Mapping[str, Any]
    others: Mapping[str, Any]


@st.composite
def operations(draw: st.DrawFn, sdl: Sdl, store: Store, roots: int = 2) -> Operation:
    """Draw an operation."""
    return _Drawing(draw, sdl, Values(draw, sdl, store), Writing(draw, sdl)).operation(roots)


@dataclass
class _Drawing:
    draw: st.DrawFn
    sdl: Sdl
    values: Values
    writing: Writing
    fragments: list[str] = field(default_factory=list[str])
    aliases: int = 0

    def operation(self, roots: int) -> Operation:
        """Draw the root fields, and put the parts together."""
        chosen = [self._root() for _ in range(self.draw(st.integers(1, roots)))]
        body = " ".join(self._wrapped("Query", self._field("Query", name, 0, alias=True)) for name in chosen)
        declared = ", ".join(f"${name}: {type_}" for name, type_ in self.writing.declared.items())
        head = f"query Drawn({declared})" if declared else "query Drawn"
        text = "\n".join([f"{head} {{ {body} }}", *self.fragments])
        return Operation(text, self.writing.first, self.writing.second)

    def _root(self) -> str:
        """Draw a root field: lists more often than the many look-ups."""
        kinds: dict[str, list[str]] = {"Connection": [], "Aggregate": [], "": []}
        for name in sorted(self.sdl.fields("Query").keys() - KNOWN_BEFOREHAND):
            if self._is_told_elsewhere("Query", name):
                continue
            of = self.sdl.bare_type_of("Query", name)
            next(names for kind, names in kinds.items() if of.endswith(kind)).append(name)
        kind = self.draw(st.sampled_from(["Connection", "Connection", "Connection", "Aggregate", ""]))
        return self.draw(st.sampled_from(kinds[kind]))

    def _is_told_elsewhere(self, type_name: str, name: str) -> bool:
        """What is reckoned is no reading of rows, or from arguments of its own; tests of the modules show that it is right."""
        return self.sdl.type_of(type_name, name).endswith(("Availability", "Payload"))

    # -- selections -----------------------------------------------------------------------------------------------------

    def _selection(self, type_: Value, depth: int) -> str:
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            return self._abstract(type_, depth)
        fields = self.sdl.fields(type_.name)
        names = sorted(
            name
            for name, each in fields.items()
            if (depth < DEPTH_MAX or self._is_leaf(each.type)) and not self._is_told_elsewhere(type_.name, name)
        )
        some = st.lists(st.sampled_from(names), min_size=min(2, len(names)), max_size=FIELDS_MAX, unique=True)
        chosen = self.draw(some) if names else []
        parts = [self._field(type_.name, name, depth) for name in chosen]
        # Something is always asked for: the connection's own parts lead to nothing at the greatest depth.
        parts += ["__typename"] if not parts or not self.draw(st.integers(0, 5)) else []
        return f"{{ {' '.join(self._wrapped(type_.name, part) for part in parts)} }}"

    def _abstract(self, type_: GraphQLInterfaceType | GraphQLUnionType, depth: int) -> str:
        possible = sorted(each.name for each in self.sdl.schema.get_possible_types(type_))
        among = st.lists(st.sampled_from(possible), min_size=1, max_size=3, unique=True)
        parts = [f"... on {name} {self._selection(self._type(name), depth + 1)}" for name in self.draw(among)]
        if isinstance(type_, GraphQLInterfaceType) and "id" in type_.fields:
            parts.append("id")
        elif self.draw(st.booleans()):
            parts.append("... on Node { id }")
        return f"{{ __typename {' '.join(parts)} }}"

    def _wrapped(self, type_name: str, part: str) -> str:
        """Put a part in a fragment, or under a condition, or leave it as it is."""
        match self.draw(st.integers(0, 11)):
            case 0:
                return f"... on {type_name} {{ {part} }}"
            case 1:
                return f"... {self._condition()} {{ {part} }}"
            case 2:
                name = f"F{len(self.fragments)}"
                self.fragments.append(f"fragment {name} on {type_name} {{ {part} }}")
                return f"...{name} {self._condition() if self.draw(st.booleans()) else ''}"
            case 3:
                # The same again: fields with equal keys and arguments are one.
                return f"{part} ... on {type_name} {{ {part} }}"
            case _:
                return part

    def _condition(self) -> str:
        directive = self.draw(st.sampled_from(["skip", "include"]))
        if self.draw(st.booleans()):
            return f"@{directive}(if: {json.dumps(self.draw(st.booleans()))})"
        given = self.writing.variable("Boolean!", self.draw(st.booleans()), self.draw(st.booleans()))
        return f"@{directive}(if: {given})"

    def _field(self, type_name: str, name: str, depth: int, *, alias: bool = False) -> str:
        definition = self.sdl.fields(type_name)[name]
        arguments = self._arguments(type_name, name, depth)
        of = self._type(bare_name(definition.type))
        below = "" if self._is_leaf(definition.type) else self._selection(of, depth + self._deepens(of))
        # An alias of its own for what has arguments or is an abstract type's, so that no two fields are in conflict.
        named = alias or arguments or not self.draw(st.integers(0, 5)) or depth > 0
        key = f"{self._alias()}: " if named else ""
        return f"{key}{name}{arguments} {below}"

    def _deepens(self, type_: Value) -> int:
        return 0 if type_.name.endswith(("Connection", "Edge")) else 1

    def _alias(self) -> str:
        self.aliases += 1
        return f"a{self.aliases}"

    def _is_leaf(self, type_: Value) -> bool:
        return is_leaf_type(self._type(bare_name(type_)))

    def _type(self, name: str) -> Value:
        return cast("Any", self.sdl.schema.type_map[name])

    # -- arguments ------------------------------------------------------------------------------------------------------

    def _arguments(self, type_name: str, name: str, depth: int) -> str:
        declared = self.sdl.fields(type_name)[name].args
        entity = self.sdl.type_of(type_name, name).removesuffix("Aggregate")
        written: list[str] = []
        if "last" in declared:
            written.append(self._size(depth))
        elif "first" in declared and self.draw(st.booleans()):
            written.append(f"first: {self.draw(SIZES)}")
        for argument, definition in declared.items():
            if argument in ("first", "last", "after", "before", "offset"):
                continue
            if str(definition.type).endswith("!") or self.draw(st.integers(0, 2)) == 0:
                written.append(f"{argument}: {self._argument(definition.type, entity, argument)}")
        return f"({', '.join(written)})" if written else ""

    def _size(self, depth: int) -> str:
        size = self.draw(ROOT_SIZES if depth == 0 else SIZES)
        match self.draw(st.integers(0, 5)):
            case 0 | 1:
                return f"last: {size}"
            case 2:
                offset = self.writing.variable("Int", self.draw(st.integers(0, 4)), self.draw(st.integers(0, 9)))
                return f"first: {size}, offset: {offset}"
            case 3:
                return f"first: {self.writing.variable('Int', size, self.draw(SIZES))}"
            case _:
                return f"first: {size}"

    def _argument(self, type_: Value, entity: str, name: str) -> str:
        def value() -> Value:
            special = self._special(entity, name)
            return self.values.of(type_, (entity, name)) if special is None else special

        if self.draw(st.booleans()):
            return self.writing.optional(type_, value(), value())
        return self.writing.literal(type_, value())

    def _special(self, entity: str, name: str) -> Value:
        """Draw what the type of an argument does not say: words to look for, ids of anything, coordinates."""
        match name:
            case "search" | "text":
                return self._words(entity)
            case "id" if entity == "Node":
                return self.values.of(self._type("ID"), None)
            case "nodeId":
                return self.values.of(
                    self._type("ID"), (self.draw(st.sampled_from(["SalesOrder", "StockLevel", "Job"])), "id")
                )
            case "ids":
                return [self.values.of(self._type("ID"), None) for _ in range(self.draw(st.integers(0, 4)))]
            case "coordinates":
                return [self.draw(st.sampled_from(self._coordinates())) for _ in range(self.draw(st.integers(0, 4)))]
            case _ if name.endswith("Id") and name != "externalId":
                target = {"vendorId": "Party"}.get(name, name[0].upper() + name[1:-2])
                return self.values.of(self._type("ID"), (target, "id"))
            case _:
                return None

    def _words(self, entity: str) -> str:
        type_name = entity if entity in SEARCHED else self.draw(st.sampled_from(sorted(SEARCHED)))
        row = self.draw(st.sampled_from(self.values.store.all(type_name)))
        text = " ".join(getattr(row, attribute) or "" for attribute in SEARCHED[type_name])
        parts = self.draw(st.lists(st.sampled_from(text.split() or ["x"]), min_size=1, max_size=2))
        wanted = " ".join(part[: self.draw(st.integers(1, 4))] for part in parts) + self.draw(
            st.sampled_from(["", " z", "x"])
        )
        # A search without a letter or digit is refused as a whole.
        return wanted if words(wanted) else "a"

    def _coordinates(self) -> list[str]:
        return [
            f"{type_.name}.{name}"
            for type_ in self.sdl.object_types()
            if not type_.name.startswith("__")
            for name in type_.fields
        ]
