"""What is withheld of bills when they are posted or paid, and what customers withhold of invoices."""

import asyncio
from typing import Any

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.invoices.desk import INVOICE, Desk
from tests.finance.office import Answer, Word

WITHHELD = """{ invoice(id: "%s") { withheld { amount } payable { amount } outstanding { amount } paymentState
  withholdings { percent base { amount } amount { amount } certificate { number } } instalments { amount { amount } } } }"""
LINES = """{ taxLines(first: 50, filter: { taxCode: { code: { eq: "%s" } } }, orderBy: [{ field: TAXED_ON, direction: ASC }]) {
  nodes { side base { amount } amount { amount } certificate { number } } } }"""

CREDITS = '{ openItems(first: 5, filter: { entry: { id: { eq: "%s" } } }) { nodes { id } } }'


async def levy(desk: Desk, percent: str, base: str = "NET", *, on_invoice: bool = True, **said: Any) -> str:
    """Add a tax that is withheld of the party of the desk."""
    more = {name: said.pop(name) for name in ("yearThreshold", "documentThreshold") if name in said}
    rates = [{"validFrom": "2000-01-01", "percent": percent, **more}]
    of = {"withholdingBase": Word(base), "isWithheldOnInvoice": on_invoice, "category": Word("O")}
    key = await desk.tax("W", percent, kind=Word("WITHHOLDING"), rates=rates, **of, **said)
    profile = {"companyId": desk.company, "partyId": desk.party, "withholdingCodeId": key}
    await desk.office.done("taxProfileCreate", "taxProfile { id }", input=profile)
    return key


async def bill(desk: Desk, price: str, *taxes: str, **said: Any) -> Answer:
    """Post a bill of the vendor."""
    return await desk.posted(desk.line(1, price, *taxes), kind="VENDOR_BILL", **said)


async def seen(desk: Desk, invoice: Answer) -> Answer:
    """Look at what is withheld of an invoice."""
    return (await desk.office.ask(WITHHELD % invoice["id"]))["data"]["invoice"]


async def told(desk: Desk) -> list[tuple[str, str, str]]:
    """Give what was told of the tax: side, base and amount."""
    nodes = (await desk.office.ask(LINES % "W"))["data"]["taxLines"]["nodes"]
    return [(each["side"], each["base"]["amount"], each["amount"]["amount"]) for each in nodes]


async def pay(desk: Desk, invoice: Answer, amount: str, direction: str = "OUT", on: str = "2026-03-20") -> Answer:
    """Try to pay an invoice."""
    item = invoice["instalments"][0]["openItem"]["id"]
    said: dict[str, Any] = {
        "companyId": desk.company, "direction": Word(direction), "partyId": desk.party, "paidOn": on,
        "amount": amount, "allocations": [{"openItemId": item, "amount": amount}],
    }  # fmt: skip
    draft = await desk.office.done("paymentCreate", "payment { id version }", input=said)
    given: dict[str, Any] = {"id": draft["id"], "version": draft["version"], "idempotencyKey": str(uuid7())}
    return await desk.office.do("paymentPost", "payment { id version entry { id } }", **given)


async def test_a_bill_owes_less_to_the_vendor_and_the_rest_to_the_tax_office(desk: Desk) -> None:
    await desk.tax("V", "20")
    await levy(desk, "10")

    found = await bill(desk, "1000", "V")

    entry = await desk.entry(found)
    assert (entry["2010"], entry["2140"], entry["1310"]) == ("-1100.00", "-100.00", "200.00")
    now = await seen(desk, found)
    assert (now["withheld"], now["payable"], now["outstanding"]) == (
        {"amount": "100.00"}, {"amount": "1100.00"}, {"amount": "1100.00"},
    )  # fmt: skip
    assert (found["total"]["amount"], found["instalments"][0]["amount"]["amount"]) == ("1200.00", "1100.00")
    assert await told(desk) == [("WITHHELD", "1000.00", "100.00")]


async def test_what_is_withheld_of_the_gross_amount_has_the_tax_in_its_base(desk: Desk) -> None:
    await desk.tax("V", "20")
    await levy(desk, "10", "GROSS")

    assert (await desk.entry(await bill(desk, "1000", "V")))["2140"] == "-120.00"


async def test_instalments_bear_what_is_withheld_in_proportion(desk: Desk) -> None:
    await levy(desk, "10")
    term = await desk.term(
        {"position": 1, "kind": Word("PERCENT_OF_TOTAL"), "percent": "30", "steps": []},
        {"position": 2, "kind": Word("REMAINDER"), "steps": [{"position": 1, "kind": Word("DAYS"), "count": 30}]},
    )

    found = await bill(desk, "1000", paymentTermId=term)

    assert [each["amount"]["amount"] for each in found["instalments"]] == ["270.00", "630.00"]


