"""Invoices: drafts of every kind, posted ones behind entries that are there, with lines, taxes, instalments, advances."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from uuid import UUID

import models
from auth.roles import RoleCode
from models import AccountSubtype, CutOff, InvoiceKind, InvoiceState, TaxCategory, TaxKind
from models.base import Base
from tests.oracle.world.builder import DAYS, EXPONENTS, PRICES, QUANTITIES, Builder
from tests.oracle.world.people import USER_IDS
from tests.oracle.world.texts import NAMES

KINDS = (InvoiceKind.CUSTOMER_INVOICE, InvoiceKind.CUSTOMER_INVOICE, InvoiceKind.VENDOR_BILL)


def invoices(builder: Builder, company: models.Company) -> None:
    """Make the invoices of one company, by a chance of their own: what is made after them stays as it is."""
    others, builder.random = builder.random, Random(f"invoices of {company.code}")
    rows = [row for layer in builder.layers for row in layer if getattr(row, "company_id", None) == company.id]
    parties = [row for row in rows if isinstance(row, models.Party)][:3]
    journals = [row for row in rows if isinstance(row, models.Journal)]
    lines = [row for row in rows if isinstance(row, models.JournalLine) and row.party_id is not None]
    entries = {row.id: row for row in rows if isinstance(row, models.JournalEntry)}
    owed = {line.entry_id: line for line in lines}
    made = [_invoice(builder, place, builder.pick(parties).id, journals[1].id, None) for place in range(8)]
    for place, line in enumerate(list(owed.values())[:6], 10):
        assert line.party_id is not None
        made.append(_invoice(builder, place, line.party_id, journals[1].id, entries[line.entry_id]))
    notes = [_note(builder, invoice, place) for place, invoice in enumerate(made[-2:], 20)]
    _agree(made, rows)
    builder.layer(made, notes)
    _parts(builder, [*made, *notes], rows)
    builder.random = others


def _invoice(
    builder: Builder, place: int, party: UUID, journal: UUID, entry: models.JournalEntry | None
) -> models.Invoice:
    currency = builder.pick(list(EXPONENTS)) if entry is None else entry.currency
    net, tax, zero = builder.amount(currency), builder.amount(currency), _zero(currency)
    drafted = [InvoiceState.DRAFT, InvoiceState.VALIDATED]
    return models.Invoice(
        **builder.owned(), kind=builder.pick(KINDS), number=None if entry is None else f"SAL-{place}",
        state=builder.pick(drafted) if entry is None else InvoiceState.POSTED, party_id=party, reference=f"R{place}",
        journal_id=journal, invoice_on=DAYS[place % 5], posted_on=None if entry is None else entry.posted_on,
        due_on=builder.maybe(DAYS[0]), currency=currency, rate=builder.maybe(Decimal(2)) if entry is None else entry.rate,
        discount_amount=zero, is_advance=place == 0, net_amount=net, tax_amount=tax, deducted_amount=zero,
        rounding_amount=zero, total_amount=net + tax, entry_id=None if entry is None else entry.id,
        note=builder.maybe(builder.pick(NAMES)),
    )  # fmt: skip


def _agree(made: Sequence[models.Invoice], rows: Sequence[Base]) -> None:
    """Say by which term and in which tax position some are, and what is withheld of them."""
    term = next(row.id for row in rows if isinstance(row, models.PaymentTerm))
    position = next(row.id for row in rows if isinstance(row, models.TaxPosition))
    withheld = next(row.id for row in rows if isinstance(row, models.TaxCode) and row.kind is TaxKind.WITHHOLDING)
    order = next(row.id for row in rows if isinstance(row, models.SalesOrder))
    for invoice in made:
        if invoice.is_advance and invoice.kind is InvoiceKind.CUSTOMER_INVOICE:
            invoice.sales_order_id = order
    for invoice in made[::3]:
        invoice.payment_term_id, invoice.position_id, invoice.withholding_code_id = term, position, withheld


def _note(builder: Builder, invoice: models.Invoice, place: int) -> models.Invoice:
    note = _invoice(builder, place, invoice.party_id, invoice.journal_id, None)
    is_sale = invoice.kind is InvoiceKind.CUSTOMER_INVOICE
    note.kind = InvoiceKind.CREDIT_NOTE if is_sale else InvoiceKind.DEBIT_NOTE
    note.credits_id = invoice.id
    return note


def _parts(builder: Builder, made: list[models.Invoice], rows: Sequence[Base]) -> None:
    codes = [row for row in rows if isinstance(row, models.TaxCode)][:3]
    skus = [row for row in rows if isinstance(row, models.Sku)][:5]
    accounts = [row for row in rows if isinstance(row, models.LedgerAccount)]
    ordered = _ordered(rows)
    lines = [
        models.InvoiceLine(
            **builder.owned(), invoice_id=invoice.id, position=position, sku_id=builder.maybe(builder.pick(skus).id),
            description=builder.pick(NAMES), quantity=builder.pick(QUANTITIES), currency=invoice.currency,
            unit_price=builder.pick(PRICES), account_id=builder.maybe(builder.pick(accounts).id),
            cut_off=builder.pick([*CutOff]), net_amount=invoice.net_amount, tax_amount=invoice.tax_amount,
            ledger_amount=invoice.net_amount, **_billed(builder, invoice, ordered),
        )
        for invoice in made for position in range(1, builder.pick((1, 2, 3)))
    ]  # fmt: skip
    notes = {invoice.id: invoice.credits_id for invoice in made if invoice.credits_id is not None}
    for line in lines:
        line.credits_line_id = next((each.id for each in lines if each.invoice_id == notes.get(line.invoice_id)), None)
    lines[0].unit_id = next(row.unit_id for row in rows if isinstance(row, models.Sku))
    asked = [
        models.InvoiceLineTax(**builder.owned(), line_id=line.id, tax_code_id=code.id, position=position)
        for line in lines
        for position, code in enumerate(codes[: builder.pick((0, 1, 2))], 1)
    ]
    value = next(row for row in rows if isinstance(row, models.DimensionValue))
    belonging = [
        models.InvoiceLineDimension(
            **builder.owned(), line_id=line.id, dimension_id=value.dimension_id, value_id=value.id
        )
        for line in lines[::2]
    ]
    taxes = [
        models.InvoiceTax(
            **builder.owned(), invoice_id=invoice.id, position=position, tax_code_id=code.id, kind=TaxKind.PERCENT,
            category=builder.pick([TaxCategory.S, TaxCategory.AE]), rate=Decimal("20.000000"), is_reverse_charge=position == 2,
            is_cash_basis=False, currency=invoice.currency, base=invoice.net_amount, amount=invoice.tax_amount,
            deductible=_zero(invoice.currency),
        )
        for invoice in made for position, code in enumerate(codes[:2], 1)
    ]  # fmt: skip
    instalments = [
        models.InvoiceInstalment(
            **builder.owned(), invoice_id=invoice.id, position=position, due_on=DAYS[position], currency=invoice.currency,
            amount=invoice.total_amount,
        )
        for invoice in made for position in (1, 2)
    ]  # fmt: skip
    items = {
        row.entry_id: row.id for row in rows
        if isinstance(row, models.JournalLine) and any(row.account_id == account.id for account in _owed(rows))
    }  # fmt: skip
    for instalment, invoice in zip(instalments[::2], made, strict=True):
        instalment.open_item_id = None if invoice.entry_id is None else items[invoice.entry_id]
    deduction = models.InvoiceDeduction(**builder.owned(), invoice_id=made[1].id, advance_id=made[0].id)
    withheld = [
        models.InvoiceWithholding(
            **builder.owned(), invoice_id=invoice.id, position=position, tax_code_id=code.id, percent=Decimal("2.500000"),
            currency=invoice.currency, base=invoice.net_amount, amount=_zero(invoice.currency) + position,
        )
        for invoice in made[::2] for position, code in enumerate(codes[:2], 1)
    ]  # fmt: skip
    given_back = models.InvoiceDeduction(
        **builder.owned(), invoice_id=made[-1].id, advance_id=made[0].id, gives_back_id=deduction.id
    )
    withheld[0].certificate_id = next(row.id for row in rows if isinstance(row, models.WithholdingCertificate))
    credited = [line for line in lines if line.credits_line_id is not None]
    first = [line for line in lines if line.credits_line_id is None]
    builder.layer(first, credited, [*asked, *belonging], taxes, instalments, [deduction], [given_back], withheld)


def _owed(rows: Sequence[Base]) -> list[models.LedgerAccount]:
    return [row for row in rows if isinstance(row, models.LedgerAccount) and row.subtype is AccountSubtype.RECEIVABLE]


def _ordered(rows: Sequence[Base]) -> dict[str, list[UUID]]:
    """Give lines of orders to bill; who asks as a sales rep looks after the first of the sales orders, and not the others."""
    sold = [row for row in rows if isinstance(row, models.SalesOrderLine)][:4]
    for order in rows:
        if isinstance(order, models.SalesOrder) and order.id == sold[0].order_id:
            order.sales_rep_id = USER_IDS[RoleCode.SALES_REP]
    bought = [row.id for row in rows if isinstance(row, models.PurchaseOrderLine)][:3]
    arrived = [row.id for row in rows if isinstance(row, models.GoodsReceiptLine)][:3]
    return {
        "sales_order_line_id": [line.id for line in sold], "purchase_order_line_id": bought,
        "goods_receipt_line_id": arrived,
    }  # fmt: skip


def _billed(builder: Builder, invoice: models.Invoice, ordered: dict[str, list[UUID]]) -> dict[str, UUID | None]:
    is_sale = invoice.kind in (InvoiceKind.CUSTOMER_INVOICE, InvoiceKind.CREDIT_NOTE)
    column = "sales_order_line_id" if is_sale else "purchase_order_line_id"
    arrived = None if is_sale else builder.maybe(builder.pick(ordered["goods_receipt_line_id"]))
    return {column: builder.maybe(builder.pick(ordered[column])), "goods_receipt_line_id": arrived}


def _zero(currency: str) -> Decimal:
    return Decimal(0).scaleb(-EXPONENTS[currency])
