"""Invoices that somebody at the roastery is writing: to a customer, an advance, and the bill of a vendor."""

from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

import models
from kernel.rounding import round_to
from models import InvoiceKind, InvoiceState, TaxCategory, TaxKind
from services.demo.books import centre_id, dimension_id
from services.demo.identity import COMPANY_ID, SISTER_ID, TODAY, VENDOR_PARTY_ID, at, demo_id
from services.demo.rows import Rows
from services.demo.taxes import code_id


class _Document(NamedTuple):
    kind: InvoiceKind
    state: InvoiceState
    reference: str | None
    lines: tuple[tuple[str, str, str], ...]
    is_advance: bool = False


DOCUMENTS: Final = (
    _Document(
        InvoiceKind.CUSTOMER_INVOICE, InvoiceState.DRAFT, None,
        (("Espresso Classico, 1 kg", "24", "18.90"), ("Filter papers, 100 pieces", "12", "4.20")),
    ),
    _Document(InvoiceKind.CUSTOMER_INVOICE, InvoiceState.VALIDATED, None, (("House blend, 1 kg", "40", "16.50"),)),
    _Document(
        InvoiceKind.CUSTOMER_INVOICE, InvoiceState.DRAFT, None, (("Half of a roaster on order", "1", "2400"),), is_advance=True
    ),
    _Document(InvoiceKind.VENDOR_BILL, InvoiceState.DRAFT, "RE-2026-4711", (("Repair of the grinder", "3", "96.00"),)),
)  # fmt: skip
"""Kind, state, number of the vendor, and lines: words, quantity, price; all of them taxed with 20 %."""


def add_invoices(rows: Rows, customer_id: UUID) -> None:
    """Add them, reckoned as the service would."""
    for place, document in enumerate(DOCUMENTS):
        _add(rows, place, document, customer_id)


def _add(rows: Rows, place: int, document: _Document, customer_id: UUID) -> None:
    is_bill = document.kind is InvoiceKind.VENDOR_BILL
    key, zero = demo_id("invoice", str(place)), round_to(0, 2)
    nets = [round_to(Decimal(quantity) * Decimal(price), 2) for _, quantity, price in document.lines]
    net = sum(nets, zero)
    tax = round_to(net / 5, 2)
    rows.add(
        models.Invoice, key, at(TODAY), company_id=COMPANY_ID, kind=document.kind, state=document.state,
        party_id=VENDOR_PARTY_ID if is_bill else customer_id, reference=document.reference,
        journal_id=demo_id("ledger journal", f"{COMPANY_ID} {'PUR' if is_bill else 'SAL'}"), invoice_on=TODAY, due_on=TODAY,
        currency="EUR", discount_amount=zero, is_advance=document.is_advance, net_amount=net, tax_amount=tax,
        deducted_amount=zero, rounding_amount=zero, total_amount=net + tax,
    )  # fmt: skip
    for position, ((words, quantity, price), amount) in enumerate(zip(document.lines, nets, strict=True), 1):
        line_id = demo_id("invoice line", f"{place} {position}")
        rows.add(
            models.InvoiceLine, line_id, at(TODAY), company_id=COMPANY_ID, invoice_id=key, position=position,
            description=words, quantity=Decimal(quantity), currency="EUR", unit_price=Decimal(price), net_amount=amount,
            tax_amount=round_to(amount / 5, 2), ledger_amount=amount,
        )  # fmt: skip
        rows.add(
            models.InvoiceLineTax, line_id, at(TODAY), company_id=COMPANY_ID, line_id=line_id,
            tax_code_id=code_id(COMPANY_ID, "U20"), position=1,
        )  # fmt: skip
        if is_bill:
            rows.add(
                models.InvoiceLineDimension, line_id, at(TODAY), company_id=COMPANY_ID, line_id=line_id,
                dimension_id=dimension_id(COMPANY_ID, "COST_CENTRE"), value_id=centre_id(COMPANY_ID, "ROAST"),
            )  # fmt: skip
    rows.add(
        models.InvoiceTax, demo_id("invoice tax", str(place)), at(TODAY), company_id=COMPANY_ID, invoice_id=key, position=1,
        tax_code_id=code_id(COMPANY_ID, "U20"), kind=TaxKind.PERCENT, category=TaxCategory.S, rate=Decimal(20),
        is_reverse_charge=False, is_cash_basis=False, currency="EUR", base=net, amount=tax, deductible=tax,
    )  # fmt: skip
    rows.add(
        models.InvoiceInstalment, demo_id("invoice instalment", str(place)), at(TODAY), company_id=COMPANY_ID,
        invoice_id=key, position=1, due_on=TODAY, currency="EUR", amount=net + tax,
    )  # fmt: skip


def add_withheld(rows: Rows) -> None:
    """Add the bill of a vendor of the sister company, of which nothing is withheld because of a certificate."""
    key, net, zero = demo_id("invoice", "sister"), Decimal("1200.00"), Decimal("0.00")
    rows.add(
        models.Invoice, key, at(TODAY), company_id=SISTER_ID, kind=InvoiceKind.VENDOR_BILL, state=InvoiceState.DRAFT,
        party_id=demo_id("sister party", "V20001"), reference="TW-2026-118",
        journal_id=demo_id("ledger journal", f"{SISTER_ID} PUR"), invoice_on=TODAY, due_on=TODAY, currency="USD",
        discount_amount=zero, is_advance=False, net_amount=net, tax_amount=zero, deducted_amount=zero, rounding_amount=zero,
        total_amount=net,
    )  # fmt: skip
    rows.add(
        models.InvoiceLine, demo_id("invoice line", "sister"), at(TODAY), company_id=SISTER_ID, invoice_id=key, position=1,
        description="Design of a mug", quantity=Decimal(1), currency="USD", unit_price=net, net_amount=net, tax_amount=zero,
        ledger_amount=net,
    )  # fmt: skip
    rows.add(
        models.InvoiceWithholding, demo_id("invoice withholding", "sister"), at(TODAY), company_id=SISTER_ID, invoice_id=key,
        position=1, tax_code_id=code_id(SISTER_ID, "BW24"), percent=Decimal(0), currency="USD", base=net, amount=zero,
        certificate_id=demo_id("withholding certificate", "1"),
    )  # fmt: skip
