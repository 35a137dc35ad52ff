"""Writing the demo company into a database that does not have it."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from asyncpg import Connection

import models
from services.demo.accounting import Accounting, Business
from services.demo.agreeing import add_agreements
from services.demo.approvals import add_approvals
from services.demo.bank import add_bank, add_statement_by_hand
from services.demo.billing import businesses_in_union
from services.demo.bundle_selling import sell_bundle
from services.demo.bundling import add_bundle
from services.demo.business import reserve, run_business
from services.demo.catalogue import add_catalogue, read_catalogue
from services.demo.commissioning import add_commission_rules
from services.demo.companies import (
    BLANKET_AGREEMENTS,
    GOODS_RECEIPTS,
    PARCELS,
    PURCHASE_ORDERS,
    QUOTATIONS,
    RETURNS,
    SALES_ORDERS,
    SHIPMENTS,
    STOCK_ADJUSTMENTS,
    STOCK_TRANSFERS,
    VENDOR_RETURNS,
    add_companies,
    add_journal_series,
    add_series,
)
from services.demo.counting import Counting
from services.demo.customers import add_customers
from services.demo.delivery import Delivery
from services.demo.demand import Demand
from services.demo.dispatching import add_shipments
from services.demo.doubting import add_doubts
from services.demo.dropping import add_dropped
from services.demo.giving_back import add_vendor_returns, send_back
from services.demo.history import add_history
from services.demo.identity import COMPANY_ID
from services.demo.invoices import add_invoices, add_withheld
from services.demo.ledger import add_ledger
from services.demo.parcels import add_parcels, add_services
from services.demo.payments import add_payments
from services.demo.people import add_people
from services.demo.programs import add_programs
from services.demo.promoting import add_group, add_prices, add_redemptions
from services.demo.purchase_order import add_purchases, settle_states
from services.demo.quoting import add_limits, add_quotations
from services.demo.rates import Rates
from services.demo.returning import add_returns, add_shipped, let_leave
from services.demo.rows import Rows
from services.demo.sales import Desk
from services.demo.sales_order import add_orders
from services.demo.sister import add_sister
from services.demo.sites import add_sites, home_of
from services.demo.stock_in_books import SERIES
from services.demo.stockroom import Place, Stockroom
from services.demo.supply import Supply
from services.demo.taxes import add_taxes
from services.demo.transferring import add_transfers, let_go
from services.demo.unaudited import unaudited
from services.demo.vendors import add_carriers, add_offers, add_vendors
from services.demo.volume import multiply
from services.demo.webshop import add_references
from services.platform import reference

PARTS: Final = (
    "sales_order_line", "purchase_order_line", "stock_move", "journal_line", "invoice_line",
    "invoice_line_dimension", "invoice_line_tax", "invoice_tax", "invoice_instalment", "open_item", "settlement_line",
    "payment_allocation", "tax_line", "tax_return_line", "reservation", "stock_transfer_line", "vendor_return_line",
    "sales_order_line_tax", "quotation_line", "quotation_line_tax", "blanket_agreement_line",
)  # fmt: skip
"""What documents of the demo consist of. The audit tells when the documents came; each part as well would take as long as
all the rest."""


async def is_seeded(connection: Connection) -> bool:
    """Tell whether the demo company is there."""
    return await connection.fetchval("select exists (select from company where id = $1)", COMPANY_ID)


async def seed(connection: Connection, scale: int = 1) -> None:
    """Write the demo company, in one transaction, as the owner of the tables.

    The same every time, but for what the database itself says of a row (`changed_at` of stock levels). A scale above 1
    repeats customers, SKUs, documents and moves that many times, for tests and benches of large tables.
    """
    async with connection.transaction():
        await reference.ensure(connection)
        units = await _ids(connection, "unit")
        roles = await _ids(connection, "role")
        rows = Rows()
        accounting = Accounting()
        stockroom = _imagine(rows, accounting, units, roles)
        async with unaudited(connection, PARTS):
            await rows.copy_into(connection)
            await accounting.write(connection)
            await stockroom.promises.copy_into(connection)
            await add_dropped(connection)
            await sell_bundle(connection)
            await let_leave(connection)
            await let_go(connection)
            await send_back(connection, stockroom.sent_back)
            await add_doubts(connection)
            await stockroom.returns.copy_into(connection)
        if scale > 1:
            await multiply(connection, scale)
    await connection.execute("analyze")


def _imagine(rows: Rows, accounting: Accounting, units: Mapping[str, UUID], roles: Mapping[str, UUID]) -> Stockroom:
    """Make up all rows; give the stock as it is at the end."""
    rates, catalogue, stockroom = Rates(), read_catalogue(), Stockroom(rows)
    add_companies(rows)
    add_group(rows)
    customers, vendors = add_customers(rows), add_vendors(rows)
    orders = Desk(catalogue, customers, rates).orders()
    supply = Supply(stockroom, catalogue, vendors, rates, Demand(catalogue, orders))
    counting = Counting(rows, stockroom, list(supply.ranges))
    delivery = Delivery(stockroom, orders)
    run_business(stockroom, supply, delivery, counting)
    reserve(stockroom, orders)
    settle_states(supply.purchases)

    add_ledger(rows)
    add_bank(rows)
    add_approvals(rows)
    add_taxes(rows, businesses_in_union(customers, vendors.values()))
    add_payments(rows, customers[0].id)
    add_invoices(rows, customers[0].id)
    add_withheld(rows)
    add_statement_by_hand(rows)
    add_people(rows, roles)
    add_programs(rows, roles)
    add_sites(rows)
    add_carriers(rows)
    add_services(rows)
    rates.add_to(rows)
    reorder_points = {
        article.code: supply.ranges[Place(article, home_of(article))].least
        for article in catalogue.articles.values()
        if not article.is_service
    }
    add_catalogue(rows, catalogue, units, reorder_points)
    add_bundle(rows, catalogue, units)
    add_offers(rows, catalogue, vendors, rates, units, supply.last_received)
    add_prices(rows, catalogue, units)
    add_commission_rules(rows)
    agreements = add_agreements(rows, customers, orders, units)
    add_orders(rows, orders, rates, units)
    add_limits(rows, customers)
    add_redemptions(rows, orders)
    add_purchases(rows, supply.purchases, units)
    ready = add_shipments(stockroom, orders)
    add_series(
        rows,
        COMPANY_ID,
        {
            SALES_ORDERS: len(orders) + 3,
            QUOTATIONS: add_quotations(rows, orders, units) + 1,
            BLANKET_AGREEMENTS: agreements + 1,
            PURCHASE_ORDERS: len(supply.purchases) + 1,
            STOCK_ADJUSTMENTS: counting.adjustments + 1,
            STOCK_TRANSFERS: add_transfers(stockroom, supply.carried, catalogue) + 1,
            PARCELS: add_parcels(rows, orders) + 1,
            SHIPMENTS: add_shipped(stockroom, delivery.sent, ready) + 2,
            GOODS_RECEIPTS: 3,
            VENDOR_RETURNS: add_vendor_returns(stockroom, catalogue, vendors, units) + 1,
            RETURNS: add_returns(stockroom, delivery.sent) + 1,
        },
    )
    add_references(rows, catalogue, customers, orders)
    add_history(rows, catalogue, customers, rates, units)
    add_sister(rows, units)
    accounting.keep(Business(orders, supply.purchases, customers, rates, rows.names(models.Party)), units)
    for books in (accounting.books, accounting.sister):
        add_journal_series(rows, books.company_id, books.series | SERIES)
    return stockroom


async def _ids(connection: Connection, table: str) -> dict[str, UUID]:
    """Give the ids of a table of reference data by its codes."""
    rows = await connection.fetch(f"select code, id from {table}")  # noqa: S608  # the names are ours
    return {row["code"]: row["id"] for row in rows}
