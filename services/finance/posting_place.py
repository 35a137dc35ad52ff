"""Where entries fall: company, journal and period are looked up together, and what is closed or locked is refused."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import orjson

from kernel.money import Money
from kernel.rounding import RoundingPolicy
from models import EntryKind
from services.finance.posting_entry import Entry
from services.finance.posting_locks import locked_by
from services.finance.posting_refusals import JournalArchived, PeriodMissing
from services.finance.posting_write import Place
from services.refusals import NotFound, PeriodClosed
from services.rights import require_company
from services.work import Work

_SURROUNDINGS: Final = """
select (
  select jsonb_agg(jsonb_build_object(
    'currency', company.currency, 'policy', company.rounding_policy, 'journal', journal.code, 'kind', journal.kind,
    'archived', journal.archived_at is not null, 'period', period.id, 'state', period.state, 'year', fiscal_year.code,
    'locked', case when posting_locked(asked.company_id, journal.kind, asked.posted_on) then journal.kind
      when (asked.is_taxed or exists (
        select from journal_line where entry_id = asked.reverses_id and tax_code_id is not null)
        or exists (select from tax_line where entry_id = asked.reverses_id))
        and posting_locked(asked.company_id, 'TAX', asked.posted_on) then 'TAX' end
  ) order by asked.place)
  from unnest($1::uuid[], $2::uuid[], $3::date[], $4::boolean[], $6::boolean[], $7::uuid[]) with ordinality
    as asked (company_id, journal_id, posted_on, is_adjustment, is_taxed, reverses_id, place)
  left join company on company.id = asked.company_id
  left join journal on journal.id = asked.journal_id and journal.company_id = asked.company_id
  left join accounting_period as period on period.company_id = asked.company_id
    and asked.posted_on between period.starts_on and period.ends_on and period.is_adjustment = asked.is_adjustment
  left join fiscal_year on fiscal_year.id = period.fiscal_year_id
)::text as places, (
  select coalesce(jsonb_object_agg(id, jsonb_build_object(
    'company', company_id, 'code', code, 'currency', currency, 'heading', is_group, 'archived', archived_at is not null,
    'party', requires_party)), '{}')
  from ledger_account where id = any($5::uuid[])
)::text as accounts
"""


async def surroundings(work: Work, entries: Sequence[Entry]) -> tuple[list[Place], Mapping[str, Mapping[str, Any]]]:
    """Give the places of entries in their order, and what is to be known of their accounts, by id.

    Raises:
        PeriodMissing, PeriodClosed, PostingLocked: the day is not open for it.
        JournalArchived, NotFound: as their names say.
    """
    accounts = list({leg.account_id for entry in entries for leg in entry.legs})
    found = await work.raw.fetchrow(
        _SURROUNDINGS,
        [entry.company_id for entry in entries],
        [entry.journal_id for entry in entries],
        [entry.posted_on for entry in entries],
        [entry.is_adjustment for entry in entries],
        accounts,
        [entry.is_taxed or any(leg.tax_code_id is not None for leg in entry.legs) for entry in entries],
        [entry.reverses_id for entry in entries],
    )
    assert found is not None
    rows: list[Mapping[str, Any]] = orjson.loads(found["places"])
    places = [_place(work, entry, row) for entry, row in zip(entries, rows, strict=True)]
    for entry, row in zip(entries, rows, strict=True):
        if row["locked"]:
            raise await locked_by(work, entry.company_id, row["locked"], entry.posted_on, (*entry.path, "postedOn"))
    return places, orjson.loads(found["accounts"])


def _place(work: Work, entry: Entry, row: Mapping[str, Any]) -> Place:
    require_company(work, entry.company_id, *entry.path)
    if row["journal"] is None:
        raise NotFound(path=(*entry.path, "journalId"))
    if row["archived"] and entry.kind is not EntryKind.REVERSAL:
        raise JournalArchived(path=(*entry.path, "journalId"))
    on_day = (*entry.path, "postedOn")
    if row["period"] is None:
        raise PeriodMissing(entry.posted_on, path=on_day)
    closing = row["state"] == "CLOSING" and row["kind"] in ("GENERAL", "OPENING", "CLOSING")
    if row["state"] != "OPEN" and not closing:
        raise PeriodClosed(entry.posted_on, row["state"], path=on_day)
    policy = RoundingPolicy(row["policy"])
    return Place(row["currency"], policy, row["journal"], UUID(row["period"]), row["year"])


def entry_row(entry: Entry, place: Place, rate: Decimal, lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Write an entry as its table has it: with its place, how many lines it has and what their debits come to."""
    source_type, source_id = entry.source or (None, None)
    debits = (line["company_amount"] for line in lines if line["company_amount"] > 0)
    return {
        "id": entry.id, "company_id": entry.company_id, "journal_id": entry.journal_id, "posted_on": entry.posted_on,
        "period_id": place.period, "document_on": entry.document_on, "description": entry.description,
        "currency": entry.currency, "rate": rate, "company_currency": place.currency, "kind": entry.kind,
        "is_closing": entry.is_closing or entry.kind is EntryKind.CLOSING, "line_count": len(lines),
        "total_amount": sum(debits, Money.zero(place.currency).amount), "source_type": source_type,
        "source_id": source_id, "reverses_id": entry.reverses_id,
    }  # fmt: skip
