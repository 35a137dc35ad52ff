"""Which account plays a role, and which journal a kind of entry is written in: what a company has said, or a refusal."""

from dataclasses import dataclass
from uuid import UUID

from kernel.errors import DomainError
from models import AccountRole, JournalKind
from services.work import Work

# The nearest category on the way to the root, then the warehouse, then the company.
_ACCOUNT = """
select said.account_id from account_determination as said
left join product_category as named on named.id = $3 and named.company_id = $1
left join product_category as above on above.id = said.category_id and above.id = any(named.path)
where said.company_id = $1 and said.role = $2
  and (above.id is not null or said.warehouse_id = $4 or said.category_id is null and said.warehouse_id is null)
order by cardinality(above.path) desc nulls last, said.warehouse_id nulls last limit 1
"""
_JOURNAL = """
select id from journal where company_id = $1 and kind = $2 and archived_at is null order by code, id limit 1
"""


@dataclass(eq=False)
class AccountUndetermined(DomainError):
    """A company says which of its accounts plays a role before something is posted to it."""

    message = "The company has no account in the role {role}."
    role: AccountRole


@dataclass(eq=False)
class JournalMissing(DomainError):
    """A company has a journal of a kind before something is written in it."""

    message = "The company has no journal of the kind {kind}."
    kind: JournalKind


async def account_for(
    work: Work, company_id: UUID, role: AccountRole, category_id: UUID | None = None, warehouse_id: UUID | None = None
) -> UUID:
    """Give the account that plays a role for a category of products, else for a warehouse, else for the company.

    Raises:
        AccountUndetermined: nothing is said.
    """
    account = await work.raw.fetchval(_ACCOUNT, company_id, role, category_id, warehouse_id)
    if account is None:
        raise AccountUndetermined(role)
    return account


async def journal_for(work: Work, company_id: UUID, kind: JournalKind) -> UUID:
    """Give the journal of a company for a kind of entries: the first by its code.

    Raises:
        JournalMissing: there is none.
    """
    journal = await work.raw.fetchval(_JOURNAL, company_id, kind)
    if journal is None:
        raise JournalMissing(kind)
    return journal
