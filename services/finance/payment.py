"""Payments: posted, settled with what they are for, and voided.

Locks are taken in this order: the payment, the open items by their ids, then the numbers of the entries.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Final
from uuid import UUID

import asyncpg

from kernel.errors import DomainError
from kernel.ids import NodeId
from models import PaymentDirection, PaymentState
from services.finance.outgoing_approval import require_payment_approval
from services.finance.payment_drafts import payment_of, require_state
from services.finance.posting import Entry, Leg, post
from services.finance.posting_reversal import reverse
from services.finance.settling.items import Part, lock_settled, locked_items
from services.finance.settling.reversing import settle_turned
from services.finance.settling.settle import settle, undo_settlement
from services.rows import Found
from services.work import Work

_ALLOCATIONS: Final = """
select said.*, item.amount as owed_amount from payment_allocation as said join open_item as item on item.id = said.open_item_id
where said.payment_id = $1 order by said.id
"""
_ITEM: Final = "select id from open_item where entry_id = $1 and account_id = $2"
_POSTED: Final = "update payment set state = 'POSTED', entry_id = $2, rate = $3 where id = $1"
_VOIDED: Final = "update payment set state = 'VOIDED', void_entry_id = $2 where id = $1"
_MOVED: Final = "update payment set state = $2 where id = $1"
# Those that are undone already are not undone again.
_SETTLEMENTS: Final = """
select distinct settlement.id from settlement_line as line
join settlement on settlement.id = line.settlement_id and settlement.undoes_id is null
where line.open_item_id = $1 and not exists (select from settlement as undoing where undoing.undoes_id = settlement.id)
order by settlement.id
"""
_RECONCILED_BY: Final = """
select part.reconciliation_id from bank_reconciliation_part as part
join bank_reconciliation as made on made.id = part.reconciliation_id and made.undoes_id is null
where part.payment_id = $1 and not exists (select from bank_reconciliation as undoing where undoing.undoes_id = made.id)
order by part.reconciliation_id limit 1
"""


@dataclass(eq=False)
class AllocatedAbovePayment(DomainError):
    """No more is allocated than was paid; what is left of a payment stays open for the party."""

    message = "{allocated} is allocated of a payment over {amount}."
    allocated: Decimal
    amount: Decimal


@dataclass(eq=False)
class PaymentMatched(DomainError):
    """What entries of the bank are matched with moves with them alone."""

    message = "An entry of the bank is matched with this payment: undo that reconciliation first."
    reconciliation: NodeId


async def post_payment(work: Work, key: UUID, version: int) -> UUID:
    """Post a payment, and settle what it is for; what is left of it stays open. Give its id.

    Raises:
        TransitionUnavailable: it is posted already.
        AllocatedAbovePayment: more is allocated than is paid.
        ApprovalRequired, ApprovalRejected: others have to agree to what goes out, or have refused.
        DomainError: as for settling, and for every posting.
    """
    payment = await payment_of(work, key, version)
    require_state(payment, "post", PaymentState.DRAFT, ("id",))
    rows = await work.raw.fetch(_ALLOCATIONS, key)
    allocated = sum((row["amount"] for row in rows), Decimal(0))
    if not 0 <= allocated <= payment["amount"]:
        raise AllocatedAbovePayment(allocated, payment["amount"], path=("id",))
    await require_payment_approval(work, payment)
    await locked_items(work, [_part(payment, row) for row in rows])
    (entry_id,) = await post(work, [_entry(payment)])
    rate = await work.raw.fetchval("select rate from journal_entry where id = $1", entry_id)
    await work.raw.execute(_POSTED, key, entry_id, rate)
    item_id = await work.raw.fetchval(_ITEM, entry_id, payment["party_account_id"])
    # One settlement for each currency, so that what is paid in its own cancels out to the cent.
    for _, group in groupby(sorted(rows, key=itemgetter("item_currency")), itemgetter("item_currency")):
        paid = list(group)
        parts = [_part(payment, row) for row in paid]
        if share := sum((row["amount"] for row in paid), Decimal(0)):
            parts.append(Part(item_id, -_direction(payment) * share, path=("id",)))
        await settle(work, parts, payment["paid_on"], key)
    return key


async def void_payment(work: Work, key: UUID, version: int, on: date, reason: str) -> UUID:
    """Void a payment: what it settled is open again, and its entry is undone. Give its id.

    Raises:
        TransitionUnavailable: it is a draft, confirmed by the bank, or voided.
        PaymentMatched: the bank shows a part of it.
        DomainError: as for every reversal.
    """
    payment = await payment_of(work, key, version)
    require_state(payment, "void", PaymentState.POSTED, ("id",))
    await _require_unmatched(work, key)
    item_id = await work.raw.fetchval(_ITEM, payment["entry_id"], payment["party_account_id"])
    settlements = await work.raw.fetch(_SETTLEMENTS, item_id)
    await lock_settled(work, [row["id"] for row in settlements], payment["entry_id"])
    entry_id = await reverse(work, payment["entry_id"], on, reason, ("on",))
    for row in settlements:
        await undo_settlement(work, row["id"], on, reason)
    await settle_turned(work, payment["entry_id"], entry_id, on, key)
    await work.raw.execute(_VOIDED, key, entry_id)
    return key


async def confirm_payment(work: Work, key: UUID, version: int, *, shown: bool, by_hand: bool = True) -> UUID:
    """Note that the bank shows a payment, or that it does not after all. Give its id.

    Raises:
        TransitionUnavailable: it is in another state.
        PaymentMatched: somebody says so by hand, and entries of the bank are matched with it.
        NotFound, StaleVersion: as their names say.
    """
    before, after = PaymentState.POSTED, PaymentState.RECONCILED
    if not shown:
        before, after = after, before
    payment = await payment_of(work, key, version)
    require_state(payment, "reconcile" if shown else "unreconcile", before, ("id",))
    if by_hand:
        await _require_unmatched(work, key)
    await work.raw.execute(_MOVED, key, after)
    return key


async def _require_unmatched(work: Work, key: UUID) -> None:
    reconciliation_id = await work.raw.fetchval(_RECONCILED_BY, key)
    if reconciliation_id is not None:
        raise PaymentMatched(NodeId("BankReconciliation", reconciliation_id), path=("id",))


def _part(payment: Found, row: asyncpg.Record) -> Part:
    sign = 1 if row["owed_amount"] > 0 else -1
    let_go = row["discount_amount"] + row["write_off_amount"]
    amount = _direction(payment) * row["item_amount"] + sign * let_go
    return Part(row["open_item_id"], amount, row["discount_amount"], row["write_off_amount"], path=("id",))


def _entry(payment: Found) -> Entry:
    amount = payment["amount"] * _direction(payment)
    legs = [Leg(payment["account_id"], amount), Leg(payment["party_account_id"], -amount, payment["party_id"])]
    return Entry(
        payment["company_id"], payment["journal_id"], payment["paid_on"], legs, payment["currency"], payment["rate"],
        payment["reference"] or "Payment", source=("Payment", payment["id"]), document_on=payment["paid_on"],
    )  # fmt: skip


def _direction(payment: Found) -> int:
    return 1 if payment["direction"] == PaymentDirection.IN else -1
