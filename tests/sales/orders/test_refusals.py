"""What is refused of orders and quotations, to whom and where: a table over all of their steps."""

from typing import Any
from uuid import UUID

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer
from tests.sales.orders.counter import Counter
from tests.schema import builders

OF_ORDERS = (
    "Submit", "Revise", "Confirm", "ConfirmBeyondCredit", "Approve", "Hold", "Release", "Cancel", "Close", "Delete",
)  # fmt: skip
OF_QUOTATIONS = ("Send", "Accept", "Reject", "Expire", "Lose", "Delete")
STEPS = [
    *((f"salesOrder{step}", "SalesOrder") for step in OF_ORDERS),
    *((f"quotation{step}", "Quotation") for step in OF_QUOTATIONS),
]
KEYED = ("salesOrderConfirm", "salesOrderConfirmBeyondCredit", "salesOrderApprove", "quotationAccept")


async def refused(counter: Counter, name: str, role: RoleCode = RoleCode.ADMIN, **said: Any) -> Answer:
    """Do a mutation that is refused, and give the one refusal."""
    key: Answer = {"idempotencyKey": str(uuid7())} if name in KEYED else {}
    selection = "quotation { id }" if name.startswith("quotation") else "salesOrder { id }"
    (error,) = (await counter.office.do(name, selection, role, **said, **key))["errors"]
    return error


async def drafted(counter: Counter, type_name: str) -> Answer:
    """Draft an order or a quotation."""
    field = type_name[0].lower() + type_name[1:]
    said = counter.input(counter.line())
    return await counter.office.done(f"{field}Create", f"{field} {{ id version state }}", input=said)


async def over(counter: Counter, type_name: str) -> Answer:
    """Draft an order or a quotation, and bring it to an end that nothing leads out of."""
    field = type_name[0].lower() + type_name[1:]
    made = await drafted(counter, type_name)
    step = "salesOrderSubmit" if type_name == "SalesOrder" else "quotationLose"
    which = {"id": made["id"], "version": made["version"]}
    made = await counter.office.done(step, f"{field} {{ id version state }}", **which)
    if type_name == "SalesOrder":
        which = {"id": made["id"], "version": made["version"]}
        made = await counter.office.done("salesOrderCancel", f"{field} {{ id version state }}", **which)
    return made


@pytest.mark.parametrize(("name", "type_name"), STEPS)
async def test_what_is_not_there_is_not_found(counter: Counter, name: str, type_name: str) -> None:
    error = await refused(counter, name, id=f"{type_name}:{uuid7()}", version=1)
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["id"])


@pytest.mark.parametrize(("name", "type_name"), STEPS)
async def test_no_step_leads_out_of_an_end(counter: Counter, name: str, type_name: str) -> None:
    made = await over(counter, type_name)
    error = await refused(counter, name, id=made["id"], version=made["version"])
    assert (error["code"], error["path"]) == ("TRANSITION_UNAVAILABLE", ["id"])


@pytest.mark.parametrize(("name", "type_name"), STEPS)
async def test_a_step_is_based_on_what_is_there(counter: Counter, name: str, type_name: str) -> None:
    made = await drafted(counter, type_name)
    error = await refused(counter, name, id=made["id"], version=made["version"] + 1)
    assert error["code"] in ("STALE_VERSION", "TRANSITION_UNAVAILABLE")
    assert error["path"] == (["version"] if error["code"] == "STALE_VERSION" else ["id"])


@pytest.mark.parametrize(("name", "type_name"), STEPS)
async def test_whoever_hires_people_sells_nothing(counter: Counter, name: str, type_name: str) -> None:
    error = await refused(counter, name, RoleCode.HR_OFFICER, id=f"{type_name}:{uuid7()}", version=1)
    assert error["code"] == "FORBIDDEN"


@pytest.mark.parametrize("name", ["salesOrderCreate", "quotationCreate"])
@pytest.mark.parametrize(
    ("said", "code", "path"),
    [
        ({"skuId": f"Sku:{uuid7()}"}, "NOT_FOUND", ["skuId"]),
        ({"skuId": f"Party:{uuid7()}"}, "ID_OF_OTHER_TYPE", ["skuId"]),
        ({"quantity": "-1"}, "QUANTITY_NOT_POSITIVE", ["quantity"]),
        ({"discountPercent": "100.0001"}, "RULE_BROKEN", ["discountPercent"]),
        ({"unitPrice": "-0.01"}, "RULE_BROKEN", []),
    ],
)
async def test_a_refusal_says_which_line_it_is_about(
    counter: Counter, name: str, said: Answer, code: str, path: list[str]
) -> None:
    error = await refused(counter, name, input=counter.input(counter.line(), {**counter.line(), **said}))
    assert (error["code"], error["path"][:3]) == (code, ["input", "lines", "1"])
    assert error["path"][3:][: len(path)] == path


async def test_a_partner_sees_what_it_was_offered_and_no_drafts(counter: Counter) -> None:
    shop, party = counter.office.shop, UUID(counter.customer.partition(":")[2])
    token = shop.token(RoleCode.PARTNER_CUSTOMER, companies=[counter.office.company], party=party)
    draft = await drafted(counter, "Quotation")
    asked = f'{{ quotation(id: "{draft["id"]}") {{ state lines {{ quantity {{ value }} }} }} }}'
    before = (await shop.ask(asked, token=token))["data"]["quotation"]
    which = {"id": draft["id"], "version": draft["version"]}
    await counter.office.done("quotationSend", "quotation { id }", **which)
    after = (await shop.ask(asked, token=token))["data"]["quotation"]
    assert before is None
    assert after == {"state": "SENT", "lines": [{"quantity": {"value": "2.000000"}}]}


async def test_a_partner_sees_no_quotation_of_others(counter: Counter) -> None:
    shop, other = counter.office.shop, await builders.party(counter.office.shop.owner, counter.office.company, "P-2")
    draft = await drafted(counter, "Quotation")
    await counter.office.done("quotationSend", "quotation { id }", id=draft["id"], version=draft["version"])
    token = shop.token(RoleCode.PARTNER_CUSTOMER, companies=[counter.office.company], party=other)
    asked = f'{{ quotation(id: "{draft["id"]}") {{ id }} }}'
    assert (await shop.ask(asked, token=token))["data"]["quotation"] is None
