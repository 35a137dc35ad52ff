"""Who pays when in the demo: most by the day it is due, some early for the discount, some late, and a few not at all."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final, NamedTuple
from uuid import UUID

from models import InvoiceKind
from services.demo.banking import STATEMENTS_SINCE
from services.demo.billing import DISCOUNT_TERM
from services.demo.documents import Billed
from services.demo.identity import TODAY, chance
from services.demo.open_items import Item
from services.demo.settling import Till, Wanted

FRIDAY, THURSDAY = 4, 3
HABITS: Final = ((0.25, -16, -5), (0.7, -4, 2), (0.96, 5, 34))
"""How many customers pay so many days after a day is due, from and to; the rest takes its time."""
NEVER: Final = 0.02
IN_PARTS: Final = 0.03
REST_AFTER_DAYS: Final = 35


class _Due(NamedTuple):
    billed: Billed
    on: date
    discounted: bool


def pay(till: Till, billed: Sequence[Billed], names: Mapping[UUID, str]) -> None:
    """Let everybody pay what they pay until today; what goes to one party on one day is one payment."""
    notes = {each.document.credits.id: each for each in billed if each.document.credits is not None}
    groups: defaultdict[tuple[date, UUID, str, str], list[_Due]] = defaultdict(list)
    for due in _paid(billed, chance("paying")):
        document = due.billed.document
        apart = document.key if due.discounted or document.by_card else ""
        groups[due.on, document.party_id, document.money.currency, apart].append(due)
    dice = chance("paying in parts")
    for (on, party, currency, _), dues in sorted(groups.items(), key=lambda group: (group[0][0], str(group[0][1]))):
        items = [item for due in dues for item in _items(due.billed, notes)]
        words = " ".join(due.billed.document.reference or due.billed.document.words for due in dues)
        first = dues[0].billed.document
        wanted = Wanted(f"{words} of {on}", on, items, words, names[party], first.by_card)
        in_parts = currency == "EUR" and len(items) == 1 and not first.by_card and dice.random() < IN_PARTS
        if not sum(item.amount for item in items):
            till.cancel_out(wanted)
        elif dues[0].discounted and len(items) == 1:
            till.pay_with_discount(wanted, first)
        elif in_parts and first.kind is InvoiceKind.CUSTOMER_INVOICE:
            _pay_in_parts(till, wanted)
        else:
            till.pay(wanted)


def _items(billed: Billed, notes: Mapping[UUID, Billed]) -> Iterator[Item]:
    yield billed.item
    if note := notes.get(billed.document.id):
        yield note.item


def _pay_in_parts(till: Till, wanted: Wanted) -> None:
    half = (wanted.items[0].amount / 2).quantize(Decimal("0.01"))
    till.pay(wanted, half)
    rest_on = wanted.on + timedelta(days=REST_AFTER_DAYS)
    if rest_on <= TODAY:
        till.pay(Wanted(f"{wanted.key}, the rest", rest_on, wanted.items, wanted.words, wanted.name, wanted.by_card))


def _paid(billed: Sequence[Billed], dice: Random) -> Iterator[_Due]:
    """Say on which day each document is paid, if it is by today."""
    habits: dict[UUID, tuple[int, int]] = {}
    for each in billed:
        document = each.document
        if document.kind is InvoiceKind.CREDIT_NOTE:
            continue
        if document.kind is InvoiceKind.VENDOR_BILL:
            on, luck = _next(document.due_on - timedelta(days=6), THURSDAY), 1.0
        elif document.by_card:
            on, luck = document.on, 1.0
        else:
            least, most = habits.setdefault(document.party_id, _habit(dice))
            on = _next(document.due_on + timedelta(days=dice.randint(least, most)), FRIDAY)
            luck = dice.random()
        discounted = document.term == DISCOUNT_TERM and document.kind is InvoiceKind.CUSTOMER_INVOICE
        discounted = (
            discounted and document.money.currency == "EUR" and document.on < STATEMENTS_SINCE - timedelta(days=20)
        )
        if discounted and luck > NEVER:
            on = document.discount_until - timedelta(days=1)
        if on <= TODAY and luck > NEVER:
            yield _Due(each, on, discounted)


def _habit(dice: Random) -> tuple[int, int]:
    luck = dice.random()
    return next(((least, most) for share, least, most in HABITS if luck < share), (36, 80))


def _next(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)
