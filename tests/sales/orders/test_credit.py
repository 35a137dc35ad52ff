"""Credit: what a customer owes and has ordered stays within its limit, unless somebody lets it pass."""

import asyncio

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.sales.orders.counter import Counter


async def limit(counter: Counter, amount: str, customer: str | None = None) -> None:
    """Set the limit of a customer, or of everybody who has none."""
    said = {"companyId": counter.company, "amount": amount} | ({"customerId": customer} if customer else {})
    await counter.office.done("creditLimitCreate", "creditLimit { id }", RoleCode.CONTROLLER, input=said)


async def test_orders_up_to_the_limit_are_promised(counter: Counter) -> None:
    await limit(counter, "50.00", counter.customer)
    assert (await counter.confirmed(counter.line(5)))["state"] == "CONFIRMED"
    assert await counter.refused_step("Confirm", await counter.draft(counter.line(1))) == ["CREDIT_LIMIT_EXCEEDED"]


async def test_a_limit_is_written_with_the_digits_of_its_currency(counter: Counter) -> None:
    said = {"companyId": counter.company, "amount": "50", "customerId": counter.customer}
    written = await counter.office.done("creditLimitCreate", "creditLimit { id version amount { amount } }", input=said)
    change = {"id": written["id"], "version": written["version"], "amount": "60.5"}
    changed = await counter.office.done("creditLimitUpdate", "creditLimit { amount { amount } }", input=change)
    assert (written["amount"]["amount"], changed["amount"]["amount"]) == ("50.00", "60.50")


async def test_says_what_is_used_and_what_is_wanted(counter: Counter) -> None:
    await limit(counter, "50.00")
    order = await counter.confirmed(counter.line(4))
    await counter.billed(order, 3)
    draft = await counter.draft(counter.line(2))
    document = f"""mutation {{ salesOrderConfirm(id: "{draft["id"]}", version: 1, idempotencyKey: "{uuid7()}") {{
      errors {{ code path ... on CreditLimitExceeded {{ limit used wanted currency }} }} }} }}"""
    (refused,) = (await counter.office.ask(document))["data"]["salesOrderConfirm"]["errors"]
    figures = {"limit": "50.00", "used": "40.00", "wanted": "20.00", "currency": "EUR"}
    assert refused == {"code": "CREDIT_LIMIT_EXCEEDED", "path": ["id"], **figures}


async def test_the_limit_of_a_customer_goes_before_that_of_everybody(counter: Counter) -> None:
    await limit(counter, "1.00")
    await limit(counter, "100.00", counter.customer)
    assert (await counter.confirmed())["state"] == "CONFIRMED"


async def test_whoever_may_lets_an_order_pass(counter: Counter) -> None:
    await limit(counter, "1.00")
    order = await counter.draft()
    assert await counter.refused_step("ConfirmBeyondCredit", order, RoleCode.SALES_REP) == ["FORBIDDEN"]
    assert (await counter.step("ConfirmBeyondCredit", order, RoleCode.SALES_MANAGER))["state"] == "CONFIRMED"


async def test_64_who_order_at_the_same_time_share_one_limit(counter: Counter) -> None:
    await limit(counter, "300.00")
    said = counter.order_of(counter.line(1))
    tried = [counter.refused("salesOrderPlace", input=said, idempotencyKey=str(uuid7())) for _ in range(64)]
    refused = [codes for codes in await asyncio.gather(*tried) if codes]
    assert refused == [["CREDIT_LIMIT_EXCEEDED"]] * 34
