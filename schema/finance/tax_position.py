"""Tax positions as clients see and write them."""

import datetime as dt

import models
from planner.entity import entity
from planner.fields import column, many, one
from schema import names
from schema.base import CompanyRecord
from schema.finance.tax_words import TaxUse, Territory
from schema.scalars import CountryCode

READ = "finance.tax:read"
WRITE = "finance.tax:write"


@entity(models.TaxPosition, needs=READ, order="code", writes=WRITE)
class TaxPosition(CompanyRecord):
    """What taxes become for some parties, because of where they sit and what they are."""

    changed_at: dt.datetime = column("When anything of it last changed.", filters=True, orders=True)
    code: str = column("Its short name, unique in its company.", filters=True, orders=True, writes=True)
    name: str = column("What people call it.", key="name_key", filters=True, orders=True, writes=True)
    wording: str | None = column("What invoices say because of it; null for nothing.", writes=True)
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    rules: list[names.TaxPositionRule] | None = many(
        "For whom it holds where nobody says so; of several rules that hold, the one that says most decides.",
        "position_id",
        order="id",
        at_most=100,
        writes=True,
    )
    mappings: list[names.TaxPositionMapping] | None = many(
        "What becomes of which tax; what is not named stays.", "position_id", order="id", at_most=200, writes=True
    )


@entity(models.TaxPositionRule, needs=READ, writes=WRITE)
class TaxPositionRule(CompanyRecord):
    """For whom a tax position holds."""

    position: names.TaxPosition | None = one("The position.", "position_id", filters=True)
    used_for: TaxUse = column("On which side of the business it holds.", writes=True)
    territory: Territory = column("Where the party sits.", writes=True)
    country: CountryCode | None = column(
        "The country of the party, by the code of ISO 3166-1; null for any of the territory.", writes=True
    )
    has_vat_number: bool | None = column(
        "Whether the party has a VAT number; null where that does not matter.", writes=True
    )


@entity(models.TaxPositionMapping, needs=READ, writes=WRITE)
class TaxPositionMapping(CompanyRecord):
    """What becomes of a tax in a position."""

    position: names.TaxPosition | None = one("The position.", "position_id", filters=True)
    from_code: names.TaxCode | None = one("The tax.", "from_code_id", filters=True, writes=True, fixed=True)
    to_code: names.TaxCode | None = one("What it becomes; null for no tax.", "to_code_id", filters=True, writes=True)
