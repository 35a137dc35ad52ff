"""Where a company cuts revenue off, it is told when goods leave, and nothing is left on the accounts for it in the end."""

import asyncio
import random
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.invoices.desk import Desk
from tests.finance.office import Answer, Word
from tests.sales.story.people import INVOICE, ORDER, Business
from tests.schema import builders

# Of the general journal alone: what is cut off.
JOURNAL = """\
GEN 1  SH-000001
    1160 Delivered and not invoiced          500.00
    4010 Sales of goods                                500.00
GEN 2  Customer invoice
    1160 Delivered and not invoiced                    500.00
    4010 Sales of goods                      500.00
GEN 3  RT-000001
    2040 Invoiced and not delivered                    150.00
    4010 Sales of goods                      150.00
GEN 4  Credit note
    2040 Invoiced and not delivered          150.00
    4010 Sales of goods                                150.00"""


_SHOULD = {"1160": "50.00", "2040": "-50.00"}


async def cut_off(business: Business, *, is_on: bool = True) -> None:
    """Tell revenue when goods leave, or with the invoice."""
    said: Answer = {"companyId": business.company, "isOn": is_on, "idempotencyKey": str(uuid7())}
    await business.office.done("revenueCutOffSet", "company { revenueCutOff }", RoleCode.CONTROLLER, **said)


async def ordered(business: Business, quantity: int, policy: str = "ON_ORDER", price: str = "50") -> Answer:
    """Confirm an order."""
    line = {"skuId": business.kettle, "quantity": str(quantity), "unitPrice": price}
    said: Answer = {
        "companyId": business.company, "customerId": business.customer, "invoicePolicy": Word(policy), "lines": [line],
    }  # fmt: skip
    draft = await business.office.done("salesOrderCreate", ORDER, input=said)
    which: Answer = {"id": draft["id"], "version": draft["version"], "idempotencyKey": str(uuid7())}
    return await business.office.done("salesOrderConfirm", ORDER, **which)


async def shipped(business: Business, order: Answer, quantity: int) -> None:
    """Let some of an order leave."""
    lines = [{"lineId": order["lines"][0]["id"], "quantity": str(quantity)}]
    said: Answer = {"input": {"salesOrderId": order["id"], "lines": lines}, "idempotencyKey": str(uuid7())}
    (made,) = await business.office.done("shipmentCreate", "shipments { id version }", **said)
    which: Answer = {"id": made["id"], "version": made["version"], "idempotencyKey": str(uuid7())}
    await business.office.done("shipmentShip", "shipment { id }", **which)


async def billed(business: Business, order: Answer, quantity: int, price: str = "50", **said: Any) -> Answer:
    """Bill some of an order."""
    desk = Desk(business.office, business.customer)
    line = desk.line(quantity, price, salesOrderLineId=order["lines"][0]["id"], **said)
    return await desk.posted(line, invoiceOn=str(datetime.now(UTC).date()))


async def ahead(business: Business) -> list[str]:
    """Tell what is delivered and not invoiced, what is invoiced and not delivered, and what revenue is; debits positive."""
    return [await business.office.balance(code) or "0.00" for code in ("1160", "2040", "4010")]


async def test_the_journal_of_an_order_that_leaves_in_parts_and_of_which_some_comes_back(business: Business) -> None:
    await cut_off(business)
    await business.goods_arrive(10, "20.00")
    order = await ordered(business, 10, "ON_DELIVERY")
    await business.ship(order)
    await business.bill(order)
    back = await business.take_back(order, 3, 1)
    await business.credit(back)
    entries = re.split(r"\n(?=\w)", await business.journal())
    assert "\n".join(each for each in entries if each.startswith("GEN")) == JOURNAL
    assert await ahead(business) == ["0.00", "0.00", "-350.00"]


async def test_what_is_invoiced_before_it_leaves_waits_and_leaves_in_parts(business: Business) -> None:
    await cut_off(business)
    await business.goods_arrive(3, "20.00")
    order = await ordered(business, 3, price="33.33")
    await billed(business, order, 3, "33.33")
    assert await ahead(business) == ["0.00", "-99.99", "0.00"]
    await shipped(business, order, 1)
    assert await ahead(business) == ["0.00", "-66.66", "-33.33"]
    await shipped(business, order, 2)
    assert await ahead(business) == ["0.00", "0.00", "-99.99"]


async def test_what_is_billed_at_another_price_than_expected_leaves_nothing_behind(business: Business) -> None:
    await cut_off(business)
    await business.goods_arrive(3, "20.00")
    order = await ordered(business, 3)
    await shipped(business, order, 2)
    assert await ahead(business) == ["100.00", "0.00", "-100.00"]
    await billed(business, order, 3, "40")
    assert await ahead(business) == ["0.00", "-40.00", "-80.00"]
    await shipped(business, order, 1)
    assert await ahead(business) == ["0.00", "0.00", "-120.00"]


