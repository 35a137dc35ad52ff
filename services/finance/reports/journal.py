"""The journal: the entries of some days in the order of their numbers, with their lines, and what they come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from kernel.money import Money
from services.finance.reports.extracts import require_known
from services.refusals import NotFound

ENTRIES_MAX: Final = 200

# Numbers are a prefix for journal and year, and digits that may be more one day.
JOURNAL: Final = """
with entries as (
  select id, number, posted_on, description, total_amount,
    coalesce(rtrim(number, '0123456789'), '') as prefix,
    coalesce(cast(substring(number from '[0-9]+$') as bigint), 0) as value
  from journal_entry
  where journal_id = :journal and company_id = :company and posted_on between :starts and :ends
), page as (
  select * from entries where cast(:after as uuid) is null
    or (prefix, value, id) > (select prefix, value, id from entries where id = :after)
  order by prefix, value, id limit :size + 1
)
select cast(json_build_object(
  'known', cast(:after as uuid) is null or exists (select from entries where id = :after),
  'currency', company.currency, 'count', (select count(*) from entries),
  'total', (select coalesce(sum(total_amount), 0)::text from entries),
  'entries', (
    select coalesce(json_agg(json_build_object('entry', page.id, 'number', page.number, 'posted_on', page.posted_on,
      'description', page.description, 'total', page.total_amount::text, 'lines', (
        select json_agg(json_build_object('line', line.id, 'account', account.id, 'code', account.code,
          'name', account.name, 'party', line.party_id, 'description', coalesce(line.description, page.description),
          'debit', greatest(line.company_amount, 0)::text, 'credit', greatest(-line.company_amount, 0)::text)
          order by line.position)
        from journal_line as line join ledger_account as account on account.id = line.account_id
        where line.entry_id = page.id)
    ) order by page.prefix, page.value, page.id), '[]') from page)
) as text) as facts
from company
where company.id = :company and exists (select from journal where id = :journal and company_id = :company)
"""


@dataclass(frozen=True, slots=True)
class JournalReportLine:
    """One line of an entry, in the currency of the company."""

    line: UUID
    account: UUID
    code: str
    name: str
    party: UUID | None
    description: str
    debit: Money
    credit: Money


@dataclass(frozen=True, slots=True)
class JournalReportEntry:
    """An entry with its lines, and what its debits, and so its credits, add up to."""

    entry: UUID
    number: str | None
    posted_on: date
    description: str
    total: Money
    lines: Sequence[JournalReportLine]


@dataclass(frozen=True, slots=True)
class JournalReport:
    """Entries of a journal in the order of their numbers; how many there are in all these days, and what they come to."""

    entries: Sequence[JournalReportEntry]
    count: int
    total: Money
    has_more: bool


def journal_report(facts: Mapping[str, Any] | None, size: int) -> JournalReport:
    """Lay out entries of a journal; raises `NotFound` where the viewer does not see it, or what they go on after is none of them."""
    if facts is None:
        raise NotFound(path=("input", "journalId"))
    require_known(facts)
    currency = facts["currency"]
    entries = [_entry(row, currency) for row in facts["entries"]]
    return JournalReport(entries[:size], facts["count"], _money(facts["total"], currency), len(entries) > size)


def _entry(row: Mapping[str, Any], currency: str) -> JournalReportEntry:
    return JournalReportEntry(
        UUID(row["entry"]),
        row["number"],
        date.fromisoformat(row["posted_on"]),
        row["description"],
        _money(row["total"], currency),
        [_line(line, currency) for line in row["lines"]],
    )


def _line(row: Mapping[str, Any], currency: str) -> JournalReportLine:
    party = row["party"]
    return JournalReportLine(
        UUID(row["line"]),
        UUID(row["account"]),
        row["code"],
        row["name"],
        None if party is None else UUID(party),
        row["description"],
        _money(row["debit"], currency),
        _money(row["credit"], currency),
    )


def _money(text: str, currency: str) -> Money:
    return Money(Decimal(text), currency)
