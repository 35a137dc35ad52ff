"""The demo's commissions: by which rules its salespeople earn them, and what of October was posted."""

from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from asyncpg import Connection

import models
from auth.roles import RoleCode
from models import CommissionBasis, CommissionEarning
from services.demo.books import Books
from services.demo.customers import CAFES_ID
from services.demo.documents import ACCOUNTS
from services.demo.identity import COMPANY_ID, FOUNDED_AT, USER_IDS, at, demo_id
from services.demo.rows import Rows
from services.finance.posting import Leg
from services.finance.rules import LegKind, SourceKind, rule_for

SINCE: Final = date(2026, 10, 1)
UNTIL: Final = date(2026, 10, 31)

_DUE: Final = """
select * from commissions_earned(array[$1::uuid], $2) where earned_amount <> 0 order by invoice_line_id
"""


def add_commission_rules(rows: Rows) -> None:
    """Add the rules: something of everything that is paid, more of machines, of coffee for the chain, and of what one sells."""
    _add(rows, "ALL", "Everybody, of what is paid", "1.5", earned_when=CommissionEarning.PAID)
    _add(rows, "BREWING", "Machines and what belongs to them", "2.5", category_id=demo_id("category", "BRW"))
    _add(rows, "CHAIN", "Cafés of the chain", "1", group_id=CAFES_ID)
    _add(
        rows, "MARGIN", "By the margin", "8",
        sales_rep_id=USER_IDS[RoleCode.SALES_REP], basis=CommissionBasis.MARGIN, earned_when=CommissionEarning.PAID,
    )  # fmt: skip


async def post_commissions(connection: Connection) -> None:
    """Post what was earned until the end of October, as the accountant would."""
    due = await connection.fetch(_DUE, COMPANY_ID, UNTIL)
    amount = sum((row["earned_amount"] for row in due), Decimal(0))
    key, books, rows = demo_id("commission posting", str(UNTIL)), Books(COMPANY_ID, "EUR"), Rows()
    legs: list[Leg] = []
    for leg in (LegKind.NET, LegKind.TOTAL):
        role, side = rule_for(SourceKind.COMMISSION, leg)
        legs.append(Leg(books.account(ACCOUNTS[role]), side.signed(amount)))
    words, source = f"Commissions earned until {UNTIL}", ("CommissionPosting", key)
    posted = books.enter(words, "GEN", UNTIL, words, legs, source=source)
    await books.post(connection)
    rows.add(
        models.CommissionPosting, key, at(UNTIL, 18), company_id=COMPANY_ID, earned_until=UNTIL, posted_on=UNTIL,
        currency="EUR", amount=amount, entry_id=posted.entry_id,
    )  # fmt: skip
    for row in due:
        rows.add(
            models.CommissionPostingLine, demo_id("commission posting line", str(row["invoice_line_id"])), at(UNTIL, 18),
            company_id=COMPANY_ID, posting_id=key, invoice_line_id=row["invoice_line_id"], step=1,
            sales_rep_id=row["sales_rep_id"], rule_id=row["rule_id"], currency="EUR", base_amount=row["base_amount"],
            earned_amount=row["earned_amount"], amount=row["earned_amount"],
        )  # fmt: skip
    await rows.copy_into(connection)


def _add(
    rows: Rows,
    code: str,
    name: str,
    percent: str,
    *,
    sales_rep_id: UUID | None = None,
    group_id: UUID | None = None,
    category_id: UUID | None = None,
    basis: CommissionBasis = CommissionBasis.NET,
    earned_when: CommissionEarning = CommissionEarning.INVOICED,
) -> None:
    rows.add(
        models.CommissionRule, demo_id("commission rule", code), FOUNDED_AT,
        company_id=COMPANY_ID, code=code, name=name, percent=Decimal(percent), sales_rep_id=sales_rep_id,
        group_id=group_id, category_id=category_id, basis=basis, earned_when=earned_when, valid_from=SINCE,
    )  # fmt: skip
