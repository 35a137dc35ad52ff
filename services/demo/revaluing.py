"""The revaluation of the demo: what was open in foreign currencies at the end of a quarter, at the rates of that day."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

import models
from kernel.currency import currency_exponent
from kernel.rounding import exact_ratio, round_to
from models import AccountRole, EntryKind
from services.demo.billing import money_on
from services.demo.books import Books, Money
from services.demo.documents import ACCOUNTS
from services.demo.identity import COMPANY_ID, at, demo_id
from services.demo.open_items import Item
from services.demo.rates import Rates
from services.demo.rows import Rows
from services.finance.posting import Leg
from services.finance.revaluation import DESCRIPTION

ON: Final = date(2026, 9, 30)


class _Open(NamedTuple):
    """What one party has open on one account, in its currency and in euros, before and after."""

    account_id: UUID
    party_id: UUID
    amount: Decimal
    before: Decimal
    after: Decimal


def revalue(rows: Rows, books: Books, rates: Rates, items: Sequence[Item]) -> None:
    """Revalue what was open, each currency by an entry, and undo that on the next day."""
    found: defaultdict[str, defaultdict[tuple[UUID, UUID], list[Item]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        if item.currency != "EUR" and item.open_on(ON):
            found[item.currency][item.account_id, item.party_id].append(item)
    for currency, parties in sorted(found.items()):
        money = money_on(rates, currency, ON)
        lines = [_open(key, of_party, money) for key, of_party in parties.items()]
        _enter(rows, books, money, [line for line in lines if line.after != line.before])


def _open(key: tuple[UUID, UUID], items: Sequence[Item], money: Money) -> _Open:
    # What is in a foreign currency is paid as a whole.
    amount = sum((item.amount for item in items), Decimal(0))
    before = sum((item.company_amount for item in items), Decimal(0))
    return _Open(*key, amount, before, round_to(exact_ratio(amount) * exact_ratio(money.rate), 2))


def _enter(rows: Rows, books: Books, money: Money, lines: Sequence[_Open]) -> None:
    key, nothing = demo_id("revaluation", money.currency), round_to(0, currency_exponent(money.currency))
    difference = sum((line.after - line.before for line in lines), Decimal(0))
    legs = [Leg(line.account_id, nothing, line.party_id, company_amount=line.after - line.before) for line in lines]
    legs.append(Leg(books.account(ACCOUNTS[AccountRole.UNREALISED_EXCHANGE]), nothing, company_amount=-difference))
    source = ("Revaluation", key)
    words = f"{DESCRIPTION} in {money.currency}"
    posted = books.enter(words, "GEN", ON, DESCRIPTION, legs, money, source=source, kind=EntryKind.REVALUATION)
    turned = [replace(leg, company_amount=-(leg.company_amount or 0)) for leg in legs]
    books.enter(
        f"{words}, undone", "GEN", ON + timedelta(days=1), f"Reversal: {DESCRIPTION}", turned, money, source=source,
        kind=EntryKind.REVERSAL, reverses=posted.entry_id,
    )  # fmt: skip
    rows.add(
        models.Revaluation, key, at(ON, 18), company_id=COMPANY_ID, revalued_on=ON, currency=money.currency,
        rate=money.rate, company_currency="EUR", difference_amount=difference, entry_id=posted.entry_id,
    )  # fmt: skip
    for line in lines:
        rows.add(
            models.RevaluationLine, demo_id("revaluation line", f"{key} {line.account_id} {line.party_id}"), at(ON, 18),
            company_id=COMPANY_ID, revaluation_id=key, account_id=line.account_id, party_id=line.party_id,
            currency=money.currency, open_amount=line.amount, company_currency="EUR", before_amount=line.before,
            after_amount=line.after,
        )  # fmt: skip
