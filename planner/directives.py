"""What the schema says about its fields beyond their types, printed in the SDL."""

import strawberry
from strawberry.schema_directive import Location


@strawberry.schema_directive(
    name="requires",
    locations=[
        Location.OBJECT,
        Location.FIELD_DEFINITION,
        Location.ARGUMENT_DEFINITION,
        Location.INPUT_FIELD_DEFINITION,
        Location.ENUM_VALUE,
    ],
    description=(
        "Who may read a field, or use an argument or value: whoever has this permission (see `viewer { permissions }`). "
        "On a type it holds for all of its fields. Without it the field is null, with an error FORBIDDEN."
    ),
)
class Requires:
    """The permission that a part of the schema needs."""

    permission: str = strawberry.directive_field(name="permission")


@strawberry.schema_directive(
    name="semanticNonNull",
    locations=[Location.FIELD_DEFINITION],
    description=(
        "The field is null only where it was denied or failed, and then there is an error for it. `levels` says of which "
        "lists within each other that holds: 0 is the field itself, 1 the entries of its list. Nothing is denied entry by "
        "entry, so it is always the field itself."
    ),
)
class SemanticNonNull:
    """Null never means "none" here."""

    levels: list[int | None] | None = strawberry.directive_field(name="levels", default=(0,))


@strawberry.schema_directive(
    name="cost",
    locations=[
        Location.ARGUMENT_DEFINITION,
        Location.ENUM,
        Location.FIELD_DEFINITION,
        Location.INPUT_FIELD_DEFINITION,
        Location.OBJECT,
        Location.SCALAR,
    ],
    description=(
        "What it weighs in the cost of an operation (GraphQL Cost Directives, 7): an object with all of its values, or a "
        "field for each object that it is asked of. Without it an object weighs 1, and so do a field that leads to objects "
        "and an argument, or field of an input, that is an object; anything else weighs nothing. "
        "`extensions.cost.requested` is the sum of the type cost and the field cost."
    ),
)
class Cost:
    """What an object or a field weighs."""

    weight: str = strawberry.directive_field(name="weight")


@strawberry.schema_directive(
    name="listSize",
    locations=[Location.FIELD_DEFINITION],
    description=(
        "How many objects are reckoned with where a field leads to lists of them (GraphQL Cost Directives, 8): as many as "
        "the largest of `slicingArguments` says, or `assumedSize` where none is given. With `sizedFields` it is said of these "
        "lists of the object that the field leads to. A list of which nothing is said so is reckoned as one object."
    ),
)
class ListSized:
    """How many objects a list is reckoned with."""

    assumed_size: int | None = strawberry.directive_field(name="assumedSize", default=strawberry.UNSET)
    slicing_arguments: list[str] | None = strawberry.directive_field(name="slicingArguments", default=strawberry.UNSET)
    sized_fields: list[str] | None = strawberry.directive_field(name="sizedFields", default=strawberry.UNSET)
    require_one_slicing_argument: bool | None = strawberry.directive_field(
        name="requireOneSlicingArgument", default=True
    )


def semantic_non_null() -> SemanticNonNull:
    """Say that a field is null by an error alone; of the field itself, which is what the directive means without levels."""
    return SemanticNonNull(levels=strawberry.UNSET)


def requires(permission: str) -> Requires:
    """Say which permission a part of the schema needs."""
    return Requires(permission=permission)
