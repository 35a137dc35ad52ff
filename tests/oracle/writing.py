"""Writing values into a document: as literals, as variables, and as literals with variables inside."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull
from hypothesis import strategies as st

from tests.oracle.naive.dynamic import Value
from tests.oracle.naive.sdl import Sdl


@dataclass
class Writing:
    """Writes values, and keeps the variables of one operation: what they are declared as, and two values for each."""

    draw: st.DrawFn
    sdl: Sdl
    declared: dict[str, str] = field(default_factory=dict[str, str])
    first: dict[str, Value] = field(default_factory=dict[str, Value])
    second: dict[str, Value] = field(default_factory=dict[str, Value])

    def variable(self, type_: str, first: Value, second: Value) -> str:
        """Declare a variable that has these values."""
        name = f"v{len(self.declared)}"
        self.declared[name] = type_
        self.first[name], self.second[name] = first, second
        return f"${name}"

    def optional(self, type_: Value, first: Value, second: Value) -> str:
        """Declare a variable that has these values, or if its type has null, now and then null or none at all."""
        written = self.variable(str(type_), first, second)
        if not isinstance(type_, GraphQLNonNull):
            for given in (self.first, self.second):
                match self.draw(st.integers(0, 9)):
                    case 0:
                        given[written[1:]] = None
                    case 1:
                        del given[written[1:]]
                    case _:
                        pass
        return written

    def literal(self, type_: Value, value: Value) -> str:
        """Write a value as a literal; now and then a part of it as a variable."""
        if isinstance(type_, GraphQLNonNull):
            type_ = cast("Any", type_).of_type
        match type_:
            case _ if value is None:
                return "null"
            case GraphQLList():
                inner = cast("Any", type_).of_type
                return f"[{', '.join(self._part(inner, item) for item in value)}]"
            case GraphQLInputObjectType():
                return f"{{{', '.join(self._parts(type_, value))}}}"
            case GraphQLEnumType():
                return value
            case _:
                return json.dumps(value, ensure_ascii=False)

    def _parts(self, type_: GraphQLInputObjectType, value: dict[str, Value]) -> Iterator[str]:
        fields = self.sdl.fields(type_.name)
        for name, each in value.items():
            yield f"{name}: {self._part(fields[name].type, each)}"

    def _part(self, type_: Value, value: Value) -> str:
        return self.optional(type_, value, value) if self.draw(st.integers(0, 7)) == 0 else self.literal(type_, value)
