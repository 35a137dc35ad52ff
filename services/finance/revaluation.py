"""Revaluation at the rate of a day of what is open in foreign currencies, and of the money that is kept in them (IAS 21, 23
and 28).

The amounts in their own currency stay as they are; what they are worth in the currency of the company is posted, and undone on
the first day of the next period.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg

from kernel.currency import currency_exponent
from kernel.errors import DomainError
from kernel.ids import uuid7
from kernel.rounding import RoundingPolicy, exact_ratio, round_to
from models import EntryKind, JournalKind
from services.finance.determination import account_for, journal_for
from services.finance.entry_approval import DraftRequired, limits_of
from services.finance.posting import Entry, Leg, post
from services.finance.rates import rate_on
from services.finance.rules import LegKind, SourceKind, rule_for
from services.finance.settling.reversing import reverse_open
from services.rights import require_company
from services.rows import as_json
from services.work import Work

DESCRIPTION: Final = "Revaluation"

# Of two at once, the later one is told what the earlier one has posted.
_ONE_AT_A_TIME: Final = "select pg_advisory_xact_lock(hashtextextended('revaluation ' || $1::text, 0))"
# What was open on the day, also where it has been settled since.
_OPEN: Final = """
select item.account_id, item.party_id, item.currency, item.company_currency, company.rounding_policy,
  sum(item.amount - coalesce(settled.amount, 0)) as open_amount,
  sum(item.company_amount - coalesce(settled.company_amount, 0)) as before_amount
from open_item as item join company on company.id = item.company_id
left join lateral (
  select sum(amount) as amount, sum(company_amount) as company_amount from settlement_line
  where open_item_id = item.id and settled_on <= $2
) as settled on true
where item.company_id = $1 and item.posted_on <= $2 and item.currency <> item.company_currency
group by 1, 2, 3, 4, 5
having sum(item.amount - coalesce(settled.amount, 0)) <> 0 or sum(item.company_amount - coalesce(settled.company_amount, 0)) <> 0
order by 3, 1, 2
"""
# Of the periods that were over by then, the balances; of the one of the day, the lines.
_MONEY: Final = """
select account.id as account_id, null::uuid as party_id, account.currency, company.currency as company_currency,
  company.rounding_policy, sum(told.account_amount) as open_amount, sum(told.company_amount) as before_amount
from ledger_account as account join company on company.id = account.company_id
cross join lateral (
  select coalesce(max(ends_on), '-infinity') as ends_on from accounting_period
  where company_id = $1 and ends_on < $2
) as over
cross join lateral (
  select balance.account_amount, balance.debit - balance.credit as company_amount
  from period_balance_now as balance join accounting_period as period on period.id = balance.period_id
  where balance.account_id = account.id and balance.value_id is null and period.ends_on <= over.ends_on
  union all
  select account_amount, company_amount from journal_line
  where account_id = account.id and posted_on > over.ends_on and posted_on <= $2
) as told
where account.company_id = $1 and account.subtype in ('BANK', 'CASH') and account.currency <> company.currency
group by 1, 2, 3, 4, 5 having sum(told.account_amount) <> 0 or sum(told.company_amount) <> 0 order by 3, 1
"""
_NEXT: Final = """
select following.starts_on from accounting_period as own join accounting_period as following
  on following.company_id = own.company_id and not following.is_adjustment and following.starts_on = own.ends_on + 1
  and following.state = 'OPEN'
where own.company_id = $1 and not own.is_adjustment and $2 between own.starts_on and own.ends_on
"""
_WRITE: Final = """
insert into revaluation (id, company_id, revalued_on, currency, rate, company_currency, difference_amount, entry_id)
values ($1, $2, $3, $4, $5, $6, round($7::numeric, currency_exponent($6)), $8)
"""
_WRITE_LINES: Final = """
insert into revaluation_line (company_id, revaluation_id, account_id, party_id, currency, open_amount, company_currency,
  before_amount, after_amount)
select company_id, revaluation_id, account_id, party_id, currency, round(open_amount, currency_exponent(currency)),
  company_currency, round(before_amount, currency_exponent(company_currency)),
  round(after_amount, currency_exponent(company_currency))
