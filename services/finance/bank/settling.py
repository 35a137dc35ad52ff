"""Settling what entries of the bank pay: the open item and the line that the entry was posted with cancel out.

In the currency of the company alone; elsewhere the rates of the two days leave a difference that has to be posted.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from kernel.errors import DomainError
from kernel.ids import uuid7
from services.rows import as_json
from services.work import Work


@dataclass(eq=False)
class SettledOtherwise(DomainError):
    """What was settled with a payment, a discount or a difference of exchange is undone there."""

    message = "What this paid has been settled with something else since: undo that first."


@dataclass(frozen=True, slots=True)
class Cancelling:
    """Two open items of one party on one account that cancel out by an amount, which has the sign of the first."""

    account_id: UUID
    party_id: UUID
    one_id: UUID
    other_id: UUID
    amount: Decimal
    # The later of their days.
    posted_on: date


_SETTLEMENTS: Final = """
insert into settlement (id, company_id, account_id, party_id, settled_on, currency)
select id, company_id, account_id, party_id, settled_on, currency from jsonb_populate_recordset(null::settlement, $1::jsonb)
"""
_LINES: Final = """
insert into settlement_line (company_id, settlement_id, open_item_id, settled_on, currency, amount, company_currency,
  company_amount)
select company_id, settlement_id, open_item_id, settled_on, currency, amount, company_currency, company_amount
from jsonb_populate_recordset(null::settlement_line, $1::jsonb)
"""
_OF_ENTRY: Final = """
select distinct settlement.id, settlement.payment_id is null and settlement.entry_id is null as is_plain
from open_item as item
join settlement_line as line on line.open_item_id = item.id
join settlement on settlement.id = line.settlement_id and settlement.undoes_id is null
where item.entry_id = $1 and not exists (select from settlement as other where other.undoes_id = settlement.id)
order by settlement.id
"""
_UNDO: Final = """
insert into settlement (id, company_id, account_id, party_id, settled_on, currency, undoes_id)
select $2, company_id, account_id, party_id, greatest(settled_on, $3), currency, id from settlement where id = $1
"""
_UNDO_LINES: Final = """
insert into settlement_line (company_id, settlement_id, open_item_id, settled_on, currency, amount, company_currency,
  company_amount)
select company_id, $2, open_item_id, greatest(settled_on, $3), currency, -amount, company_currency, -company_amount
from settlement_line where settlement_id = $1
"""
_REVERSED: Final = """
select one.account_id, one.party_id, one.id as one_id, other.id as other_id, one.open_amount as amount, other.posted_on
from open_item as one join journal_line as line on line.id = one.id
join journal_line as turned on turned.entry_id = $2 and turned.position = line.position
join open_item as other on other.id = turned.id and other.open_amount = -one.open_amount
where one.entry_id = $1 and one.open_amount <> 0 and one.currency = one.company_currency
"""


async def settle(work: Work, company_id: UUID, currency: str, pairs: Sequence[Cancelling]) -> None:
    """Settle pairs of open items, those of one party on one account together, on the latest of their days."""
    groups: dict[tuple[UUID, UUID], list[Cancelling]] = defaultdict(list)
    for pair in pairs:
        groups[pair.account_id, pair.party_id].append(pair)
    settlements: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for (account_id, party_id), group in groups.items():
        key, settled_on = uuid7(), max(pair.posted_on for pair in group)
        shared = {"company_id": company_id, "settled_on": settled_on, "currency": currency}
        settlements.append({**shared, "id": key, "account_id": account_id, "party_id": party_id})
        amounts: dict[UUID, Decimal] = defaultdict(Decimal)
        for pair in group:
            amounts[pair.one_id] += pair.amount
            amounts[pair.other_id] -= pair.amount
        for item, amount in amounts.items():
            of_company = {"company_currency": currency, "company_amount": amount}
            lines.append({**shared, **of_company, "settlement_id": key, "open_item_id": item, "amount": amount})
    if settlements:
        await work.raw.execute(_SETTLEMENTS, as_json(settlements))
        await work.raw.execute(_LINES, as_json(lines))


async def unsettle(work: Work, entry_id: UUID, on: date) -> None:
    """Undo the settlements of what an entry was posted with.

    Raises:
        SettledOtherwise: one of them posted something, or belongs to a payment.
    """
    found = await work.raw.fetch(_OF_ENTRY, entry_id)
    if not all(row["is_plain"] for row in found):
        raise SettledOtherwise(path=("id",))
    for row in found:
        key = uuid7()
        await work.raw.execute(_UNDO, row["id"], key, on)
        await work.raw.execute(_UNDO_LINES, row["id"], key, on)


async def settle_reversed(work: Work, company_id: UUID, currency: str, entry_id: UUID, reversal_id: UUID) -> None:
    """Settle what an entry left open with what its reversal did."""
    rows = await work.raw.fetch(_REVERSED, entry_id, reversal_id)
    await settle(work, company_id, currency, [Cancelling(**dict(row)) for row in rows])
