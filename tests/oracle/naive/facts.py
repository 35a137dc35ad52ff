"""What the schema does not say about its fields: where in the tables they come from. Rules first, then the exceptions.

A leaf `vatNumber` is the attribute `vat_number`; an entity `customer` is the row with the id `customer_id`; a list of
entities of a party is the rows with that `party_id`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TypeAlias

from tests.oracle.naive.dynamic import Row
from tests.oracle.naive.store import Store

Measure: TypeAlias = tuple[Decimal | None, object]
"""A number, and the currency code or the id of the unit that it is counted in."""

EXACT = Context(prec=100, rounding=ROUND_HALF_UP)

# The order of lists that ask for none, `-` for descending; by id where nothing is said.
ORDERS: Mapping[str, tuple[str, ...]] = {
    "Attachment": ("-recordedAt",),
    "Barcode": ("value",),
    "Company": ("code",),
    "Contact": ("name",),
    "Country": ("code",),
    "Currency": ("code",),
    "ExchangeRate": ("-validOn",),
    "ExternalSystem": ("code",),
    "FieldOwnership": ("entityType", "field"),
    "ImportJob": ("-id",),
    "ImportMapping": ("code", "-revision"),
    "ImportRow": ("part", "number"),
    "Job": ("-id",),
    "Location": ("code",),
    "Lot": ("number",),
    "MigratedCredit": ("-creditedAt",),
    "Notification": ("-recordedAt",),
    "NumberSeries": ("code",),
    "Party": ("name",),
    "PartyRole": ("role",),
    "Product": ("name",),
    "ProductCategory": ("name",),
    "PurchaseOrder": ("-orderedAt",),
    "Role": ("code",),
    "SalesOrder": ("-placedAt",),
    "Sku": ("code",),
    "StockAdjustment": ("-adjustedAt",),
    "StockMove": ("-movedAt",),
    "Unit": ("code",),
    "UnitConversion": ("fromUnit", "toUnit"),
    "User": ("name",),
    "Warehouse": ("code",),
}

# The orders of short lists that belong to an entity, where they are not those above.
LIST_ORDERS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("MigratedCredit", "lines"): ("position",),
    ("PurchaseOrder", "lines"): ("position",),
    ("SalesOrder", "lines"): ("position",),
    ("Unit", "conversions"): ("toUnit",),
}

# Names are compared without case and accents.
FOLDED = {
    ("Address", "city"),
    ("Contact", "name"),
    ("Party", "name"),
    ("Product", "name"),
    ("ProductCategory", "name"),
    ("Sku", "name"),
    ("Warehouse", "name"),
}

SEARCHED: Mapping[str, tuple[str, ...]] = {
    "Party": ("number", "name", "legal_name", "vat_number"),
    "Product": ("code", "name", "description"),
    "Sku": ("code", "name", "variant"),
}

# Entities of a type that the row itself tells: the attributes with the type and with the id.
REFERENCES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("Attachment", "node"): ("entity_type", "entity_id"),
    ("AuditEntry", "entity"): ("entity_type", "entity_id"),
    ("ExternalReference", "node"): ("entity_type", "entity_id"),
    ("ImportRow", "entity"): ("entity_type", "entity_id"),
    ("Notification", "node"): ("about_type", "about_id"),
    ("StockMove", "document"): ("document_type", "document_id"),
}

# The attributes that lead to one entity and do not have the name of the field.
_TO_ONE: Mapping[tuple[str, str], str] = {("ImportRow", "importJob"): "job_id"}

_FOREIGN_KEYS: Mapping[tuple[str, str], str] = {
    ("ExternalSystem", "ownedFields"): "system_id",
    ("ImportJob", "rows"): "job_id",
    ("Location", "children"): "parent_id",
    ("MigratedCredit", "lines"): "credit_id",
    ("Party", "attachments"): "entity_id",
    ("Party", "children"): "parent_id",
    ("Party", "purchaseOrders"): "vendor_id",
    ("Party", "salesOrders"): "customer_id",
    ("Party", "vendorProducts"): "vendor_id",
    ("ProductCategory", "children"): "parent_id",
    ("ProductCategory", "products"): "category_id",
    ("Product", "attachments"): "entity_id",
    ("PurchaseOrder", "attachments"): "entity_id",
    ("PurchaseOrder", "lines"): "order_id",
    ("SalesOrder", "attachments"): "entity_id",
    ("SalesOrder", "credits"): "order_id",
    ("SalesOrder", "lines"): "order_id",
    ("StockAdjustment", "moves"): "document_id",
    ("Unit", "conversions"): "from_unit_id",
}

# What no table holds, and is told to this side from outside, by the attribute that it is told for.
NAMED: Mapping[tuple[str, str], str] = {
    ("Attachment", "downloadUrl"): "file_id",
    ("Country", "name"): "code",
    ("Currency", "name"): "code",
    ("Currency", "symbol"): "code",
    ("File", "downloadUrl"): "id",
    ("File", "uploadUrl"): "id",
    ("ImportJob", "rejectsUrl"): "rejects_file_id",
}

# The fields of an object that a row holds as a list, in their order.
PLACES: Mapping[str, tuple[str, ...]] = {"ImportChange": ("field", "before", "after", "rule")}


def snake(name: str) -> str:
    """Write a name of the schema as an attribute: vatNumber, vat_number."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def foreign_key(type_name: str, field: str) -> str:
    """Name the attribute with which the entities of a list refer to the entity that has the list."""
    if field == "history":
        return "entity_id"
    return _FOREIGN_KEYS.get((type_name, field)) or f"{snake(type_name)}_id"


