"""Whoever settles, pays and reconciles lets nothing go without the permission to write off, whichever way."""

import pytest

from auth.roles import STANDARD_ROLES, RoleCode
from kernel.ids import uuid7
from tests.writing.shop import Shop

WRITE_OFF = "finance.open_item:write_off"
ALL_BUT = " ".join(sorted(STANDARD_ROLES[RoleCode.ACCOUNTANT].permissions - {WRITE_OFF}))
KEY, ITEM = f'idempotencyKey: "{uuid7()}"', f'openItemId: "OpenItem:{uuid7()}"'
ON = "2026-03-05"
ALLOCATION = f'{{ {ITEM}, amount: "9", writeOffAmount: "1" }}'
DOORS = {
    f'writeOff({ITEM}, on: "{ON}", {KEY})': "Mutation.writeOff",
    f'settlementCreate(input: {{ settledOn: "{ON}", parts: [{{ {ITEM}, amount: "1", writeOff: "1" }}] }}, {KEY})': (
        "SettlementPartInput.writeOff"
    ),
    f'paymentCreate(input: {{ companyId: "Company:{uuid7()}", partyId: "Party:{uuid7()}", direction: IN, amount: "9", '
    f'paidOn: "{ON}", allocations: [{ALLOCATION}] }})': "PaymentPaymentAllocationCreateInput.writeOffAmount",
    f'paymentUpdate(input: {{ id: "Payment:{uuid7()}", version: 1, allocations: {{ add: [{ALLOCATION}] }} }})': (
        "PaymentPaymentAllocationCreateInput.writeOffAmount"
    ),
    f'bankStatementLineReconcile(id: "BankStatementLine:{uuid7()}", parts: [{{ amount: "9", journalLineId: '
    f'"JournalLine:{uuid7()}", writeOff: "1" }}], {KEY})': "BankReconciliationPartInput.writeOff",
}


@pytest.mark.parametrize("door", DOORS)
async def test_nothing_is_written_off_without_the_permission(finance_shop: Shop, door: str) -> None:
    document = f"mutation {{ {door} {{ errors {{ code }} }} }}"
    answer = await finance_shop.ask(document, token=finance_shop.token(RoleCode.ACCOUNTANT, scope=ALL_BUT))
    (error,) = answer["errors"]
    denied = error["extensions"]["code"], error["extensions"]["coordinate"], error["extensions"]["permission"]
    assert denied == ("FORBIDDEN", DOORS[door], WRITE_OFF)
