"""Vendor products as clients see them."""

import datetime as dt

import models
from planner.entity import entity
from planner.fields import column, measure, one
from schema import names
from schema.base import CompanyRecord, Money, Quantity
from schema.scalars import CurrencyCode

READ_PRICE = "purchasing.price:read"
WRITE = "purchasing.vendor_product:write"
WRITE_PRICE = "purchasing.price:write"


@entity(models.VendorProduct, needs="purchasing.vendor_product:read", writes=WRITE)
class VendorProduct(CompanyRecord):
    """What a vendor offers: a SKU under the vendor's own code, at which price, how soon."""

    vendor: names.Party | None = one("Who offers it.", "vendor_id", filters=True, groups=True, writes=True, fixed=True)
    sku: names.Sku | None = one("What is offered.", "sku_id", filters=True, groups=True, writes=True, fixed=True)
    vendor_sku: str | None = column("What the vendor calls it; null where that is unknown.", writes=True)
    unit: names.Unit | None = one(
        "The unit in which the vendor sells it.",
        "unit_id",
        groups=True,
        writes=True,
        filled="That of the SKU, where a new one has none.",
    )
    currency: CurrencyCode = column(
        "The currency of its prices.", groups=True, writes=True, filled="That of the company, where a new one has none."
    )
    unit_price: Money | None = measure(
        "The price of one of the vendor's units, six digits.",
        "unit_price",
        "currency",
        needs=READ_PRICE,
        writes=WRITE_PRICE,
        filters=True,
        orders=True,
    )
    last_unit_cost: Money | None = measure(
        "What one of the vendor's units cost when it was last received, six digits; null where it never was.",
        "last_unit_cost",
        "currency",
        needs=READ_PRICE,
    )
    last_received_on: dt.date | None = column("The day on which it was last received; null where it never was.")
    lead_time_days: int | None = column(
        "How many days from order to arrival; null where that is unknown.", filters=True, orders=True, writes=True
    )
    minimum_quantity: Quantity | None = measure(
        "The least that can be ordered, in the vendor's unit; null for any.", "minimum_quantity", "unit_id", writes=True
    )
    maximum_quantity: Quantity | None = measure(
        "The most that can be ordered, in the vendor's unit; null for any.", "maximum_quantity", "unit_id", writes=True
    )
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
