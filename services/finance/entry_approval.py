"""When posting a draft by hand needs the approval of others: as the policies of its company say, by what it amounts to."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

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
    rate = draft["rate"]
    if rate is None:
        own = await work.raw.fetchval(_CURRENCY, draft["company_id"])
        rate = await rate_on(work, draft["company_id"], draft["currency"], own, draft["posted_on"])
    debits = sum((line["debit"] for line in lines), Decimal(0))
    matter = Matter(
        draft["company_id"],
        NodeId("JournalEntryDraft", draft["id"]),
        revision=f"version {draft['version']}",
        description=draft["description"],
        amount=product(debits, rate),
        written_by=await _writers(work, draft, lines),
    )
    await require(work, matter)


async def _writers(work: Work, draft: Found, lines: Sequence[asyncpg.Record]) -> list[str]:
    changes = await work.raw.fetch(_WRITERS, [draft["id"], *(line["id"] for line in lines)])
    return sorted({draft["entered_by"], *(row["actor"] for row in changes)})
