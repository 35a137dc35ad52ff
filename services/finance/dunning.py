"""Dunning: parties are reminded of what is overdue, one level after the other, with interest and fees."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg

import models
from kernel.currency import currency_exponent
from kernel.errors import DomainError
from kernel.ids import uuid7
from kernel.rounding import exact_ratio, round_to
from models import JournalKind
from services.finance.determination import account_for, journal_for
from services.finance.posting import Entry, Leg, post
from services.finance.rules import LegKind, SourceKind, rule_for
from services.master import Master
from services.rights import require_company
from services.rows import as_json
from services.work import Work

DAYS_A_YEAR: Final = 365
ITEMS_MAX: Final = 10_000
"""How many open items one run looks at, the longest overdue first."""

LEVEL: Final = Master(models.DunningLevel)

_LEVELS: Final = "select * from dunning_level where company_id = $1 and archived_at is null order by level"
_OVERDUE: Final = """
select * from open_item where id in (
  select id from open_item where company_id = $1 and side = 'RECEIVABLE' and due_on < $2 and open_amount > 0
    and ($3::uuid is null or party_id = $3)
  order by due_on, id limit $4
) and open_amount > 0 order by id for update
"""
_WRITE: Final = """
insert into dunning_notice (id, company_id, party_id, level_id, dunned_on, currency, overdue_amount, interest_amount,
  fee_amount, entry_id)
select id, company_id, party_id, level_id, dunned_on, currency, round(overdue_amount, currency_exponent(currency)),
  round(interest_amount, currency_exponent(currency)), round(fee_amount, currency_exponent(currency)), entry_id
from jsonb_populate_recordset(null::dunning_notice, $1::jsonb)
"""
_WRITE_LINES: Final = """
insert into dunning_notice_line (company_id, notice_id, open_item_id, level_id, days_overdue, currency, open_amount,
  interest_amount)
select company_id, notice_id, open_item_id, level_id, days_overdue, currency,
  round(open_amount, currency_exponent(currency)), round(interest_amount, currency_exponent(currency))
