"""Known cases of taxes (TAX-*), with the figures of other systems' tests, as invoices through the API."""

from tests.finance.invoices.desk import Desk, totals
from tests.finance.office import Word


async def test_tax_01_rounds_tiny_lines_one_by_one(desk: Desk) -> None:
    await desk.policy(rounding=Word("LINE"))
    await desk.tax("T", "20")

    assert totals(await desk.posted(*[desk.line(1, "1.001", "T")] * 100)) == ("100.00", "20.00", "120.00")


async def test_tax_02_rounds_tiny_lines_once(desk: Desk) -> None:
    await desk.tax("T", "20")

    assert totals(await desk.posted(*[desk.line(1, "1.001", "T")] * 100)) == ("100.00", "20.02", "120.02")


async def test_tax_06_adds_up_each_tax_over_the_lines(desk: Desk) -> None:
    first, second = await desk.tax("T1", "10"), await desk.tax("T2", "20")

    found = await desk.posted(desk.line(1, 10, "T1"), desk.line(1, 20, "T1", "T2"))

    assert totals(found) == ("30.00", "7.00", "37.00")
    told = [(each["taxCode"]["id"], each["base"]["amount"], each["amount"]["amount"]) for each in found["taxes"]]
    assert told == [(first, "30.00", "3.00"), (second, "20.00", "4.00")]


async def test_tax_08_keeps_prices_that_contain_the_tax(desk: Desk) -> None:
    await desk.policy(rounding=Word("LINE"))
    await desk.tax("T", "21", isIncluded=True)

    found = [totals(await desk.posted(desk.line(1, price, "T"))) for price in ("11.90", "2.80")]

    assert found == [("9.83", "2.07", "11.90"), ("2.31", "0.49", "2.80")]


async def test_tax_11_knows_currencies_without_digits(desk: Desk) -> None:
    await desk.policy(rounding=Word("LINE"))
    await desk.tax("OUT", "19")
    await desk.tax("IN", "19", isIncluded=True)

    async def found(price: str, tax: str) -> tuple[str, str, str]:
        return totals(await desk.posted(desk.line(1, price, tax), currency="JPY", rate="0.006"))

    assert [await found("22689", "OUT"), await found("9176", "OUT")] == [
        ("22689", "4311", "27000"),
        ("9176", "1743", "10919"),
    ]
    assert [await found("27000", "IN"), await found("10920", "IN")] == [
        ("22689", "4311", "27000"),
        ("9176", "1744", "10920"),
    ]


async def test_tax_18_does_not_drift_over_many_quantities(desk: Desk) -> None:
    await desk.tax("T", "19")

    found = await desk.posted(*(desk.line(quantity, "4.60", "T") for quantity in (84, 54, 288, 144, 430)))

    assert totals(found) == ("4600.00", "874.00", "5474.00")


async def test_tax_19_takes_a_discount_off_before_the_tax(desk: Desk) -> None:
    await desk.tax("T", "24")
    lines = [desk.line(1, price, "T") for price in (75, 500, 200, 100, 50, 50)]

    found = await desk.posted(*lines, discountAmount="75")

    assert totals(found) == ("900.00", "216.00", "1116.00")
    assert sum(float(line["net"]["amount"]) for line in found["lines"]) == 900


async def test_tax_22_rounds_to_what_coins_can_pay(desk: Desk) -> None:
    await desk.policy(cashStep="0.05")
    steps = [{"position": 1, "kind": Word("DAYS"), "count": 20}], [{"position": 1, "kind": Word("DAYS"), "count": 40}]
    term = await desk.term(
        {"position": 1, "kind": Word("PERCENT_OF_TOTAL"), "percent": "50", "steps": steps[0]},
        {"position": 2, "kind": Word("REMAINDER"), "steps": steps[1]},
    )

    found = await desk.posted(desk.line(1, "42.06"), isPaidInCash=True, paymentTermId=term)
    exact = await desk.posted(desk.line(1, "42.06"))

    assert (totals(found), totals(exact)[2]) == (("42.06", "0.00", "42.10"), "42.06")
    assert found["rounding"]["amount"] == "0.04"
    assert "-0.04" in (await desk.entry(found)).values()
