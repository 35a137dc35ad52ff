"""Settling open items with each other: what is let go and what differs by exchange is posted, and then they cancel out.

Locks are taken in this order: the open items by their ids, then the numbers of the entries.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from kernel.ids import uuid7
from models import Settlement as SettlementRow
from services.finance.posting_reversal import reverse
from services.finance.settling.consequences import post_told, told_in_company, told_in_own
from services.finance.settling.items import Part, Settled, judged, locked_items, require_open
from services.finance.settling.refusals import SettlementUnbalanced, SettlementUndone, UndoneTooEarly
from services.finance.settling.taxes import taxed
from services.finance.settling.withheld import legs_of_nothing, withheld_of
from services.finance.settling.worth import require_worth
from services.finance.settling.write import write
from services.refusals import NotFound
from services.rights import rows_of
from services.work import Work

_LINES: Final = """
select line.open_item_id, line.amount, line.company_amount, item.entry_id
from settlement_line as line join open_item as item on item.id = line.open_item_id where line.settlement_id = $1
"""
_ITEMS_OF: Final = "select id, amount, company_amount from open_item where entry_id = $1"
_UNDONE: Final = "select exists (select from settlement where undoes_id = $1)"


async def settle(work: Work, parts: Sequence[Part], on: date, payment_id: UUID | None = None) -> UUID:
    """Settle open items with each other on a day, and give the id of the settlement.

    What of the items is paid adds up to zero, with what is withheld of it; items in several currencies cancel out at about the
    rates of the day. Discounts, what is written off, taxes that follow the payment and the difference of exchange (IAS 21, 28)
    are posted with it.

    Raises:
        SettlementUnbalanced, RateUnlikely, ItemsUnlike, AmountAboveOpen, SettledTooEarly: they cannot be settled so.
        DiscountNotOffered, WriteOffAboveLimit: more would be let go than is offered or allowed.
        PaidWithoutWithholding: tax is to be withheld of what is paid.
        PeriodClosed, PostingLocked: what was open on that day is told already.
        NotFound, TooManyRows: as their names say.
        DomainError: as for every posting.
    """
    withheld = await withheld_of(work, parts, on)
    settled = await judged(work, withheld.parts, on)
    first, key = settled[0].item, uuid7()
    await require_open(work, first["company_id"], on)
    is_mixed = len({each.item["currency"] for each in settled}) > 1
    if is_mixed:
        await require_worth(work, settled, withheld.amounts, on)
    else:
        _require_balance(settled, withheld.amount)
    tax = await taxed(work, settled, in_company=is_mixed)
    tax.legs.extend(withheld.legs)
    tax.facts.extend(withheld.facts)
    told = await (told_in_company(work, settled, tax) if is_mixed else told_in_own(work, settled, tax, withheld.amount))
    if tax.facts and not told.legs:
        told = replace(told, legs=await legs_of_nothing(work, first, tax.facts))
    entry_id = await post_told(work, first, told, tax, on) if told.legs else None
    said = {
        "id": key, "company_id": first["company_id"], "account_id": first["account_id"], "party_id": first["party_id"],
        "settled_on": on, "currency": told.currency, "payment_id": payment_id, "entry_id": entry_id, "undoes_id": None,
    }  # fmt: skip
    amounts = [(each.part.item_id, each.part.amount, each.company_amount) for each in settled]
    amounts += [(leg.id, leg.amount, leg.company_amount) for leg in told.own]
    await write(work, [said], _lines(key, on, amounts))
    return key


async def write_off(work: Work, item_id: UUID, on: date, amount: Decimal | None = None) -> UUID:
    """Write off an amount of an open item, or all that is open of it, and give the id of the settlement.

    Raises:
        WriteOffAboveLimit, AmountAboveOpen: as their names say.
        DomainError: as for every settlement.
    """
    items = await locked_items(work, [Part(item_id, Decimal(0), path=("openItemId",))])
    is_open: Decimal = items[item_id]["open_amount"]
    let_go = abs(is_open) if amount is None else amount
    signed = let_go if is_open > 0 else -let_go
    return await settle(work, [Part(item_id, signed, write_off=let_go, path=("openItemId",))], on)


async def undo_settlement(work: Work, settlement_id: UUID, on: date, reason: str) -> UUID:
    """Undo a settlement on a day by another one, and what was posted with it; give the id of that.

    Raises:
        NotFound: there is none, or none to be seen.
        SettlementUndone: it has been undone, or undoes another.
        UndoneTooEarly: the day lies before its own.
        PeriodClosed, PostingLocked: what was open on that day is told already.
        DomainError: as for every reversal.
    """
    table = SettlementRow.__table__
    query = sa.select(table).where(table.c.id == settlement_id, *rows_of(work, table))
    found = (await work.session.execute(query)).mappings().first()
    if found is None:
        raise NotFound(path=("id",))
    lines = await work.raw.fetch(_LINES, settlement_id)
    await locked_items(work, [Part(line["open_item_id"], line["amount"], path=("id",)) for line in lines])
    if found["undoes_id"] is not None or await work.raw.fetchval(_UNDONE, settlement_id):
        raise SettlementUndone(path=("id",))
    if on < found["settled_on"]:
        raise UndoneTooEarly(found["settled_on"], path=("on",))
    await require_open(work, found["company_id"], on)
    amounts = [
        (line["open_item_id"], -line["amount"], -line["company_amount"])
        for line in lines
        if found["entry_id"] is None or line["entry_id"] != found["entry_id"]
    ]
    entry_id = None
    if found["entry_id"] is not None:
        entry_id = await reverse(work, found["entry_id"], on, reason, ("on",))
        amounts += [tuple(row) for row in await work.raw.fetch(_ITEMS_OF, entry_id)]
    key = uuid7()
    said = {**found, "id": key, "settled_on": on, "entry_id": entry_id, "undoes_id": settlement_id}
    await write(work, [said], _lines(key, on, amounts))
    return key


def _require_balance(settled: Sequence[Settled], withheld: Decimal) -> None:
    left = sum((each.paid for each in settled), Decimal(0)) - withheld
    if left:
        raise SettlementUnbalanced(left, path=settled[0].part.path)


def _lines(key: UUID, on: date, amounts: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Write down the lines of a settlement, each of an open item with its two amounts."""
    names = ("open_item_id", "amount", "company_amount")
    return [{"settlement_id": key, "settled_on": on, **dict(zip(names, each, strict=True))} for each in amounts]
