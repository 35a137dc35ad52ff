"""Drafts of journal entries: written and changed by hand, and posted when they balance."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg

import models
from kernel.errors import InputPath
from models import EntryKind
from services import locking
from services.bounds import Within
from services.finance.entry_approval import require_entry_approval
from services.finance.lines_by_hand import LinesByHand, in_own_currency, of_their_dimensions
from services.finance.posting import Entry, Leg
from services.finance.tax.by_hand import post_by_hand
from services.master import Master
from services.rows import Found
from services.work import Work

_LINES = """
select line.*, coalesce((select array_agg(value_id) from journal_entry_draft_line_dimension as named
  where named.line_id = line.id), '{}') as value_ids
from journal_entry_draft_line as line where line.draft_id = $1 order by line.position
"""
_FORGET = """
with dimensions as (
  delete from journal_entry_draft_line_dimension as named using journal_entry_draft_line as line
  where line.id = named.line_id and line.draft_id = $1
), lines as (
  delete from journal_entry_draft_line where draft_id = $1
)
delete from journal_entry_draft where id = $1
"""
# What hung on the draft hangs on the entry, which has its id.
_KEEP_ATTACHMENTS = """
update attachment set entity_type = 'JournalEntry' where entity_type = 'JournalEntryDraft' and entity_id = $1
"""


DIMENSION: Final = Master(
    models.JournalEntryDraftLineDimension, within=Within("line_id", 50), complete=of_their_dimensions
)
_BY_HAND: Final = LinesByHand("journal_entry_draft_line", "journal_entry_draft", "draft_id")
LINE: Final = Master(
    models.JournalEntryDraftLine,
    lists={"dimensions": DIMENSION},
    within=Within("draft_id", 2_000),
    complete=_BY_HAND.complete,
    check=_BY_HAND.check,
)
DRAFT: Final = Master(models.JournalEntryDraft, lists={"lines": LINE}, complete=in_own_currency)


async def delete_draft(work: Work, key: UUID, version: int, path: InputPath = ()) -> None:
    """Throw a draft away.

    Raises:
        NotFound, StaleVersion: as their names say.
    """
    await _draft(work, key, version, path)
    await work.raw.execute(_FORGET, key)


async def post_draft(work: Work, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Post a draft; the entry has its id, and the draft is gone.

    Raises:
        ApprovalRequired, ApprovalRejected: the company wants others to agree to it, and they have not.
        NotFound, StaleVersion: as their names say.
        TaxNotOnAccount, TaxRateMissing: a line is no tax as it says.
        DomainError: as for every posting.
    """
    draft = await _draft(work, key, version, path)
    lines = await work.raw.fetch(_LINES, key)
    await require_entry_approval(work, draft, lines)
    entry = Entry(
        draft["company_id"], draft["journal_id"], draft["posted_on"],
        [leg_of(line, (*path, "lines", line["position"] - 1)) for line in lines],
        draft["currency"], draft["rate"], draft["description"], kind=EntryKind(draft["kind"]),
        document_on=draft["document_on"], is_adjustment=draft["is_adjustment"], id=key, path=path,
    )  # fmt: skip
    await work.raw.execute(_FORGET, key)
    await work.raw.execute(_KEEP_ATTACHMENTS, key)
    return await post_by_hand(work, entry)


def leg_of(line: Mapping[str, Any] | asyncpg.Record, path: InputPath) -> Leg:
    """Give what a line that is written by hand posts."""
    return Leg(
        line["account_id"], line["debit"] - line["credit"], line["party_id"], line["description"],
        dimensions=line["value_ids"], tax_code_id=line["tax_code_id"], tax_base=line["tax_base"], due_on=line["due_on"],
        path=path,
    )  # fmt: skip


async def _draft(work: Work, key: UUID, version: int, path: InputPath) -> Found:
    found = (await locking.locked(work, DRAFT, [(key, (*path, "id"))]))[key]
    await locking.require_version(work, DRAFT, found, version, (*path, "version"))
    return found
