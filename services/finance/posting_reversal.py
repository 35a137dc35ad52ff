"""Reversal: an entry is undone by another one with the sides turned."""

from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

from kernel.errors import InputPath
from kernel.ids import NodeId, uuid7
from models import EntryKind
from services.finance.posting_entry import Entry
from services.finance.posting_place import entry_row, surroundings
from services.finance.posting_refusals import AlreadyReversed, ReversalOfReversal, ReversedTooEarly
from services.finance.posting_write import Ready, write
from services.refusals import NotFound
from services.rights import require_company
from services.work import Work

_REVERSED: Final = """
select entry.*, reversal.id as reversal_id from journal_entry as entry
left join journal_entry as reversal on reversal.reverses_id = entry.id where entry.id = $1
"""
_LINES: Final = "select * from journal_line where entry_id = $1 order by position"


async def reverse(work: Work, entry_id: UUID, on: date, reason: str, path: InputPath = ()) -> UUID:
    """Undo an entry by another one with the sides turned, and give the id of that.

    Raises:
        NotFound: there is no such entry.
        AlreadyReversed, ReversalOfReversal, ReversedTooEarly: it cannot be undone, or not on this day.
        PeriodMissing, PeriodClosed, PostingLocked: the day is not open for it.
    """
    original = await work.raw.fetchrow(_REVERSED, entry_id)
    if original is None:
        raise NotFound(path=path or ("id",))
    require_company(work, original["company_id"], *(path or ("id",)))
    _require_reversible(original, on, path)
    reversal = Entry(
        original["company_id"], original["journal_id"], on, (), original["currency"], original["rate"], reason,
        source=("JournalEntry", entry_id) if original["source_type"] is None
        else (original["source_type"], original["source_id"]),
        kind=EntryKind.REVERSAL, reverses_id=entry_id, is_closing=original["is_closing"], path=path,
        is_adjustment=await _is_adjustment(work, original["period_id"], on),
    )  # fmt: skip
    (place,), _ = await surroundings(work, [reversal])
    key = uuid7()
    rows = await work.raw.fetch(_LINES, entry_id)
    lines = [_turned(row, key, on, place.period) for row in rows]
    entry = entry_row(replace(reversal, id=key), place, original["rate"], lines)
    await write(work, [Ready(entry, lines, place)])
    return key


async def _is_adjustment(work: Work, period_id: UUID, on: date) -> bool:
    """Tell whether what undoes an entry falls into the adjustment period, as the entry did on the same day."""
    return await work.raw.fetchval(
        "select is_adjustment and $2 between starts_on and ends_on from accounting_period where id = $1", period_id, on
    )


def _require_reversible(original: asyncpg.Record, on: date, path: InputPath) -> None:
    if original["kind"] == EntryKind.REVERSAL:
        raise ReversalOfReversal(path=path or ("id",))
    if original["reversal_id"] is not None:
        raise AlreadyReversed(NodeId("JournalEntry", original["reversal_id"]), path=path or ("id",))
    if on < original["posted_on"]:
        raise ReversedTooEarly(original["posted_on"], path=path or ("postedOn",))


def _turned(row: asyncpg.Record, entry_id: UUID, on: date, period_id: UUID) -> dict[str, Any]:
    line = dict(row)
    opposite = {
        name: None if line[name] is None else -line[name] for name in ("company_amount", "account_amount", "tax_base")
    }
    return {
        **line, **opposite, "id": uuid7(), "entry_id": entry_id, "posted_on": on, "period_id": period_id,
        "debit": line["credit"], "credit": line["debit"],
    }  # fmt: skip