def to_one(type_name: str, field: str) -> str:
    """Name the attribute with which an entity refers to another one."""
    return _TO_ONE.get((type_name, field)) or f"{snake(field)}_id"


def columns(type_name: str, field: str, attributes: set[str]) -> set[str]:
    """Name the attributes whose values a field shows as they are."""
    measured = _MEASURES.get((type_name, field))
    shown = {snake(field), to_one(type_name, field), NAMED.get((type_name, field), "")}
    shown |= {*REFERENCES.get((type_name, field), ()), *(measured.shown if isinstance(measured, _Figure) else ())}
    return shown & attributes


def measure(store: Store, type_name: str, field: str, row: Row) -> Measure:
    """Give an amount of money or a quantity of a row."""
    return _MEASURES[type_name, field](row, store)


@dataclass(frozen=True)
class _Figure:
    """A measure, with the attributes of the row that it shows as they are."""

    measure: Callable[[Row, Store], Measure]
    shown: tuple[str, ...]

    def __call__(self, row: Row, store: Store) -> Measure:
        return self.measure(row, store)


def _plain(value: str, per: str) -> _Figure:
    return _Figure(lambda row, _: (getattr(row, value), getattr(row, per)), (value, per))


def _of_sku(value: str, per: str) -> _Figure:
    return _Figure(lambda row, store: (getattr(row, value), getattr(store.one("Sku", row.sku_id), per)), (value,))


def _margin(row: Row, _: Store) -> Measure:
    return (None if row.cost_amount is None else row.net_amount - row.cost_amount), row.currency


def _extended_price(row: Row, _: Store) -> Measure:
    return _six_digits(row.quantity, row.unit_price), row.currency


def _available(row: Row, store: Store) -> Measure:
    return row.on_hand - row.reserved, _sku(store, row).unit_id


def _value_at_standard_cost(row: Row, store: Store) -> Measure:
    sku = _sku(store, row)
    return (None if sku.standard_cost is None else _six_digits(row.on_hand, sku.standard_cost)), sku.currency


def _unit_cost(row: Row, store: Store) -> Measure:
    company = store.one("Company", row.company_id)
    assert company is not None
    return row.unit_cost, company.currency


