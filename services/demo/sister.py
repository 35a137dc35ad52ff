"""The sister company in Portland: a handful of rows of every kind, in dollars, that the people of Vienna do not see."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

import models
from kernel.rounding import round_to
from services.demo.companies import PURCHASE_ORDERS, SALES_ORDERS, add_series
from services.demo.identity import FOUNDED_AT, SISTER_ID, TODAY, at, demo_id
from services.demo.people import SISTER_REP
from services.demo.rows import Rows

PARTIES: Final = {
    "C10001": ("Juniper Row Café", models.PartyRoleKind.CUSTOMER),
    "C10002": ("Halfmoon Bakehouse", models.PartyRoleKind.CUSTOMER),
    "C10003": ("Cedar & Quill Books", models.PartyRoleKind.CUSTOMER),
    "V20001": ("Tidewater Ceramics LLC", models.PartyRoleKind.VENDOR),
}
SKUS: Final = {
    "US-CUP-01": ("Harbor mug, white", Decimal("18.00"), Decimal("7.10")),
    "US-CUP-02": ("Harbor mug, slate", Decimal("19.50"), Decimal("7.60")),
    "US-POT-01": ("Harbor teapot", Decimal("54.00"), Decimal("23.40")),
}
ORDERS: Final = 9
OPENING: Final = Decimal(200)


def add_sister(rows: Rows, units: Mapping[str, UUID]) -> None:
    """Add the sister company's masters and documents."""
    for number, (name, role) in PARTIES.items():
        _add_party(rows, number, name, role)
    rows.add(
        models.Warehouse,
        _id("warehouse", "PDX"),
        FOUNDED_AT,
        company_id=SISTER_ID,
        code="PDX",
        name="Portland",
        address_id=None,
    )
    _add_location(rows, "PDX", models.LocationKind.INTERNAL)
    _add_location(rows, "OPENING", models.LocationKind.ADJUSTMENT)
    rows.add(
        models.ProductCategory, _id("category", "CUP"), FOUNDED_AT,
        company_id=SISTER_ID, code="CUP", name="Stoneware", parent_id=None,
    )  # fmt: skip
    for code, (name, price, cost) in SKUS.items():
        _add_goods(rows, code, name, price, cost, units["PCE"])
    for place in range(1, ORDERS + 1):
        _add_sales_order(rows, place, units["PCE"])
    _add_purchase_order(rows, units["PCE"])
    add_series(rows, SISTER_ID, {SALES_ORDERS: ORDERS + 1, PURCHASE_ORDERS: 2})


def _id(kind: str, key: str) -> UUID:
    return demo_id(f"sister {kind}", key)


def _add_party(rows: Rows, number: str, name: str, role: models.PartyRoleKind) -> None:
    party_id = _id("party", number)
    rows.add(
        models.Party, party_id, FOUNDED_AT, company_id=SISTER_ID, number=number, kind=models.PartyKind.ORGANISATION,
        name=name, vat_number=None, email="office@portland.example", phone=None, language="en", parent_id=None,
        customer_group_id=None,
    )  # fmt: skip
    rows.add(
        models.PartyRole, _id("party role", number), FOUNDED_AT,
        company_id=SISTER_ID, party_id=party_id, role=role, preferred=False,
    )  # fmt: skip
    rows.add(
        models.Address, _id("address", number), FOUNDED_AT, company_id=SISTER_ID, party_id=party_id,
        kind=models.AddressKind.MAIN, line1=f"{number[-1]}20 Alder Street", city="Portland", postal_code="97209", region="OR",
        country="US",
    )  # fmt: skip


def _add_location(rows: Rows, code: str, kind: models.LocationKind) -> None:
    rows.add(
        models.Location, _id("location", code), FOUNDED_AT, company_id=SISTER_ID, code=code, name=code.title(), kind=kind,
        warehouse_id=_id("warehouse", code) if kind is models.LocationKind.INTERNAL else None, parent_id=None,
    )  # fmt: skip


