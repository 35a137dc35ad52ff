"""Settling open items with each other: what is let go and what differs by exchange is posted, and then they cancel out.

Locks are taken in this order: the open items by their ids, then the numbers of the entries.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from kernel.currency import currency_exponent
from kernel.ids import uuid7
from kernel.rounding import exact_ratio, round_to
from models import AccountRole, EntryKind, JournalKind, OpenItemSide
from models import Settlement as SettlementRow
from services.finance.determination import account_for, journal_for
from services.finance.posting import Entry, Leg, post
from services.finance.posting_reversal import reverse
from services.finance.rules import LegKind, SourceKind, rule_for
from services.finance.settling.items import Part, Settled, judged, locked_items
from services.finance.settling.refusals import SettlementUnbalanced, SettlementUndone
from services.finance.settling.taxes import Taxed, taxed
from services.finance.settling.withheld import withheld_of
from services.finance.tax.facts import record
from services.refusals import NotFound
from services.rights import rows_of
from services.rows import as_json
from services.work import Work

DESCRIPTION: Final = "Settlement"
RATE_DIGITS: Final = 10
_DISCOUNTS: Final = {
    OpenItemSide.RECEIVABLE: rule_for(SourceKind.PAYMENT_IN, LegKind.DISCOUNT).role,
    OpenItemSide.PAYABLE: rule_for(SourceKind.PAYMENT_OUT, LegKind.DISCOUNT).role,
}

_WRITE: Final = """
insert into settlement (id, company_id, account_id, party_id, settled_on, currency, payment_id, entry_id, undoes_id)
select id, company_id, account_id, party_id, settled_on, currency, payment_id, entry_id, undoes_id
from jsonb_populate_record(null::settlement, $1::jsonb)
"""
_WRITE_LINES: Final = """
insert into settlement_line (company_id, settlement_id, open_item_id, settled_on, currency, amount, company_currency,
  company_amount)
select item.company_id, $1, item.id, $2, item.currency, round(said.amount, currency_exponent(item.currency)),
  item.company_currency, round(said.company_amount, currency_exponent(item.company_currency))
