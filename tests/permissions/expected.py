"""What a role may read, by the permissions that the schema prints."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.oracle.naive.aggregates import GRAINS
from tests.oracle.naive.sdl import Sdl
from tests.oracle.naive.store import MODELS

SIZED = "(first: 1)"


@dataclass(frozen=True)
class Rights:
    """The permissions of somebody, held against the schema."""

    sdl: Sdl
    permissions: frozenset[str]

    def missing(self, *needs: str | None) -> set[str]:
        """Give what is needed and not there."""
        return {need for need in needs if need is not None} - self.permissions

    def missing_for_type(self, type_name: str) -> set[str]:
        """Give what is missing to read a type."""
        return self.missing(self.sdl.need_of_type(type_name))

    def missing_for_field(self, type_name: str, name: str) -> set[str]:
        """Give what is missing to read a field: by its type, by itself, and by the type that it leads to."""
        return (
            self.missing(self.sdl.need_of_field(type_name, name))
            | self._missing_for_entity(type_name)
            | self._missing_for_entity(self.sdl.type_of(type_name, name).removesuffix("Aggregate"))
        )

    def missing_for_key(self, type_name: str, key: str) -> set[str]:
        """Give what is missing to group a type by a key: a field, a day or month of it, or a field of what it leads to."""
        fields = self.sdl.fields(type_name)
        if key in fields:
            return self.missing_for_field(type_name, key)
        for name, target in relations(self.sdl, type_name):
            further = key.removeprefix(name)
            if further != key and (further := further[:1].lower() + further[1:]) in self.sdl.fields(target):
                return self.missing_for_field(type_name, name) | self.missing_for_field(target, further)
        return self.missing_for_field(
            type_name, next(key.removesuffix(grain) for grain in GRAINS if key.endswith(grain))
        )

    def missing_for_input(self, type_name: str, name: str) -> set[str]:
        """Give what is missing to filter a type by a field."""
        target = self.sdl.type_of(type_name, name) if name in self.sdl.fields(type_name) else ""
        needs = self.sdl.need_of_field(f"{type_name}Filter", name)
        return self.missing(needs) | self._missing_for_entity(type_name) | self._missing_for_entity(target)

    def _missing_for_entity(self, type_name: str) -> set[str]:
        return self.missing_for_type(type_name) if type_name in MODELS else set()


def entities(sdl: Sdl) -> list[str]:
    """Name the types that have rows."""
    return sdl.entities()


def lists(sdl: Sdl) -> dict[str, str]:
    """Give the root list of each type that has rows."""
    return {
        sdl.type_of("Query", name): name
        for name in sdl.fields("Query")
        if sdl.bare_type_of("Query", name).endswith("Connection")
    }


def relations(sdl: Sdl, type_name: str) -> Iterator[tuple[str, str]]:
    """Give the fields of a type that lead to others, with the type that they lead to."""
    for name in sdl.fields(type_name):
        if (target := sdl.type_of(type_name, name)) in MODELS:
            yield name, target


def selected(sdl: Sdl, type_name: str, name: str, below: str = "{ __typename }") -> str:
    """Write a field with what it must have: a size if it is a connection, and a selection if it is an object."""
    arguments = SIZED if sdl.bare_type_of(type_name, name).endswith("Connection") else ""
    return f"{name}{arguments} {'' if sdl.is_leaf(type_name, name) else below}"


def rows_of(sdl: Sdl, type_name: str, name: str, selection: str, size: int = 2) -> str:
    """Write a field that leads to entities with what to select of these."""
    if sdl.bare_type_of(type_name, name).endswith("Connection"):
        return f"{name}(first: {size}) {{ nodes {{ {selection} }} }}"
    return f"{name} {{ {selection} }}"
