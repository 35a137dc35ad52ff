"""Root fields for migrated credits."""

import strawberry

from planner.lists import KeyPart, aggregate, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from schema import names
from schema.base import Connection


@strawberry.type
class MigratedCreditQueries:
    """Root fields for migrated credits."""

    migrated_credits: Connection[names.MigratedCredit] | None = pages(
        "What customers were given back before the company came here.", names.MigratedCredit
    )
    migrated_credit: names.MigratedCredit | None = by_id("A migrated credit by its id.")
    migrated_credit_by_number: names.MigratedCredit | None = by_key(
        "A migrated credit by its number.", OF_COMPANY, KeyPart("number", "The number that the other system gave it.")
    )
    migrated_credit_aggregate = aggregate(
        "What customers were given back before, counted and added up by group.", names.MigratedCredit
    )
    migrated_credit_lines: Connection[names.MigratedCreditLine] | None = pages(
        "The positions of migrated credits.", names.MigratedCreditLine
    )
    migrated_credit_line: names.MigratedCreditLine | None = by_id("A position of a migrated credit by its id.")
    migrated_credit_line_aggregate = aggregate(
        "The positions of migrated credits, counted and added up by group.", names.MigratedCreditLine
    )
