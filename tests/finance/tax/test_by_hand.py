"""Taxes on the lines of entries that people write: told to the tax office like any other."""

from typing import Any

import pytest

from kernel.ids import uuid7
from tests.finance.invoices.desk import Desk, desk_of
from tests.finance.office import Answer, Office, Word

TOLD = "{ taxLines(first: 20) { nodes { taxCode { code } side base { amount } amount { amount } deductible { amount } } } }"


@pytest.fixture
async def desk(office: Office) -> Desk:
    """A desk in an office with the books of 2026, and a tax of 20 % for sales and one for purchases."""
    desk = await desk_of(office)
    await desk.tax("S20", "20", usedFor=Word("SALE"))
    rates = [{"validFrom": "2020-01-01", "percent": "20", "deductiblePercent": "50"}]
    await desk.tax("P20", "20", usedFor=Word("PURCHASE"), rates=rates)
    return desk


def taxed(desk: Desk, code: str, amount: str, tax: str, base: str | None) -> dict[str, object]:
    """Write a line that is a tax."""
    line = {**desk.office.line(code, amount), "taxCodeId": desk.taxes[tax]}
    return line if base is None else {**line, "taxBase": base}


async def post(desk: Desk, *lines: dict[str, object], on: str = "2026-02-10") -> Answer:
    """Try to post an entry by hand."""
    draft = await desk.office.draft(lines, on)
    said: dict[str, Any] = {"id": draft["id"], "version": draft["version"], "idempotencyKey": str(uuid7())}
    return await desk.office.do("journalEntryPost", "journalEntry { id }", **said)


async def told(desk: Desk) -> list[tuple[str, ...]]:
    """Give what was told: tax, side, base, tax and what of it is deductible."""
    nodes = (await desk.office.ask(TOLD))["data"]["taxLines"]["nodes"]
    figures = ("base", "amount", "deductible")
    return [(each["taxCode"]["code"], each["side"], *(each[name]["amount"] for name in figures)) for each in nodes]


async def test_output_tax_by_hand_is_told(desk: Desk) -> None:
    net, tax = desk.office.line("6110", "-100.00"), taxed(desk, "2110", "-20.00", "S20", "100.00")

    assert (await post(desk, desk.office.line("1410", "120.00"), net, tax))["errors"] == []

    assert await told(desk) == [("S20", "OUTPUT", "100.00", "20.00", "0.00")]


async def test_a_correction_goes_the_other_way(desk: Desk) -> None:
    net, tax = desk.office.line("6110", "100.00"), taxed(desk, "2110", "20.00", "S20", "100.00")

    assert (await post(desk, desk.office.line("1410", "-120.00"), net, tax))["errors"] == []

    assert await told(desk) == [("S20", "OUTPUT", "-100.00", "-20.00", "0.00")]


async def test_input_tax_by_hand_is_what_is_deductible_of_it(desk: Desk) -> None:
    cost, tax = desk.office.line("6110", "110.00"), taxed(desk, "1310", "10.00", "P20", "100.00")

    assert (await post(desk, desk.office.line("1410", "-120.00"), cost, tax))["errors"] == []

    assert await told(desk) == [("P20", "INPUT", "100.00", "20.00", "10.00")]


async def payable(desk: Desk) -> str:
    """Draft the return of February, and give what is owed by it."""
    box: dict[str, Any] = {
        "companyId": desk.company, "form": "U30", "code": "056", "name": "Tax", "position": 1, "payableSign": 1,
        "parts": [{"taxCodeId": desk.taxes["S20"], "side": Word("OUTPUT"), "figure": Word("TAX")}],
    }  # fmt: skip
    await desk.office.done("taxBoxCreate", "taxBox { id }", input=box)
    said: dict[str, Any] = {"companyId": desk.company, "form": "U30", "startsOn": "2026-02-01", "endsOn": "2026-02-28"}
    return (await desk.office.done("taxReturnCreate", "taxReturn { payable { amount } }", **said))["payable"]["amount"]


async def test_a_return_tells_taxes_of_entries_by_hand(desk: Desk) -> None:
    net, tax = desk.office.line("6110", "-100.00"), taxed(desk, "2110", "-20.00", "S20", "100.00")
    await post(desk, desk.office.line("1410", "120.00"), net, tax)

    assert await payable(desk) == "20.00"


async def test_a_reversal_takes_a_tax_by_hand_back(desk: Desk) -> None:
    net, tax = desk.office.line("6110", "-100.00"), taxed(desk, "2110", "-20.00", "S20", "100.00")
    entry = (await post(desk, desk.office.line("1410", "120.00"), net, tax))["journalEntry"]
    said: dict[str, Any] = {"id": entry["id"], "postedOn": "2026-02-11", "idempotencyKey": str(uuid7())}
    await desk.office.done("journalEntryReverse", "journalEntry { id }", description="wrong", **said)

    assert await payable(desk) == "0.00"


@pytest.mark.parametrize(
    ("code", "amount", "tax"),
    [("1310", "20.00", "S20"), ("2110", "-20.00", "P20"), ("6110", "-20.00", "S20"), ("2140", "-20.00", "S20")],
)
async def test_refuses_a_tax_on_an_account_of_another_role(desk: Desk, code: str, amount: str, tax: str) -> None:
    other = amount[1:] if amount[0] == "-" else f"-{amount}"

    refused = await post(desk, desk.office.line("1410", other), taxed(desk, code, amount, tax, "100.00"))

    assert [(error["code"], error["path"]) for error in refused["errors"]] == [
        ("TAX_NOT_ON_ACCOUNT", ["lines", "1", "taxCodeId"])
    ]


async def test_refuses_a_tax_without_a_base(desk: Desk) -> None:
    said: dict[str, Any] = {
        "companyId": desk.company, "journalId": desk.office.journals["GEN"], "postedOn": "2026-02-10",
        "description": "Test",
        "lines": [desk.office.line("1410", "20.00"), taxed(desk, "2110", "-20.00", "S20", None)],
    }  # fmt: skip

    refused = await desk.office.do("journalEntryDraftCreate", "journalEntryDraft { id }", input=said)

    assert [error["code"] for error in refused["errors"]] == ["RULE_BROKEN"]


async def test_refuses_a_tax_by_hand_on_a_day_without_a_rate(desk: Desk) -> None:
    await desk.tax("NEW", "20", usedFor=Word("SALE"), rates=[{"validFrom": "2026-06-01", "percent": "20"}])

    refused = await post(desk, desk.office.line("1410", "20.00"), taxed(desk, "2110", "-20.00", "NEW", "100.00"))

    assert [error["code"] for error in refused["errors"]] == ["TAX_RATE_MISSING"]


async def test_what_is_withheld_by_hand_counts_for_the_party(desk: Desk) -> None:
    rates = [{"validFrom": "2020-01-01", "percent": "10"}]
    of = {"kind": Word("WITHHOLDING"), "withholdingBase": Word("NET"), "usedFor": Word("PURCHASE")}
    await desk.tax("W", "10", rates=rates, **of)
    line = {**taxed(desk, "2140", "-10.00", "W", "100.00"), "partyId": desk.party}

    assert (await post(desk, desk.office.line("1410", "10.00"), line))["errors"] == []

    assert await told(desk) == [("W", "WITHHELD", "100.00", "10.00", "0.00")]
