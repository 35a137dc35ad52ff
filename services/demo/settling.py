"""How the demo's open items are paid: by payments, or from the lines of bank statements, with discounts and differences of
exchange."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

import models
from kernel.currency import currency_exponent
from kernel.rounding import exact_ratio, round_to, step_of
from kernel.split import split
from models import EntryKind, PaymentDirection, PaymentState, TaxSide
from services.demo.banking import CARDS, CURRENT, STATEMENTS_SINCE, CurrentAccount
from services.demo.billing import Document, money_on
from services.demo.books import Books, Money, Posted, journal_id
from services.demo.identity import COMPANY_ID, TODAY, at, demo_id
from services.demo.open_items import Item, Share, add_settlement
from services.demo.rates import Rates
from services.demo.rows import Rows
from services.demo.tax_facts import TaxFacts
from services.finance.posting import Leg
from services.finance.tax.facts import TaxFact

EXCHANGE_GAIN, EXCHANGE_LOSS, DISCOUNT_GIVEN = "4110", "6340", "4090"
SETTLED: Final = "Settlement"
SHOWN_BEFORE: Final = date(2026, 11, 16)
"""Payments before this day have been seen on an account since."""


class Wanted(NamedTuple):
    """A payment that somebody makes, of items of one party in one currency."""

    key: str
    on: date
    items: Sequence[Item]
    words: str
    name: str
    by_card: bool


class Made(NamedTuple):
    """A payment that is posted once its row is there."""

    id: UUID
    entry_id: UUID
    rate: Decimal
    state: PaymentState


@dataclass
class Till:
    """Where payments come in and go out."""

    rows: Rows
    books: Books
    current: CurrentAccount
    facts: TaxFacts
    rates: Rates
    made: list[Made] = field(default_factory=list[Made])

    def pay(self, wanted: Wanted, amount: Decimal | None = None) -> None:
        """Pay items, or an amount of the only one."""
        shares = [_share(item, amount) for item in wanted.items]
        if wanted.items[0].currency == "EUR" and not wanted.by_card and wanted.on >= STATEMENTS_SINCE:
            self._pay_from_statement(wanted, shares)
        else:
            self._pay_by_payment(wanted, shares)

    def cancel_out(self, wanted: Wanted) -> None:
        """Settle items with each other that come to nothing, such as an invoice and the note that takes it back."""
        add_settlement(self.rows, wanted.key, wanted.on, [_whole(item) for item in wanted.items])

    def pay_with_discount(self, wanted: Wanted, document: Document) -> None:
        """Pay an item within the days of its discount, which lowers the tax too (Directive 2006/112/EC, 90 (1))."""
        (item,) = wanted.items
        posted, let_go = self._let_go(wanted, document)
        paid = self._payment(wanted, [Share(item, item.amount - document.discount, Decimal(0))], document.discount)
        shares = [Share(item, item.amount, item.company_amount), *map(_whole, (paid, let_go))]
        add_settlement(self.rows, wanted.key, wanted.on, shares, self.made[-1].id, posted.entry_id)

    def _pay_from_statement(self, wanted: Wanted, shares: Sequence[Share]) -> None:
        counter = [
            Item(
                demo_id("paid", f"{wanted.key} {place}"), share.item.party_id, share.item.account_id, share.item.currency,
                -share.amount, -share.company_amount, wanted.on, wanted.on,
            )
            for place, share in enumerate(shares)
        ]  # fmt: skip
        legs = [Leg(each.account_id, each.amount, each.party_id, id=each.id) for each in counter]
        paid = {each.id: share.item.id for each, share in zip(counter, shares, strict=True)}
        self.current.move(wanted.key, wanted.on, wanted.words, legs, wanted.name, paid)
        add_settlement(self.rows, wanted.key, wanted.on, [*shares, *map(_whole, counter)])

    def _pay_by_payment(self, wanted: Wanted, shares: Sequence[Share]) -> None:
        paid = self._payment(wanted, shares)
        all_shares = [*shares, _whole(paid)]
        difference = sum((share.company_amount for share in all_shares), Decimal("0.00"))
        entry_id = None
        if difference:
            posted, exchanged = self._exchange(wanted, difference)
            entry_id = posted.entry_id
            all_shares.append(_whole(exchanged))
        add_settlement(self.rows, wanted.key, wanted.on, all_shares, self.made[-1].id, entry_id)

    def _payment(self, wanted: Wanted, shares: Sequence[Share], discount: Decimal = Decimal(0)) -> Item:
        """Add a payment with what it is for, and give its open item."""
        first = wanted.items[0]
        total = sum((share.amount for share in shares), first.amount * 0)
        through = CARDS if wanted.by_card or first.currency != "EUR" else CURRENT
        key, money = demo_id("payment", wanted.key), money_on(self.rates, first.currency, wanted.on)
        legs = [
            Leg(self.books.account(through), total),
            Leg(first.account_id, -total, first.party_id, id=demo_id("paid", wanted.key)),
        ]
        posted = self.books.enter(
            wanted.key, "BNK", wanted.on, wanted.words, legs, money, source=("Payment", key)
        )  # fmt: skip
        state = PaymentState.RECONCILED if wanted.on < SHOWN_BEFORE else PaymentState.POSTED
        self.made.append(Made(key, posted.entry_id, money.rate, state))
        self._add_payment(key, wanted, through, total, shares, discount)
        return Item(
            posted.legs[1].id or key, first.party_id, first.account_id, first.currency, -total, posted.amounts[1],
            wanted.on, wanted.on,
        )  # fmt: skip

    def _add_payment(
        self, key: UUID, wanted: Wanted, through: str, total: Decimal, shares: Sequence[Share], discount: Decimal
    ) -> None:
        first, sign = wanted.items[0], 1 if total > 0 else -1
        self.rows.add(
            models.Payment, key, at(wanted.on, 14), company_id=COMPANY_ID, state=PaymentState.DRAFT,
            direction=PaymentDirection.IN if sign > 0 else PaymentDirection.OUT, party_id=first.party_id,
            account_id=self.books.account(through), party_account_id=first.account_id,
            journal_id=journal_id(COMPANY_ID, "BNK"), paid_on=wanted.on, currency=first.currency, amount=abs(total),
            reference=wanted.words,
        )  # fmt: skip
        for place, share in enumerate(shares):
            zero = share.amount * 0
            self.rows.add(
                models.PaymentAllocation, demo_id("payment allocation", f"{key} {place}"), at(wanted.on, 14),
                company_id=COMPANY_ID, payment_id=key, open_item_id=share.item.id, currency=first.currency,
                amount=sign * share.amount, item_currency=first.currency, item_amount=sign * share.amount,
                discount_amount=zero + discount, write_off_amount=zero,
            )  # fmt: skip

    def _exchange(self, wanted: Wanted, difference: Decimal) -> tuple[Posted, Item]:
        """Enter what differs by exchange (IAS 21, 28), and give its open item."""
        first = wanted.items[0]
        nothing = round_to(0, currency_exponent(first.currency))
        item = Item(
            demo_id("exchanged", wanted.key), first.party_id, first.account_id, first.currency, nothing, -difference,
            wanted.on, wanted.on,
        )  # fmt: skip
        other = self.books.account(EXCHANGE_LOSS if difference > 0 else EXCHANGE_GAIN)
        legs = [
            Leg(first.account_id, nothing, first.party_id, company_amount=-difference, id=item.id),
            Leg(other, nothing, company_amount=difference),
        ]
        posted = self.books.enter(
            f"{wanted.key} exchange", "GEN", wanted.on, SETTLED, legs, money_on(self.rates, first.currency, first.on),
            kind=EntryKind.EXCHANGE_DIFFERENCE, source=first.source,
        )  # fmt: skip
        return posted, item

    def _let_go(self, wanted: Wanted, document: Document) -> tuple[Posted, Item]:
        """Enter the discount, each tax with its share of it, and give its open item."""
        (first,) = wanted.items
        taxes = [tax for tax in document.calculation.taxes if tax.amount]
        net = document.calculation.net
        shares = split(document.discount, [net, *(tax.amount for tax in taxes)], step_of(2))
        item = Item(
            demo_id("let go", wanted.key), first.party_id, first.account_id, "EUR", -document.discount,
            -document.discount, wanted.on, wanted.on,
        )  # fmt: skip
        legs = [
            Leg(first.account_id, -document.discount, first.party_id, id=item.id),
            Leg(self.books.account(DISCOUNT_GIVEN), shares[0], description="Discount for early payment"),
        ]
        facts: list[TaxFact] = []
        for tax, share in zip(taxes, shares[1:], strict=True):
            key = demo_id("tax let go", f"{wanted.key} {tax.tax.code}")
            base = -round_to(exact_ratio(tax.base) * exact_ratio(share) / exact_ratio(tax.amount), 2)
            legs.append(Leg(self.books.account("2110"), share, tax_code_id=tax.tax.key, tax_base=base, id=key))
            facts.append(
                TaxFact(
                    tax.tax.key, TaxSide.OUTPUT, tax.tax.category, tax.tax.rate, base, -share, share * 0, key,
                    first.party_id,
                )
            )  # fmt: skip
        posted = self.books.enter(f"{wanted.key} discount", "GEN", wanted.on, SETTLED, legs, source=first.source)
        self.facts.tell(posted, wanted.on, Money("EUR"), facts)
        return posted, item


def _share(item: Item, amount: Decimal | None) -> Share:
    """Take what is open of an item, or an amount of it; parts are in euros."""
    left = item.open_on(TODAY)
    taken = left if amount is None else amount
    return Share(item, taken, item.company_amount if taken == item.amount else taken)


def _whole(item: Item) -> Share:
    return Share(item, item.amount, item.company_amount)
