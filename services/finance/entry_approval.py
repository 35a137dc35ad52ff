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
from services.platform.approval import Matter, require
from services.refusals import NotFound
from services.rows import Found
from services.work import Work

_CURRENCY: Final = "select currency from company where id = $1"
# The lowest bound above which others have to agree; -1 where they have to agree to any amount.
_LIMITS: Final = """
select company.currency, (
  select min(coalesce(amount_above, -1)) from approval_policy
  where company_id = company.id and document_type = 'JournalEntryDraft' and archived_at is null) as approved_above
from company where company.id = $1
"""
# Whoever changed the draft or one of its lines has written it too.
_WRITERS: Final = (
    "select distinct actor from audit_entry where entity_id = any($1::uuid[]) and operation in ('INSERT', 'UPDATE')"
)


@dataclass(eq=False)
class DraftRequired(DomainError):
    """What others have to agree to is written as a draft, which they can look at."""

    message = "This needs approval first: write a draft of it, and post that."


@dataclass(frozen=True, slots=True)
class Limits:
    """Up to which amount a company lets entries be posted without a draft."""

    currency: str
    """That of the company."""
    approved_above: Decimal | None
    """None where nobody has to agree to anything."""

    async def admits(self, work: Work, entry: Entry) -> bool:
        """Tell whether nobody has to agree to an entry.

        Raises:
            RateMissing: nobody has recorded a rate for its day.
        """
        if self.approved_above is None:
            return True
        rate = entry.rate or await rate_on(work, entry.company_id, entry.currency, self.currency, entry.posted_on)
        debits = sum((leg.amount for leg in entry.legs if leg.amount > 0), Decimal(0))
        return product(debits, rate) <= self.approved_above

    async def require(self, work: Work, entry: Entry) -> None:
        """Let an entry pass to which nobody has to agree.

        Raises:
            DraftRequired: others have to.
            RateMissing: nobody has recorded a rate for its day.
        """
        if not await self.admits(work, entry):
            raise DraftRequired(path=entry.path)


async def limits_of(work: Work, company_id: UUID, path: InputPath) -> Limits:
    """Give the limits of a company.

    Raises:
        NotFound: there is none.
    """
    found = await work.raw.fetchrow(_LIMITS, company_id)
    if found is None:
        raise NotFound(path=path)
    return Limits(found["currency"], found["approved_above"])


async def require_entry_approval(work: Work, draft: Found, lines: Sequence[asyncpg.Record]) -> None:
    """Let a draft pass that needs no approval, or has it for what it says now.

    The amount is what its debits come to in the currency of the company, by its own rate or that of its day.

    Raises:
        ApprovalRequired, ApprovalRejected: others have to agree, or have refused.
        RateMissing: nobody has recorded a rate for its day.
    """
    rate = await rate_of(work, draft, draft["posted_on"])
    debits = sum((line["debit"] for line in lines), Decimal(0))
    matter = Matter(
        draft["company_id"],
        NodeId("JournalEntryDraft", draft["id"]),
        revision=f"version {draft['version']}",
        description=draft["description"],
        amount=product(debits, rate),
        written_by=sorted(
            {draft["entered_by"], *await writers_of(work, [draft["id"], *(line["id"] for line in lines)])}
        ),
    )
    await require(work, matter)


async def rate_of(work: Work, document: Found, on: date) -> Decimal:
    """Give the rate that a document says, or that of a day, into the currency of its company.

    Raises:
        RateMissing: nobody has recorded one.
    """
    if document["rate"] is not None:
        return document["rate"]
    own = await work.raw.fetchval(_CURRENCY, document["company_id"])
    return await rate_on(work, document["company_id"], document["currency"], own, on)


async def writers_of(work: Work, keys: Sequence[UUID]) -> list[str]:
    """Name those who wrote a document or one of its lines, or changed it, by their ids."""
    return sorted(row["actor"] for row in await work.raw.fetch(_WRITERS, keys))
