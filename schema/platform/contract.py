"""The contract as clients see it: what has changed in it, and who uses what of it."""

import datetime as dt

import strawberry
from strawberry.types.base import StrawberryList

from schema.enums import described
from schema.payloads import part, payload_type
from services.platform.contract_history import ChangeWeight

described(
    ChangeWeight,
    "How much a change of the schema matters to programs that are there.",
    {
        ChangeWeight.BREAKING: "What was used is gone or otherwise; that comes after its day alone, when nobody has used it for a quarter.",
        ChangeWeight.DANGEROUS: "Programs go on, and may be surprised, such as by a value of an enum that they do not know.",
        ChangeWeight.SAFE: "There is more than before, or something was deprecated.",
    },
)


@strawberry.type(description="One change of the schema, or of what is promised beside it.")
class SchemaChange:
    """One change of the schema."""

    released_on: dt.date = strawberry.field(description="The day of the release that has changed it.")
    weight: ChangeWeight = strawberry.field(description="How much it matters to programs that are there.")
    kind: str = strawberry.field(description="What was done, such as FIELD_ADDED or DEPRECATED.")
    coordinate: str = strawberry.field(
        description="The part of the schema; of what is promised beside it `error CODE` or `event Type`."
    )
    description: str = strawberry.field(description="The change as a sentence.")


@strawberry.type(description="That a program uses a part of the schema.")
class ClientUsage:
    """That a program uses a part of the schema."""

    client: str = strawberry.field(description="The name with which the program asks.")
    requests: int = strawberry.field(
        description="How many of its requests named the part; 2,147,483,647 where there were more."
    )
    first_on: dt.date = strawberry.field(description="The first of these days on which one did, in UTC.")
    last_on: dt.date = strawberry.field(description="The last day on which one did, in UTC.")


SchemaChangesPayload = payload_type(
    "SchemaChangesPayload",
    "What telling the changes of the schema gave.",
    part(
        "changes",
        StrawberryList(SchemaChange),
        "The changes, the earliest release first; at most 1,000, and those of the latest releases then.",
    ),
)
SchemaUsagePayload = payload_type(
    "SchemaUsagePayload",
    "What telling the use of a part of the schema gave.",
    part(
        "uses",
        StrawberryList(ClientUsage),
        "The programs whose requests have named the part, of those that the viewer sees; at most 1,000, by name. What was "
        "counted in the last minute may not be in it yet.",
    ),
)