@pytest.mark.parametrize("said", ["AFTER_DELIVERY", "BEFORE_DELIVERY"])
async def test_what_an_invoice_puts_there_itself_counts(business: Business, said: str) -> None:
    await cut_off(business)
    await business.goods_arrive(2, "20.00")
    order = await ordered(business, 2)
    if said == "AFTER_DELIVERY":
        await shipped(business, order, 2)
    await billed(business, order, 2, cutOff=Word(said))
    if said == "BEFORE_DELIVERY":
        assert await ahead(business) == ["0.00", "-100.00", "0.00"]
        await shipped(business, order, 2)
    assert await ahead(business) == ["0.00", "0.00", "-100.00"]


async def test_revenue_comes_from_and_goes_to_the_account_that_the_invoice_names(business: Business) -> None:
    await cut_off(business)
    await business.goods_arrive(3, "20.00")
    order = await ordered(business, 3)
    await shipped(business, order, 1)
    await billed(business, order, 2, accountId=business.office.accounts["4020"])
    assert [*await ahead(business), await business.office.balance("4020")] == ["0.00", "-50.00", "0.00", "-50.00"]
    await billed(business, order, 1)
    assert [*await ahead(business), await business.office.balance("4020")] == ["0.00", "-100.00", "-16.67", "-33.33"]
    await shipped(business, order, 2)
    assert [*await ahead(business), await business.office.balance("4020")] == ["0.00", "0.00", "-50.00", "-100.00"]
    assert await business.findings() == []


@pytest.mark.parametrize("said", ["AFTER_DELIVERY", "BEFORE_DELIVERY"])
async def test_what_an_invoice_puts_there_itself_is_revenue_of_the_account_that_it_names(
    business: Business, said: str
) -> None:
    await cut_off(business)
    await business.goods_arrive(2, "20.00")
    order = await ordered(business, 2)
    if said == "AFTER_DELIVERY":
        await shipped(business, order, 2)
    await billed(business, order, 2, cutOff=Word(said), accountId=business.office.accounts["4020"])
    if said == "BEFORE_DELIVERY":
        await shipped(business, order, 2)
    assert [await business.office.balance(code) or "0.00" for code in ("1160", "2040", "4010", "4020")] == [
        "0.00", "0.00", "0.00", "-100.00",
    ]  # fmt: skip


async def test_what_is_on_its_way_is_told_when_a_company_begins_and_ends_to_cut_off(business: Business) -> None:
    await business.goods_arrive(6, "20.00")
    gone, billed_first = await ordered(business, 4), await ordered(business, 2)
    await shipped(business, gone, 3)
    await billed(business, billed_first, 2)
    assert await ahead(business) == ["0.00", "0.00", "-100.00"]
    await cut_off(business)
    assert await ahead(business) == ["150.00", "-100.00", "-150.00"]
    await cut_off(business)
    await shipped(business, billed_first, 2)
    assert await ahead(business) == ["150.00", "0.00", "-250.00"]
    await cut_off(business, is_on=False)
    assert await ahead(business) == ["0.00", "0.00", "-100.00"]
    await billed(business, gone, 3)
    assert await ahead(business) == ["0.00", "0.00", "-250.00"]


async def test_what_is_credited_and_not_billed_again_is_no_revenue(business: Business) -> None:
    await cut_off(business)
    await business.goods_arrive(2, "20.00")
    order = await ordered(business, 2)
    await shipped(business, order, 2)
    invoice = await billed(business, order, 2)
    note = await business.office.done("invoiceCredit", INVOICE, id=invoice["id"])
    await business.post(note)
    assert await ahead(business) == ["100.00", "0.00", "-100.00"]
    line = await business.office.shop.owner.fetchval(
        "select id from invoice_line where invoice_id = $1", note["id"].partition(":")[2]
    )
    again = await business.order(order)
    which: Answer = {"id": order["id"], "version": again["version"], "lineIds": [f"InvoiceLine:{line}"]}
    which |= {"resolution": Word("IGNORE"), "idempotencyKey": str(uuid7())}
    await business.office.done("salesOrderResolveBilling", "salesOrder { id }", **which)
    assert await ahead(business) == ["0.00", "0.00", "0.00"]


