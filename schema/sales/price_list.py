"""Price lists as clients see and write them."""

import datetime as dt

import models
from planner.entity import entity
from planner.fields import column, measure, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Money, Quantity
from schema.scalars import CurrencyCode

READ = "sales.price:read"
WRITE = "sales.price:write"


@entity(models.PriceList, needs=READ, order="code", writes=WRITE)
class PriceList(CompanyRecord):
    """Prices in one currency; without a customer and a group they are for everybody, without days for ever."""

    changed_at: dt.datetime = column("When anything of it last changed.", filters=True, orders=True)
    code: str = column("Its short name, unique in its company.", filters=True, orders=True, writes=True)
    name: str = column("What people call it.", key="name_key", filters=True, orders=True, writes=True)
    currency: CurrencyCode = column(
        "The currency of its prices.",
        groups=True,
        writes=True,
        fixed=True,
        filled="That of the company, where a new one has none.",
    )
    customer: names.Party | None = one(
        "The customer that it is for; null where it is for more.", "customer_id", filters=True, writes=True
    )
    group: names.CustomerGroup | None = one(
        "The customers that it is for; null where it is for one, or for everybody.",
        "group_id",
        filters=True,
        writes=True,
    )
    valid_from: dt.date | None = column("The first day on which it is valid; null for always until now.", writes=True)
    valid_until: dt.date | None = column("The last day on which it is valid; null for ever.", writes=True)
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    items: Connection[names.PriceListItem] | None = pages("Its prices.", names.PriceListItem, "list_id", filters=True)


@entity(models.PriceListItem, needs=READ, writes=WRITE)
class PriceListItem(CompanyRecord):
    """What one unit of a SKU, of a product or of what is in a category costs, from a quantity on."""

    changed_at: dt.datetime = column("When anything of it last changed.", filters=True, orders=True)
    list: names.PriceList | None = one("The list.", "list_id", filters=True, groups=True, writes=True, fixed=True)
    sku: names.Sku | None = one(
        "The SKU that it is for; null where it is for more.", "sku_id", filters=True, writes=True, fixed=True
    )
    product: names.Product | None = one(
        "The product that it is for, with all SKUs; null where it is for another thing.",
        "product_id",
        filters=True,
        writes=True,
        fixed=True,
    )
    category: names.ProductCategory | None = one(
        "The category that it is for, with all that is below it; null where it is for another thing.",
        "category_id",
        filters=True,
        writes=True,
        fixed=True,
    )
    unit: names.Unit | None = one(
        "The unit of which one has this price.",
        "unit_id",
        writes=True,
        filled="That of the SKU or product, where a new one has none.",
    )
    minimum_quantity: Quantity = measure(
        "From how much on it is the price, in its unit, on one line.", "minimum_quantity", "unit_id", writes=True
    )
    price: Money = measure(
        "The price of one unit, six digits, in the currency of the list.", "price", "currency", writes=True
    )
    valid_from: dt.date | None = column("The first day on which it is valid; null for that of the list.", writes=True)
    valid_until: dt.date | None = column("The last day on which it is valid; null for that of the list.", writes=True)
