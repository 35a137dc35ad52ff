"""When posting by hand needs the approval of others: as the policies of the company say, by what an entry amounts to.

A draft can be looked at, and so agreed to. What is posted without one stays within what nobody has to agree to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.decimals import product
from kernel.errors import DomainError, InputPath
from kernel.ids import NodeId
from services.finance.posting_entry import Entry
from services.finance.rates import rate_on
from services.platform.approval import Approvable, Matter, require
from services.refusals import NotFound
from services.rows import Found
from services.work import Work

# The lowest bound above which others have to agree; -1 where they have to agree to any amount.
_LIMITS: Final = """
select company.currency, (
  select min(coalesce(amount_above, -1)) from approval_policy
  where company_id = company.id and document_type = $2 and archived_at is null) as approved_above
from company where company.id = $1
"""
# Whoever wrote, changed or removed a part of a document has written it too, whether the part is still there or not.
_WRITERS: Final = """
with recursive part (id) as (
  select unnest($1::uuid[]) union
  select gone.entity_id from part join audit_entry as gone
    on gone.operation = 'DELETE' and removed_from(gone.entity_type, gone.before) = part.id
)
select distinct actor from audit_entry
where entity_id = any(array(select id from part)) and operation in ('INSERT', 'UPDATE', 'DELETE')
"""
_PARTS: Final = """
with line as (
  select id from journal_entry_draft_line where draft_id = $1 union all
  select id from journal_template_line where template_id = $2
)
select id from line
union all select id from journal_entry_draft_line_dimension where line_id in (select id from line)
union all select id from journal_template_line_dimension where line_id in (select id from line)
"""


@dataclass(eq=False)
class DraftRequired(DomainError):
    """What others have to agree to is written as a draft, which they can look at."""

    message = "This needs approval first: write a draft of it, and post that."


@dataclass(frozen=True, slots=True)
class Limits:
    """Up to which amount a company lets something be done without the agreement of others."""

    company_id: UUID
    currency: str
    """That of the company."""
    approved_above: Decimal | None
    """None where nobody has to agree to anything."""

    async def judged(self, work: Work, amount: Decimal, currency: str, rate: Decimal | None, on: date) -> Decimal:
        """Give what an amount counts as, in the currency of the company: by the rate that somebody says or the one that is
        recorded for the day, whichever is higher. So nobody gets below a limit by saying a low one.

        Raises:
            RateMissing: nobody has recorded a rate for the day.
        """
        recorded = await rate_on(work, self.company_id, currency, self.currency, on)
        if rate is None or currency == self.currency:
            return product(amount, recorded)
        return product(amount, max(rate, recorded))

    async def admits(self, work: Work, entry: Entry) -> bool:
        """Tell whether nobody has to agree to an entry.

        Raises:
            RateMissing: nobody has recorded a rate for its day.
        """
        debits = sum((leg.amount for leg in entry.legs if leg.amount > 0), Decimal(0))
        return await self.admits_amount(work, debits, entry.currency, entry.rate, entry.posted_on)

    async def admits_amount(self, work: Work, amount: Decimal, currency: str, rate: Decimal | None, on: date) -> bool:
        """Tell whether nobody has to agree to an amount.

        Raises:
            RateMissing: nobody has recorded a rate for the day.
        """
        if self.approved_above is None:
            return True
        return await self.judged(work, amount, currency, rate, on) <= self.approved_above

    async def require(self, work: Work, entry: Entry) -> None:
        """Let an entry pass to which nobody has to agree.

        Raises:
            DraftRequired: others have to.
            RateMissing: nobody has recorded a rate for its day.
        """
        if not await self.admits(work, entry):
            raise DraftRequired(path=entry.path)


async def limits_of(
    work: Work, company_id: UUID, path: InputPath, of: Approvable = Approvable.JOURNAL_ENTRY_DRAFT
) -> Limits:
    """Give the limits of a company for documents of a type.

    Raises:
        NotFound: there is no such company.
    """
    found = await work.raw.fetchrow(_LIMITS, company_id, of)
    if found is None:
        raise NotFound(path=path)
    return Limits(company_id, found["currency"], found["approved_above"])


async def require_entry_approval(work: Work, draft: Found, lines: Sequence[asyncpg.Record]) -> None:
    """Let a draft pass that needs no approval, or has it for what it says now.

    The amount is what its debits come to in the currency of the company.

    Raises:
        ApprovalRequired, ApprovalRejected: others have to agree, or have refused.
        RateMissing: nobody has recorded a rate for its day.
    """
    limits = await limits_of(work, draft["company_id"], ("id",))
    if limits.approved_above is None:
        return
    debits = sum((line["debit"] for line in lines), Decimal(0))
    matter = Matter(
        draft["company_id"],
        NodeId("JournalEntryDraft", draft["id"]),
        revision=f"version {draft['version']}",
        description=draft["description"],
        amount=await limits.judged(work, debits, draft["currency"], draft["rate"], draft["posted_on"]),
        written_by=await _writers(work, draft),
    )
    await require(work, matter)


async def _writers(work: Work, draft: Found) -> list[str]:
    """Name those who wrote a draft, or what made it: whoever wrote a template approves none of its entries."""
    parts = await work.raw.fetch(_PARTS, draft["id"], draft["template_id"])
    made_by = [] if draft["template_id"] is None else [draft["template_id"]]
    wrote = await writers_of(work, [draft["id"], *made_by, *(part["id"] for part in parts)])
    return sorted({draft["entered_by"], *wrote})


async def writers_of(work: Work, keys: Sequence[UUID]) -> list[str]:
    """Name those who wrote a document or a part of it, changed it or took a part away, by the ids of both."""
    return sorted(row["actor"] for row in await work.raw.fetch(_WRITERS, keys))