async def test_passing_the_threshold_of_the_year_makes_up_for_what_was_below_it(desk: Desk) -> None:
    await levy(desk, "10", yearThreshold="1000")

    withheld = [(await seen(desk, await bill(desk, price)))["withheld"]["amount"] for price in ("600", "500", "100")]

    assert withheld == ["0.00", "110.00", "10.00"]
    assert await told(desk) == [
        ("WITHHELD", "600.00", "0.00"), ("WITHHELD", "1100.00", "110.00"), ("WITHHELD", "-600.00", "0.00"),
        ("WITHHELD", "100.00", "10.00"),
    ]  # fmt: skip


async def test_no_more_is_withheld_than_is_paid_and_the_rest_is_made_up_for_later(desk: Desk) -> None:
    await levy(desk, "30", yearThreshold="1000")
    await bill(desk, "1000")

    found = [(await seen(desk, await bill(desk, price)))["withheld"]["amount"] for price in ("10", "990")]

    assert found == ["10.00", "590.00"]
    assert sum(float(amount) for _, _, amount in await told(desk)) == 600


async def test_a_certificate_lowers_what_is_withheld_up_to_its_limit(desk: Desk) -> None:
    key = await levy(desk, "10")
    paper = {
        "companyId": desk.company, "partyId": desk.party, "taxCodeId": key, "number": "C-1", "percent": "2",
        "validFrom": "2026-01-01", "validUntil": "2026-12-31", "baseLimit": "1500",
    }  # fmt: skip
    select = "withholdingCertificate { id }"
    certificate = await desk.office.done("withholdingCertificateCreate", select, input=paper)

    parts = [(await seen(desk, await bill(desk, "1200")))["withholdings"] for _ in range(2)]

    assert [
        [(each["percent"], each["base"]["amount"], each["amount"]["amount"]) for each in of_bill] for of_bill in parts
    ] == [
        [("2.000000", "1200.00", "24.00")],
        [("2.000000", "300.00", "6.00"), ("10.000000", "900.00", "90.00")],
    ]
    answer = await desk.office.ask(
        f'{{ withholdingCertificate(id: "{certificate["id"]}") {{ lines(first: 5) {{ nodes {{ base {{ amount }} amount {{ amount }} }} }} }} }}'
    )
    nodes = answer["data"]["withholdingCertificate"]["lines"]["nodes"]
    assert sorted((each["base"]["amount"], each["amount"]["amount"]) for each in nodes) == [
        ("1200.00", "24.00"), ("300.00", "6.00"),
    ]  # fmt: skip


async def test_notes_take_back_what_was_withheld_to_the_cent(desk: Desk) -> None:
    await levy(desk, "7")
    found = await desk.posted(desk.line(3, "33.35"), kind="VENDOR_BILL")
    line = found["lines"][0]["id"]

    entries: list[str] = []
    for _ in range(3):
        lines = [{"lineId": line, "quantity": "1"}]
        draft = await desk.office.done("invoiceCredit", INVOICE, id=found["id"], invoiceOn="2026-03-12", lines=lines)
        entries.append((await desk.entry(await desk.post(draft)))["2140"])

    assert (await seen(desk, found))["withheld"]["amount"] == "7.00"
    assert entries == ["2.33", "2.34", "2.33"]
    assert await desk.office.balance("2140") == "0.00"


async def test_a_bill_in_another_currency_counts_in_that_of_the_company(desk: Desk) -> None:
    await levy(desk, "10", documentThreshold="500")

    below = await bill(desk, "600", currency="USD", rate="0.8")
    above = await bill(desk, "700", currency="USD", rate="0.8")

    assert [(await seen(desk, each))["withheld"]["amount"] for each in (below, above)] == ["0.00", "70.00"]


async def test_a_bill_can_say_that_nothing_is_withheld_of_it(desk: Desk) -> None:
    await levy(desk, "10")

    assert (await seen(desk, await bill(desk, "1000", withholdingCodeId=None)))["withheld"]["amount"] == "0.00"


async def test_refuses_to_withhold_what_is_no_such_tax(desk: Desk) -> None:
    tax = await desk.tax("V", "20")
    said = desk.input([desk.line(1, "1000")], "VENDOR_BILL", withholdingCodeId=tax)

    assert await desk.refused("invoiceCreate", input=said) == ["WITHHOLDING_UNFIT"]


