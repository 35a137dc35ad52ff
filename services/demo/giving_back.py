"""What of the demo goes back to a vendor: of pieces that came today some have left again, and some are about to."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final
from uuid import UUID

from asyncpg import Connection

import models
from kernel.rounding import round_to
from services.demo.catalogue import Catalogue
from services.demo.identity import COMPANY_ID, TODAY, at, demo_id
from services.demo.rows import Rows
from services.demo.sites import home_of
from services.demo.stockroom import Batch, Document, Place, Stockroom
from services.demo.vendors import Vendor

CAME: Final = Decimal(20)
GONE: Final = Decimal(3)
READY: Final = Decimal(2)
REASONS: Final = ("The handles are loose.", "One too many of each.")
_RECEIPT: Final = demo_id("goods receipt", "returned")
_ARRIVED: Final = demo_id("goods receipt line", "returned")
_LEAVES: Final = demo_id("vendor return", "1")

# Nothing of it is billed. What has left is said once its lines are there.
_TOLD: Final = """
update vendor_return_line as line set billed_quantity = 0, owed_amount = 0.00,
  accrued_amount = round(arrived.accrued_amount * line.quantity / arrived.stock_quantity, 2)
from goods_receipt_line as arrived where arrived.id = line.goods_receipt_line_id and line.return_id = $1
"""
_LEFT: Final = "update vendor_return set state = 'SHIPPED', shipped_at = $2, changed_at = $2 where id = $1"
_TABLES: Final = ("vendor_return", "vendor_return_line")
_HELD: Final = "vendor_return_is_moved, vendor_return_leaves_what_is_billed"


def add_vendor_returns(
    stockroom: Stockroom, catalogue: Catalogue, vendors: Mapping[str, Vendor], units: Mapping[str, UUID]
) -> int:
    """Add the receipt and its returns, with what they move and reserve; give how many returns there are."""
    article, vendor = next(
        (each, vendors[each.vendor]) for each in catalogue.articles.values()
        if each.category == "TAB-J" and each.vendor and vendors[each.vendor].currency == "EUR"
    )  # fmt: skip
    place = Place(article, home_of(article))
    _receive(stockroom, place, vendor, units[article.unit])
    gone = Document("VendorReturn", _LEAVES)
    stockroom.take(place, GONE, "SUPPLIERS", at(TODAY, 18), document=gone, reason=REASONS[0])
    _add(stockroom, place, 1, GONE, is_gone=True)
    _add(stockroom, place, 2, READY, is_gone=False)
    return 2


async def send_back(connection: Connection, rows: Rows) -> None:
    """Write the returns, and let leave what has left."""
    for table in _TABLES:
        await connection.execute(f"alter table {table} disable trigger touch")
    await rows.copy_into(connection)
    await connection.execute(_TOLD, _LEAVES)
    await connection.execute(_LEFT, _LEAVES, at(TODAY, 18))
    await connection.execute(f"set constraints {_HELD} immediate")
    for table in _TABLES:
        await connection.execute(f"alter table {table} enable trigger touch")
    await connection.execute(f"set constraints {_HELD} deferred")


def _receive(stockroom: Stockroom, place: Place, vendor: Vendor, unit_id: UUID) -> None:
    article, when = place.article, at(TODAY, 17)
    arrival = Document("GoodsReceipt", _RECEIPT)
    stockroom.put(place, Batch(), CAME, "SUPPLIERS", when, document=arrival, reason="Received")
    stockroom.promises.add(
        models.GoodsReceipt, _RECEIPT, when, company_id=COMPANY_ID, number="GR-000001", vendor_id=vendor.id,
        received_on=TODAY, currency="EUR", rate=Decimal(1),
    )  # fmt: skip
    stockroom.promises.add(
        models.GoodsReceiptLine, _ARRIVED, when, company_id=COMPANY_ID, receipt_id=_RECEIPT, position=1, sku_id=article.id,
        location_id=place.bin, quantity=CAME, unit_id=unit_id, stock_quantity=CAME, currency="EUR",
        unit_price=article.cost, company_currency="EUR", accrued_amount=round_to(CAME * article.cost, 2),
    )  # fmt: skip


def _add(stockroom: Stockroom, place: Place, number: int, quantity: Decimal, *, is_gone: bool) -> None:
    key, when = demo_id("vendor return", str(number)), at(TODAY, 17, 30)
    sku_id, bin_id = place.article.id, place.bin
    stockroom.sent_back.add(
        models.VendorReturn, key, when, company_id=COMPANY_ID, number=f"VR-{number:06}", goods_receipt_id=_RECEIPT,
        reason=REASONS[number - 1],
    )  # fmt: skip
    kept = stockroom.promises.add(
        models.Reservation, demo_id("reservation", str(key)), when, company_id=COMPANY_ID, demand_type="VendorReturn",
        demand_id=key, sku_id=sku_id, location_id=bin_id, lot_id=None, quantity=quantity,
        consumed=quantity if is_gone else Decimal(0),
    )  # fmt: skip
    stockroom.sent_back.add(
        models.VendorReturnLine, demo_id("vendor return line", str(number)), when, company_id=COMPANY_ID, return_id=key,
        position=1, goods_receipt_line_id=_ARRIVED, reservation_id=kept, sku_id=sku_id, location_id=bin_id, lot_id=None,
        quantity=quantity, currency="EUR",
    )  # fmt: skip
