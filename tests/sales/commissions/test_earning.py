"""What salespeople earn follows from invoices, credit notes and what is settled of them."""

from tests.finance.office import Word
from tests.sales.commissions.bureau import Bureau


async def test_an_invoice_earns_a_part_of_its_net_amount(bureau: Bureau) -> None:
    await bureau.rule(percent="5")
    await bureau.billed(10)
    (line,) = await bureau.lines()
    assert (line["base"]["amount"], line["earned"]["amount"], line["posted"]["amount"]) == ("100.00", "5.00", "0.00")


async def test_a_credit_note_takes_its_part_back(bureau: Bureau) -> None:
    await bureau.rule(percent="5")
    invoice = await bureau.billed(10)
    await bureau.credited(invoice, 4)
    assert sorted(await bureau.earned()) == ["-2.00", "5.00"]
    (person,) = (await bureau.told())["companies"][0]["people"]
    assert person["earned"]["amount"] == "3.00"


async def test_an_invoice_that_is_taken_back_as_a_whole_earns_nothing(bureau: Bureau) -> None:
    await bureau.rule(percent="3.33", basis=Word("MARGIN"))
    invoice = await bureau.billed(7, "9.99")
    draft = await bureau.office.done("invoiceCredit", "invoice { id version }", id=invoice["id"])
    await bureau.desk.post(draft)
    assert (await bureau.told("2030-12-31"))["companies"][0]["people"][0]["earned"]["amount"] == "0.00"


async def test_an_advance_that_is_taken_back_takes_nothing_that_it_never_earned(bureau: Bureau) -> None:
    await bureau.rule()
    advance = await bureau.billed(10, isAdvance=True)
    draft = await bureau.office.done("invoiceCredit", "invoice { id version }", id=advance["id"])
    await bureau.desk.post(draft)
    assert await bureau.earned("2030-12-31") == []


async def test_less_of_a_price_is_less_of_a_margin(bureau: Bureau) -> None:
    """The goods have cost what they cost: a note that takes back none of them is off the margin as it is."""
    await bureau.rule(percent="10", basis=Word("MARGIN"))
    invoice = await bureau.billed(10)
    await bureau.desk.posted(bureau.desk.line(1, "15"), kind="CREDIT_NOTE", creditsId=invoice["id"])
    assert sorted(each["base"]["amount"] for each in await bureau.lines()) == ["-15.00", "40.00"]


async def test_a_credit_note_goes_by_the_rule_of_the_day_of_its_invoice(bureau: Bureau) -> None:
    await bureau.rule("OLD", "5", validUntil="2026-03-10")
    await bureau.rule("NEW", "20", validFrom="2026-03-11")
    invoice = await bureau.billed(10)
    await bureau.credited(invoice, 10, invoiceOn="2026-03-20")
    assert {each["ruleCode"] for each in await bureau.lines()} == {"OLD"}
    assert sorted(await bureau.earned()) == ["-5.00", "5.00"]


async def test_a_commission_is_rounded_to_the_cent_line_by_line(bureau: Bureau) -> None:
    """2.5 % of 9.99 are 0.24975, and of 10.20 are 0.255, half a cent of which goes up."""
    await bureau.rule(percent="2.5")
    await bureau.billed(1, "9.99")
    await bureau.billed(1, "10.20")
    assert sorted(await bureau.earned()) == ["0.25", "0.26"]


async def test_rounds_as_the_company_does(bureau: Bureau) -> None:
    """2.5 % of 9.80 are 0.245, and of 10.20 are 0.255; to the even cent they are 0.24 and 0.26."""
    await bureau.office.shop.owner.execute(
        "update company set rounding_policy = 'HALF_EVEN' where id = $1", bureau.office.company
    )
    await bureau.rule(percent="2.5")
    for price in ("9.80", "10.20"):
        await bureau.billed(1, price)
    assert sorted(await bureau.earned()) == ["0.24", "0.26"]


async def test_the_margin_is_what_is_left_of_the_cost_when_it_was_ordered(bureau: Bureau) -> None:
    await bureau.rule(percent="10", basis=Word("MARGIN"))
    await bureau.billed(10)
    (line,) = await bureau.lines()
    assert (line["base"]["amount"], line["earned"]["amount"]) == ("40.00", "4.00")


async def test_a_line_whose_cost_nobody_knows_earns_nothing_by_its_margin(bureau: Bureau) -> None:
    await bureau.rule(percent="10", basis=Word("MARGIN"))
    await bureau.billed(10, of=await bureau.sold(unit_cost=None))
    assert await bureau.earned() == []


async def test_what_is_earned_when_it_is_paid_is_earned_in_the_share_that_is_settled(bureau: Bureau) -> None:
    await bureau.rule(percent="10", earnedWhen=Word("PAID"))
    invoice = await bureau.billed(10)
    assert await bureau.earned() == ["0.00"]
    await bureau.paid(invoice, "33.33", "2026-03-12")
    assert [await bureau.earned(day) for day in ("2026-03-11", "2026-03-12")] == [["0.00"], ["3.33"]]
    await bureau.paid(invoice, "66.67", "2026-03-13")
    assert await bureau.earned() == ["10.00"]


async def test_migrated_orders_and_those_of_nobody_earn_nothing(bureau: Bureau) -> None:
    await bureau.rule()
    await bureau.desk.posted(bureau.desk.line(1, "50"))
    nobody = await bureau.sold()
    await bureau.office.shop.owner.execute(
        "update sales_order set sales_rep_id = null where id = (select order_id from sales_order_line where id = $1)",
        nobody.partition(":")[2],
    )
    await bureau.billed(10, of=nobody)
    assert await bureau.earned() == []


async def test_drafts_and_later_invoices_earn_nothing_yet(bureau: Bureau) -> None:
    await bureau.rule()
    await bureau.desk.draft(bureau.desk.line(1, "10", salesOrderLineId=await bureau.sold()))
    await bureau.billed(10, invoiceOn="2026-04-01")
    assert await bureau.earned("2026-03-31") == []
    assert await bureau.earned("2026-04-01") == ["5.00"]


async def test_lines_are_told_page_by_page(bureau: Bureau) -> None:
    await bureau.rule()
    for day in ("2026-03-10", "2026-03-11", "2026-03-12"):
        await bureau.billed(1, "20", invoiceOn=day)
    first = await bureau.lines(first=2)
    rest = await bureau.lines(first=2, after=first[-1]["invoiceLineId"])
    assert (len(first), len(rest)) == (2, 1)
    assert rest[0]["invoiceLineId"] not in {each["invoiceLineId"] for each in first}
    assert (await bureau.told(first=2))["companies"][0]["count"] == 3
