"""The demo's invoices, bills and notes in the books: their entries by the posting rules, their tax lines, their rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final
from uuid import UUID

import models
from models import AccountRole, InvoiceKind, InvoiceState
from services.demo.billing import Document, Position
from services.demo.books import Books, Posted, account_id, centre_id, dimension_id, journal_id
from services.demo.identity import COMPANY_ID, at, demo_id
from services.demo.open_items import Item, Share, add_settlement
from services.demo.rows import Rows
from services.demo.tax_facts import TaxFacts
from services.demo.taxes import POSITIONS, code_id
from services.finance.chart import general_chart
from services.finance.invoice.life import NOTES, SOURCES, TRADES
from services.finance.posting import Leg
from services.finance.rules import LegKind, rule_for
from services.finance.tax.calculation import CalculatedLine, Calculation
from services.finance.tax.facts import TaxFact, fact_of, tax_parts

ACCOUNTS: Final[Mapping[AccountRole, str]] = {
    role: account.code for account in general_chart() for role in account.roles
}
"""The account of each role, as the chart has it."""
WORDINGS: Final = {position.code: position.wording for position in POSITIONS}


@dataclass(frozen=True)
class Billed:
    """A document in the books, and its open item."""

    document: Document
    posted: Posted
    item: Item


def enter(books: Books, facts: TaxFacts, documents: Iterable[Document]) -> list[Billed]:
    """Enter documents in the order of their days, and number them."""
    counts: dict[tuple[str, int], int] = {}
    billed: list[Billed] = []
    for document in sorted(documents, key=lambda each: (each.on, each.key)):
        series = (document.journal, document.on.year)
        counts[series] = counts.get(series, 0) + 1
        numbered = replace(document, number=f"{document.journal}-{document.on.year}-{counts[series]:06}")
        billed.append(_enter(books, facts, numbered))
    return billed


def _enter(books: Books, facts: TaxFacts, document: Document) -> Billed:
    found, party = document.calculation, document.party_id
    owed = replace(
        _leg(books, document.kind, LegKind.TOTAL, document.total),
        id=document.item_id,
        party_id=party,
        due_on=document.due_on,
    )
    legs, told = legs_of(books, document.kind, document.key, document.positions, document.owed, party)
    if document.is_advance:
        # A debt until it is taken off.
        advanced = _leg(books, document.kind, LegKind.PREPAYMENT, -found.net)
        legs[0] = replace(advanced, id=document.advanced_id, party_id=party, description=legs[0].description)
    if document.deducts is not None:
        taken_off = _leg(books, document.kind, LegKind.PREPAYMENT, document.deducts.calculation.net)
        legs.append(replace(taken_off, id=document.advanced_id, party_id=party))
    words = document.kind.replace("_", " ").capitalize()
    words = words if document.reference is None else f"{words} {document.reference}"
    source = ("Invoice", document.id)
    posted = books.enter(
        document.key, document.journal, document.on, words, [owed, *legs], document.money, source=source
    )
    facts.tell(posted, document.on, document.money, told)
    item = Item(
        document.item_id, party, owed.account_id, document.money.currency, owed.amount, posted.amounts[0], document.on, document.due_on, source,
    )  # fmt: skip
    return Billed(document, posted, item)


def legs_of(
    books: Books,
    kind: InvoiceKind,
    key: str,
    positions: Sequence[Position],
    found: Calculation,
    party: UUID | None = None,
) -> tuple[list[Leg], list[TaxFact]]:
    """Give the legs of what a document is for and of its taxes, by the posting rules, and what is told of these."""
    legs = [
        replace(
            _leg(books, kind, LegKind.NET, line.net, position.account),
            description=position.words,
            dimensions=() if position.centre is None else (centre_id(COMPANY_ID, position.centre),),
        )
        for position, line in zip(positions, found.lines, strict=True) if line.net
    ]  # fmt: skip
    told: list[TaxFact] = []
    turned = kind in NOTES.values()
    for place, part in enumerate(tax_parts(found, TRADES[kind])):
        leg_id = demo_id("tax leg", f"{key} {place}")
        if part.amount:
            base = -part.base if turned else part.base
            leg = _leg(books, kind, part.kind, part.amount)
            legs.append(replace(leg, id=leg_id, tax_code_id=part.tax.tax.key, tax_base=base))
        fact = fact_of(part, turned=turned, leg_id=leg_id, party_id=party)
        if fact is not None:
            told.append(fact)
    return legs, told


def _leg(books: Books, kind: InvoiceKind, part: LegKind, amount: Decimal, account: str | None = None) -> Leg:
    rule = rule_for(SOURCES[kind], part)
    return Leg(books.account(account or ACCOUNTS[AccountRole(rule.role)]), rule.side.signed(amount))


def add_documents(rows: Rows, billed: Sequence[Billed], units: Mapping[str, UUID]) -> None:
    """Add the documents with their parts, posted as they are."""
    gone = {
        each.document.credits.id for each in billed
        if each.document.credits is not None and each.document.credits.calculation.total == each.document.calculation.total
    }  # fmt: skip
    for each in billed:
        _add(rows, each, InvoiceState.CANCELLED if each.document.id in gone else InvoiceState.POSTED)
        for place, (position, line) in enumerate(
            zip(each.document.positions, each.document.calculation.lines, strict=True), 1
        ):
            _add_line(rows, each.document, place, position, line, units)
        _add_taxes(rows, each.document)


def _add(rows: Rows, billed: Billed, state: InvoiceState) -> None:
    document, found = billed.document, billed.document.calculation
    zero = found.net * 0
    rows.add(
        models.Invoice, document.id, at(document.on, 15), company_id=COMPANY_ID, kind=document.kind, state=state,
        number=document.number, party_id=document.party_id, reference=document.reference,
        journal_id=journal_id(COMPANY_ID, document.journal), invoice_on=document.on, posted_on=document.on,
        due_on=document.due_on, currency=document.money.currency, rate=document.money.rate, discount_amount=zero,
        payment_term_id=None if document.term is None else demo_id("payment term", f"{COMPANY_ID} {document.term}"),
        credits_id=None if document.credits is None else document.credits.id,
        position_id=None if document.position is None else demo_id("tax position", document.position),
        wording=None if document.position is None else WORDINGS[document.position], net_amount=found.net,
        tax_amount=found.tax, deducted_amount=document.deducted, rounding_amount=zero, total_amount=document.total,
        entry_id=billed.posted.entry_id, is_advance=document.is_advance,
    )  # fmt: skip
    rows.add(
        models.InvoiceInstalment, demo_id("invoice instalment", document.key), at(document.on, 15), company_id=COMPANY_ID,
        invoice_id=document.id, position=1, due_on=document.due_on, currency=document.money.currency, amount=document.total,
        open_item_id=document.item_id,
    )  # fmt: skip
    if document.deducts is not None:
        _deduct(rows, document, document.deducts)


def _deduct(rows: Rows, document: Document, advance: Document) -> None:
    """Take an advance off, and settle what the two have left on the account of advances."""
    rows.add(
        models.InvoiceDeduction, demo_id("invoice deduction", document.key), at(document.on, 15), company_id=COMPANY_ID,
        invoice_id=document.id, advance_id=advance.id,
    )  # fmt: skip
    net, account = advance.calculation.net, account_id(COMPANY_ID, ACCOUNTS[AccountRole.PREPAYMENT_RECEIVED])
    sides = ((advance, -net), (document, net))
    items = [
        Item(each.advanced_id, each.party_id, account, "EUR", part, part, each.on, each.on) for each, part in sides
    ]
    shares = [Share(item, item.amount, item.company_amount) for item in items]
    add_settlement(rows, f"advance of {document.key}", document.on, shares)


def _add_line(
    rows: Rows, document: Document, place: int, position: Position, line: CalculatedLine, units: Mapping[str, UUID]
) -> None:
    key, when = document.line_id(place), at(document.on, 15)
    rows.add(
        models.InvoiceLine, key, when, company_id=COMPANY_ID, invoice_id=document.id, position=place,
        sku_id=position.sku_id, description=position.words, quantity=position.quantity,
        unit_id=None if position.unit is None else units[position.unit], currency=document.money.currency,
        unit_price=position.unit_price, discount_percent=position.discount_percent,
        account_id=None if position.account is None else demo_id("ledger account", f"{COMPANY_ID} {position.account}"),
        credits_line_id=position.credits_line_id, sales_order_line_id=position.sales_order_line_id,
        purchase_order_line_id=position.purchase_order_line_id, net_amount=line.net, tax_amount=line.gross - line.net,
        ledger_amount=line.net,
    )  # fmt: skip
    rows.add(
        models.InvoiceLineTax, key, when, company_id=COMPANY_ID, line_id=key,
        tax_code_id=code_id(COMPANY_ID, position.code), position=1,
    )  # fmt: skip
    if position.centre is not None:
        rows.add(
            models.InvoiceLineDimension, key, when, company_id=COMPANY_ID, line_id=key,
            dimension_id=dimension_id(COMPANY_ID, "COST_CENTRE"), value_id=centre_id(COMPANY_ID, position.centre),
        )  # fmt: skip


def _add_taxes(rows: Rows, document: Document) -> None:
    for place, tax in enumerate(document.calculation.taxes, 1):
        rows.add(
            models.InvoiceTax, demo_id("invoice tax", f"{document.key} {place}"), at(document.on, 15),
            company_id=COMPANY_ID, invoice_id=document.id, position=place, tax_code_id=tax.tax.key, kind=tax.tax.kind,
            category=tax.tax.category, rate=tax.tax.rate, is_reverse_charge=tax.tax.reverse_charge, is_cash_basis=False,
            currency=document.money.currency, base=tax.base, amount=tax.amount, deductible=tax.deductible,
        )  # fmt: skip
    if document.discount:
        rows.add(
            models.OpenItemDiscount, demo_id("discount offered", document.key), at(document.on, 15), company_id=COMPANY_ID,
            open_item_id=document.item_id, until_on=document.discount_until, currency=document.money.currency,
            amount=document.discount, lowers_tax=True,
        )  # fmt: skip
