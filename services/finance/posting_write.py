"""Writing entries that are ready: headers, lines and numbers in one statement, however many there are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from kernel.rounding import RoundingPolicy
from services.rows import as_json
from services.violations import refusal_of
from services.work import Work

# Numbers are taken in the statement that writes, so that nobody waits for a number longer than for a write.
_WRITE = """
with taken as (
  insert into number_series (company_id, code, prefix, next_value, gapless)
  select company_id, code, prefix, 1 + count, true
  from unnest($3::uuid[], $4::text[], $5::text[], $6::bigint[]) as wanted (company_id, code, prefix, count)
  order by company_id, code
  on conflict (company_id, code) do update set next_value = number_series.next_value + excluded.next_value - 1
  returning company_id, code, prefix, digits, next_value
), numbered as (
  select wanted.company_id, wanted.code, taken.prefix, taken.digits, taken.next_value - wanted.count as first_value
  from taken join unnest($3::uuid[], $4::text[], $6::bigint[]) as wanted (company_id, code, count) using (company_id, code)
), entries as (
  insert into journal_entry (id, company_id, journal_id, number, posted_on, period_id, document_on, description, currency,
    rate, company_currency, kind, is_closing, line_count, total_amount, source_type, source_id, reverses_id)
  select said.id, said.company_id, said.journal_id,
    numbered.prefix || lpad(value.text, greatest(numbered.digits, length(value.text)), '0'),
    said.posted_on, said.period_id, said.document_on, said.description, said.currency, said.rate, said.company_currency,
    said.kind, said.is_closing, said.line_count, said.total_amount, said.source_type, said.source_id, said.reverses_id
  from jsonb_populate_recordset(null::journal_entry, $1::jsonb) as said
  left join unnest($7::uuid[], $8::text[], $9::bigint[]) as place (id, code, place) on place.id = said.id
  left join numbered on numbered.company_id = said.company_id and numbered.code = place.code
  left join lateral (select (numbered.first_value + place.place)::text) as value (text) on true
)
insert into journal_line (id, company_id, entry_id, position, posted_on, period_id, account_id, party_id, description,
  currency, debit, credit, company_currency, company_amount, account_currency, account_amount, tax_code_id, tax_base, due_on,
  value_ids)
select id, company_id, entry_id, position, posted_on, period_id, account_id, party_id, description, currency, debit, credit,
  company_currency, company_amount, account_currency, account_amount, tax_code_id, tax_base, due_on, value_ids
from jsonb_populate_recordset(null::journal_line, $2::jsonb)
"""


@dataclass(frozen=True, slots=True)
class Place:
    """What an entry falls into: its company, journal and period."""

    currency: str
    policy: RoundingPolicy
    journal: str
    period: UUID
    year: str

    @property
    def series(self) -> str:
        """The name of the series of numbers: one for a journal in a year."""
        return f"JOURNAL {self.journal} {self.year}"

    @property
    def prefix(self) -> str:
        return f"{self.journal}-{self.year}-"


@dataclass(frozen=True, slots=True)
class Ready:
    """An entry as it will be written."""

    entry: dict[str, Any]
    lines: list[dict[str, Any]]
    place: Place


async def write(work: Work, ready: Sequence[Ready]) -> None:
    """Write entries with their lines and numbers; a simulation takes no numbers.

    Raises:
        DomainError: the database refuses it.
    """
    counts: Counter[tuple[UUID, str, str]] = Counter()
    numbered: list[tuple[UUID, str, int]] = []
    for each in ready if not work.simulated else ():
        series = (each.entry["company_id"], each.place.series, each.place.prefix)
        numbered.append((each.entry["id"], each.place.series, counts[series]))
        counts[series] += 1
    columns = [list(column) for column in zip(*((*series, count) for series, count in counts.items()), strict=True)]
    places = [list(column) for column in zip(*numbered, strict=True)]
    work.is_waited_for = work.is_waited_for or bool(counts)
    try:
        await work.raw.execute(
            _WRITE,
            as_json(each.entry for each in ready),
            as_json(line for each in ready for line in each.lines),
            *(columns or [[], [], [], []]),
            *(places or [[], [], []]),
        )
    except asyncpg.PostgresError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error