def _add_goods(rows: Rows, code: str, name: str, price: Decimal, cost: Decimal, unit_id: UUID) -> None:
    rows.add(
        models.Product, _id("product", code), FOUNDED_AT, company_id=SISTER_ID, code=code, name=name, description=None,
        kind=models.ProductKind.GOODS, category_id=_id("category", "CUP"), unit_id=unit_id, tracking=models.Tracking.NONE,
        cost_method=models.CostMethod.MOVING_AVERAGE,
    )  # fmt: skip
    rows.add(
        models.Sku, _id("sku", code), FOUNDED_AT, company_id=SISTER_ID, product_id=_id("product", code), code=code, name=name,
        variant=None, unit_id=unit_id, currency="USD", list_price=price, standard_cost=cost, weight_kg=None,
        reorder_point=None, safety_stock=None, is_made=False, is_sold=True, sold_from=None, sold_until=None,
    )  # fmt: skip
    rows.add(
        models.StockLevel, _id("level", code), FOUNDED_AT,
        company_id=SISTER_ID, sku_id=_id("sku", code), location_id=_id("location", "PDX"), lot_id=None,
    )  # fmt: skip
    rows.add(
        models.StockMove, _id("move", code), FOUNDED_AT, company_id=SISTER_ID, sku_id=_id("sku", code),
        from_location_id=_id("location", "OPENING"), to_location_id=_id("location", "PDX"), lot_id=None, quantity=OPENING,
        unit_cost=cost, moved_at=FOUNDED_AT, reason="Opening stock", document_type=None, document_id=None, reverses_id=None,
    )  # fmt: skip


def _add_sales_order(rows: Rows, place: int, unit_id: UUID) -> None:
    placed_at = at(TODAY - timedelta(days=4 * (ORDERS - place)), 18)
    code, (name, price, cost) = list(SKUS.items())[place % len(SKUS)]
    quantity = Decimal(6 * place)
    net, zero = round_to(quantity * price, 2), round_to(0, 2)
    customer = f"C1000{1 + place % 3}"
    rows.add(
        models.SalesOrder, _id("sales order", str(place)), placed_at, company_id=SISTER_ID, number=f"SO-{place:06}",
        state=models.SalesOrderState.CONFIRMED, customer_id=_id("party", customer), customer_reference=None,
        billing_address_id=_id("address", customer), shipping_address_id=None, warehouse_id=_id("warehouse", "PDX"),
        sales_rep_id=demo_id("user", SISTER_REP), placed_at=placed_at, requested_on=None, currency="USD", net_amount=net,
        tax_amount=zero, total_amount=net, cost_amount=round_to(quantity * cost, 2), note=None,
        invoice_policy=models.InvoicePolicy.ON_DELIVERY, exchange_rate=round_to(1, 10), confirmed_at=placed_at, closed_at=None,
        quotation_id=None, agreement_id=None,
    )  # fmt: skip
    rows.add(
        models.SalesOrderLine, _id("sales order line", str(place)), placed_at, company_id=SISTER_ID,
        order_id=_id("sales order", str(place)), position=1, sku_id=_id("sku", code), description=name, quantity=quantity,
        unit_id=unit_id, currency="USD", unit_price=price, discount_percent=Decimal(0), net_amount=net, tax_amount=zero,
        unit_cost=cost, price_source=models.PriceSource.BY_HAND, agreement_line_id=None,
    )  # fmt: skip


def _add_purchase_order(rows: Rows, unit_id: UUID) -> None:
    ordered_on, due_on = TODAY - timedelta(days=12), TODAY + timedelta(days=16)
    code, (name, _, cost) = next(iter(SKUS.items()))
    net, zero = round_to(cost * 100, 2), round_to(0, 2)
    rows.add(
        models.PurchaseOrder, _id("purchase order", "1"), at(ordered_on), company_id=SISTER_ID, number="PO-000001",
        state=models.PurchaseOrderState.SENT, vendor_id=_id("party", "V20001"), vendor_reference=None,
        warehouse_id=_id("warehouse", "PDX"), ordered_at=at(ordered_on), expected_on=due_on, currency="USD", net_amount=net,
        tax_amount=zero, freight_amount=zero, total_amount=net,
    )  # fmt: skip
    rows.add(
        models.PurchaseOrderLine, _id("purchase order line", "1"), at(ordered_on), company_id=SISTER_ID,
        order_id=_id("purchase order", "1"), position=1, sku_id=_id("sku", code), description=name, quantity=Decimal(100),
        unit_id=unit_id, currency="USD", unit_price=cost, net_amount=net, due_on=due_on, received_quantity=Decimal(0),
        rejected_quantity=Decimal(0),
    )  # fmt: skip
    rows.add(
        models.VendorProduct, _id("vendor product", code), FOUNDED_AT, company_id=SISTER_ID, vendor_id=_id("party", "V20001"),
        sku_id=_id("sku", code), vendor_sku="TW-77", unit_id=unit_id, currency="USD", unit_price=cost, last_unit_cost=None,
        last_received_on=None, lead_time_days=28, minimum_quantity=Decimal(24), maximum_quantity=None,
    )  # fmt: skip
