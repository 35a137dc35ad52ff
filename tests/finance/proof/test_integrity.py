"""The checks hold whatever is done here, and find what is done past it."""

from typing import Any

import pytest

from auth.roles import RoleCode
from services.finance.integrity import IntegrityCheckKind
from tests.finance.office import Office
from tests.finance.payments.desk import desk_of
from tests.finance.reports.asking import first_quarter

SEALED = "select journal_seal(1000)"
OWNED = (
    "journal_entry", "journal_line", "journal_line_dimension", "number_series", "open_item", "period_balance_delta",
)  # fmt: skip
LINE = "(select id from journal_line where company_id = $1 order by id limit 1)"


async def broken(office: Office) -> set[str]:
    """Name the checks that do not hold."""
    document = f'{{ integrityChecks(companyIds: ["Company:{office.company}"]) {{ checks {{ kind holds count findings }} errors {{ code }} }} }}'
    answer: dict[str, Any] = await office.ask(document, RoleCode.AUDITOR)
    assert len(answer["data"]["integrityChecks"]["checks"]) == len(IntegrityCheckKind), answer
    return {check["kind"] for check in answer["data"]["integrityChecks"]["checks"] if not check["holds"]}


async def test_everything_holds_after_business_as_usual(office: Office) -> None:
    await first_quarter(office)
    desk = await desk_of(office)
    item = await desk.owed("100.00", "2026-01-10")
    await desk.pay("40.00", {"openItemId": item, "amount": "40.00"}, on="2026-03-20")
    await office.shop.owner.execute(SEALED)
    assert await broken(office) == set()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (f"update journal_line set company_amount = company_amount + 1, debit = debit + 1 where id = {LINE}",
         {"ENTRIES_BALANCE", "BALANCES_ARE_SUMS_OF_LINES", "SEALS_HOLD"}),
        (f"update journal_line set description = 'Another' where id = {LINE}", {"SEALS_HOLD"}),
        ("update period_balance_delta set debit = debit + 1 where id = (select min(id) from period_balance_delta where company_id = $1)",
         {"BALANCES_ARE_SUMS_OF_LINES"}),
        ("update number_series set next_value = next_value + 1 where company_id = $1 and code like 'JOURNAL GEN%'",
         {"NUMBERS_WITHOUT_GAP"}),
    ],
)  # fmt: skip
async def test_finds_what_the_owner_has_changed(office: Office, statement: str, found: set[str]) -> None:
    await first_quarter(office)
    owner = office.shop.owner
    await owner.execute(SEALED)
    for table in OWNED:
        await owner.execute(f"alter table {table} disable trigger user")
    try:
        assert await owner.execute(statement, office.company) == "UPDATE 1"
    finally:
        for table in OWNED:
            await owner.execute(f"alter table {table} enable trigger user")
    assert await broken(office) == found


async def test_finds_open_items_that_are_not_what_the_accounts_say(office: Office) -> None:
    desk = await desk_of(office)
    await desk.owed("100.00", "2026-01-10")
    await office.shop.owner.execute(
        "update open_item set settled_amount = 10.00, settled_company_amount = 10.00 where company_id = $1",
        office.company,
    )
    assert await broken(office) == {"OPEN_ITEMS_ARE_ACCOUNTS", "SETTLED_IS_SUM_OF_SETTLEMENTS"}
