"""The catalogue of permissions and who has them, as clients see it."""

import strawberry
from strawberry.types.base import StrawberryList, StrawberryOptional

from auth.data_class import DataClass
from schema.payloads import part, payload_type


@strawberry.type(description="Something that a role can grant, and a part of the schema can take.")
class Permission:
    """Something that a role can grant, and a part of the schema can take."""

    name: str = strawberry.field(description="Its name, as `@requires` has it: module.thing:right.")
    module: str = strawberry.field(description="The module, such as sales.")
    thing: str = strawberry.field(description="What it is a right over, such as order.")
    right: str = strawberry.field(
        description="What may be done: read, write, or a step of a life cycle such as confirm."
    )
    data_class: DataClass = strawberry.field(description="What kind of data it opens.")
    description: str = strawberry.field(description="What it lets people do.")


@strawberry.input(description="What of the matrix is told.")
class PermissionMatrixInput:
    """What of the matrix is told."""

    roles: list[str] | None = strawberry.field(
        description="The codes of the roles; all that are in use when left out.", default=strawberry.UNSET
    )
    module: str | None = strawberry.field(
        description="A module whose permissions are told; all when left out.", default=strawberry.UNSET
    )
    type: str | None = strawberry.field(
        description="A type of the schema: every part of it is told..",
        default=strawberry.UNSET,
    )
    coordinates: list[str] | None = strawberry.field(
        description="Parts of the schema that are told besides, at most 200.", default=strawberry.UNSET
    )


@strawberry.type(description="A permission, and the roles that grant it.")
class PermissionRow:
    """A permission, and the roles that grant it."""

    permission: str = strawberry.field(description="Its name.")
    roles: list[str] = strawberry.field(description="The codes of the roles, in alphabetical order.")


@strawberry.type(description="A part of the schema, and the roles that may use it.")
class CoordinateRow:
    """A part of the schema, and the roles that may use it."""

    coordinate: str = strawberry.field(description="The part.")
    permissions: list[str] = strawberry.field(description="What it takes; nothing where everybody may use it.")
    roles: list[str] = strawberry.field(
        description="The codes of the roles that grant all of it, in alphabetical order."
    )


PermissionMatrixPayload = payload_type(
    "PermissionMatrixPayload",
    "Who may do what.",
    part("roles", StrawberryList(str), "The codes of the roles that are told of, in alphabetical order."),
    part("permissions", StrawberryList(PermissionRow), "The permissions, in the order of the modules."),
    part(
        "coordinates",
        StrawberryOptional(StrawberryList(CoordinateRow)),
        "The parts of the schema; null where none were asked for.",
    ),
)
