"""The audit as a file for other programs: asked for, and written in the background as JSON Lines, an entry on each line."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import orjson
from asyncpg import Connection

from services.jobs import enqueue
from services.refusals import ValueRequired
from services.rights import require_company
from services.work import Work

AUDIT_EXPORT_JOB: Final = "audit.export"

Hidden = Mapping[str, Sequence[str]]
"""The columns that whoever asked may not read, by the names of types."""

_ENTRIES: Final = """
select (jsonb_strip_nulls(to_jsonb(entry) - 'before' - 'after')
  || jsonb_build_object('before', entry.before - coalesce(hidden.names, '{}'),
                        'after', entry.after - coalesce(hidden.names, '{}'),
                        'position', seal.position, 'hash', encode(seal.hash, 'hex')))::text
from audit_entry as entry left join audit_seal as seal on seal.entry_id = entry.id
  left join lateral (select array(select jsonb_array_elements_text($4::text::jsonb -> entry.entity_type)) as names) as hidden on true
where ($1::uuid is null or entry.company_id = $1) and entry.recorded_at >= $2 and entry.recorded_at < $3
order by entry.id
"""


async def audit_export_request(
    work: Work, company_id: UUID | None, since: datetime, until: datetime, hidden: Hidden
) -> UUID:
    """Ask for the audit of a time as a file, of a company or of everything, and give the id of the job.

    Raises:
        NotFound: the company is none of theirs.
        ValueRequired: they see some companies only, and name none.
    """
    if company_id is not None:
        require_company(work, company_id, "companyId")
    elif work.principal is not None and work.principal.companies is not None:
        raise ValueRequired(path=("companyId",))
    payload = {
        "company": str(company_id) if company_id else None,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "hidden": {name: list(columns) for name, columns in hidden.items()},
    }
    return await enqueue(work, AUDIT_EXPORT_JOB, payload, company_id=company_id)


async def write_audit(
    reading: Connection, company_id: UUID | None, since: datetime, until: datetime, hidden: Hidden, to: Path
) -> int:
    """Write the entries of a time, as they are at one moment, and give how many there are."""
    written = 0
    with to.open("w", encoding="utf-8", newline="\n") as file:
        async with reading.transaction(isolation="repeatable_read", readonly=True):
            asked = (company_id, since, until, orjson.dumps(hidden).decode())
            async for row in reading.cursor(_ENTRIES, *asked, prefetch=1_000):
                file.write(f"{row[0]}\n")
                written += 1
    return written
