"""Where `./torso bench write` posts: in the books of the demo company, in its newest month that is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from asyncpg import Connection

from services.demo.identity import COMPANY_ID

_PARTY: Final = """
insert into party (company_id, number, kind, name) values ($1, 'BENCH', 'ORGANISATION', 'Bench') returning id
"""
_ACCOUNTS: Final = """
insert into ledger_account (company_id, code, name, type, subtype, requires_party)
select $1, 'BENCH' || number, 'Receivable', 'ASSET', 'RECEIVABLE', true from generate_series(1, $2::integer) as number
returning id
"""
_ROLE: Final = """
select account_id from account_determination
where company_id = $1 and role = $2 and category_id is null and warehouse_id is null
"""
_JOURNAL: Final = "select id from journal where company_id = $1 and code = $2"
_TAX: Final = "select id from tax_code where company_id = $1 and code = 'U20'"
_PERIOD: Final = """
select period.id, period.starts_on, year.code from accounting_period as period
join fiscal_year as year on year.id = period.fiscal_year_id
where period.company_id = $1 and period.state = 'OPEN' and not period.is_adjustment order by period.starts_on desc limit 1
"""


@dataclass(frozen=True)
class Place:
    """What entries and invoices name."""

    general: UUID
    sales: UUID
    period: UUID
    year: str
    day: date
    party: UUID
    tax: UUID
    receivable: UUID
    revenue: UUID
    output_tax: UUID
    # An account of what is owed for each client.
    own: Sequence[UUID]


async def find_place(owner: Connection, clients: int) -> Place:
    """Find where to post, and add a customer, and accounts for so many clients."""
    period = await owner.fetchrow(_PERIOD, COMPANY_ID)
    assert period is not None
    general, sales = [await owner.fetchval(_JOURNAL, COMPANY_ID, code) for code in ("GEN", "SAL")]
    party, tax = await owner.fetchval(_PARTY, COMPANY_ID), await owner.fetchval(_TAX, COMPANY_ID)
    roles = ("RECEIVABLE", "REVENUE", "OUTPUT_TAX")
    receivable, revenue, output_tax = [await owner.fetchval(_ROLE, COMPANY_ID, role) for role in roles]
    own = await owner.fetch(_ACCOUNTS, COMPANY_ID, clients)
    period_id, year, day = period["id"], period["code"], period["starts_on"]
    accounts = receivable, revenue, output_tax
    return Place(general, sales, period_id, year, day, party, tax, *accounts, [row["id"] for row in own])
