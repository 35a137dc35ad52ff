"""Root fields for companies."""

import strawberry

from planner.lists import KeyPart, by_id, by_key, pages
from schema import names
from schema.base import Connection


@strawberry.type
class CompanyQueries:
    """Root fields for companies."""

    companies: Connection[names.Company] | None = pages(
        "The companies whose books, stock and documents are kept.", names.Company
    )
    company: names.Company | None = by_id("A company by its id.")
    company_by_code: names.Company | None = by_key("A company by its code.", KeyPart("code", "Its short name."))