async def test_what_is_withheld_on_payment_settles_the_bill_beside_it(desk: Desk) -> None:
    await desk.tax("V", "20")
    await levy(desk, "10", on_invoice=False)
    found = await bill(desk, "1000", "V")
    assert (await desk.entry(found))["2010"] == "-1200.00"

    assert (await pay(desk, found, "1100.00"))["errors"] == []

    now = await seen(desk, found)
    assert (now["outstanding"]["amount"], now["paymentState"]) == ("0.00", "PAID")
    assert [await desk.office.balance(code) for code in ("2010", "2140")] == ["0.00", "-100.00"]
    assert await told(desk) == [("WITHHELD", "1000.00", "100.00")]


async def test_a_part_payment_withholds_its_part(desk: Desk) -> None:
    await levy(desk, "10", on_invoice=False)
    found = await bill(desk, "1000")

    for left, withheld in (("500.00", "-50.00"), ("0.00", "-100.00")):
        assert (await pay(desk, found, "450.00"))["errors"] == []
        assert (await seen(desk, found))["outstanding"]["amount"] == left
        assert await desk.office.balance("2140") == withheld


async def test_refuses_to_pay_a_bill_without_withholding(desk: Desk) -> None:
    await levy(desk, "10", on_invoice=False)
    found = await bill(desk, "1000")

    assert [error["code"] for error in (await pay(desk, found, "1000.00"))["errors"]] == ["PAID_WITHOUT_WITHHOLDING"]
    assert await desk.office.balance("2140") == "0.00"


async def test_voiding_a_payment_takes_back_what_it_withheld(desk: Desk) -> None:
    await levy(desk, "10", on_invoice=False, yearThreshold="500")
    found = await bill(desk, "1000")
    paid = (await pay(desk, found, "900.00"))["payment"]

    said: dict[str, Any] = {"id": paid["id"], "version": paid["version"], "on": "2026-03-21", "why": "wrong"}
    await desk.office.done("paymentVoid", "payment { id }", idempotencyKey=str(uuid7()), **said)

    assert await desk.office.balance("2140") == "0.00"
    assert (await seen(desk, found))["outstanding"]["amount"] == "1000.00"
    other = await bill(desk, "400")
    assert (await pay(desk, other, "400.00", on="2026-03-22"))["errors"] == []


async def test_a_note_lowers_what_is_withheld_when_the_rest_is_paid(desk: Desk) -> None:
    await levy(desk, "10", on_invoice=False)
    found = await desk.posted(desk.line(10, "100"), kind="VENDOR_BILL")
    lines = [{"lineId": found["lines"][0]["id"], "quantity": "3"}]
    draft = await desk.office.done("invoiceCredit", INVOICE, id=found["id"], invoiceOn="2026-03-12", lines=lines)
    note = await desk.post(draft)
    parts = [
        {"openItemId": each["instalments"][0]["openItem"]["id"], "amount": amount}
        for each, amount in ((found, "-300.00"), (note, "300.00"))
    ]
    said: dict[str, Any] = {"settledOn": "2026-03-15", "parts": parts}
    await desk.office.done("settlementCreate", "settlement { id }", input=said, idempotencyKey=str(uuid7()))

    assert (await pay(desk, found, "630.00"))["errors"] == []

    assert await desk.office.balance("2140") == "-70.00"
    assert (await seen(desk, found))["paymentState"] == "PAID"


async def test_a_customer_withholds_and_the_company_gets_credit_for_it(desk: Desk) -> None:
    await levy(desk, "10", usedFor=Word("SALE"))

    found = await desk.posted(desk.line(1, "1000"))

    entry = await desk.entry(found)
    assert (entry["1210"], entry["1320"]) == ("900.00", "100.00")
    assert await told(desk) == [("INPUT", "1000.00", "100.00")]


@pytest.mark.parametrize(("paid", "withheld"), [("900.00", "100.00"), ("1000.00", "0.00")])
async def test_a_customer_who_pays_in_full_has_withheld_nothing(desk: Desk, paid: str, withheld: str) -> None:
    await levy(desk, "10", on_invoice=False, usedFor=Word("SALE"))
    found = await desk.posted(desk.line(1, "1000"))

    assert (await pay(desk, found, paid, "IN"))["errors"] == []

    assert (await seen(desk, found))["paymentState"] == "PAID"
    assert await desk.office.balance("1320") == withheld


async def test_a_tax_return_tells_what_was_withheld(desk: Desk) -> None:
    key = await levy(desk, "10")
    await bill(desk, "1000", invoiceOn="2026-02-10")
    box: dict[str, Any] = {
        "companyId": desk.company, "form": "W1", "code": "1", "name": "Withheld", "position": 1, "payableSign": 1,
        "parts": [{"taxCodeId": key, "side": Word("WITHHELD"), "figure": Word("TAX")}],
    }  # fmt: skip
    await desk.office.done("taxBoxCreate", "taxBox { id }", input=box)
    days: dict[str, Any] = {"startsOn": "2026-02-01", "endsOn": "2026-02-28"}

    drafted = await desk.office.done(
        "taxReturnCreate", "taxReturn { payable { amount } }", companyId=desk.company, form="W1", **days
    )

    assert drafted["payable"]["amount"] == "100.00"


