"""The web shop of the demo: the names that it has for customers, SKUs and orders of ours."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import models
from services.demo.catalogue import Catalogue
from services.demo.customers import Customer
from services.demo.identity import COMPANY_ID, FOUNDED_AT, demo_id
from services.demo.rows import Rows
from services.demo.sales_order import Order

SYSTEM: Final = "webshop"


def add_references(rows: Rows, catalogue: Catalogue, customers: Sequence[Customer], orders: Sequence[Order]) -> None:
    """Add the references of what private persons buy there."""
    for place, article in enumerate(catalogue.sold, start=1):
        _add(rows, "Sku", article.id, f"item-{4000 + place}")
    for customer in customers:
        if customer.is_person:
            _add(rows, "Party", customer.id, f"account-{customer.number[1:]}")
    for order in orders:
        if order.customer.is_person:
            _add(rows, "SalesOrder", order.id, f"W{order.placed_at:%y}-{order.place * 7 + 10000}")


def _add(rows: Rows, entity_type: str, entity_id: UUID, external_id: str) -> None:
    rows.add(
        models.ExternalReference, demo_id("reference", f"{entity_type} {external_id}"), FOUNDED_AT, company_id=COMPANY_ID,
        system=SYSTEM, external_id=external_id, entity_type=entity_type, entity_id=entity_id,
    )  # fmt: skip
