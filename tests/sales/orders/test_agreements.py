"""Blanket agreements: what customers agree to take, and how their orders call it off, however many come at once."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from auth.roles import RoleCode
from kernel.clock import SystemClock
from kernel.ids import uuid7
from server.database import create_engine
from server.jobs.due import SYSTEM
from server.jobs.transaction import JobTransactions
from services.sales.agreement.expiry import expire_due
from tests.finance.office import Answer, Word
from tests.sales.orders.counter import ORDER, Counter
from tests.sales.orders.test_prices import listed, ruled
from tests.sales.orders.till import Till
from tests.schema import builders

AGREEMENT = """blanketAgreement {
  id version state number validUntil endReason availableTransitions calledOff { amount } remaining { amount currency }
  lines { id unitPrice { amount } quantity { value unit { code } } calledOffQuantity { value } remainingQuantity { value } }
}"""
LINES = "lines { priceSource unitPrice { amount } discounts { rule } agreementLine { id } net { amount } quantity { value } }"


def agreed(counter: Counter, quantity: object = 10, price: str = "7.5", **said: object) -> Answer:
    """Write a line of an agreement on the goods."""
    return {"skuId": counter.sku, "unitPrice": price, "quantity": None if quantity is None else str(quantity), **said}


async def draft(counter: Counter, *lines: Answer, days: int = 30, **said: Any) -> Answer:
    """Draft an agreement that is valid since yesterday, or was."""
    today = date.today()  # noqa: DTZ011 - a day more or less does not matter
    given: Answer = {
        "companyId": counter.company, "customerId": counter.customer, "validFrom": str(today - timedelta(days=60)),
        "validUntil": str(today + timedelta(days=days)), "lines": list(lines or (agreed(counter),)), **said,
    }  # fmt: skip
    return await counter.office.done("blanketAgreementCreate", AGREEMENT, input=given)


async def step(counter: Counter, name: str, agreement: Answer, role: RoleCode = RoleCode.ADMIN, **said: Any) -> Answer:
    """Take a step with an agreement."""
    which: Answer = {"id": agreement["id"], "version": agreement["version"]}
    return await counter.office.done(f"blanketAgreement{name}", AGREEMENT, role, **which, **said)


async def in_force(counter: Counter, *lines: Answer, **said: Any) -> Answer:
    """Put an agreement into force."""
    return await step(counter, "Confirm", await draft(counter, *lines, **said))


async def told(counter: Counter, agreement: Answer, role: RoleCode = RoleCode.ADMIN) -> Answer:
    """Look at an agreement."""
    shown = AGREEMENT.removeprefix("blanketAgreement ")
    asked = f'{{ blanketAgreement(id: "{agreement["id"]}") {shown} }}'
    return (await counter.office.ask(asked, role))["data"]["blanketAgreement"]


async def left(counter: Counter, agreement: Answer) -> str:
    """Tell how much of the first line may still be called off."""
    return (await told(counter, agreement))["lines"][0]["remainingQuantity"]["value"]


async def refused(counter: Counter, name: str, role: RoleCode = RoleCode.ADMIN, **arguments: Any) -> list[Answer]:
    """Do something that is refused, and give the refusals."""
    selection = "salesOrder { id }" if name.startswith("salesOrder") else "blanketAgreement { id }"
    shown = f"{selection} errors {{ code path ... on AgreementUnfit {{ flaw }} ... on AgreedQuantityExceeded {{ calledOff }} }}"
    return (await counter.office.do(name, shown, role, **arguments))["errors"]


async def refused_step(counter: Counter, name: str, agreement: Answer, role: RoleCode = RoleCode.ADMIN) -> list[Answer]:
    """Take a step with an agreement that is refused."""
    which: Answer = {"id": agreement["id"], "version": agreement["version"]}
    return await refused(counter, f"blanketAgreement{name}", role, **which)


async def place(counter: Counter, agreement: Answer, *lines: Answer) -> Answer:
    """Place an order that calls off, and give the payload."""
    given = counter.order_of(*(lines or (counter.line(1),)), agreementId=agreement["id"])
    return await counter.office.do("salesOrderPlace", ORDER, input=given, idempotencyKey=str(uuid7()))


async def of_yesterday(counter: Counter, agreement: Answer) -> Answer:
    """Let the last day of an agreement be over, as time does."""
    owner, key = counter.office.shop.owner, UUID(agreement["id"].partition(":")[2])
    async with owner.transaction():
        await owner.execute("alter table blanket_agreement disable trigger agreed_is_fixed")
        await owner.execute("update blanket_agreement set valid_until = current_date - 2 where id = $1", key)
        await owner.execute("alter table blanket_agreement enable trigger agreed_is_fixed")
    return await told(counter, agreement)


async def test_what_is_in_force_has_a_number_and_stays(counter: Counter) -> None:
    agreement = await in_force(counter)
    assert (agreement["state"], agreement["number"]) == ("CONFIRMED", "BA-000001")
    assert agreement["availableTransitions"] == ["CLOSE", "EXPIRE", "CANCEL"]
    said = {"id": agreement["id"], "version": agreement["version"], "note": "Later"}
    (error,) = await refused(counter, "blanketAgreementUpdate", input=said)
    assert (error["code"], error["path"]) == ("TRANSITION_UNAVAILABLE", ["input", "id"])


async def test_drafts_are_changed_and_thrown_away(counter: Counter) -> None:
    made = await draft(counter)
    edits = {"update": [{"id": made["lines"][0]["id"], "quantity": "4", "unitPrice": "6.25"}]}
    said = {"id": made["id"], "version": made["version"], "amountMax": "100", "lines": edits}
    changed = await counter.office.done("blanketAgreementUpdate", AGREEMENT, input=said)
    assert changed["lines"][0]["unitPrice"]["amount"] == "6.250000"
    assert changed["remaining"] == {"amount": "100.00", "currency": "EUR"}
    await step(counter, "Delete", changed)
    assert await told(counter, changed) is None


async def test_an_order_calls_off_at_the_price_that_was_agreed(counter: Counter) -> None:
    agreement = await in_force(counter)
    order = await counter.draft(counter.line(4), agreementId=agreement["id"])
    assert (order["total"]["amount"], order["lines"][0]["priceSource"]) == ("30.00", "AGREEMENT")
    assert await left(counter, agreement) == "10.000000"
    await counter.step("Confirm", order)
    seen = await told(counter, agreement)
    assert seen["lines"][0]["calledOffQuantity"]["value"] == "4.000000"
    assert seen["lines"][0]["remainingQuantity"]["value"] == "6.000000"
    assert (seen["calledOff"]["amount"], seen["remaining"]) == ("30.00", None)


async def test_what_was_agreed_goes_before_lists_and_rules_leave_it_alone(counter: Counter) -> None:
    await listed(counter, ("1", "3"))
    await ruled(counter, "10")
    agreement = await in_force(counter)
    lines = [counter.line(1), counter.line(2, discountPercent="50"), counter.line(1, unitPrice="9")]
    given = counter.order_of(*lines, agreementId=agreement["id"])
    made = await counter.office.done("salesOrderCreate", f"salesOrder {{ {LINES} }}", input=given)
    of = {"id": agreement["lines"][0]["id"]}
    assert [(each["priceSource"], each["net"]["amount"], each["agreementLine"]) for each in made["lines"]] == [
        ("AGREEMENT", "7.50", of),
        ("AGREEMENT", "7.50", of),
        ("BY_HAND", "9.00", None),
    ]
    assert made["lines"][0]["discounts"] == []


async def test_other_goods_of_such_an_order_cost_what_they_cost(counter: Counter) -> None:
    owner, company = counter.office.shop.owner, counter.office.company
    other = await builders.sku(owner, company, "NUT", list_price=2)
    agreement = await in_force(counter)
    lines = [counter.line(1), {"skuId": f"Sku:{other}", "quantity": "1"}]
    order = await counter.draft(*lines, agreementId=agreement["id"])
    assert [line["priceSource"] for line in order["lines"]] == ["AGREEMENT", "SKU"]


async def test_a_draft_that_leaves_the_agreement_has_other_prices(counter: Counter) -> None:
    agreement = await in_force(counter)
    order = await counter.draft(counter.line(2), agreementId=agreement["id"])
    said = {"id": order["id"], "version": order["version"], "agreementId": None}
    without = await counter.office.done("salesOrderUpdate", f"salesOrder {{ id version {LINES} }}", input=said)
    assert (without["lines"][0]["priceSource"], without["lines"][0]["agreementLine"]) == ("SKU", None)
    said = {"id": order["id"], "version": without["version"], "agreementId": agreement["id"]}
    again = await counter.office.done("salesOrderUpdate", f"salesOrder {{ id version {LINES} }}", input=said)
    assert (again["lines"][0]["priceSource"], again["lines"][0]["net"]["amount"]) == ("AGREEMENT", "15.00")


async def test_refuses_more_than_was_agreed_where_it_stands(counter: Counter) -> None:
    agreement = await in_force(counter)
    assert (await place(counter, agreement, counter.line(7)))["errors"] == []
    given = counter.order_of(counter.line(2), counter.line(2), agreementId=agreement["id"])
    (error,) = await refused(counter, "salesOrderCreate", input=given)
    assert (error["code"], error["path"]) == ("AGREED_QUANTITY_EXCEEDED", ["input", "lines", "1", "quantity"])
    assert error["calledOff"] == "7.000000"
    assert (await place(counter, agreement, counter.line(3)))["errors"] == []


async def test_refuses_to_confirm_what_others_have_called_off(counter: Counter) -> None:
    agreement = await in_force(counter)
    order = await counter.draft(counter.line(4), agreementId=agreement["id"])
    assert (await place(counter, agreement, counter.line(7)))["errors"] == []
    which: Answer = {"id": order["id"], "version": order["version"], "idempotencyKey": str(uuid7())}
    (error,) = await refused(counter, "salesOrderConfirm", **which)
    assert (error["code"], error["path"]) == ("AGREED_QUANTITY_EXCEEDED", ["id"])


async def test_refuses_more_than_the_amount_that_was_agreed(counter: Counter) -> None:
    agreement = await in_force(counter, agreed(counter, None), amountMax="20")
    assert (await place(counter, agreement, counter.line(2)))["errors"] == []
    (error,) = (await place(counter, agreement))["errors"]
    assert error["code"] == "AGREED_AMOUNT_EXCEEDED"
    assert (await told(counter, agreement))["remaining"]["amount"] == "5.00"


async def test_an_agreement_may_let_more_be_called_off(counter: Counter) -> None:
    agreement = await in_force(counter, amountMax="20", excessPolicy=Word("ALLOWED"))
    assert (await place(counter, agreement, counter.line(12)))["errors"] == []
    seen = await told(counter, agreement)
    assert (seen["remaining"]["amount"], seen["lines"][0]["remainingQuantity"]["value"]) == ("0.00", "0.000000")


async def test_a_call_off_takes_what_is_taken_at_least(counter: Counter) -> None:
    agreement = await in_force(counter, agreed(counter, minimumQuantity="5"))
    given = counter.order_of(counter.line(4), agreementId=agreement["id"])
    (error,) = await refused(counter, "salesOrderCreate", input=given)
    assert (error["code"], error["path"]) == ("CALL_OFF_TOO_SMALL", ["input", "lines", "0", "quantity"])
    assert (await place(counter, agreement, counter.line(5)))["errors"] == []


async def test_an_order_that_is_called_off_gives_it_back(counter: Counter) -> None:
    agreement = await in_force(counter)
    order = await counter.confirmed(counter.line(10), agreementId=agreement["id"])
    assert await left(counter, agreement) == "0.000000"
    await counter.step("Cancel", order)
    assert await left(counter, agreement) == "10.000000"


@pytest.mark.parametrize(
    ("said", "flaw"),
    [
        ({"customerId": "other"}, "OF_SOMEBODY_ELSE"),
        ({"currency": "USD"}, "IN_ANOTHER_CURRENCY"),
        ({"placedAt": "2020-01-01T12:00:00Z"}, "NOT_ON_THE_DAY"),
    ],
)
async def test_refuses_an_agreement_that_does_not_hold_for_the_order(
    counter: Counter, said: dict[str, str], flaw: str
) -> None:
    agreement = await in_force(counter)
    if "customerId" in said:
        other = await builders.party(counter.office.shop.owner, counter.office.company, "P-2")
        said = {"customerId": f"Party:{other}"}
    given = {**counter.order_of(counter.line(), agreementId=agreement["id"]), **said}
    (error,) = await refused(counter, "salesOrderCreate", input=given)
    assert (error["code"], error["path"]) == ("AGREEMENT_UNFIT", ["input", "agreementId"])
    assert error["flaw"] == flaw


async def test_refuses_an_agreement_that_is_not_in_force(counter: Counter) -> None:
    made = await draft(counter)
    agreement = await in_force(counter, agreed(counter, 5))
    order = await counter.draft(counter.line(), agreementId=agreement["id"])
    await step(counter, "Close", agreement, endReason="Another price")
    given = counter.order_of(counter.line(), agreementId=made["id"])
    (error,) = await refused(counter, "salesOrderCreate", input=given)
    assert (error["code"], error["flaw"]) == ("AGREEMENT_UNFIT", "NOT_IN_FORCE")
    which: Answer = {"id": order["id"], "version": order["version"], "idempotencyKey": str(uuid7())}
    (error,) = await refused(counter, "salesOrderConfirm", **which)
    assert (error["code"], error["path"], error["flaw"]) == ("AGREEMENT_UNFIT", ["id"], "NOT_IN_FORCE")


async def test_what_is_not_there_is_not_called_off(counter: Counter) -> None:
    given = counter.order_of(counter.line(unitPrice="3"), agreementId=f"BlanketAgreement:{uuid7()}")
    (error,) = await refused(counter, "salesOrderCreate", input=given)
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "agreementId"])


async def test_what_orders_have_called_off_is_closed_and_not_cancelled(counter: Counter) -> None:
    unused, used = await in_force(counter), await in_force(counter)
    await place(counter, used)
    assert (await step(counter, "Cancel", unused, endReason="Too dear"))["endReason"] == "Too dear"
    (error,) = await refused_step(counter, "Cancel", used)
    assert (error["code"], error["path"]) == ("AGREEMENT_CALLED_OFF", ["id"])
    assert (await step(counter, "Close", used))["state"] == "CLOSED"


async def test_an_agreement_without_lines_is_not_confirmed(counter: Counter) -> None:
    made = await draft(counter)
    edits = {"remove": [made["lines"][0]["id"]]}
    said = {"id": made["id"], "version": made["version"], "lines": edits}
    empty = await counter.office.done("blanketAgreementUpdate", AGREEMENT, input=said)
    (error,) = await refused_step(counter, "Confirm", empty)
    assert (error["code"], error["path"]) == ("NOTHING_AGREED", ["id"])


async def test_the_clock_ends_what_is_over(counter: Counter) -> None:
    over, valid = await of_yesterday(counter, await in_force(counter)), await in_force(counter)
    (error,) = await refused_step(counter, "Expire", valid)
    assert error["code"] == "AGREEMENT_STILL_VALID"
    engine = create_engine(counter.office.shop.database, size=1)
    async with JobTransactions(engine, SystemClock()).begin_as(SYSTEM) as work:
        assert await expire_due(work) >= 1
    await engine.dispose()
    assert [(await told(counter, each))["state"] for each in (over, valid)] == ["EXPIRED", "CONFIRMED"]


async def test_after_its_last_day_nothing_is_called_off_whatever_the_clock_has_done(counter: Counter) -> None:
    agreement = await in_force(counter)
    order = await counter.draft(counter.line(), agreementId=agreement["id"])
    await of_yesterday(counter, agreement)
    which: Answer = {"id": order["id"], "version": order["version"], "idempotencyKey": str(uuid7())}
    (error,) = await refused(counter, "salesOrderConfirm", **which)
    assert (error["code"], error["flaw"]) == ("AGREEMENT_UNFIT", "NOT_ON_THE_DAY")


async def test_agreements_are_found_by_what_is_left_of_them(counter: Counter) -> None:
    agreement = await in_force(counter, amountMax="100")
    await in_force(counter, amountMax="10")
    await place(counter, agreement, counter.line(4))
    company = f'company: {{ id: {{ eq: "{counter.company}" }} }}'
    wanted = f"filter: {{ {company}, remaining: {{ gt: 50 }} }}"
    asked = f"{{ blanketAgreements(first: 5, {wanted}) {{ nodes {{ remaining {{ amount }} }} }} }}"
    assert (await counter.office.ask(asked))["data"]["blanketAgreements"]["nodes"] == [
        {"remaining": {"amount": "70.00"}}
    ]
    wanted = f"filter: {{ {company}, remainingQuantity: {{ lt: 10 }} }}"
    asked = f"{{ blanketAgreementLines(first: 5, {wanted}) {{ nodes {{ calledOffQuantity {{ value }} }} }} }}"
    assert (await counter.office.ask(asked))["data"]["blanketAgreementLines"]["nodes"] == [
        {"calledOffQuantity": {"value": "4.000000"}}
    ]


async def explained(counter: Counter, agreement: Answer, role: RoleCode = RoleCode.ADMIN) -> Answer:
    """Ask what two pieces would cost by an agreement."""
    said = (
        f'companyId: "{counter.company}", customerId: "{counter.customer}", agreementId: "{agreement["id"]}", '
        f'pricedOn: "{date.today()}", lines: [{{ skuId: "{counter.sku}", quantity: "2" }}]'  # noqa: DTZ011 - valid for long
    )
    shown = "explanation { lines { source agreementLineId net { amount } } } errors { code path }"
    asked = f"{{ priceExplanation(input: {{ {said} }}) {{ {shown} }} }}"
    return (await counter.office.ask(asked, role))["data"]["priceExplanation"]


async def test_an_explanation_says_that_the_price_was_agreed(counter: Counter) -> None:
    agreement = await in_force(counter)
    line = {"source": "AGREEMENT", "agreementLineId": agreement["lines"][0]["id"], "net": {"amount": "15.00"}}
    assert await explained(counter, agreement) == {"explanation": {"lines": [line]}, "errors": []}


async def test_an_explanation_tells_no_agreed_price_to_who_may_not_read_agreements(counter: Counter) -> None:
    agreement = await in_force(counter)
    found = await explained(counter, agreement, RoleCode.SUPPORT_AGENT)
    assert found == {"explanation": None, "errors": [{"code": "NOT_FOUND", "path": ["input", "agreementId"]}]}


@pytest.mark.parametrize(
    ("said", "of_line", "refusal"),
    [
        ({"validFrom": "2999-01-01"}, {}, ("RULE_BROKEN", ["input", "validUntil"])),
        ({"amountMax": "0"}, {}, ("RULE_BROKEN", ["input"])),
        ({}, {"quantity": "0"}, ("RULE_BROKEN", ["input", "lines", "0"])),
        ({}, {"unitPrice": "-1"}, ("RULE_BROKEN", ["input", "lines", "0"])),
        ({}, {"minimumQuantity": "11"}, ("RULE_BROKEN", ["input", "lines", "0", "minimumQuantity"])),
        ({}, {"skuId": f"Sku:{uuid7()}"}, ("NOT_FOUND", ["input", "lines", "0"])),
    ],
)
async def test_refuses_to_write_what_cannot_be_agreed(
    counter: Counter, said: Answer, of_line: Answer, refusal: tuple[str, list[str]]
) -> None:
    given: Answer = {
        "companyId": counter.company, "customerId": counter.customer, "validFrom": "2026-01-01", "validUntil": "2026-12-31",
        "lines": [{**agreed(counter), **of_line}], **said,
    }  # fmt: skip
    (error,) = await refused(counter, "blanketAgreementCreate", input=given)
    assert (error["code"], error["path"][: len(refusal[1])]) == refusal


async def test_refuses_a_change_that_cannot_be_agreed_where_it_stands(counter: Counter) -> None:
    made = await draft(counter)
    edits = {"update": [{"id": made["lines"][0]["id"], "minimumQuantity": "11"}]}
    which = {"id": made["id"], "version": made["version"]}
    (error,) = await refused(counter, "blanketAgreementUpdate", input={**which, "lines": edits})
    assert (error["code"], error["path"]) == (
        "RULE_BROKEN",
        ["input", "lines", "update", "0", "minimumQuantity"],
    )
    (error,) = await refused(counter, "blanketAgreementUpdate", input={**which, "validUntil": "2000-01-01"})
    assert (error["code"], error["path"]) == ("RULE_BROKEN", ["input", "validUntil"])


async def test_a_sku_stands_once_in_an_agreement(counter: Counter) -> None:
    given: Answer = {
        "companyId": counter.company, "customerId": counter.customer, "validFrom": "2026-01-01", "validUntil": "2026-12-31",
        "lines": [agreed(counter), agreed(counter)],
    }  # fmt: skip
    (error,) = await refused(counter, "blanketAgreementCreate", input=given)
    assert error["code"] == "ALREADY_TAKEN"


async def test_its_trace_leads_to_the_orders(counter: Counter) -> None:
    agreement = await in_force(counter)
    order = (await place(counter, agreement))["salesOrder"]
    shown = "trace { documents { direction kind documentId } }"
    asked = (
        f'{{ blanketAgreement(id: "{agreement["id"]}") {{ {shown} }} salesOrder(id: "{order["id"]}") {{ {shown} }} }}'
    )
    found = (await counter.office.ask(asked))["data"]
    assert found["blanketAgreement"]["trace"]["documents"] == [
        {"direction": "AFTER", "kind": "SALES_ORDER", "documentId": order["id"]}
    ]
    assert found["salesOrder"]["trace"]["documents"] == [
        {"direction": "BEFORE", "kind": "BLANKET_AGREEMENT", "documentId": agreement["id"]}
    ]


async def test_a_sales_rep_drafts_it_and_a_manager_puts_it_into_force(counter: Counter) -> None:
    made = await draft(counter)
    (error,) = await refused_step(counter, "Confirm", made, RoleCode.SALES_REP)
    assert error["code"] == "FORBIDDEN"
    agreement = await step(counter, "Confirm", made, RoleCode.SALES_MANAGER)
    given = counter.order_of(counter.line(), agreementId=agreement["id"])
    order = await counter.office.done("salesOrderCreate", ORDER, RoleCode.SALES_REP, input=given)
    assert order["lines"][0]["priceSource"] == "AGREEMENT"


async def test_a_partner_sees_its_own_and_no_drafts(counter: Counter) -> None:
    shop, party = counter.office.shop, UUID(counter.customer.partition(":")[2])
    other = await builders.party(shop.owner, counter.office.company, "P-2")
    mine, theirs = (
        shop.token(RoleCode.PARTNER_CUSTOMER, companies=[counter.office.company], party=each) for each in (party, other)
    )
    made = await draft(counter)
    asked = f'{{ blanketAgreement(id: "{made["id"]}") {{ state lines {{ remainingQuantity {{ value }} }} }} }}'
    assert (await shop.ask(asked, token=mine))["data"]["blanketAgreement"] is None
    await step(counter, "Confirm", made)
    assert (await shop.ask(asked, token=mine))["data"]["blanketAgreement"] == {
        "state": "CONFIRMED",
        "lines": [{"remainingQuantity": {"value": "10.000000"}}],
    }
    assert (await shop.ask(asked, token=theirs))["data"]["blanketAgreement"] is None


async def test_of_many_at_once_no_more_is_called_off_than_was_agreed(counter: Counter) -> None:
    agreement = await in_force(counter, agreed(counter, 6))
    payloads = await asyncio.gather(*[place(counter, agreement, counter.line(2)) for _ in range(64)])
    codes = sorted("".join(error["code"] for error in each["errors"]) for each in payloads)
    assert codes == [""] * 3 + ["AGREED_QUANTITY_EXCEEDED"] * 61
    assert await left(counter, agreement) == "0.000000"


async def test_of_many_at_once_no_more_is_spent_than_was_agreed(counter: Counter) -> None:
    agreement = await in_force(counter, agreed(counter, None), amountMax="30")
    payloads = await asyncio.gather(*[place(counter, agreement) for _ in range(12)])
    codes = sorted("".join(error["code"] for error in each["errors"]) for each in payloads)
    assert codes == [""] * 4 + ["AGREED_AMOUNT_EXCEEDED"] * 8


async def test_what_is_just_cancelled_has_nothing_called_off(counter: Counter) -> None:
    agreements = [await in_force(counter) for _ in range(6)]
    orders = [await counter.draft(counter.line(), agreementId=each["id"]) for each in agreements]
    do, code = counter.office.do, "errors { code }"
    attempts = [
        each
        for order, agreement in zip(orders, agreements, strict=True)
        for each in (
            do("blanketAgreementCancel", code, id=agreement["id"], version=agreement["version"]),
            do("salesOrderConfirm", code, id=order["id"], version=order["version"], idempotencyKey=str(uuid7())),
        )
    ]
    ended = await asyncio.gather(*attempts)
    outcomes = {
        tuple(sorted(e["code"] for each in pair for e in each["errors"]))
        for pair in zip(ended[::2], ended[1::2], strict=True)
    }
    assert outcomes <= {("AGREEMENT_CALLED_OFF",), ("AGREEMENT_UNFIT",)}


async def test_the_database_lets_nobody_call_off_beyond_what_was_agreed(counter: Counter) -> None:
    agreement = await in_force(counter)
    order = await counter.draft(counter.line(8), agreementId=agreement["id"])
    await place(counter, agreement, counter.line(7))
    promise = "update sales_order set state = 'CONFIRMED', number = 'SO-9' where id = $1"
    with pytest.raises(asyncpg.CheckViolationError, match="more would be called off"):
        await counter.office.shop.owner.execute(promise, UUID(order["id"].partition(":")[2]))


async def test_the_database_lets_nobody_call_off_from_what_is_over(counter: Counter) -> None:
    agreement = await in_force(counter)
    order = await counter.draft(counter.line(8), agreementId=agreement["id"])
    await step(counter, "Cancel", agreement)
    promise = "update sales_order set state = 'CONFIRMED', number = 'SO-9' where id = $1"
    with pytest.raises(asyncpg.CheckViolationError, match="which is cancelled"):
        await counter.office.shop.owner.execute(promise, UUID(order["id"].partition(":")[2]))


async def test_the_database_lets_no_line_call_off_what_its_order_may_not(counter: Counter) -> None:
    one, other = await in_force(counter), await in_force(counter)
    order = await counter.draft(counter.line(), agreementId=one["id"])
    line = UUID(other["lines"][0]["id"].partition(":")[2])
    with pytest.raises(asyncpg.CheckViolationError, match="not agreed for its order"):
        await counter.office.shop.owner.execute(
            "update sales_order_line set agreement_line_id = $2 where order_id = $1",
            UUID(order["id"].partition(":")[2]), line,
        )  # fmt: skip


async def test_the_database_lets_nobody_change_what_is_in_force(counter: Counter) -> None:
    agreement = await in_force(counter)
    key, owner = UUID(agreement["id"].partition(":")[2]), counter.office.shop.owner
    for statement in (
        "update blanket_agreement set amount_max = 1.00 where id = $1",
        "update blanket_agreement_line set unit_price = 1 where agreement_id = $1",
        "delete from blanket_agreement_line where agreement_id = $1",
    ):
        with pytest.raises(asyncpg.CheckViolationError):
            await owner.execute(statement, key)


async def test_a_simulation_calls_nothing_off(counter: Counter) -> None:
    agreement = await in_force(counter)
    made = await counter.draft(counter.line(3), agreementId=agreement["id"])
    which: Answer = {"id": made["id"], "version": made["version"], "idempotencyKey": str(uuid7())}
    shown = "salesOrder { agreement { lines { remainingQuantity { value } } } }"
    payload = await counter.office.do("salesOrderConfirm", shown, simulate=True, **which)
    assert payload["salesOrder"]["agreement"]["lines"] == [{"remainingQuantity": {"value": "7.000000"}}]
    assert await left(counter, agreement) == "10.000000"


async def test_the_rest_of_an_order_that_is_called_off_gives_it_back(till: Till) -> None:
    agreement = await in_force(till.counter, amountMax="75")
    given = {**till.counter.input(till.counter.line(8)), "agreementId": agreement["id"]}
    draft = await till.office.done("salesOrderCreate", ORDER, input=given)
    order = await till.counter.step("Confirm", draft)
    await till.deliver(order, 3)
    order = await till.counter.order(order["id"])
    await till.counter.step("CancelRest", order)
    seen = await told(till.counter, agreement)
    assert (seen["calledOff"]["amount"], seen["remaining"]["amount"]) == ("22.50", "52.50")
    assert seen["lines"][0]["remainingQuantity"]["value"] == "7.000000"
