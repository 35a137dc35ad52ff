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
    description="The field is null only where it was denied or failed, and then there is an error for it.",
)
class SemanticNonNull:
    """Null never means "none" here."""


def requires(permission: str) -> Requires:
    """Say which permission a part of the schema needs."""
    return Requires(permission=permission)