async def test_a_sales_rep_does_not_see_what_is_withheld_of_bills(desk: Desk) -> None:
    await levy(desk, "10")
    await bill(desk, "1000")

    answer = await desk.office.ask("{ invoiceWithholdings(first: 5) { nodes { id } } }", RoleCode.SALES_REP)

    assert answer["data"]["invoiceWithholdings"]["nodes"] == []


async def test_what_was_paid_below_the_threshold_counts_when_the_next_bill_is_paid(desk: Desk) -> None:
    await levy(desk, "10", on_invoice=False, yearThreshold="1000")
    one, two = [await bill(desk, price) for price in ("600", "500")]

    assert (await pay(desk, one, "600.00"))["errors"] == []
    assert await told(desk) == [("WITHHELD", "600.00", "0.00")]
    assert (await pay(desk, two, "390.00"))["errors"] == []

    assert [await desk.office.balance(code) for code in ("2140", "2010")] == ["-110.00", "0.00"]
    assert [(await seen(desk, each))["paymentState"] for each in (one, two)] == ["PAID", "PAID"]


async def test_a_payment_below_the_threshold_that_is_voided_counts_no_more(desk: Desk) -> None:
    await levy(desk, "10", on_invoice=False, yearThreshold="1000")
    one, two = [await bill(desk, price) for price in ("600", "500")]
    paid = (await pay(desk, one, "600.00"))["payment"]
    key: dict[str, Any] = {"idempotencyKey": str(uuid7()), "on": "2026-03-20", "why": "Wrong"}
    await desk.office.done("paymentVoid", "payment { state }", id=paid["id"], version=paid["version"], **key)

    assert (await pay(desk, two, "500.00"))["errors"] == []

    assert [await desk.office.balance(code) for code in ("2140", "2010")] == ["0.00", "-600.00"]


async def test_a_certificate_of_nothing_is_used_up_by_what_is_paid(desk: Desk) -> None:
    key = await levy(desk, "10", on_invoice=False)
    paper = {
        "companyId": desk.company, "partyId": desk.party, "taxCodeId": key, "number": "C-1", "percent": "0",
        "validFrom": "2026-01-01", "validUntil": "2026-12-31", "baseLimit": "600",
    }  # fmt: skip
    await desk.office.done("withholdingCertificateCreate", "withholdingCertificate { id }", input=paper)

    errors = [
        (await pay(desk, await bill(desk, price), paid))["errors"] for price, paid in (("600", "600"), ("500", "450"))
    ]

    assert (errors, await desk.office.balance("2140")) == ([[], []], "-50.00")


async def test_two_bills_at_once_do_not_both_stay_below_the_threshold(desk: Desk) -> None:
    await levy(desk, "10", yearThreshold="1000")
    drafts = [await desk.draft(desk.line(1, "600"), kind="VENDOR_BILL") for _ in range(2)]

    found = await asyncio.gather(*(desk.post(draft) for draft in drafts))

    assert sorted([(await seen(desk, each))["withheld"]["amount"] for each in found]) == ["0.00", "120.00"]


async def test_a_bill_that_is_settled_with_a_payment_later_withholds_then(desk: Desk) -> None:
    await levy(desk, "10", on_invoice=False)
    found = await bill(desk, "1000")
    item = found["instalments"][0]["openItem"]["id"]
    said = {"companyId": desk.company, "direction": Word("OUT"), "partyId": desk.party, "paidOn": "2026-03-20"}
    draft = await desk.office.done("paymentCreate", "payment { id version }", input={**said, "amount": "900.00"})
    key: dict[str, Any] = {"idempotencyKey": str(uuid7())}
    paid = await desk.office.done("paymentPost", "payment { entry { id } }", **draft, **key)
    items = (await desk.office.ask(CREDITS % paid["entry"]["id"]))["data"]["openItems"]["nodes"]
    parts = [{"openItemId": item, "amount": "-900.00"}, {"openItemId": items[0]["id"], "amount": "900.00"}]

    select = "settlement { entry { id } }"
    settled = {"settledOn": "2026-03-21", "parts": parts}
    await desk.office.done("settlementCreate", select, input=settled, idempotencyKey=str(uuid7()))

    assert (await seen(desk, found))["paymentState"] == "PAID"
    assert await desk.office.balance("2140") == "-100.00"
