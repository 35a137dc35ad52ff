"""The two companies of the demo, and the series from which their documents take numbers."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

import models
from services.demo.identity import COMPANY_ID, FOUNDED_AT, SISTER_ID, TIME_ZONE, demo_id
from services.demo.rows import Rows

SALES_ORDERS: Final = "SALES_ORDER"
PURCHASE_ORDERS: Final = "PURCHASE_ORDER"
STOCK_ADJUSTMENTS: Final = "STOCK_ADJUSTMENT"
STOCK_TRANSFERS: Final = "STOCK_TRANSFER"
PARCELS: Final = "PARCEL"
SHIPMENTS: Final = "SHIPMENT"
QUOTATIONS: Final = "QUOTATION"
BLANKET_AGREEMENTS: Final = "BLANKET_AGREEMENT"
RETURNS: Final = "RETURN"
GOODS_RECEIPTS: Final = "GOODS_RECEIPT"
VENDOR_RETURNS: Final = "VENDOR_RETURN"
PREFIXES: Final = {
    SALES_ORDERS: "SO-", PURCHASE_ORDERS: "PO-", STOCK_ADJUSTMENTS: "SA-", PARCELS: "PC-", SHIPMENTS: "SH-", QUOTATIONS: "QU-",
    BLANKET_AGREEMENTS: "BA-", RETURNS: "RT-", STOCK_TRANSFERS: "TR-",
    GOODS_RECEIPTS: "GR-", VENDOR_RETURNS: "VR-",
}  # fmt: skip


def add_companies(rows: Rows) -> None:
    """Add the companies."""
    rows.add(
        models.Company, COMPANY_ID, FOUNDED_AT, code="LUM", name="Lumenholt", legal_name="Lumenholt Handels GmbH",
        vat_number="ATU00000024", currency="EUR", country="AT", time_zone=TIME_ZONE,
    )  # fmt: skip
    rows.add(
        models.Company, SISTER_ID, FOUNDED_AT, code="LUS", name="Lumenholt Portland", legal_name="Lumenholt Trading Inc.",
        vat_number=None, currency="USD", country="US", time_zone="America/Los_Angeles",
    )  # fmt: skip


def add_series(rows: Rows, company_id: UUID, next_values: dict[str, int]) -> None:
    """Add the series of a company, each going on after the documents that there are."""
    for code, next_value in next_values.items():
        rows.add(
            models.NumberSeries, demo_id("series", f"{company_id} {code}"), FOUNDED_AT,
            company_id=company_id, code=code, prefix=PREFIXES[code], digits=6, next_value=next_value, gapless=False,
        )  # fmt: skip


def add_journal_series(rows: Rows, company_id: UUID, series: Iterable[tuple[str, int]]) -> None:
    """Add the series of journals, by journal and year, from which entries take their numbers."""
    for journal, year in sorted(series):
        code = f"JOURNAL {journal} {year}"
        rows.add(
            models.NumberSeries, demo_id("series", f"{company_id} {code}"), FOUNDED_AT,
            company_id=company_id, code=code, prefix=f"{journal}-{year}-", digits=6, next_value=1, gapless=True,
        )  # fmt: skip
