"""Known cases of payment terms (PT-*), with the figures of other systems' tests, as invoices through the API."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from kernel.ids import uuid7
from tests.finance.invoices.desk import Desk, desk_of
from tests.finance.office import Answer, Office, Word, office_of


def part(place: int, kind: str, figure: str | None = None, *steps: tuple[str, int]) -> Answer:
    """Write an instalment of a payment term."""
    named = {} if figure is None else {"amount" if kind == "FIXED" else "percent": figure}
    walk = [{"position": at, "kind": Word(step), "count": count} for at, (step, count) in enumerate(steps, 1)]
    return {"position": place, "kind": Word(kind), "steps": walk, **named}


def due(invoice: Answer) -> list[tuple[str, str]]:
    """Give the days and amounts of the instalments."""
    return [(each["dueOn"], each["amount"]["amount"]) for each in invoice["instalments"]]


async def test_pt_01_splits_by_percent_amount_and_remainder(desk: Desk) -> None:
    term = await desk.term(
        part(1, "PERCENT_OF_REMAINDER", "25", ("DAYS", 30)),
        part(2, "PERCENT_OF_TOTAL", "25", ("MONTHS", 1)),
        part(3, "FIXED", "396.84", ("MONTHS", 1), ("DAYS", 30)),
        part(4, "REMAINDER", None, ("MONTHS", 2), ("DAY_OF_MONTH", 15), ("DAYS", 30)),
    )

    found = await desk.draft(desk.line(1, "1587.35"), paymentTermId=term, invoiceOn="2011-10-01")

    assert due(found) == [
        ("2011-10-31", "396.84"), ("2011-11-01", "396.84"), ("2011-12-01", "396.84"), ("2012-01-14", "396.83"),
    ]  # fmt: skip


async def test_pt_03_counts_days_as_days(desk: Desk) -> None:
    whole = await desk.term(part(1, "REMAINDER", None, ("DAYS", 30)))
    split = await desk.term(part(1, "PERCENT_OF_TOTAL", "30", ("DAYS", 15)), part(2, "REMAINDER", None, ("DAYS", 45)))
    days = ("2022-01-01", "2022-01-15", "2022-01-31")

    async def found(term: str, on: str) -> list[str]:
        draft = await desk.draft(desk.line(1, "1000"), paymentTermId=term, invoiceOn=on)
        return [day for day, _ in due(draft)]

    assert [await found(whole, on) for on in days] == [["2022-01-31"], ["2022-02-14"], ["2022-03-02"]]
    assert [await found(split, on) for on in days] == [
        ["2022-01-16", "2022-02-15"], ["2022-01-30", "2022-03-01"], ["2022-02-15", "2022-03-17"],
    ]  # fmt: skip


@dataclass(frozen=True)
class Regime:
    """What a discount for early payment comes to, by what it is taken off."""

    payable: str
    discount: str
    income: str
    """What of it lowers the income."""
    tax: str
    """What the tax is then."""
    base: str
    """What is taxed then."""


REGIMES = {
    "GROSS": Regime("1035.00", "115.00", "100.00", "-135.00", "900.00"),
    "NET": Regime("1050.00", "100.00", "100.00", "-150.00", "1000.00"),
}
PAID = "payment { id } "


@pytest.mark.parametrize("base", REGIMES)
async def test_pt_05_takes_the_discount_off_the_whole_or_off_the_net_amount(office: Office, base: str) -> None:
    desk, regime = await desk_of(await office_of(office.shop, 2016)), REGIMES[base]
    tax = await desk.tax("T", "15")
    term = await desk.term(
        part(1, "REMAINDER", None, ("DAYS", 2)), discounts=[{"percent": "10", "days": 1}], discountBase=Word(base)
    )

    found = await desk.posted(desk.line(1, 1000, "T"), paymentTermId=term, invoiceOn="2016-01-01")
    assert (due(found), found["total"]["amount"]) == ([("2016-01-03", "1150.00")], "1150.00")
    assert await offers(desk, found) == [("2016-01-02", regime.discount, base == "GROSS")]
    await pay(desk, found, regime)

    assert ((await desk.invoice(found["id"]))["paymentState"], regime.payable) == (
        "PAID", str(Decimal("1150.00") - Decimal(regime.discount)),
    )  # fmt: skip
    codes = ("1210", "1410", "2110")
    assert [await desk.office.balance(code) for code in codes] == ["0.00", regime.payable, regime.tax]
    assert await taxed(desk, tax) == (regime.base, regime.tax[1:])
    assert await desk.office.balance(await given(desk)) == regime.income


async def test_pt_05_refuses_the_discount_a_day_later(office: Office) -> None:
    desk = await desk_of(await office_of(office.shop, 2016))
    await desk.tax("T", "15")
    term = await desk.term(part(1, "REMAINDER", None, ("DAYS", 2)), discounts=[{"percent": "10", "days": 1}])
    found = await desk.posted(desk.line(1, 1000, "T"), paymentTermId=term, invoiceOn="2016-01-01")

    refused = await try_to_pay(desk, found, REGIMES["GROSS"], "2016-01-03")

    assert [error["code"] for error in refused["errors"]] == ["DISCOUNT_NOT_OFFERED"]


async def offers(desk: Desk, invoice: Answer) -> list[tuple[str, str, bool]]:
    """Give what is offered for paying an invoice early: until when, how much, and whether tax is lowered with it."""
    item = invoice["instalments"][0]["openItem"]["id"]
    answer = await desk.office.ask(
        f'{{ openItem(id: "{item}") {{ discounts {{ untilOn amount {{ amount }} lowersTax }} }} }}'
    )
    found = answer["data"]["openItem"]["discounts"]
    return [(each["untilOn"], each["amount"]["amount"], each["lowersTax"]) for each in found]


async def try_to_pay(desk: Desk, invoice: Answer, regime: Regime, on: str) -> Answer:
    """Try to pay an invoice less its discount on a day."""
    item = invoice["instalments"][0]["openItem"]["id"]
    allocation = {"openItemId": item, "amount": regime.payable, "discountAmount": regime.discount}
    said = {
        "companyId": desk.company, "direction": Word("IN"), "partyId": desk.party, "paidOn": on, "amount": regime.payable,
        "allocations": [allocation],
    }  # fmt: skip
    draft = await desk.office.done("paymentCreate", "payment { id version }", input=said)
    key: dict[str, str] = {"idempotencyKey": str(uuid7())}
    return await desk.office.do("paymentPost", PAID, id=draft["id"], version=draft["version"], **key)  # pyright: ignore[reportArgumentType] - no `simulate` is among them


async def pay(desk: Desk, invoice: Answer, regime: Regime) -> None:
    """Pay an invoice less its discount on the last day that it is offered."""
    assert (await try_to_pay(desk, invoice, regime, "2016-01-02"))["errors"] == []


async def taxed(desk: Desk, tax: str) -> tuple[str, str]:
    """Give what a tax was told with altogether: base and amount."""
    answer = await desk.office.ask(
        f'{{ taxLineAggregate(filter: {{ taxCode: {{ id: {{ eq: "{tax}" }} }} }}) {{ sum {{ base {{ amount }} amount {{ amount }} }} }} }}'
    )
    (row,) = answer["data"]["taxLineAggregate"]
    return row["sum"]["base"][0]["amount"], row["sum"]["amount"][0]["amount"]


async def given(desk: Desk) -> str:
    """Give the code of the account of discounts that the company gives."""
    answer = await desk.office.ask("{ accountDeterminations(first: 100) { nodes { role account { code } } } }")
    nodes = answer["data"]["accountDeterminations"]["nodes"]
    return next(each["account"]["code"] for each in nodes if each["role"] == "DISCOUNT_GIVEN")
