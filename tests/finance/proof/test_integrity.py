"""The checks hold whatever is done here, and find what is done past it."""

from typing import Any

import pytest

from auth.roles import RoleCode
from services.finance.integrity import IntegrityCheckKind
from tests.finance.invoices import desk as invoices
from tests.finance.office import Office
from tests.finance.payments.desk import desk_of
from tests.finance.reports.asking import first_quarter

SEALED = "select journal_seal(1000)"
OWNED = (
    "journal_entry", "journal_line", "journal_line_dimension", "number_series", "open_item", "period_balance_delta",
    "settlement_line", "tax_line",
)  # fmt: skip
LINE = "(select id from journal_line where company_id = $1 order by id limit 1)"


async def broken(office: Office) -> set[str]:
    """Name the checks that do not hold."""
    document = f'{{ integrityChecks(companyIds: ["Company:{office.company}"]) {{ checks {{ kind holds count findings }} errors {{ code }} }} }}'
    answer: dict[str, Any] = await office.ask(document, RoleCode.AUDITOR)
    assert len(answer["data"]["integrityChecks"]["checks"]) == len(IntegrityCheckKind), answer
    return {check["kind"] for check in answer["data"]["integrityChecks"]["checks"] if not check["holds"]}


async def change(office: Office, statement: str) -> None:
    """Change one row as the owner of the tables who has switched every rule off."""
    owner = office.shop.owner
    async with owner.transaction():
        for table in OWNED:
            await owner.execute(f"alter table {table} disable trigger user")
        assert await owner.execute(statement, office.company) == "UPDATE 1"
        for table in OWNED:
            await owner.execute(f"alter table {table} enable trigger user")


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
        ("update journal_entry set line_count = line_count + 1 where id = (select id from journal_entry where company_id = $1 limit 1)",
         {"ENTRIES_BALANCE", "SEALS_HOLD"}),
        (f"update journal_line set description = 'Another' where id = {LINE}", {"SEALS_HOLD"}),
        ("update period_balance_delta set debit = debit + 1 where id = (select min(id) from period_balance_delta where company_id = $1)",
         {"BALANCES_ARE_SUMS_OF_LINES"}),
        ("update number_series set next_value = next_value + 1 where company_id = $1 and code like 'JOURNAL GEN%'",
         {"NUMBERS_WITHOUT_GAP"}),
    ],
)  # fmt: skip
async def test_finds_what_the_owner_has_changed(office: Office, statement: str, found: set[str]) -> None:
    await first_quarter(office)
    await office.shop.owner.execute(SEALED)
    await change(office, statement)
    assert await broken(office) == found


@pytest.mark.parametrize(
    ("kind", "changed"), [("CUSTOMER_INVOICE", "company_amount"), ("VENDOR_BILL", "company_deductible")]
)
async def test_finds_what_was_taxed_otherwise_than_posted(office: Office, kind: str, changed: str) -> None:
    desk = await invoices.desk_of(office)
    await desk.tax("T", "20")
    await desk.posted(desk.line(1, "100", "T"), kind=kind, reference="B-1")
    assert await broken(office) == set()
    await change(office, f"update tax_line set {changed} = {changed} + 0.01 where company_id = $1")
    assert await broken(office) == {"TAX_LINES_AGREE"}


async def test_finds_a_settlement_that_is_not_what_was_settled(office: Office) -> None:
    desk = await desk_of(office)
    item = await desk.owed("100.00", "2026-01-10")
    await desk.pay("40.00", {"openItemId": item, "amount": "40.00"}, on="2026-03-20")
    await change(
        office, f"update settlement_line set amount = amount + 1 where company_id = $1 and open_item_id = '{item[9:]}'"
    )
    assert await broken(office) == {"SETTLED_IS_SUM_OF_SETTLEMENTS"}


async def test_finds_open_items_that_are_not_what_the_accounts_say(office: Office) -> None:
    desk = await desk_of(office)
    await desk.owed("100.00", "2026-01-10")
    await office.shop.owner.execute(
        "update open_item set settled_amount = 10.00, settled_company_amount = 10.00 where company_id = $1",
        office.company,
    )
    assert await broken(office) == {"OPEN_ITEMS_ARE_ACCOUNTS", "SETTLED_IS_SUM_OF_SETTLEMENTS"}
