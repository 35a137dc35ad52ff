"""Root fields for journal entries and their drafts, and how they are written, posted and undone."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import strawberry

from kernel.errors import InputPath
from planner.drafts import draft_of, key_of
from planner.fields import argument
from planner.inputs import resolved
from planner.lists import KeyPart, aggregate, by_id, by_key, pages
from planner.mutation_inputs import create_input
from planner.mutations import Outcome, mutation
from resolvers.keys import OF_COMPANY
from resolvers.writing import INPUT, creates, creates_many, updates, which
from schema import names
from schema.base import Connection
from schema.finance.entry import POST, REVERSE, WRITE, OpeningBalancePostInput
from schema.payloads import payload
from services.finance.drafts import DRAFT, delete_draft, post_draft
from services.finance.entry_at_once import post_at_once
from services.finance.opening import Opening, post_opening
from services.finance.posting import Leg
from services.finance.settling.reversing import reverse_entry
from services.work import Work


@strawberry.type
class JournalEntryQueries:
    """Root fields for journal entries and their drafts."""

    journal_entries: Connection[names.JournalEntry] | None = pages("What has been posted.", names.JournalEntry)
    journal_entry: names.JournalEntry | None = by_id("A journal entry by its id.")
    journal_entry_by_number: names.JournalEntry | None = by_key(
        "A journal entry by its number.",
        OF_COMPANY,
        KeyPart("journal_id", "The journal that it is written in.", of="Journal"),
        KeyPart("number", "Its number, such as GEN-2026-000001."),
    )
    journal_entry_aggregate = aggregate("What has been posted, counted and added up by group.", names.JournalEntry)
    journal_lines: Connection[names.JournalLine] | None = pages("The lines of entries.", names.JournalLine)
    journal_line: names.JournalLine | None = by_id("A line of an entry by its id.")
    journal_line_dimensions: Connection[names.JournalLineDimension] | None = pages(
        "To which values of dimensions lines of entries belong.", names.JournalLineDimension
    )
    journal_line_dimension: names.JournalLineDimension | None = by_id(
        "That a line belongs to a value of a dimension, by its id."
    )
    journal_line_aggregate = aggregate("The lines of entries, counted and added up by group.", names.JournalLine)
    journal_entry_drafts: Connection[names.JournalEntryDraft] | None = pages(
        "Entries that are being written.", names.JournalEntryDraft
    )
    journal_entry_draft: names.JournalEntryDraft | None = by_id("A draft of an entry by its id.")
    journal_entry_draft_lines: Connection[names.JournalEntryDraftLine] | None = pages(
        "The lines of drafts of entries.", names.JournalEntryDraftLine
    )
    journal_entry_draft_line: names.JournalEntryDraftLine | None = by_id("A line of a draft of an entry by its id.")
    journal_entry_draft_line_dimensions: Connection[names.JournalEntryDraftLineDimension] | None = pages(
        "To which values of dimensions lines of drafts belong.", names.JournalEntryDraftLineDimension
    )
    journal_entry_draft_line_dimension: names.JournalEntryDraftLineDimension | None = by_id(
        "That a line of a draft belongs to a value of a dimension, by its id."
    )


async def _delete(work: Work, given: Mapping[str, Any]) -> Outcome:
    await delete_draft(work, key_of(given["id"], "JournalEntryDraft", ("id",)), given["version"])
    return {}


async def _post(work: Work, given: Mapping[str, Any]) -> Outcome:
    key = key_of(given["id"], "JournalEntryDraft", ("id",))
    return {"journalEntry": await post_draft(work, key, given["version"])}


async def _create(work: Work, given: Mapping[str, Any]) -> Outcome:
    draft = draft_of(resolved(names.JournalEntryDraft), given["input"], INPUT)
    return {"journalEntry": await post_at_once(work, draft)}


async def _reverse(work: Work, given: Mapping[str, Any]) -> Outcome:
    key = key_of(given["id"], "JournalEntry", ("id",))
    return {"journalEntry": await reverse_entry(work, key, given["postedOn"], given["description"], ("id",))}


async def _open(work: Work, given: Mapping[str, Any]) -> Outcome:
    said, path = given["input"], ("input",)
    opening = Opening(
        key_of(said["companyId"], "Company", (*path, "companyId")),
        said["postedOn"],
        [_leg(line, (*path, "lines", place)) for place, line in enumerate(said["lines"])],
        said["description"],
        said.get("currency"),
        said.get("rate"),
        path,
    )
    return {"journalEntry": await post_opening(work, opening)}


def _leg(said: Mapping[str, Any], path: InputPath) -> Leg:
    party = said.get("partyId")
    values: list[str] = said.get("valueIds") or []
    return Leg(
        key_of(said["accountId"], "LedgerAccount", (*path, "accountId")),
        (said.get("debit") or Decimal(0)) - (said.get("credit") or Decimal(0)),
        None if party is None else key_of(party, "Party", (*path, "partyId")),
        said.get("description"),
        dimensions=[key_of(each, "DimensionValue", (*path, "valueIds", place)) for place, each in enumerate(values)],
        due_on=said.get("dueOn"),
        path=path,
    )


@strawberry.type
class JournalEntryMutations:
    """How journal entries are written, posted and undone."""

    journal_entry_draft_create = creates(names.JournalEntryDraft, "Begin to write an entry.", DRAFT, needs=WRITE)
    journal_entry_draft_bulk_create = creates_many(
        names.JournalEntryDraft, "Begin to write many entries.", DRAFT, needs=WRITE
    )
    journal_entry_draft_update = updates(names.JournalEntryDraft, "Change a draft and its lines.", DRAFT, needs=WRITE)
    journal_entry_draft_delete = mutation(
        "Throw a draft away.", payload(names.JournalEntryDraft), _delete, needs=WRITE, arguments=which()
    )
    journal_entry_post = mutation(
        "Post a draft; the entry has its id, with `JournalEntry:`, and the draft is gone.",
        payload(names.JournalEntry),
        _post,
        needs=POST,
        arguments=which(),
        key_required=True,
    )
    journal_entry_create = mutation(
        "Post an entry without a draft, for programs that know what they post; refused where others have to agree to it.",
        payload(names.JournalEntry),
        _create,
        needs=POST,
        arguments=[
            argument("input", create_input(names.JournalEntryDraft), "What is to be posted.", required=True),
        ],
        key_required=True,
    )
    journal_entry_reverse = mutation(
        "Undo an entry by another one with the sides turned; what both leave open is settled.",
        payload(names.JournalEntry),
        _reverse,
        needs=REVERSE,
        arguments=[
            argument("id", strawberry.ID, "The entry that is to be undone.", required=True),
            argument(
                "posted_on", dt.date, "The day that this counts for, not before that of the entry.", required=True
            ),
            argument("description", str, "Why it is undone; the new entry says it.", required=True),
        ],
        key_required=True,
    )
    opening_balance_post = mutation(
        "Post what a company had and owed when its books began.",
        payload(names.JournalEntry),
        _open,
        needs=POST,
        arguments=[argument("input", OpeningBalancePostInput, "What was there.", required=True)],
        key_required=True,
    )
