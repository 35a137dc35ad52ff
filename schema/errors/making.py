"""Making the type of a refusal from what the services raise."""

from types import new_class
from typing import Any, get_type_hints

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from kernel.errors import DomainError
from schema.errors.facts import FACT_TYPES


@strawberry.interface(description="Why something was not done, in a way that a program can act on.")
class UserError:
    """Why something was not done."""

    message: str = strawberry.field(description="What is wrong, as a sentence for people.")
    code: str = strawberry.field(description="What is wrong, as a word for programs; it never changes.")
    path: list[str] = strawberry.field(
        description="Where in the arguments it is: names of fields and places in lists, from the outside in."
    )


@strawberry.type(description="Why something was not done, where there is nothing to tell beyond the sentence.")
class OtherRefusal(UserError):
    """A refusal without facts of its own."""


def refusal(kind: type[DomainError], /, **facts: str) -> type[UserError]:
    """Make the type of a refusal: its facts with a description for each; its docstring says which rule holds."""
    hints = get_type_hints(kind)
    fields = {name: _fact(name, FACT_TYPES[hints[name]], said) for name, said in facts.items()}
    body = {**fields, "__annotations__": {name: field.type_annotation.annotation for name, field in fields.items()}}  # pyright: ignore[reportOptionalMemberAccess] - every fact has one
    made = new_class(kind.__name__, (UserError,), {}, lambda namespace: namespace.update(body))
    said = " ".join((kind.__doc__ or "").split())
    return strawberry.type(made, description=f"Refused, because this rule holds: {said} Its code is {kind.code}.")


def _fact(name: str, type_: Any, description: str) -> Any:
    return StrawberryField(
        python_name=name,
        graphql_name=to_camel_case(name),
        type_annotation=StrawberryAnnotation(type_),
        description=description,
    )
