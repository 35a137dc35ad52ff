"""A bill on which the buyer owes the tax: both sides of it are posted, told as tax lines, reported and returned."""

from typing import Any

import pytest

from tests.finance.invoices.desk import Desk, totals
from tests.finance.office import Answer, Word
from tests.finance.reports.asking import companies

FACTS = """{ taxLines(first: 10, filter: { entry: { id: { eq: "%s" } } }) { nodes {
  side category rate base { amount } amount { amount } deductible { amount } party { id } } } }"""
REPORT = "lines { code side base { amount } tax { amount } deductible { amount } } payable { amount }"
RETURN = "taxReturn { payable { amount } boxes { code amount { amount } } }"
FIGURES = ("base", "amount", "deductible")


async def bill(desk: Desk, deductible_percent: str = "100") -> Answer:
    """Post a bill over 200 on which the buyer owes 20 %."""
    rates = [{"validFrom": "2000-01-01", "percent": "20", "deductiblePercent": deductible_percent}]
    await desk.tax("RC", "20", isReverseCharge=True, category=Word("AE"), rates=rates)
    return await desk.posted(desk.line(2, "100", "RC"), kind="VENDOR_BILL", reference="RC-1")


async def facts(desk: Desk, document: Answer) -> list[tuple[str, ...]]:
    """Give what was told of the taxes of a document: side, base, tax, and what of it is deductible."""
    nodes = (await desk.office.ask(FACTS % document["entry"]["id"]))["data"]["taxLines"]["nodes"]
    assert {(each["category"], each["rate"], each["party"]["id"]) for each in nodes} == {
        ("AE", "20.000000", desk.party)
    }
    return sorted((each["side"], *(each[name]["amount"] for name in FIGURES)) for each in nodes)


@pytest.mark.parametrize(
    ("deductible_percent", "cost", "deductible"), [("100", "200.00", "40.00"), ("50", "220.00", "20.00")]
)
async def test_both_sides_of_the_tax_are_posted_and_told(
    desk: Desk, deductible_percent: str, cost: str, deductible: str
) -> None:
    found = await bill(desk, deductible_percent)

    assert totals(found) == ("200.00", "0.00", "200.00")
    assert await desk.entry(found) == {"6210": cost, "2010": "-200.00", "2110": "-40.00", "1310": deductible}
    assert await facts(desk, found) == [
        ("INPUT", "200.00", "40.00", deductible),
        ("OUTPUT", "200.00", "40.00", "0.00"),
    ]


async def test_the_note_on_such_a_bill_takes_both_sides_back(desk: Desk) -> None:
    found = await bill(desk)
    note = await desk.office.done("invoiceCredit", "invoice { id version }", id=found["id"], invoiceOn="2026-03-12")

    note = await desk.post(note)

    assert await desk.entry(note) == {"6210": "-200.00", "2010": "200.00", "2110": "40.00", "1310": "-40.00"}
    assert await facts(desk, note) == [
        ("INPUT", "-200.00", "-40.00", "-40.00"),
        ("OUTPUT", "-200.00", "-40.00", "0.00"),
    ]


async def test_the_tax_report_tells_both_sides(desk: Desk) -> None:
    await bill(desk)

    days = {"startsOn": "2026-03-01", "endsOn": "2026-03-31"}
    (found,) = await companies(desk.office, "taxReport", REPORT, **days)

    told = [
        (each["code"], each["side"], *(each[of]["amount"] for of in ("base", "tax", "deductible")))
        for each in found["lines"]
    ]
    assert told == [("RC", "INPUT", "200.00", "40.00", "40.00"), ("RC", "OUTPUT", "200.00", "40.00", "0.00")]
    assert found["payable"]["amount"] == "0.00"


async def test_a_tax_return_has_both_sides_in_boxes_of_their_own(desk: Desk) -> None:
    await bill(desk)
    for code, side, figure, sign in (
        ("048", "OUTPUT", "BASE", 0),
        ("057", "OUTPUT", "TAX", 1),
        ("066", "INPUT", "DEDUCTIBLE", -1),
    ):
        part = {"taxCodeId": desk.taxes["RC"], "side": Word(side), "figure": Word(figure)}
        box: dict[str, Any] = {"companyId": desk.company, "form": "U30", "code": code, "name": code, "position": 1}
        await desk.office.done("taxBoxCreate", "taxBox { id }", input={**box, "payableSign": sign, "parts": [part]})

    days: dict[str, Any] = {"companyId": desk.company, "form": "U30", "startsOn": "2026-03-01", "endsOn": "2026-03-31"}
    found = await desk.office.done("taxReturnCreate", RETURN, **days)

    boxes = {each["code"]: each["amount"]["amount"] for each in found["boxes"]}
    assert (boxes, found["payable"]["amount"]) == ({"048": "200.00", "057": "40.00", "066": "40.00"}, "0.00")
