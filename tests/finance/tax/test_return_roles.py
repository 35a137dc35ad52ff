"""Tax returns through the API: who drafts, files and settles them."""

from typing import Any

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Office, Word

SELECTION = "taxReturn { id version state number payable { amount currency } boxes { code amount { amount } } }"


async def form(office: Office) -> None:
    """Set up a form with one box."""
    company = f"Company:{office.company}"
    rates = [{"validFrom": "2020-01-01", "percent": "20"}]
    tax = {"companyId": company, "code": "U20", "name": "VAT", "kind": Word("PERCENT"), "rates": rates}
    made = await office.done("taxCodeCreate", "taxCode { id }", RoleCode.ACCOUNTANT, input=tax)
    parts = [{"taxCodeId": made["id"], "side": Word("OUTPUT"), "figure": Word("TAX")}]
    box = {
        "companyId": company,
        "form": "U30",
        "code": "056",
        "name": "Tax",
        "position": 1,
        "payableSign": 1,
        "parts": parts,
    }
    await office.done("taxBoxCreate", "taxBox { id }", RoleCode.ACCOUNTANT, input=box)


async def draft(office: Office, role: RoleCode = RoleCode.ACCOUNTANT) -> dict[str, Any]:
    """Draft the return of January."""
    company, first, last = f"Company:{office.company}", "2026-01-01", "2026-01-31"
    return await office.do(
        "taxReturnCreate", SELECTION, role, companyId=company, form="U30", startsOn=first, endsOn=last
    )


async def go_on(office: Office, name: str, found: dict[str, Any], role: RoleCode, **more: str) -> dict[str, Any]:
    """Take a return one step on."""
    version, key = found["version"], str(uuid7())
    return await office.do(name, SELECTION, role, id=found["id"], version=version, idempotencyKey=key, **more)  # pyright: ignore[reportArgumentType] - no `simulate` is among them


async def test_an_accountant_drafts_and_a_controller_files_and_settles(office: Office) -> None:
    await form(office)
    drafted = (await draft(office))["taxReturn"]
    assert drafted["boxes"] == [{"code": "056", "amount": {"amount": "0.00"}}]

    filed = (await go_on(office, "taxReturnFile", drafted, RoleCode.CONTROLLER, receipt="1"))["taxReturn"]
    settled = (await go_on(office, "taxReturnSettle", filed, RoleCode.CONTROLLER, postedOn="2026-02-15"))["taxReturn"]

    assert [each["state"] for each in (drafted, filed, settled)] == ["DRAFT", "FILED", "SETTLED"]
    assert settled["payable"] == {"amount": "0.00", "currency": "EUR"}
    locks = await office.ask("{ periodLocks(first: 100) { nodes { area lockedUntil } } }", RoleCode.CONTROLLER)
    assert {"area": "TAX", "lockedUntil": "2026-01-31"} in locks["data"]["periodLocks"]["nodes"]


@pytest.mark.parametrize("role", [RoleCode.ACCOUNTANT, RoleCode.AUDITOR, RoleCode.SALES_REP])
async def test_others_do_not_file(office: Office, role: RoleCode) -> None:
    await form(office)
    drafted = (await draft(office))["taxReturn"]

    denied = await go_on(office, "taxReturnFile", drafted, role)

    assert [error["code"] for error in denied["errors"]] == ["FORBIDDEN"]


@pytest.mark.parametrize("role", [RoleCode.SALES_REP, RoleCode.AUDITOR, RoleCode.BUYER])
async def test_others_do_not_draft(office: Office, role: RoleCode) -> None:
    await form(office)

    assert [error["code"] for error in (await draft(office, role))["errors"]] == ["FORBIDDEN"]


async def test_a_sales_rep_does_not_see_what_was_taxed(office: Office) -> None:
    answer = await office.ask("{ taxLines(first: 1) { totalCount } }", RoleCode.SALES_REP)

    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_return_that_was_filed_is_not_filed_again(office: Office) -> None:
    await form(office)
    drafted = (await draft(office))["taxReturn"]
    filed = (await go_on(office, "taxReturnFile", drafted, RoleCode.CONTROLLER))["taxReturn"]

    again = await go_on(office, "taxReturnFile", filed, RoleCode.CONTROLLER)

    assert [error["code"] for error in again["errors"]] == ["TRANSITION_UNAVAILABLE"]


async def test_the_same_days_are_told_once(office: Office) -> None:
    await form(office)
    await draft(office)

    assert [error["code"] for error in (await draft(office))["errors"]] == ["DAYS_TOLD"]
