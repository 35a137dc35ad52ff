"""Lots, stock levels and stock moves as clients see them."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

import models
from planner.entity import entity
from planner.fields import Columns, column, measure, one, reference
from planner.lists import pages
from schema import names, zones
from schema.base import CompanyRecord, Connection, Money, Node, Quantity
from schema.inventory.of_sku import currency_of_sku, standard_cost_of_sku, unit_of_sku
from schema.inventory.stock_status import StockStatus
from schema.recall import moves_of_lot

READ_COST = "inventory.cost:read"


def _company_currency(row: Columns) -> sa.ColumnElement[Any]:
    company = models.Company.__table__.alias()
    query = sa.select(company.c.currency).where(company.c.id == row.company_id)
    return query.correlate_except(company).scalar_subquery()


@entity(models.Lot, needs="inventory.lot:read", order="number")
class Lot(CompanyRecord):
    """A batch of one SKU that is told apart from others; a serial number is a lot of one piece."""

    sku: names.Sku | None = one("What it is a batch of.", "sku_id", filters=True, groups=True)
    number: str = column("The number on its label, unique for its SKU.", filters=True, orders=True)
    made_on: dt.date | None = column("The day on which it was made; null where that is unknown.")
    expires_on: dt.date | None = column(
        "The last day on which it is good; null where it does not expire.", filters=True, orders=True
    )
    stock_status: StockStatus = column("Whether goods of it may be given away, wherever they are.")
    stock_levels: Connection[names.StockLevel] | None = pages(
        "How much of it is where.", names.StockLevel, "lot_id", filters=True
    )
    stock_moves: Connection[names.StockMove] | None = pages(
        "What moved of it.", names.StockMove, "lot_id", filters=True
    )
    arrivals: Connection[names.StockMove] | None = pages(
        "How it came into stock: received, sent back by customers, found, made.",
        names.StockMove,
        link=moves_of_lot(comes=False, goes=True),
    )
    transfers: Connection[names.StockMove] | None = pages(
        "How it moved inside of stock, from place to place and between warehouses.",
        names.StockMove,
        link=moves_of_lot(comes=True, goes=True),
    )
    departures: Connection[names.StockMove] | None = pages(
        "How it went out of stock: to customers, back to vendors, to scrap, or missing.",
        names.StockMove,
        link=moves_of_lot(comes=True, goes=False),
    )
    reservations: Connection[names.Reservation] | None = pages(
        "What of it is kept for whom.", names.Reservation, "lot_id", filters=True
    )


@entity(models.StockLevel, needs="inventory.stock:read")
class StockLevel(CompanyRecord):
    """How much of a SKU (and lot) is at a location. What the stock moves add up to; nobody writes it by hand."""

    changed_at: dt.datetime = column("When anything of it last changed.", filters=True, orders=True)
    sku: names.Sku | None = one("What is there.", "sku_id", filters=True, groups=True)
    location: names.Location | None = one(
        "Where it is.", "location_id", filters=True, groups=True, groups_through=("warehouse",)
    )
    lot: names.Lot | None = one(
        "Which lot it is of; null where lots are not told apart.", "lot_id", filters=True, groups=True
    )
    on_hand: Quantity = measure(
        "How much is there, in the unit of the SKU.", "on_hand", unit_of_sku, filters=True, orders=True, sums=True
    )
    reserved: Quantity = measure(
        "How much of that is promised to somebody, in the unit of the SKU.", "reserved", unit_of_sku, sums=True
    )
    available: Quantity = measure(
        "How much of that is promised to nobody, in the unit of the SKU.",
        lambda level: level.on_hand - level.reserved,
        unit_of_sku,
        sums=True,
    )
    value_at_standard_cost: Money | None = measure(
        "What is there times the standard cost of the SKU, six digits; null where the SKU has no standard cost.",
        lambda level: sa.func.round(level.on_hand * standard_cost_of_sku(level), 6, type_=sa.Numeric()),
        currency_of_sku,
        needs=READ_COST,
        sums=True,
    )


@entity(models.StockMove, needs="inventory.move:read", order="-moved_at")
class StockMove(CompanyRecord):
    """That a quantity went from one location to another. A fact: it never changes, and only another move undoes it."""

    sku: names.Sku | None = one("What moved.", "sku_id", filters=True, groups=True)
    from_location: names.Location | None = one("Where it left.", "from_location_id", filters=True, groups=True)
    to_location: names.Location | None = one("Where it arrived.", "to_location_id", filters=True, groups=True)
    lot: names.Lot | None = one(
        "Which lot it was of; null where lots are not told apart.", "lot_id", filters=True, groups=True
    )
    quantity: Quantity = measure("How much moved, in the unit of the SKU.", "quantity", unit_of_sku, sums=True)
    unit_cost: Money | None = measure(
        "What one unit cost when it moved, in the currency of the company, six digits; null where nobody could say.",
        "unit_cost",
        _company_currency,
        needs=READ_COST,
    )
    moved_at: dt.datetime = column("When it moved.", filters=True, orders=True, groups=True, zone=zones.of_company)
    reason: str | None = column("Why it moved, for people; null where the document says it.")
    document: Node | None = reference(
        "The document whose consequence it is; null where there is none, or the viewer may not see it.",
        "document_type",
        "document_id",
    )
    reverses: names.StockMove | None = one(
        "The move that this one undoes; null where it undoes none.", "reverses_id", filters=True
    )