from jsonb_populate_recordset(null::revaluation_line, $1::jsonb)
"""


@dataclass(eq=False)
class NothingToRevalue(DomainError):
    """There is something to revalue only where open items or money in foreign currencies are worth more or less than posted."""

    message = "Nothing that was open or there on {revalued_on} is worth more or less than it is posted with."
    revalued_on: date


async def revalue(work: Work, company_id: UUID, on: date, rates: Mapping[str, Decimal]) -> list[UUID]:
    """Revalue what is open on a day, and the money of banks and cash boxes; give the ids of the revaluations: one for each
    currency.

    Where `rates` does not name a currency, the rate of the day holds. Each is undone on the first day of the next period, at
    once where that is open, or else when it is. Companies are revalued one request at a time.

    Raises:
        NothingToRevalue: nothing differs.
        DraftRequired: others have to agree to an entry over what a rate of `rates` makes of it.
        NotFound, RateMissing: as their names say.
        DomainError: as for every posting.
    """
    require_company(work, company_id, "companyId")
    await work.raw.execute(_ONE_AT_A_TIME, str(company_id))
    by_currency: dict[str, list[asyncpg.Record]] = defaultdict(list)
    for statement in (_OPEN, _MONEY):
        for row in await work.raw.fetch(statement, company_id, on):
            by_currency[row["currency"]].append(row)
    done = [
        key
        for currency, rows in sorted(by_currency.items())
        if (key := await _revalue(work, company_id, on, rows, rates.get(currency))) is not None
    ]
    if not done:
        raise NothingToRevalue(on, path=("on",))
    return done


async def _revalue(
    work: Work, company_id: UUID, on: date, rows: Sequence[asyncpg.Record], rate: Decimal | None
) -> UUID | None:
    first = rows[0]
    currency, own, is_said = first["currency"], first["company_currency"], rate is not None
    if rate is None:
        rate = await rate_on(work, company_id, currency, own, on)
    digits, policy = currency_exponent(own), RoundingPolicy(first["rounding_policy"])
    key = uuid7()
    lines: list[dict[str, Any]] = [
        {
            **row,
            "after_amount": round_to(exact_ratio(row["open_amount"]) * exact_ratio(rate), digits, policy),
            "company_id": company_id,
            "revaluation_id": key,
        }
        for row in rows
    ]
    lines = [line for line in lines if line["after_amount"] != line["before_amount"]]
    if not lines:
        return None
    if is_said:
        await _require_within_limits(work, company_id, on, lines)
    difference = sum((line["after_amount"] - line["before_amount"] for line in lines), Decimal(0))
    legs = await _legs(work, company_id, lines, difference, currency_exponent(currency))
    journal = await journal_for(work, company_id, JournalKind.GENERAL)
    entry = Entry(
        company_id,
        journal,
        on,
        legs,
        currency,
        rate,
        DESCRIPTION,
        source=("Revaluation", key),
        kind=EntryKind.REVALUATION,
    )
    (entry_id,) = await post(work, [entry])
    await work.raw.execute(_WRITE, key, company_id, on, currency, rate, own, difference, entry_id)
    await work.raw.execute(_WRITE_LINES, as_json(lines))
    starts_on = await work.raw.fetchval(_NEXT, company_id, on)
    if starts_on is not None:
        await reverse_open(work, entry_id, starts_on, f"Reversal: {DESCRIPTION}")
    return key


async def _require_within_limits(work: Work, company_id: UUID, on: date, lines: Sequence[Mapping[str, Any]]) -> None:
    """Let what somebody's own rate comes to pass where nobody has to agree to an entry over that: a gain or loss by hand."""
    limits = await limits_of(work, company_id, ("companyId",))
    moved = sum((abs(line["after_amount"] - line["before_amount"]) for line in lines), Decimal(0))
    if not await limits.admits_amount(work, moved, limits.currency, None, on):
        raise DraftRequired(path=("rates",))


async def _legs(
    work: Work, company_id: UUID, lines: Sequence[Mapping[str, Any]], difference: Decimal, digits: int
) -> list[Leg]:
    nothing = round_to(Decimal(0), digits)
    legs = [
        Leg(line["account_id"], nothing, line["party_id"], company_amount=line["after_amount"] - line["before_amount"])
        for line in lines
    ]
    if difference:
        rule = rule_for(SourceKind.REVALUATION, LegKind.GAIN if difference > 0 else LegKind.LOSS)
        legs.append(Leg(await account_for(work, company_id, rule.role), nothing, company_amount=-difference))
    return legs