from jsonb_to_recordset($3::jsonb) as said (id uuid, amount numeric, company_amount numeric)
join open_item as item on item.id = said.id order by item.id
"""
_LINES: Final = """
select line.open_item_id, line.amount, line.company_amount, item.entry_id
from settlement_line as line join open_item as item on item.id = line.open_item_id where line.settlement_id = $1
"""
_ITEMS_OF: Final = "select id, amount, company_amount from open_item where entry_id = $1"
_UNDONE: Final = "select exists (select from settlement where undoes_id = $1)"


async def settle(work: Work, parts: Sequence[Part], on: date, payment_id: UUID | None = None) -> UUID:
    """Settle open items with each other on a day, and give the id of the settlement.

    What of the items is paid adds up to zero, with what is withheld of it. Discounts, what is written off, taxes that follow the payment and the
    difference of exchange (IAS 21, 28) are posted with it.

    Raises:
        SettlementUnbalanced, ItemsUnlike, AmountAboveOpen, SettledTooEarly: they cannot be settled with each other.
        DiscountNotOffered, WriteOffAboveLimit: more would be let go than is offered or allowed.
        PaidWithoutWithholding: tax is to be withheld of what is paid.
        NotFound, TooManyRows: as their names say.
        DomainError: as for every posting.
    """
    withheld = await withheld_of(work, parts, on)
    settled = await judged(work, withheld.parts, on)
    left = sum(
        (each.part.amount - each.sign * (each.part.discount + each.part.write_off) for each in settled), Decimal(0)
    )
    left -= withheld.amount
    if left:
        raise SettlementUnbalanced(left, path=parts[0].path)
    rows = [
        {"id": each.part.item_id, "amount": each.part.amount, "company_amount": each.company_amount} for each in settled
    ]
    tax = await taxed(work, settled)
    tax.legs.extend(withheld.legs)
    tax.facts.extend(withheld.facts)
    legs, own = await _legs(work, settled, tax, withheld.amount)
    entry_id = await _post(work, settled, legs, tax, on) if legs else None
    first, key = settled[0].item, uuid7()
    said = {
        "id": key, "company_id": first["company_id"], "account_id": first["account_id"], "party_id": first["party_id"],
        "settled_on": on, "currency": first["currency"], "payment_id": payment_id, "entry_id": entry_id, "undoes_id": None,
    }  # fmt: skip
    own_rows = [{"id": leg.id, "amount": leg.amount, "company_amount": leg.company_amount} for leg in own]
    await _write(work, said, [*rows, *own_rows])
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
    rows: list[dict[str, Any]] = [
        {"id": line["open_item_id"], "amount": -line["amount"], "company_amount": -line["company_amount"]}
        for line in lines
        if found["entry_id"] is None or line["entry_id"] != found["entry_id"]
    ]
    entry_id = None
    if found["entry_id"] is not None:
        entry_id = await reverse(work, found["entry_id"], on, reason, ("on",))
        rows += [dict(row) for row in await work.raw.fetch(_ITEMS_OF, entry_id)]
    key = uuid7()
    said = {**found, "id": key, "settled_on": on, "entry_id": entry_id, "undoes_id": settlement_id}
    await _write(work, said, rows)
    return key


async def _legs(work: Work, settled: Sequence[Settled], tax: Taxed, withheld: Decimal) -> tuple[list[Leg], list[Leg]]:
    """Give what is posted with a settlement, and of that the legs on the account that is settled."""
    item = settled[0].item
    let_go = [leg for each in settled for leg in await _let_go(work, each, tax.lowered.get(each.part.item_id))]
    total = sum((each.sign * (each.part.discount + each.part.write_off) for each in settled), withheld)
    other = [*let_go, *tax.legs]
    company = sum((leg.company_amount or Decimal(0) for leg in other), Decimal(0))
    own: list[Leg] = []
    if total:
        own.append(Leg(item["account_id"], -total, item["party_id"], company_amount=-company, id=uuid7()))
    # Taxes that only move from one account to another come to nothing.
    difference = sum((each.company_amount for each in settled), Decimal(0)) - company
    if difference:
        role = rule_for(SourceKind.SETTLEMENT, LegKind.LOSS if difference > 0 else LegKind.GAIN).role
        account = await account_for(work, item["company_id"], role)
        nothing = round_to(Decimal(0), currency_exponent(item["currency"]))
        own.append(Leg(item["account_id"], nothing, item["party_id"], company_amount=-difference, id=uuid7()))
        other.append(Leg(account, nothing, company_amount=difference))
    return [*own, *other], own


async def _let_go(work: Work, settled: Settled, lowered: Decimal | None) -> list[Leg]:
    """Give the legs of what is let go of one item, on the side of the item."""
    company_id, side = settled.item["company_id"], OpenItemSide(settled.item["side"])
    said = (
        (settled.part.discount - (lowered or Decimal(0)), _DISCOUNTS[side], "Discount for early payment"),
        (settled.part.write_off, AccountRole.WRITE_OFF, "Written off"),
    )
    return [
        Leg(
            await account_for(work, company_id, role),
            settled.sign * amount,
            description=words,
            company_amount=settled.in_company(settled.sign * amount),
        )
        for amount, role, words in said
        if amount
    ]


async def _post(work: Work, settled: Sequence[Settled], legs: Sequence[Leg], tax: Taxed, on: date) -> UUID:
    item = settled[0].item
    differs = any(not leg.amount for leg in legs)
    rate = Decimal(1)
    if item["currency"] != item["company_currency"]:
        ratio = exact_ratio(settled[0].company_amount) / exact_ratio(settled[0].part.amount)
        rate = round_to(abs(ratio), RATE_DIGITS) or Decimal(1)
    entry = Entry(
        item["company_id"], await journal_for(work, item["company_id"], JournalKind.GENERAL), on, legs, item["currency"],
        rate, DESCRIPTION, source=_source(item),
        kind=EntryKind.EXCHANGE_DIFFERENCE if differs else EntryKind.NORMAL,
    )  # fmt: skip
    (key,) = await post(work, [entry])
    await record(work, key, tax.facts)
    return key


def _source(item: asyncpg.Record) -> tuple[str, UUID] | None:
    return None if item["source_type"] is None else (item["source_type"], item["source_id"])


async def _write(work: Work, said: dict[str, Any], rows: Sequence[dict[str, Any]]) -> None:
    await work.raw.execute(_WRITE, as_json([said])[1:-1])
    await work.raw.execute(_WRITE_LINES, said["id"], said["settled_on"], as_json(rows))
