"""Why somebody may use a part of the schema or not, as clients see it."""

import strawberry
from strawberry.types.base import StrawberryOptional

from auth.explaining import RowRule
from schema.enums import described
from schema.payloads import part, payload_type
from services.platform.access_explanation import Narrowing

described(
    Narrowing,
    "What takes away a permission that a role grants.",
    {
        Narrowing.SCOPE: "The scope of the token leaves it out.",
        Narrowing.CLIENT: "The program may not ask for it, whoever uses it.",
        Narrowing.COMPANY: "The role does not hold in the companies that the request is about.",
    },
)
described(
    RowRule,
    "The parts of the rule that says which rows of a type are seen; a row is seen where each of them holds.",
    {
        RowRule.COMPANY: "Rows belong to companies, and one sees those of one's companies.",
        RowRule.PARTY: "Who acts for a partner sees what concerns that partner.",
        RowRule.SALES: "Some see the customers, quotations and orders of some salespeople alone.",
        RowRule.WAREHOUSES: "Some see what is in some warehouses alone.",
        RowRule.PERSON: "Of some things one sees one's own, those that one is asked about, or those about documents that one "
        "may read.",
    },
)


@strawberry.type(description="A role that grants a permission.")
class AccessGrant:
    """A role that grants a permission."""

    role: str = strawberry.field(description="The code of the role.")
    company_id: strawberry.ID | None = strawberry.field(
        description="The company in which it is had; null where it is had in every company, and of roles of the token."
    )


@strawberry.type(description="A permission that a part of the schema takes.")
class AccessNeed:
    """A permission that a part of the schema takes."""

    permission: str = strawberry.field(description="Its name, such as sales.margin:read.")
    description: str = strawberry.field(description="What it lets people do.")
    coordinate: str = strawberry.field(
        description="The part of the schema that takes it: the field, its type, or another."
    )
    is_granted: bool = strawberry.field(description="Whether it is there.")
    grants: list[AccessGrant] = strawberry.field(description="The roles that grant it, whatever becomes of it then.")
    narrowed_by: Narrowing | None = strawberry.field(
        description="What takes it away although a role grants it; null where nothing does, and where no role grants it."
    )
    explanation: str = strawberry.field(description="All of this as a sentence for people.")


@strawberry.type(description="A part of the rule that says which rows are seen, and what comes of it.")
class RowRuleOutcome:
    """A part of the rule that says which rows are seen, and what comes of it."""

    rule: RowRule = strawberry.field(description="Which part.")
    holds: bool = strawberry.field(description="Whether it lets the row be seen.")
    explanation: str = strawberry.field(description="The same as a sentence for people.")


@strawberry.type(description="Whether a row is seen, and why.")
class RowExplanation:
    """Whether a row is seen, and why."""

    id: strawberry.ID = strawberry.field(description="The id that was asked about.")
    is_seen: bool = strawberry.field(description="Whether it is seen.")
    rules: list[RowRuleOutcome] = strawberry.field(
        description="What decides it. Empty where every row of the type is seen, and where there is no such row or none that the "
        "one who asks may see: these two look alike."
    )
    explanation: str = strawberry.field(description="The same as sentences for people.")


@strawberry.type(description="Whether somebody may use a part of the schema, and why.")
class AccessExplanation:
    """Whether somebody may use a part of the schema, and why."""

    coordinate: str = strawberry.field(description="The part of the schema.")
    is_allowed: bool = strawberry.field(
        description="Whether they may use it, of the row that was asked about where one was."
    )
    needs: list[AccessNeed] = strawberry.field(description="The permissions that it takes; each of them must be there.")
    row: RowExplanation | None = strawberry.field(
        description="Whether they see the row that was asked about; null where none was."
    )
    explanation: str = strawberry.field(description="All of it as sentences for people.")


AccessExplanationPayload = payload_type(
    "AccessExplanationPayload",
    "What explaining somebody's access gave.",
    part(
        "access",
        StrawberryOptional(AccessExplanation),
        "The explanation; null where there is none, and then `errors` says why.",
    ),
)
