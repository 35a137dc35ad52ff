"""Posting commissions: what is earned until the end of a day and was not posted before, in one entry.

What is earned follows from invoices, settlements and rules (`commissions_earned`), so what comes late, such as a credit note on
an invoice of an earlier period, is posted as the difference that it makes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg

from kernel.errors import DomainError
from kernel.ids import uuid7
from models import JournalKind
from services.finance.determination import account_for, journal_for
from services.finance.posting import Entry, Leg, post
from services.finance.rules import LegKind, SourceKind, rule_for
from services.refusals import NotFound, TooManyRows
from services.rights import require_company
from services.work import Work

LINES_MAX: Final = 100_000
"""For how many lines of invoices one request posts."""

# Of two at once, the later one is told what the earlier one has posted; and rules stay as they are meanwhile.
_ONE_AT_A_TIME: Final = "select pg_advisory_xact_lock(hashtextextended('commissions ' || $1::text, 0))"
_HOLD_RULES: Final = "select id from commission_rule where company_id = $1 order by id for share"
_LAST: Final = "select max(earned_until) from commission_posting where company_id = $1"
_DUE: Final = """
select * from commissions_earned(array[$1::uuid], $2) where earned_amount <> posted_amount order by invoice_line_id limit $3
"""
_COMPANY: Final = "select currency, ($2::timestamptz at time zone time_zone)::date as today from company where id = $1"
_WRITE: Final = """
insert into commission_posting (id, company_id, earned_until, posted_on, currency, amount, entry_id)
values ($1, $2, $3, $4, $5, round($6::numeric, currency_exponent($5)), $7)
"""
_WRITE_LINES: Final = """
insert into commission_posting_line (company_id, posting_id, currency, invoice_line_id, step, sales_rep_id, rule_id, base_amount,
  earned_amount, amount)
select $1, $2, $3, * from unnest($4::uuid[], $5::integer[], $6::uuid[], $7::uuid[], $8::numeric[], $9::numeric[], $10::numeric[])
"""


@dataclass(eq=False)
class NoCommissionsDue(DomainError):
    """Commissions are posted where more or less is earned than was posted."""

    message = "Until {earned_until}, nothing is earned that is not posted."
    earned_until: date


@dataclass(eq=False)
class CommissionsPostedLater(DomainError):
    """Commissions are posted from day to day: never until a day before the one until which they are posted already."""

    message = "Commissions are posted until {posted_until} already."
    posted_until: date


@dataclass(eq=False)
class CommissionsNotEarnedYet(DomainError):
    """Commissions are posted until today at most: what is earned until a later day is not known."""

    message = "What is earned until {earned_until} is not known today, on {asked_on}."
    earned_until: date
    asked_on: date


async def post_commissions(work: Work, company_id: UUID, until: date, posted_on: date | None = None) -> UUID:
    """Post what is earned until the end of a day and was not posted before, and give the id of the posting.

    It is posted on that day, or another. One request of a company at a time.

    Raises:
        NoCommissionsDue: nothing is earned more or less than was posted.
        CommissionsPostedLater: they are posted until a later day.
        CommissionsNotEarnedYet: the day has not come, where the company is.
        TooManyRows: it is for more lines than `LINES_MAX`; an earlier day is for fewer.
        NotFound, AccountUndetermined, JournalMissing: as their names say.
        DomainError: as for every posting.
    """
    require_company(work, company_id, "companyId")
    await work.raw.execute(_ONE_AT_A_TIME, str(company_id))
    company = await work.raw.fetchrow(_COMPANY, company_id, work.clock.now())
    if company is None:
        raise NotFound(path=("companyId",))
    if until > company["today"]:
        raise CommissionsNotEarnedYet(until, company["today"], path=("earnedUntil",))
    currency = company["currency"]
    last = await work.raw.fetchval(_LAST, company_id)
    if last is not None and until < last:
        raise CommissionsPostedLater(last, path=("earnedUntil",))
    await work.raw.execute(_HOLD_RULES, company_id)
    due = await work.raw.fetch(_DUE, company_id, until, LINES_MAX + 1)
    if not due:
        raise NoCommissionsDue(until, path=("earnedUntil",))
    if len(due) > LINES_MAX:
        raise TooManyRows(len(due), LINES_MAX, path=("earnedUntil",))
    key, on = uuid7(), posted_on or until
    amount = sum((row["earned_amount"] - row["posted_amount"] for row in due), Decimal(0))
    entry_id = await _entry(work, company_id, key, currency, on, until, amount) if amount else None
    await work.raw.execute(_WRITE, key, company_id, until, on, currency, amount, entry_id)
    await work.raw.execute(_WRITE_LINES, company_id, key, currency, *_columns(due))
    return key


async def _entry(
    work: Work, company_id: UUID, key: UUID, currency: str, on: date, until: date, amount: Decimal
) -> UUID:
    legs: list[Leg] = []
    for leg in (LegKind.NET, LegKind.TOTAL):
        role, side = rule_for(SourceKind.COMMISSION, leg)
        legs.append(Leg(await account_for(work, company_id, role), side.signed(amount)))
    journal = await journal_for(work, company_id, JournalKind.GENERAL)
    words, source = f"Commissions earned until {until}", ("CommissionPosting", key)
    (entry_id,) = await post(work, [Entry(company_id, journal, on, legs, currency, None, words, source)])
    return entry_id


def _columns(due: Sequence[asyncpg.Record]) -> list[list[Any]]:
    rows = [
        (
            row["invoice_line_id"], row["steps"] + 1, row["sales_rep_id"], row["rule_id"], row["base_amount"],
            row["earned_amount"], row["earned_amount"] - row["posted_amount"],
        )
        for row in due
    ]  # fmt: skip
    return [list(column) for column in zip(*rows, strict=True)]
