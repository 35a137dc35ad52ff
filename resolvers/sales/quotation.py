"""Root fields for quotations."""

import strawberry

from planner.lists import KeyPart, aggregate, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from schema import names
from schema.base import Connection


@strawberry.type
class QuotationQueries:
    """Root fields for quotations."""

    quotations: Connection[names.Quotation] | None = pages("What customers were offered.", names.Quotation)
    quotation: names.Quotation | None = by_id("A quotation by its id.")
    quotation_by_number: names.Quotation | None = by_key(
        "A quotation by its number.", OF_COMPANY, KeyPart("number", "The number that people call it by.")
    )
    quotation_aggregate = aggregate("What customers were offered, counted and added up by group.", names.Quotation)
    quotation_lines: Connection[names.QuotationLine] | None = pages("The positions of quotations.", names.QuotationLine)
    quotation_line: names.QuotationLine | None = by_id("A line of a quotation by its id.")
    quotation_line_taxes: Connection[names.QuotationLineTax] | None = pages(
        "The taxes asked of lines of quotations.", names.QuotationLineTax
    )
    quotation_line_tax: names.QuotationLineTax | None = by_id("A tax asked of a line of a quotation, by its id.")
