"""Which lock forbids a posting: named when somebody is refused, with the tax return that it was set by."""

from datetime import date
from typing import Final
from uuid import UUID

from kernel.errors import InputPath
from kernel.ids import NodeId
from models import LockArea
from services.finance.posting_refusals import PostingLocked
from services.work import Work

# The rule itself is `posting_locked` of the database; here the strictest of the locks that hold is found.
_LOCK: Final = """
select lock.area, lock.locked_through, case lock.area when 'TAX' then (
  select id from tax_return where company_id = $1 and state <> 'DRAFT' and $3 between starts_on and ends_on
  order by amends_id nulls first, id limit 1) end as tax_return_id
from period_lock as lock
where lock.company_id = $1 and lock.area in ($2, 'ALL') and lock.locked_through >= $3
  and (lock.hard or not exists (
    select from lock_exception as exception
    where exception.company_id = $1 and exception.user_id::text = current_setting('app.actor', true)
      and exception.area in (lock.area, 'ALL') and exception.revoked_at is null
      and exception.expires_at > clock_timestamp()))
order by lock.hard desc, lock.locked_through desc, lock.area limit 1
"""


async def locked_by(work: Work, company_id: UUID, area: str, on: date, path: InputPath) -> PostingLocked:
    """Give the refusal that names the lock which holds for an area on a day."""
    found = await work.raw.fetchrow(_LOCK, company_id, area, on)
    if found is None:
        # It was lifted in this moment; whoever asks again may post.
        return PostingLocked(on, LockArea.ALL, on, None, path=path)
    tax_return = None if found["tax_return_id"] is None else NodeId("TaxReturn", found["tax_return_id"])
    return PostingLocked(on, LockArea(found["area"]), found["locked_through"], tax_return, path=path)
