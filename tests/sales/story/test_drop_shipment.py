"""A vendor delivers an order straight to the customer, and bills more than it had said; some of it comes back.

`pytest -s` prints the journal, as a bookkeeper would check it.
"""

import re
from datetime import UTC, datetime

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.invoices.desk import Desk
from tests.finance.office import Answer, Word
from tests.sales.story.people import ORDER, Business
from tests.sales.story.test_cut_off import ahead, cut_off

JOURNAL = """\
STK 1  SH-000001
    5010 Cost of goods sold                  200.00
    2030 Received and not invoiced                     200.00
SAL 1  Customer invoice
    1210 Trade receivables                   600.00
    4010 Sales of goods                                500.00
    2110 Output tax                                    100.00
PUR 1  Vendor bill KW 22
    2010 Trade payables                                220.00
    2030 Received and not invoiced           200.00
    5010 Cost of goods sold                   20.00
STK 2  RT-000001
    1110 Goods for resale                     44.00
    5010 Cost of goods sold                             44.00
STK 3  RT-000001
    1110 Goods for resale                               22.00
    5030 Stock differences                    22.00
SAL 2  Credit note
    1210 Trade receivables                             120.00
    4010 Sales of goods                      100.00
    2110 Output tax                           20.00"""
RECEIPT = "shipment { number goodsReceipt { lines { id } } }"
SENT_BACK = "vendorReturn { id version creditLines(first: 1) { nodes { invoice { id version } } } }"


async def ordered(business: Business) -> Answer:
    """The sales representative promises ten kettles that the vendor is to deliver, to be billed as they leave."""
    line = {"skuId": business.kettle, "quantity": "10", "delivery": Word("DROP_SHIPMENT")}
    said: Answer = {
        "companyId": business.company, "customerId": business.customer, "invoicePolicy": Word("ON_DELIVERY"), "lines": [line],
    }  # fmt: skip
    draft = await business.office.done("salesOrderCreate", ORDER, RoleCode.SALES_REP, input=said)
    which: Answer = {"id": draft["id"], "version": draft["version"], "idempotencyKey": str(uuid7())}
    return await business.office.done("salesOrderConfirm", ORDER, RoleCode.SALES_REP, **which)


async def dropped(business: Business, order: Answer, quantity: int) -> str:
    """The buyer says that the vendor has delivered, at 20 each; give what the bill is to name."""
    line = {"lineId": order["lines"][0]["id"], "quantity": str(quantity), "unitPrice": "20"}
    said: Answer = {"salesOrderId": order["id"], "vendorId": business.vendor, "lines": [line]}
    shipment = await business.office.done(
        "salesOrderDropShip", RECEIPT, RoleCode.BUYER, input=said, idempotencyKey=str(uuid7())
    )
    return shipment["goodsReceipt"]["lines"][0]["id"]


async def billed(business: Business, receipt_line: str, quantity: int, price: str) -> None:
    """The vendor bills so many at a price of one."""
    desk = Desk(business.office, business.vendor)
    line = desk.line(quantity, price, goodsReceiptLineId=receipt_line)
    await desk.posted(line, kind="VENDOR_BILL", reference=f"KW {price}", invoiceOn=str(datetime.now(UTC).date()))


async def test_a_vendor_delivers_and_bills_more_and_some_of_it_comes_back(business: Business) -> None:
    order = await ordered(business)
    arrived = await dropped(business, order, 10)
    assert (await business.order(order))["deliveryState"] == "DELIVERED"
    await business.bill(order)
    await billed(business, arrived, 10, "22")
    back = await business.take_back(order, 2, scrapped=1)
    await business.credit(back)

    journal = await business.journal()
    print(f"\n{journal}")
    assert journal == JOURNAL
    assert await business.findings() == []


@pytest.mark.parametrize("is_billed_first", [False, True])
async def test_what_comes_back_is_worth_what_it_has_cost(business: Business, is_billed_first: bool) -> None:
    order = await ordered(business)
    arrived = await dropped(business, order, 10)
    if is_billed_first:
        await billed(business, arrived, 5, "22")
    await business.take_back(order, 2, scrapped=1)
    assert await business.office.balance("1110") == ("21.00" if is_billed_first else "20.00")
    assert await business.findings() == []


async def sent_back(business: Business, receipt_line: str, quantity: int) -> Answer:
    """What a customer has sent here goes back to the vendor."""
    asked = f'{{ goodsReceiptLine(id: "{receipt_line}") {{ receipt {{ id }} }} }}'
    receipt = (await business.office.ask(asked))["data"]["goodsReceiptLine"]["receipt"]["id"]
    line = {"goodsReceiptLineId": receipt_line, "quantity": str(quantity), "locationId": business.shelf}
    said: Answer = {"goodsReceiptId": receipt, "lines": [line]}
    made = await business.office.done("vendorReturnCreate", SENT_BACK, input=said, idempotencyKey=str(uuid7()))
    which: Answer = {"id": made["id"], "version": made["version"], "idempotencyKey": str(uuid7())}
    return await business.office.done("vendorReturnShip", SENT_BACK, **which)


@pytest.mark.parametrize("is_billed", [False, True])
async def test_what_comes_back_and_goes_on_to_the_vendor_is_owed_no_more(business: Business, is_billed: bool) -> None:
    """Of ten, three come back: one is scrap, and two go back to the vendor, so that eight are paid for."""
    order = await ordered(business)
    arrived = await dropped(business, order, 10)
    if is_billed:
        await billed(business, arrived, 10, "20")
    await business.take_back(order, 3, scrapped=1)
    gone = await sent_back(business, arrived, 2)
    if is_billed:
        which: Answer = {"id": gone["id"], "version": gone["version"], "idempotencyKey": str(uuid7())}
        noted = await business.office.done("vendorReturnCredit", SENT_BACK, **which)
        await business.post(noted["creditLines"]["nodes"][0]["invoice"])
    else:
        await billed(business, arrived, 8, "20")
    balances = [await business.office.balance(code) for code in ("2010", "2030", "1110", "5010", "5030", "5050")]
    assert balances == ["-160.00", "0.00", "0.00", "140.00", "20.00", "0.00"]
    assert await business.findings() == []


async def test_a_note_on_what_went_back_leaves_what_the_others_have_cost(business: Business) -> None:
    order = await ordered(business)
    arrived = await dropped(business, order, 10)
    await billed(business, arrived, 10, "22")
    await business.take_back(order, 3, scrapped=1)
    gone = await sent_back(business, arrived, 2)
    which: Answer = {"id": gone["id"], "version": gone["version"], "idempotencyKey": str(uuid7())}
    noted = await business.office.done("vendorReturnCredit", SENT_BACK, **which)
    await business.post(noted["creditLines"]["nodes"][0]["invoice"])
    await business.take_back(order, 2, scrapped=1)
    assert await business.office.balance("1110") == "22.00"


async def test_revenue_is_told_when_the_vendor_delivers_where_a_company_wants_that(business: Business) -> None:
    await cut_off(business)
    order = await ordered(business)
    await dropped(business, order, 4)
    assert await ahead(business) == ["200.00", "0.00", "-200.00"]
    await business.bill(order)
    assert await ahead(business) == ["0.00", "0.00", "-200.00"]
    entries = re.split(r"\n(?=\w)", await business.journal())
    heads = [each.splitlines()[0] for each in entries]
    assert heads == ["STK 1  SH-000001", "GEN 1  SH-000001", "SAL 1  Customer invoice", "GEN 2  Customer invoice"]