def _sku(store: Store, row: Row) -> Row:
    return store.one("Sku", row.sku_id)


def _six_digits(one: Decimal, other: Decimal) -> Decimal:
    return EXACT.multiply(one, other).quantize(Decimal("0.000001"), context=EXACT)


_MEASURES: Mapping[tuple[str, str], Callable[[Row, Store], Measure]] = {
    ("Barcode", "quantity"): _of_sku("quantity", "unit_id"),
    ("MigratedCredit", "net"): _plain("net_amount", "currency"),
    ("MigratedCredit", "tax"): _plain("tax_amount", "currency"),
    ("MigratedCredit", "total"): _plain("total_amount", "currency"),
    ("MigratedCreditLine", "quantity"): _plain("quantity", "unit_id"),
    ("MigratedCreditLine", "unitPrice"): _plain("unit_price", "currency"),
    ("MigratedCreditLine", "net"): _plain("net_amount", "currency"),
    ("MigratedCreditLine", "tax"): _plain("tax_amount", "currency"),
    ("PurchaseOrder", "net"): _plain("net_amount", "currency"),
    ("PurchaseOrder", "tax"): _plain("tax_amount", "currency"),
    ("PurchaseOrder", "freight"): _plain("freight_amount", "currency"),
    ("PurchaseOrder", "total"): _plain("total_amount", "currency"),
    ("PurchaseOrderLine", "quantity"): _plain("quantity", "unit_id"),
    ("PurchaseOrderLine", "unitPrice"): _plain("unit_price", "currency"),
    ("PurchaseOrderLine", "extendedPrice"): _Figure(_extended_price, ("currency",)),
    ("PurchaseOrderLine", "net"): _plain("net_amount", "currency"),
    ("PurchaseOrderLine", "receivedQuantity"): _plain("received_quantity", "unit_id"),
    ("PurchaseOrderLine", "rejectedQuantity"): _plain("rejected_quantity", "unit_id"),
    ("SalesOrder", "net"): _plain("net_amount", "currency"),
    ("SalesOrder", "tax"): _plain("tax_amount", "currency"),
    ("SalesOrder", "total"): _plain("total_amount", "currency"),
    ("SalesOrder", "margin"): _Figure(_margin, ("currency",)),
    ("SalesOrderLine", "quantity"): _plain("quantity", "unit_id"),
    ("SalesOrderLine", "unitPrice"): _plain("unit_price", "currency"),
    ("SalesOrderLine", "net"): _plain("net_amount", "currency"),
    ("SalesOrderLine", "tax"): _plain("tax_amount", "currency"),
    ("SalesOrderLine", "unitCost"): _plain("unit_cost", "currency"),
    ("Sku", "listPrice"): _plain("list_price", "currency"),
    ("Sku", "standardCost"): _plain("standard_cost", "currency"),
    ("Sku", "reorderPoint"): _plain("reorder_point", "unit_id"),
    ("Sku", "safetyStock"): _plain("safety_stock", "unit_id"),
    ("StockLevel", "onHand"): _of_sku("on_hand", "unit_id"),
    ("StockLevel", "reserved"): _of_sku("reserved", "unit_id"),
    ("StockLevel", "available"): _available,
    ("StockLevel", "valueAtStandardCost"): _value_at_standard_cost,
    ("StockMove", "quantity"): _of_sku("quantity", "unit_id"),
    ("StockMove", "unitCost"): _Figure(_unit_cost, ("unit_cost",)),
    ("VendorProduct", "unitPrice"): _plain("unit_price", "currency"),
    ("VendorProduct", "lastUnitCost"): _plain("last_unit_cost", "currency"),
    ("VendorProduct", "minimumQuantity"): _plain("minimum_quantity", "unit_id"),
    ("VendorProduct", "maximumQuantity"): _plain("maximum_quantity", "unit_id"),
}