@pytest.mark.parametrize(("code", "role"), [("1160", "DELIVERED_NOT_INVOICED"), ("2040", "INVOICED_NOT_DELIVERED")])
async def test_finds_what_somebody_has_posted_to_its_accounts(business: Business, code: str, role: str) -> None:
    await cut_off(business)
    await business.goods_arrive(4, "20.00")
    await shipped(business, await ordered(business, 2), 1)
    await billed(business, await ordered(business, 2), 1)
    assert await business.findings() == []
    await business.office.post({code: "7.00", "4010": "-7.00"}, str(datetime.now(UTC).date()))
    (finding,) = await business.findings()
    assert finding == f"{role} should come to {_SHOULD[code]}, the accounts have {Decimal(_SHOULD[code]) + 7}"


async def test_what_an_invoice_says_itself_may_be_taken_from_there_by_hand_but_no_more(business: Business) -> None:
    desk = Desk(business.office, business.customer)
    on = str(datetime.now(UTC).date())
    await desk.posted(desk.line(1, "100", cutOff=Word("BEFORE_DELIVERY")), invoiceOn=on)
    assert await business.findings() == []
    await business.office.post({"2040": "100.00", "4010": "-100.00"}, on)
    assert await business.findings() == []
    await business.office.post({"2040": "0.01", "4010": "-0.01"}, on)
    assert await business.findings() == ["INVOICED_NOT_DELIVERED should come to 0, the accounts have 0.01"]


async def test_bundles_leave_and_come_back_by_their_components(business: Business) -> None:
    owner, company = business.office.shop.owner, business.office.company
    pair = await builders.sku(owner, company, "PAIR", list_price=Decimal(90))
    said = {
        "companyId": business.company, "skuId": f"Sku:{pair}", "components": [{"skuId": business.kettle, "quantity": "2"}],
    }  # fmt: skip
    await business.office.done("bundleCreate", "bundle { id }", input=said)
    await cut_off(business)
    await business.goods_arrive(4, "20.00")
    order = await ordered(replace(business, kettle=f"Sku:{pair}"), 2, "ON_DELIVERY", price="90")
    await business.ship(order)
    assert await ahead(business) == ["180.00", "0.00", "-180.00"]
    await business.bill(order)
    back = await business.take_back({**order, "lines": order["lines"][1:]}, 2, 1)
    assert await ahead(business) == ["0.00", "-90.00", "-90.00"]
    await business.credit(back)
    assert await ahead(business) == ["0.00", "0.00", "-90.00"]


async def test_who_ships_and_who_bills_at_once_leave_nothing_behind(business: Business) -> None:
    await cut_off(business)
    await business.goods_arrive(8, "20.00")
    orders = [await ordered(business, 1) for _ in range(8)]
    await asyncio.gather(*(do(business, order, 1) for order in orders for do in (shipped, billed)))
    assert await ahead(business) == ["0.00", "0.00", "-400.00"]


@pytest.mark.parametrize("seed", range(3))
async def test_in_the_end_nothing_is_left_on_either_account(business: Business, seed: int) -> None:
    chance = random.Random(seed)
    await cut_off(business)
    await business.goods_arrive(30, "20.00")
    price = f"{chance.randint(100, 9999) / 100:.2f}"
    order = await ordered(business, 9, price=price)
    left, unbilled = 9, 9
    while left or unbilled:
        if left and (not unbilled or chance.random() < 0.5):
            quantity = chance.randint(1, left)
            await shipped(business, order, quantity)
            left -= quantity
        else:
            quantity = chance.randint(1, unbilled)
            await billed(business, order, quantity, f"{chance.randint(100, 9999) / 100:.2f}")
            unbilled -= quantity
        delivered, invoiced, _ = await ahead(business)
        assert Decimal(delivered) >= 0 >= Decimal(invoiced)
        assert "0.00" in (delivered, invoiced)
    assert (await ahead(business))[:2] == ["0.00", "0.00"]
    assert await business.findings() == []


async def test_refuses_whoever_may_not_say_how_accounts_are_used(business: Business) -> None:
    said: Answer = {"companyId": business.company, "isOn": True, "idempotencyKey": str(uuid7())}
    refused = await business.office.ask(
        f'mutation {{ revenueCutOffSet(companyId: "{said["companyId"]}", isOn: true, idempotencyKey: "1") {{ company {{ id }} }} }}',
        RoleCode.SALES_REP,
    )
    assert [error["extensions"]["code"] for error in refused["errors"]] == ["FORBIDDEN"]


async def test_refuses_what_is_no_company(business: Business) -> None:
    said: Answer = {"companyId": f"Company:{uuid7()}", "isOn": True, "idempotencyKey": str(uuid7())}
    refused = await business.office.do("revenueCutOffSet", "company { id }", **said)
    assert [(error["code"], error["path"]) for error in refused["errors"]] == [("NOT_FOUND", ["companyId"])]
