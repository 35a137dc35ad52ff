"""The plan of AdventureWorks: all steps in the order in which one needs the other, and the sums that have to agree."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from kernel.decimals import product
from services.migration.adventureworks import company, parties, products, purchasing, stock
from services.migration.adventureworks.extract import CUSTOMER_NAMES
from services.migration.adventureworks.held_back import HELD_BACK
from services.migration.plans.fields import Field, constant
from services.migration.plans.plan import Figure, Plan, Values

ONE: Final = Decimal(1)


def _decimal(column: str) -> Field:
    return lambda row, _scope: row.decimal(column)


def _total_due() -> Field:
    return lambda row, _scope: row.decimal("SubTotal") + row.decimal("TaxAmt") + row.decimal("Freight")


def _stored(*columns: str) -> Callable[[Values], Decimal]:
    """Multiply what is stored in some columns, with all digits."""
    return lambda values: product(*(_number(values[column]) for column in columns))


def _number(value: object) -> Decimal:
    assert isinstance(value, Decimal | int)
    return Decimal(value)


def _how_many(name: str, type_name: str, root: str) -> Figure:
    return Figure(f"{name}: how many", type_name, constant(ONE), lambda _values: ONE, f"{root}.count")


def _of_orders(name: str, source: Field, column: str, figure: str) -> Figure:
    return Figure(f"Purchase orders: {name}", "PurchaseOrder", source, _stored(column), f"purchaseOrders.{figure}")


def _of_lines(name: str, source: Field, columns: tuple[str, ...], figure: str) -> Figure:
    stored = _stored(*columns)
    return Figure(f"Purchase order lines: {name}", "PurchaseOrderLine", source, stored, f"purchaseOrderLines.{figure}")


TOTAL_OF_ORDERS: Final = _of_orders("total", _total_due(), "total_amount", "total")

FIGURES: Final = (
    _how_many("Parties", "Party", "parties"),
    _how_many("SKUs", "Sku", "skus"),
    _how_many("Purchase orders", "PurchaseOrder", "purchaseOrders"),
    _of_orders("net", _decimal("SubTotal"), "net_amount", "net"),
    _of_orders("tax", _decimal("TaxAmt"), "tax_amount", "tax"),
    _of_orders("freight", _decimal("Freight"), "freight_amount", "freight"),
    TOTAL_OF_ORDERS,
    _how_many("Purchase order lines", "PurchaseOrderLine", "purchaseOrderLines"),
    _of_lines("quantity", _decimal("OrderQty"), ("quantity",), "quantity"),
    _of_lines("received", _decimal("ReceivedQty"), ("received_quantity",), "receivedQuantity"),
    _of_lines("rejected", _decimal("RejectedQty"), ("rejected_quantity",), "rejectedQuantity"),
    _of_lines("quantity times price, not rounded", purchasing.line_total, ("quantity", "unit_price"), "extendedPrice"),
    _of_lines("net", purchasing.line_total, ("net_amount",), "net"),
    Figure("Stock: units", "StockMove", _decimal("Quantity"), _stored("quantity"), "stockLevels.onHand"),
    Figure(
        "Stock: at standard cost",
        "StockMove",
        stock.stock_value,
        _stored("quantity", "unit_cost"),
        "stockLevels.valueAtStandardCost",
    ),
)

ADVENTUREWORKS: Final = Plan(
    system=company.SYSTEM,
    company=company.COMPANY,
    steps=(*company.STEPS, *products.STEPS, *stock.STEPS, *parties.STEPS, *purchasing.STEPS),
    looked_up=(
        "Address",
        "AddressType",
        "BusinessEntity",
        "ContactType",
        "Culture",
        "EmailAddress",
        "PersonPhone",
        "ProductDescription",
        "ProductModelProductDescriptionCulture",
        "StateProvince",
        "Store",
        CUSTOMER_NAMES,
    ),
    held_back=HELD_BACK,
    figures=FIGURES,
    amount=TOTAL_OF_ORDERS,
)
