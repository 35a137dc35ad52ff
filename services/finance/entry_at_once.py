"""Entries that are posted without a draft, as programs do that know what they post."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, cast
from uuid import UUID

from kernel.draft import Draft, Edits
from models import EntryKind, JournalEntryDraftLine
from services.finance.drafts import leg_of
from services.finance.entry_approval import limits_of
from services.finance.posting import Entry, Leg
from services.finance.tax.by_hand import post_by_hand
from services.refusals import RuleBroken
from services.rights import require_company
from services.work import Work

_COLUMNS: Final = tuple(JournalEntryDraftLine.__table__.columns.keys())


async def post_at_once(work: Work, draft: Draft) -> UUID:
    """Post what a draft would say without writing one, and give the id of the entry: that of the draft, where it has one.

    Raises:
        DraftRequired: a policy of the company wants others to agree to it.
        RuleBroken: it is of a kind that nobody posts by hand, or a line is not either a debit or a credit.
        DomainError: as for every posting.
    """
    company_id = cast("UUID", draft.values["company_id"])
    require_company(work, company_id, *draft.at("company_id"))
    limits = await limits_of(work, company_id, draft.at("company_id"))
    entry = _entry(draft, limits.currency)
    await limits.require(work, entry)
    return await post_by_hand(work, entry)


def _entry(draft: Draft, currency: str) -> Entry:
    said: Mapping[str, Any] = draft.values
    kind = EntryKind(said.get("kind") or EntryKind.NORMAL)
    if kind not in (EntryKind.NORMAL, EntryKind.ACCRUAL):
        raise RuleBroken("KIND_BY_HAND", path=draft.at("kind"))
    return Entry(
        said["company_id"], said["journal_id"], said["posted_on"],
        [_leg(line) for line in draft.lists.get("lines", Edits()).add],
        said.get("currency") or currency, said.get("rate"), said["description"], kind=kind,
        document_on=said.get("document_on"), is_adjustment=bool(said.get("is_adjustment")), id=draft.key, path=draft.path,
    )  # fmt: skip


def _leg(line: Draft) -> Leg:
    values = [each.values["value_id"] for each in line.lists.get("dimensions", Edits()).add]
    said: dict[str, Any] = {**dict.fromkeys(_COLUMNS), **line.values, "value_ids": values}
    debit, credit = said["debit"] or Decimal(0), said["credit"] or Decimal(0)
    if debit < 0 or credit < 0 or bool(debit) == bool(credit):
        raise RuleBroken("DEBIT_OR_CREDIT", path=line.path)
    return leg_of({**said, "debit": debit, "credit": credit}, line.path)
