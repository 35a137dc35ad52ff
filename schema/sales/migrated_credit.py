"""Migrated credits as clients see them."""

import datetime as dt

import models
from planner.entity import entity
from planner.fields import column, many, measure, one
from schema import names, zones
from schema.base import CompanyRecord, Money, Quantity

READ = "sales.order:read"


@entity(models.MigratedCredit, needs=READ, order="-credited_at")
class MigratedCredit(CompanyRecord):
    """What a customer was given back in the system that the company came from. It is history and never changes."""

    number: str = column("The number that the other system gave it.", filters=True, orders=True)
    customer: names.Party | None = one("Who was given it.", "customer_id", filters=True, groups=True)
    order: names.SalesOrder | None = one(
        "The order that all of it takes back; null where that is several, or none that is known.",
        "order_id",
        filters=True,
        groups=True,
    )
    credited_at: dt.datetime = column(
        "When it was given.", filters=True, orders=True, groups=True, zone=zones.of_company
    )
    net: Money = measure("What was given back, without tax; positive.", "net_amount", "currency", sums=True)
    tax: Money = measure("The tax on it.", "tax_amount", "currency", sums=True)
    total: Money = measure(
        "What was given back, tax included.", "total_amount", "currency", filters=True, orders=True, sums=True
    )
    lines: list[names.MigratedCreditLine] | None = many(
        "Its positions, in their order.", "credit_id", order="position", at_most=2_000, filters=True
    )


@entity(models.MigratedCreditLine, needs=READ)
class MigratedCreditLine(CompanyRecord):
    """One position of a migrated credit."""

    credit: names.MigratedCredit | None = one(
        "The credit that it is a position of.", "credit_id", filters=True, groups=True
    )
    position: int = column("Its place in the credit, from 1 on.")
    order_line: names.SalesOrderLine | None = one(
        "The position of an order that it takes back; null where none is known.", "order_line_id", filters=True
    )
    sku: names.Sku | None = one("What was taken back.", "sku_id", filters=True, groups=True)
    description: str = column("What it says in the other system.")
    quantity: Quantity = measure("How much was taken back; positive.", "quantity", "unit_id", sums=True)
    unit_price: Money = measure("What was given back for one unit, six digits.", "unit_price", "currency")
    net: Money = measure("Quantity times price, without tax.", "net_amount", "currency", sums=True)
    tax: Money = measure("The tax on it.", "tax_amount", "currency", sums=True)
