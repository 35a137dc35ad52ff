"""The open items of the demo while they are paid: what is left of each, and the settlements that take it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import models
from services.demo.identity import COMPANY_ID, at, demo_id
from services.demo.rows import Rows


@dataclass
class Item:
    """An open item; amounts have the sign of its line, in its currency and in euros."""

    id: UUID
    party_id: UUID
    account_id: UUID
    currency: str
    amount: Decimal
    company_amount: Decimal
    on: date
    due_on: date
    source: tuple[str, UUID] | None = None
    settled: list[tuple[date, Decimal]] = field(default_factory=list[tuple[date, Decimal]])

    def open_on(self, day: date) -> Decimal:
        """Give what is open of it at the end of a day; nothing before it was posted."""
        if day < self.on:
            return self.amount * 0
        return self.amount - sum((amount for on, amount in self.settled if on <= day), self.amount * 0)


class Share(NamedTuple):
    """What is settled of an item, in its currency and in euros."""

    item: Item
    amount: Decimal
    company_amount: Decimal


def add_settlement(
    rows: Rows,
    key: str,
    on: date,
    shares: Sequence[Share],
    payment_id: UUID | None = None,
    entry_id: UUID | None = None,
) -> None:
    """Add that items cancel out, and lower them."""
    first = shares[0].item
    settlement_id = rows.add(
        models.Settlement, demo_id("settlement", key), at(on, 16), company_id=COMPANY_ID, account_id=first.account_id,
        party_id=first.party_id, settled_on=on, currency=first.currency, payment_id=payment_id, entry_id=entry_id,
    )  # fmt: skip
    for place, share in enumerate(shares, 1):
        share.item.settled.append((on, share.amount))
        rows.add(
            models.SettlementLine, demo_id("settlement line", f"{key} {place}"), at(on, 16), company_id=COMPANY_ID,
            settlement_id=settlement_id, open_item_id=share.item.id, settled_on=on, currency=first.currency,
            amount=share.amount, company_currency="EUR", company_amount=share.company_amount,
        )  # fmt: skip
