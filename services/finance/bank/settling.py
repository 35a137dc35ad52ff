"""Settling what entries of the bank pay: the open item and the line that the entry was posted with cancel out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.errors import DomainError, InputPath
from kernel.ids import NodeId
from services.finance.settling.items import Part, lock_settled
from services.finance.settling.settle import settle
from services.work import Work


@dataclass(eq=False)
class SettledOtherwise(DomainError):
    """What was settled with a payment is undone there."""

    message = "What this paid has been settled with a payment since: undo that first."
    settlement: NodeId


@dataclass(frozen=True, slots=True)
class Paid:
    """What of an open item a line pays that an entry of the bank is posted with."""

    item: asyncpg.Record
    leg_id: UUID
    amount: Decimal
    """In the currency of the bank, with its sign."""
    item_amount: Decimal
    """In the currency of the item and with its sign; discount and write-off are part of it, without sign."""
    discount: Decimal = Decimal(0)
    write_off: Decimal = Decimal(0)
    path: InputPath = ()


_OF_ENTRY: Final = """
select distinct settlement.id, settlement.payment_id is not null as is_of_payment
from open_item as item
join settlement_line as line on line.open_item_id = item.id
join settlement on settlement.id = line.settlement_id and settlement.undoes_id is null
where item.entry_id = $1 and not exists (select from settlement as other where other.undoes_id = settlement.id)
order by settlement.id
"""


async def settle_paid(work: Work, paid: Sequence[Paid], on: date) -> None:
    """Settle what is paid with the lines that pay it, on a day or when the last of it was posted.

    One settlement for each account, party and currency, so that what is paid in its own currency cancels out to the cent.
    """
    groups: dict[tuple[UUID, UUID, str], list[Paid]] = defaultdict(list)
    for each in paid:
        groups[each.item["account_id"], each.item["party_id"], each.item["currency"]].append(each)
    for group in groups.values():
        legs = [Part(each.leg_id, -each.amount, path=each.path) for each in group]
        await settle(work, [*_items(group), *legs], max(on, *(each.item["posted_on"] for each in group)))


def _items(group: Sequence[Paid]) -> list[Part]:
    """Tell what is settled of each item, however many parts pay it."""
    parts: dict[UUID, Part] = {}
    for each in group:
        key = each.item["id"]
        before = parts.get(key, Part(key, Decimal(0), path=each.path))
        parts[key] = Part(
            key, before.amount + each.item_amount, before.discount + each.discount, before.write_off + each.write_off,
            before.path,
        )  # fmt: skip
    return list(parts.values())


async def locked_settlements(work: Work, entry_id: UUID) -> Sequence[UUID]:
    """Give the settlements of what an entry was posted with; their open items and those of the entry are locked.

    Raises:
        SettledOtherwise: one of them belongs to a payment.
    """
    found = await work.raw.fetch(_OF_ENTRY, entry_id)
    for row in found:
        if row["is_of_payment"]:
            raise SettledOtherwise(NodeId("Settlement", row["id"]), path=("id",))
    keys = [row["id"] for row in found]
    await lock_settled(work, keys, entry_id)
    return keys