from jsonb_populate_recordset(null::dunning_notice_line, $1::jsonb)
"""
_DUNNED: Final = """
update open_item set dunned_level = said.level, dunned_on = greatest(dunned_on, $3)
from unnest($1::uuid[], $2::integer[]) as said (id, level) where open_item.id = said.id
"""


@dataclass(eq=False)
class NobodyToRemind(DomainError):
    """Reminders are sent where something that is overdue has come to a level that it was not reminded at."""

    message = "On {dunned_on}, nothing that is overdue has come to another level."
    dunned_on: date


@dataclass(frozen=True, slots=True)
class _Overdue:
    item: asyncpg.Record
    level: asyncpg.Record
    days: int
    interest: Decimal

    @property
    def steps_up(self) -> bool:
        return self.level["level"] > self.item["dunned_level"]


async def remind(
    work: Work, company_id: UUID, on: date, *, party_id: UUID | None = None, charged: bool = False
) -> list[UUID]:
    """Remind parties of what is overdue on a day, and give the ids of the notices: one for each party and currency.

    An item comes from one level to the next, never over one. Interest is for the days since it was due, or since the last
    reminder, of a year of 365 days; none for a day before that. With `charged`, interest and fees are posted; else they are demanded only.

    Raises:
        NobodyToRemind: nothing has come to another level.
        NotFound: the company is none of theirs.
        DomainError: as for every posting.
    """
    require_company(work, company_id, "companyId")
    levels = await work.raw.fetch(_LEVELS, company_id)
    by_party: dict[tuple[UUID, str], list[_Overdue]] = defaultdict(list)
    for item in await work.raw.fetch(_OVERDUE, company_id, on, party_id, ITEMS_MAX):
        overdue = _overdue(item, levels, on)
        if overdue is not None:
            by_party[item["party_id"], item["currency"]].append(overdue)
    groups = [group for group in by_party.values() if any(each.steps_up for each in group)]
    if not groups:
        raise NobodyToRemind(on, path=("on",))
    notices = [_notice(company_id, on, group) for group in groups]
    if charged:
        await _charge(work, company_id, on, notices)
    await _write(work, on, notices, groups)
    return [notice["id"] for notice in notices]


def _overdue(item: asyncpg.Record, levels: Sequence[asyncpg.Record], on: date) -> _Overdue | None:
    days = (on - item["due_on"]).days
    reached = [level for level in levels if level["days_overdue"] <= days]
    before = [level for level in reached if level["level"] <= item["dunned_level"]]
    reminded_on: date = item["dunned_on"] or item["due_on"]
    # What was reminded of on a later day comes no further by an earlier one, and its interest has been reckoned.
    after = [level for level in reached if level["level"] > item["dunned_level"] and reminded_on <= on]
    level = after[0] if after else before[-1] if before else None
    if level is None:
        return None
    counted = max(0, (on - max(item["due_on"], reminded_on)).days)
    yearly = exact_ratio(item["open_amount"]) * exact_ratio(level["interest_percent"]) / 100
    interest = round_to(yearly * counted / DAYS_A_YEAR, currency_exponent(item["currency"]))
    return _Overdue(item, level, days, interest)


def _notice(company_id: UUID, on: date, group: Sequence[_Overdue]) -> dict[str, Any]:
    level = max((each.level for each in group), key=lambda level: level["level"])
    currency = group[0].item["currency"]
    has_fee = level["fee"] is not None and level["currency"] == currency
    return {
        "id": uuid7(), "company_id": company_id, "party_id": group[0].item["party_id"], "level_id": level["id"],
        "dunned_on": on, "currency": currency, "entry_id": None,
        "overdue_amount": sum((each.item["open_amount"] for each in group), Decimal(0)),
        "interest_amount": sum((each.interest for each in group), Decimal(0)),
        "fee_amount": round_to(level["fee"] if has_fee else Decimal(0), currency_exponent(currency)),
    }  # fmt: skip


async def _charge(work: Work, company_id: UUID, on: date, notices: Sequence[dict[str, Any]]) -> None:
    """Post interest and fees: the party owes them from that day on."""
    charged = [notice for notice in notices if notice["interest_amount"] + notice["fee_amount"]]
    if not charged:
        return
    journal = await journal_for(work, company_id, JournalKind.GENERAL)
    owed, earned = rule_for(SourceKind.DUNNING, LegKind.TOTAL), rule_for(SourceKind.DUNNING, LegKind.NET)
    owed_on, earned_on = (
        await account_for(work, company_id, owed.role),
        await account_for(work, company_id, earned.role),
    )

    def entry(notice: Mapping[str, Any]) -> Entry:
        amount = notice["interest_amount"] + notice["fee_amount"]
        legs = [
            Leg(owed_on, owed.side.signed(amount), notice["party_id"], due_on=on),
            Leg(earned_on, earned.side.signed(amount)),
        ]
        source = ("DunningNotice", notice["id"])
        return Entry(company_id, journal, on, legs, notice["currency"], None, "Reminder", source=source)

    keys = await post(work, [entry(notice) for notice in charged])
    for notice, key in zip(charged, keys, strict=True):
        notice["entry_id"] = key


async def _write(
    work: Work, on: date, notices: Sequence[Mapping[str, Any]], groups: Sequence[Sequence[_Overdue]]
) -> None:
    lines = [
        {
            "company_id": notice["company_id"], "notice_id": notice["id"], "open_item_id": each.item["id"],
            "level_id": each.level["id"], "days_overdue": each.days, "currency": notice["currency"],
            "open_amount": each.item["open_amount"], "interest_amount": each.interest,
        }
        for notice, group in zip(notices, groups, strict=True) for each in group
    ]  # fmt: skip
    await work.raw.execute(_WRITE, as_json(notices))
    await work.raw.execute(_WRITE_LINES, as_json(lines))
    reminded = [each for group in groups for each in group]
    keys, levels = [each.item["id"] for each in reminded], [each.level["level"] for each in reminded]
    await work.raw.execute(_DUNNED, keys, levels, on)
