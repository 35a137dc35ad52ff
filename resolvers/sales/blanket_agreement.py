"""Root fields for blanket agreements."""

import strawberry

from planner.lists import KeyPart, aggregate, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from schema import names
from schema.base import Connection


@strawberry.type
class BlanketAgreementQueries:
    """Root fields for blanket agreements."""

    blanket_agreements: Connection[names.BlanketAgreement] | None = pages(
        "What customers agree to take.", names.BlanketAgreement
    )
    blanket_agreement: names.BlanketAgreement | None = by_id("A blanket agreement by its id.")
    blanket_agreement_by_number: names.BlanketAgreement | None = by_key(
        "A blanket agreement by its number.", OF_COMPANY, KeyPart("number", "The number that people call it by.")
    )
    blanket_agreement_aggregate = aggregate(
        "What customers agree to take, counted and added up by group.", names.BlanketAgreement
    )
    blanket_agreement_lines: Connection[names.BlanketAgreementLine] | None = pages(
        "What is agreed, SKU by SKU.", names.BlanketAgreementLine
    )
    blanket_agreement_line: names.BlanketAgreementLine | None = by_id("A line of a blanket agreement by its id.")
