"""What the demo lets go, how it reminds of what is overdue, and a payment that waits to be posted."""

from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

import models
from models import PaymentDirection, PaymentState
from services.demo.identity import COMPANY_ID, FOUNDED_AT, TODAY, at, demo_id
from services.demo.rows import Rows


class Level(NamedTuple):
    """A level of reminders; the fee is in euros, the interest in percent a year."""

    level: int
    name: str
    days_overdue: int
    fee: Decimal | None
    interest_percent: Decimal
    wording: str


LEVELS: Final = (
    Level(1, "Reminder", 7, None, Decimal(0), "Perhaps this has slipped your attention."),
    Level(2, "Second reminder", 21, Decimal("5.00"), Decimal("4.00"), "Please pay within a week."),
    Level(3, "Last reminder", 42, Decimal("12.00"), Decimal("9.20"), "Without payment we shall go to court."),
)


def add_payments(rows: Rows, customer_id: UUID) -> None:
    """Add the payment policy, the dunning levels, and the draft of a payment that a customer has made."""
    rows.add(
        models.PaymentPolicy, demo_id("payment policy", "roastery"), FOUNDED_AT, company_id=COMPANY_ID,
        write_off_limit=Decimal("5.00"), write_off_percent=Decimal(2),
    )  # fmt: skip
    for level, name, days, fee, percent, wording in LEVELS:
        rows.add(
            models.DunningLevel, demo_id("dunning level", str(level)), FOUNDED_AT, company_id=COMPANY_ID, level=level,
            name=name, days_overdue=days, fee=fee, currency=None if fee is None else "EUR", interest_percent=percent,
            wording=wording,
        )  # fmt: skip
    rows.add(
        models.Payment, demo_id("payment", "draft"), at(TODAY), company_id=COMPANY_ID, direction=PaymentDirection.IN,
        state=PaymentState.DRAFT, party_id=customer_id, account_id=demo_id("ledger account", f"{COMPANY_ID} 1410"),
        party_account_id=demo_id("ledger account", f"{COMPANY_ID} 1210"),
        journal_id=demo_id("ledger journal", f"{COMPANY_ID} BNK"), paid_on=TODAY, currency="EUR",
        amount=Decimal("1284.00"), reference="Rechnungen Oktober",
    )  # fmt: skip
