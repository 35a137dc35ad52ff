"""Goods receipts, and where values of stock were posted."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

import models
from models import Base, CostMethod, StockValueKind
from tests.oracle.world.builder import DAYS, EXPONENTS, PRICES, QUANTITIES, Builder
from tests.oracle.world.parties import Parties
from tests.oracle.world.texts import NAMES

T = TypeVar("T", bound=Base)
RATES = tuple(map(Decimal, ("1.0000000000", "0.0067114094")))


def receipts(builder: Builder, company: models.Company, those: Parties, skus: Sequence[models.Sku]) -> None:
    """Make what arrived at a company, and some revaluations of nothing that were posted."""
    zero = Decimal(1).scaleb(-EXPONENTS[company.currency])
    arrived = [
        models.GoodsReceipt(
            **builder.owned(), number=f"GR-{place:04}", vendor_id=builder.pick(those.all).id,
            vendor_reference=builder.maybe(builder.pick(NAMES)), received_on=builder.pick([day for day in DAYS if day]),
            currency=company.currency, rate=builder.pick(RATES), note=builder.maybe(builder.pick(NAMES)),
        )
        for place in range(4)
    ]  # fmt: skip
    ordered = _made(builder, company.id, models.PurchaseOrderLine)
    places = [each for each in _made(builder, company.id, models.Location) if each.warehouse_id is not None]
    lots = _made(builder, company.id, models.Lot)
    lines = [
        models.GoodsReceiptLine(
            **builder.owned(), receipt_id=builder.pick(arrived[:3]).id, position=position,
            purchase_order_line_id=builder.maybe(builder.pick(ordered).id), sku_id=(sku := builder.pick(skus)).id,
            location_id=builder.pick(places).id, lot_id=builder.maybe(builder.pick(lots).id),
            quantity=builder.pick(QUANTITIES), unit_id=sku.unit_id, stock_quantity=builder.pick(QUANTITIES),
            currency=company.currency, unit_price=builder.maybe(builder.pick(PRICES)),
            company_currency=company.currency, accrued_amount=builder.pick([0, 1, 12345]) * zero,
        )
        for position in range(1, 10)
    ]  # fmt: skip
    worth = [
        models.StockValueEntry(
            **builder.owned(), sku_id=builder.pick(skus).id, kind=StockValueKind.REVALUATION,
            posted_on=builder.pick([day for day in DAYS if day]), quantity=Decimal(0), currency=company.currency,
            value=0 * zero, method=CostMethod.MOVING_AVERAGE, document_type="GoodsReceipt",
            document_id=builder.pick(arrived).id,
        )
        for _ in range(5)
    ]  # fmt: skip
    corrections = [
        models.StockValueEntry(
            **builder.owned(), sku_id=each.sku_id, kind=StockValueKind.REVALUATION, posted_on=each.posted_on,
            quantity=Decimal(0), currency=company.currency, value=0 * zero, method=CostMethod.MOVING_AVERAGE,
            document_type="GoodsReceipt", document_id=builder.pick(arrived).id, corrects_id=each.id,
        )
        for each in worth[:3]
    ]  # fmt: skip
    revaluations = [
        models.StockRevaluation(
            **builder.owned(), number=f"SR-{place:04}", reason=builder.pick(NAMES),
            revalued_on=builder.pick([day for day in DAYS if day]),
        )
        for place in range(3)
    ]  # fmt: skip
    worth[4].document_type, worth[4].document_id = "StockRevaluation", revaluations[0].id
    entries, accounts = (
        _made(builder, company.id, models.JournalEntry),
        _made(builder, company.id, models.LedgerAccount),
    )
    postings = [
        models.StockValuePosting(
            **builder.owned(), value_entry_id=each.id, journal_entry_id=builder.pick(entries).id,
            account_id=builder.pick(accounts).id, contra_account_id=builder.pick(accounts).id,
        )
        for each in worth[:4]
    ]  # fmt: skip
    for entry in entries[:3]:
        entry.source_type, entry.source_id = "GoodsReceipt", builder.pick(arrived).id
    free = (entry for entry in entries[3:] if entry.source_id is None)
    for of in (_made(builder, company.id, models.StockAdjustment)[0], revaluations[0]):
        entry = next(free)
        entry.source_type, entry.source_id = type(of).__name__, of.id
    moved = next(move for move in _made(builder, company.id, models.StockMove) if move.document_id is None)
    moved.document_type, moved.document_id = "GoodsReceipt", arrived[0].id
    builder.layer(arrived, revaluations, lines, worth, corrections, postings)


def _made(builder: Builder, company: UUID, model: type[T]) -> list[T]:
    """Give the rows of a table that a company has so far."""
    rows = [row for layer in builder.layers for row in layer if isinstance(row, model)]
    return [row for row in rows if getattr(row, "company_id", None) == company]
