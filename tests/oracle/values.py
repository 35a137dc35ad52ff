"""Values for arguments, mostly drawn from the data, so that conditions hold for some rows and not for others."""

from dataclasses import dataclass
from typing import Any, cast

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull
from hypothesis import strategies as st

from tests.oracle.naive.dynamic import Value
from tests.oracle.naive.facts import measure, snake
from tests.oracle.naive.orders import MEASURES
from tests.oracle.naive.sdl import Sdl
from tests.oracle.naive.store import MODELS, Store
from tests.oracle.naive.values import written

SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "Boolean": st.booleans(),
    "Int": st.integers(-3, 20),
    "Decimal": st.decimals(-100, 2000, places=2).map(str),
    "Date": st.sampled_from(["2026-03-29", "2026-04-01", "1999-12-31"]),
    "DateTime": st.sampled_from(["2026-03-29T12:00:00Z", "2026-01-01T00:00:00+01:00", "1999-12-31T23:59:59.999999Z"]),
    "CurrencyCode": st.sampled_from(["EUR", "JPY", "XXX"]),
    "CountryCode": st.sampled_from(["AT", "DE", "XX"]),
    "String": st.text("aAäzZ ß1_%'\\\"", max_size=3),
}
NO_ID = "00000000-0000-4000-8000-000000000000"
DEPTH_MAX = 2


@dataclass(frozen=True)
class Values:
    """Draws values of input types."""

    draw: st.DrawFn
    sdl: Sdl
    store: Store

    def of(self, type_: Value, near: tuple[str, str] | None, depth: int = 0) -> Value:
        """Draw a value of an input type; `near` is the entity and the field that it will be compared with."""
        match type_:
            case GraphQLNonNull():
                return self.of(cast("Any", type_).of_type, near, depth)
            case GraphQLList():
                return [self.of(cast("Any", type_).of_type, near, depth) for _ in range(self.draw(st.integers(0, 3)))]
            case GraphQLEnumType():
                return self.draw(st.sampled_from(sorted(type_.values)))
            case GraphQLInputObjectType():
                return self._object(type_, near, depth)
            case _:
                return self._scalar(type_.name, near)

    def _object(self, type_: GraphQLInputObjectType, near: tuple[str, str] | None, depth: int) -> dict[str, Value]:
        entity = type_.name.removesuffix("Filter")
        if type_.name.endswith("Order"):
            return {
                name: self.of(self._type(type_, name), None)
                for name in self._some(["field", "direction"], must="field")
            }
        if entity in MODELS:
            return self._filter(type_, entity, depth)
        if type_.name.endswith("ListFilter"):
            names = self._some(sorted(type_.fields))
            return {name: self.of(self._type(type_, name), near, depth + 1) for name in names}
        names = self._some(sorted(type_.fields))
        return {name: self.of(self._type(type_, name), near) for name in names}

    def _filter(self, type_: GraphQLInputObjectType, entity: str, depth: int) -> dict[str, Value]:
        fields = [name for name in sorted(type_.fields) if depth < DEPTH_MAX or not self._is_deep(type_, name)]
        return {name: self.of(self._type(type_, name), (entity, name), depth + 1) for name in self._some(fields)}

    def _is_deep(self, type_: GraphQLInputObjectType, name: str) -> bool:
        of = self.sdl.bare_type_of(type_.name, name)
        return of.endswith("ListFilter") or of.removesuffix("Filter") in MODELS

    def _some(self, names: list[str], must: str | None = None) -> list[str]:
        many = self.draw(st.sampled_from([1, 1, 1, 2]))
        chosen = (
            self.draw(st.lists(st.sampled_from(names), min_size=min(many, len(names)), max_size=many, unique=True))
            if names
            else []
        )
        return chosen if must is None or must in chosen else [must, *chosen]

    def _type(self, type_: GraphQLInputObjectType, name: str) -> Value:
        return self.sdl.fields(type_.name)[name].type

    # -- single values --------------------------------------------------------------------------------------------------

    def _scalar(self, name: str, near: tuple[str, str] | None) -> Value:
        if name == "ID":
            return self._id(near)
        seen = [] if near is None else self._seen(*near)
        if not seen or name == "Boolean" or self.draw(st.integers(0, 4)) == 0:
            return self.draw(SCALARS[name])
        value = self.draw(st.sampled_from(seen))
        return self._like(value) if name == "String" and isinstance(value, str) else value

    def _like(self, text: str) -> str:
        """Draw a text that is the same, or begins alike, or differs by case."""
        changed = self.draw(st.sampled_from([text, text[:2], text[:1], text.upper(), text.lower()]))
        return changed.replace("\x00", "")

    def _id(self, near: tuple[str, str] | None) -> str:
        entity, field = near or (self.draw(st.sampled_from(self.sdl.entities())), "id")
        target = entity if field in ("id", "under") else self.sdl.type_of(entity, field)
        rows = self.store.all(target)
        return f"{target}:{self.draw(st.sampled_from([row.id for row in rows])) if rows and self.draw(st.integers(0, 9)) else NO_ID}"

    def _seen(self, entity: str, field: str) -> list[Value]:
        """Give the values that a field has in the rows, as they are written."""
        if field in ("and", "or", "not", "changedSince") or field not in self.sdl.fields(entity):
            field = "changedAt"
        of = self.sdl.type_of(entity, field)
        rows = self.store.all(entity)[:200]
        if of in MEASURES:
            values = [measure(self.store, entity, field, row)[0] for row in rows]
            return [written(value, "Decimal") for value in values if value is not None]
        if of in MODELS:
            return []
        return [written(value, of) for row in rows if (value := getattr(row, snake(field))) is not None]
