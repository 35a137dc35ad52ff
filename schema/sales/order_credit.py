"""Credit limits as clients see and write them."""

import models
from planner.entity import entity
from planner.fields import column, measure, one
from schema import names
from schema.base import CompanyRecord, Money
from schema.scalars import CurrencyCode

READ = "sales.credit:read"
WRITE = "sales.credit:write"
OVERRIDE = "sales.credit:override"


@entity(models.CreditLimit, needs=READ, writes=WRITE)
class CreditLimit(CompanyRecord):
    """How much a customer may owe and have ordered before confirming more needs a right of its own."""

    customer: names.Party | None = one(
        "Whose limit it is; null for everybody who has no limit of their own.",
        "customer_id",
        filters=True,
        writes=True,
        fixed=True,
    )
    currency: CurrencyCode = column("The currency of the company.", filled="That of the company.")
    amount: Money = measure("How much it is.", "amount", "currency", writes=True)
