"""Enums: closed sets of the models, with what each value means to somebody who reads the schema."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

import strawberry
from strawberry.types.enum import EnumValue, StrawberryEnumDefinition

E = TypeVar("E", bound=StrEnum)


def described(values: type[E], description: str, meanings: Mapping[E, str]) -> type[E]:
    """Make a closed set an enum of the schema; its values stay what they are in Python."""
    unsaid = set(values) ^ set(meanings)
    assert not unsaid, f"{values.__name__}: no meaning is given for {', '.join(sorted(unsaid))}"
    made = strawberry.enum(values, description=description)
    definition: StrawberryEnumDefinition = vars(made)["__strawberry_definition__"]
    definition.values = [EnumValue(value.name, value.value, description=meanings[value]) for value in values]
    return made
