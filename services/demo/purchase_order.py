"""A purchase order of the demo, from the review that made it to today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import models
from kernel.currency import currency_exponent
from kernel.rounding import round_to
from models import PurchaseOrderState
from services.demo.catalogue import Article
from services.demo.identity import COMPANY_ID, at, demo_id
from services.demo.rows import Rows
from services.demo.sites import Site
from services.demo.vendors import Vendor

UNNUMBERED: Final = frozenset({PurchaseOrderState.DRAFT, PurchaseOrderState.PENDING_APPROVAL})
ON_THEIR_WAY: Final = (
    PurchaseOrderState.DRAFT,
    PurchaseOrderState.PENDING_APPROVAL,
    PurchaseOrderState.APPROVED,
    PurchaseOrderState.SENT,
    PurchaseOrderState.SENT,
)
"""How the newest orders that have not arrived stand, the newest first; older ones are acknowledged."""
DOMESTIC_TAX: Final = Decimal("0.2")


@dataclass
class PurchaseLine:
    """One position; what is received grows when it arrives."""

    position: int
    article: Article
    quantity: Decimal
    unit_price: Decimal
    net: Decimal
    received: Decimal = Decimal(0)
    rejected: Decimal = Decimal(0)


@dataclass
class Purchase:
    """A purchase order."""

    place: int
    vendor: Vendor
    site: Site
    ordered_on: date
    due_on: date
    arrives_on: date
    state: PurchaseOrderState = PurchaseOrderState.ACKNOWLEDGED
    arrived: bool = False
    lines: list[PurchaseLine] = field(default_factory=list[PurchaseLine])

    @property
    def id(self) -> UUID:
        return demo_id("purchase order", str(self.place))

    def line_id(self, line: PurchaseLine) -> UUID:
        """Give the id of one of its lines."""
        return demo_id("purchase order line", f"{self.place} {line.position}")

    @property
    def number(self) -> str:
        return f"PO-{self.place:06}"


def settle_states(purchases: Sequence[Purchase]) -> None:
    """Let the newest of the orders that have not arrived be drafts, then waiting, approved and sent."""
    under_way = [order for order in reversed(purchases) if order.state is PurchaseOrderState.ACKNOWLEDGED]
    for order, state in zip(under_way, ON_THEIR_WAY, strict=False):
        order.state = state


def add_purchases(rows: Rows, purchases: Sequence[Purchase], units: Mapping[str, UUID]) -> None:
    """Add the purchase orders as they stand today."""
    for order in purchases:
        _add_order(rows, order)
        for line in order.lines:
            _add_line(rows, order, line, units[line.article.unit])


def _add_order(rows: Rows, order: Purchase) -> None:
    vendor, exponent = order.vendor, currency_exponent(order.vendor.currency)
    net = sum((line.net for line in order.lines), round_to(0, exponent))
    tax = round_to(net * (DOMESTIC_TAX if vendor.country == "AT" else 0), exponent)
    freight = round_to(net * vendor.freight_share, exponent)
    rows.add(
        models.PurchaseOrder,
        order.id,
        at(order.ordered_on, 11),
        changed=at(order.arrives_on if order.arrived else order.ordered_on, 12),
        company_id=COMPANY_ID,
        number=None if order.state in UNNUMBERED else order.number,
        state=order.state,
        vendor_id=vendor.id,
        vendor_reference=f"{vendor.code[:2]}-{order.place * 7 % 9000 + 1000}" if order.arrived else None,
        warehouse_id=order.site.id,
        ordered_at=at(order.ordered_on, 11),
        expected_on=order.due_on,
        currency=vendor.currency,
        net_amount=net,
        tax_amount=tax,
        freight_amount=freight,
        total_amount=net + tax + freight,
    )


def _add_line(rows: Rows, order: Purchase, line: PurchaseLine, unit_id: UUID) -> None:
    rows.add(
        models.PurchaseOrderLine,
        order.line_id(line),
        at(order.ordered_on, 11),
        changed=at(order.arrives_on if order.arrived else order.ordered_on, 12),
        company_id=COMPANY_ID,
        order_id=order.id,
        position=line.position,
        sku_id=line.article.id,
        description=line.article.name,
        quantity=line.quantity,
        unit_id=unit_id,
        currency=order.vendor.currency,
        unit_price=line.unit_price,
        net_amount=line.net,
        due_on=order.due_on,
        received_quantity=line.received,
        rejected_quantity=line.rejected,
    )
