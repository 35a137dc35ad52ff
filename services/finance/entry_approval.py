"""When posting a draft by hand needs the approval of others: as the policies of its company say, by what it amounts to."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.decimals import product
from kernel.ids import NodeId
from services.finance.rates import rate_on
from services.platform.approval import Matter, require
from services.rows import Found
from services.work import Work

_CURRENCY: Final = "select currency from company where id = $1"
# Whoever changed the draft or one of its lines has written it too.
_WRITERS: Final = (
    "select distinct actor from audit_entry where entity_id = any($1::uuid[]) and operation in ('INSERT', 'UPDATE')"
)


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
