"""Open items as they are settled: locked in the order of their ids, and bounded by what is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from kernel.currency import currency_exponent
from kernel.errors import InputPath
from kernel.rounding import exact_ratio, round_to
from models import LockArea, OpenItem, PeriodState
from services.finance.posting_locks import locked_by
from services.finance.settling.refusals import (
    AmountAboveOpen,
    DiscountNotOffered,
    ItemsUnlike,
    SettledTooEarly,
    WriteOffAboveLimit,
)
from services.refusals import NotFound, PeriodClosed, RuleBroken, TooManyRows
from services.rights import rows_of
from services.work import Work

PARTS_MAX: Final = 500
"""How many open items are settled at once."""

_LOCK: Final = "select * from open_item where id = any($1::uuid[]) order by id for update"
_LOCK_SETTLED: Final = """
select from open_item where id in (
  select open_item_id from settlement_line where settlement_id = any($1::uuid[])
  union all select id from open_item where entry_id = $2
) order by id for update
"""
_OFFERED: Final = """
select distinct on (open_item_id) open_item_id, amount, lowers_tax from open_item_discount
where open_item_id = any($1::uuid[]) and until_on >= $2 order by open_item_id, amount desc
"""
_DAY: Final = """
select state, posting_locked($1, 'ALL', $2) as locked from accounting_period
where company_id = $1 and $2 between starts_on and ends_on and not is_adjustment
"""
_POLICY: Final = "select write_off_limit, write_off_percent from payment_policy where company_id = $1"


@dataclass(frozen=True, slots=True)
class Part:
    """What is settled of an open item, with its sign; the discount and what is written off are part of it, without sign."""

    item_id: UUID
    amount: Decimal
    discount: Decimal = Decimal(0)
    write_off: Decimal = Decimal(0)
    path: InputPath = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """A part that can be settled, with its open item as it was before."""

    part: Part
    item: asyncpg.Record
    company_amount: Decimal
    """What of it in the currency of the company; all that is left where nothing stays open."""
    lowers_tax: bool

    @property
    def sign(self) -> int:
        """Above zero for what a party owes."""
        return 1 if self.item["amount"] > 0 else -1

    @property
    def paid(self) -> Decimal:
        """What of it is paid, with its sign: all but what is let go."""
        return self.part.amount - self.sign * (self.part.discount + self.part.write_off)

    def in_company(self, amount: Decimal) -> Decimal:
        """Give the share of an amount of this part in the currency of the company, with the sign of that amount."""
        share = exact_ratio(amount) / exact_ratio(self.part.amount) * exact_ratio(self.company_amount)
        return round_to(share, currency_exponent(self.item["company_currency"]))


async def locked_items(work: Work, parts: Sequence[Part]) -> Mapping[UUID, asyncpg.Record]:
    """Lock open items until the transaction ends, in the order of their ids.

    Raises:
        NotFound: there is none, or none to be seen.
        TooManyRows: there are more than 500.
    """
    if len(parts) > PARTS_MAX:
        raise TooManyRows(len(parts), PARTS_MAX)
    keys = [part.item_id for part in parts]
    table = OpenItem.__table__
    seen = set(await work.session.scalars(sa.select(table.c.id).where(table.c.id.in_(keys), *rows_of(work, table))))
    for part in parts:
        if part.item_id not in seen:
            raise NotFound(path=part.path)
    return {row["id"]: row for row in await work.raw.fetch(_LOCK, keys)}


async def lock_settled(work: Work, settlement_ids: Sequence[UUID], entry_id: UUID) -> None:
    """Lock the open items of settlements, and those of an entry, until the transaction ends, in the order of their ids."""
    await work.raw.fetch(_LOCK_SETTLED, settlement_ids, entry_id)


async def judged(work: Work, parts: Sequence[Part], on: date) -> list[Settled]:
    """Lock the items of some parts, and check each of these against what is open, offered and allowed.

    Raises:
        ItemsUnlike, AmountAboveOpen, SettledTooEarly, DiscountNotOffered, WriteOffAboveLimit: as their names say.
        RuleBroken: what is let go has a sign.
        NotFound, TooManyRows: as for locking.
    """
    items = await locked_items(work, parts)
    offered = {row["open_item_id"]: row for row in await work.raw.fetch(_OFFERED, list(items), on)}
    if len({(row["company_id"], row["account_id"], row["party_id"]) for row in items.values()}) != 1:
        raise ItemsUnlike(path=parts[0].path if parts else ())
    settled = [_settled(part, items[part.item_id], offered.get(part.item_id), on) for part in parts]
    await _require_limit(work, settled)
    return settled


async def require_open(work: Work, company_id: UUID, on: date) -> None:
    """Check that what is open on a day may still change.

    Raises:
        PeriodClosed, PostingLocked: it may not.
    """
    day = await work.raw.fetchrow(_DAY, company_id, on)
    if day is not None and day["state"] in (PeriodState.CLOSED, PeriodState.LOCKED):
        raise PeriodClosed(on, day["state"])
    if day is not None and day["locked"]:
        raise await locked_by(work, company_id, LockArea.ALL, on, ())


def _settled(part: Part, item: asyncpg.Record, offered: asyncpg.Record | None, on: date) -> Settled:
    if min(part.discount, part.write_off) < 0:
        raise RuleBroken("LET_GO_NOT_NEGATIVE", path=part.path)
    amount = round_to(part.amount, currency_exponent(item["currency"]))
    is_open = amount * item["open_amount"] > 0 and abs(amount) <= abs(item["open_amount"])
    if not is_open or amount != part.amount or part.discount + part.write_off > abs(amount):
        raise AmountAboveOpen(part.amount, item["open_amount"], path=part.path)
    if on < item["posted_on"]:
        raise SettledTooEarly(item["posted_on"], path=part.path)
    if part.discount:
        _require_offer(part, item, offered, on)
    company_amount = item["open_company_amount"]
    if amount != item["open_amount"]:
        share = exact_ratio(amount) / exact_ratio(item["open_amount"]) * exact_ratio(company_amount)
        company_amount = round_to(share, currency_exponent(item["company_currency"]))
    return Settled(part, item, company_amount, offered is not None and offered["lowers_tax"])


def _require_offer(part: Part, item: asyncpg.Record, offered: asyncpg.Record | None, on: date) -> None:
    digits = currency_exponent(item["currency"])
    whole = Decimal(0) if offered is None else offered["amount"]
    share = exact_ratio(part.amount) / exact_ratio(item["amount"])
    of_part = round_to(exact_ratio(whole) * share, digits)
    if part.discount > of_part:
        raise DiscountNotOffered(on, of_part, path=part.path)


async def _require_limit(work: Work, settled: Sequence[Settled]) -> None:
    written_off = [each for each in settled if each.part.write_off]
    if not written_off:
        return
    policy = await work.raw.fetchrow(_POLICY, written_off[0].item["company_id"])
    for each in written_off:
        amount = abs(each.in_company(each.part.write_off))
        digits = currency_exponent(each.item["company_currency"])
        limit = round_to(Decimal(0), digits)
        if policy is not None:
            whole = exact_ratio(abs(each.item["company_amount"])) * exact_ratio(policy["write_off_percent"]) / 100
            limit = min(round_to(whole, digits), round_to(policy["write_off_limit"], digits))
        if amount > limit:
            raise WriteOffAboveLimit(amount, limit, path=each.part.path)
