"""What holds of every report of balances: comparisons, dimensions, companies, and the way down to the lines."""

from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from kernel.ids import uuid7
from tests.finance.office import Office, literal, office_of
from tests.finance.reports.asking import companies, first_quarter
from tests.finance.reports.test_extracts import extract

LINES = "lines { code accountId amounts { amount currency } }"
DAYS = {"startsOn": "2026-02-01", "endsOn": "2026-12-31"}
JANUARY = {"startsOn": "2026-01-01", "endsOn": "2026-01-31"}
EVER = "2000-01-01"


class Kind(NamedTuple):
    """A report of balances: which days it is asked for, in which it is compared, and how its lines are found."""

    name: str
    selection: str
    days: dict[str, str]
    earlier: Any
    # From when on its lines count, whether entries that close years do, and of which accounts amounts are turned round.
    starts_on: str = "2026-02-01"
    before_closing: bool = False
    turned: str = ""


KINDS = [
    Kind("trialBalance", "lines { code accountId movements { debit { amount currency } credit { amount } } }", DAYS, JANUARY),
    Kind("balanceSheet", f"sections {{ {LINES} }}", {"asOf": "2026-12-31"}, "2026-02-28", EVER, turned="23"),
    Kind("incomeStatement", f"sections {{ {LINES} }}", DAYS, JANUARY, before_closing=True, turned="4"),
    Kind("cashFlow", f"sections {{ {LINES} }}", DAYS, JANUARY, before_closing=True, turned="123456789"),
]  # fmt: skip
every_kind = pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])


def figures(company: dict[str, Any]) -> dict[str, list[Decimal]]:
    """Give the figures of each account, column by column: debits less credits of a trial balance, amounts otherwise."""
    sections = company.get("sections") or [company]
    return {line["accountId"]: _columns(line) for section in sections for line in section["lines"]}


def _columns(line: dict[str, Any]) -> list[Decimal]:
    if "amounts" in line:
        return [Decimal(amount["amount"]) for amount in line["amounts"]]
    return [Decimal(each["debit"]["amount"]) - Decimal(each["credit"]["amount"]) for each in line["movements"]]


async def closed(office: Office) -> None:
    """Close the year of an office."""
    await office.close_periods()
    given: dict[str, Any] = {"id": office.year["id"], "version": office.year["version"], "idempotencyKey": str(uuid7())}
    await office.done("fiscalYearClose", "fiscalYear { state }", **given)


async def of_north(office: Office) -> str:
    """Post a purchase that belongs to a cost centre below another one, and give the upper one."""
    answer = await office.ask("{ dimensions(first: 10) { nodes { id code } } }")
    centre = next(node["id"] for node in answer["data"]["dimensions"]["nodes"] if node["code"] == "COST_CENTRE")
    said = {"companyId": f"Company:{office.company}", "dimensionId": centre, "code": "NORTH", "name": "North"}
    north = await office.done("dimensionValueCreate", "dimensionValue { id }", input=said)
    said |= {"code": "OSLO", "name": "Oslo", "parentId": north["id"]}
    oslo = await office.done("dimensionValueCreate", "dimensionValue { id }", input=said)
    lines = [
        {**office.line(code, amount), "dimensions": [{"valueId": oslo["id"]}]}
        for code, amount in (("6110", "7.00"), ("1410", "-3.00"), ("2110", "-4.00"))
    ]
    draft = await office.draft(lines, "2026-03-05")
    key = str(uuid7())
    await office.done("journalEntryPost", "journalEntry { id }", id=draft["id"], version=1, idempotencyKey=key)
    return north["id"]


@every_kind
async def test_compares_days_with_others(office: Office, kind: Kind) -> None:
    await first_quarter(office)

    (together,) = await companies(office, kind.name, kind.selection, **kind.days, comparisons=[kind.earlier])
    earlier: dict[str, Any] = {"asOf": kind.earlier} if isinstance(kind.earlier, str) else kind.earlier
    alone = [figures((await companies(office, kind.name, kind.selection, **days))[0]) for days in (kind.days, earlier)]

    for account, columns in figures(together).items():
        assert columns == [each.get(account, [Decimal(0)])[0] for each in alone]
    assert set(figures(together)) == {*alone[0], *alone[1]}


@every_kind
async def test_tells_several_companies_each_in_its_currency(office: Office, kind: Kind) -> None:
    other = await office_of(office.shop, currency="JPY")
    await first_quarter(office)
    await other.post({"6110": "30", "1410": "-30"}, "2026-03-20")
    named = [f"Company:{each.company}" for each in (office, other)]
    given = literal({"companyIds": named, **kind.days})

    answer = await office.shop.ask(
        f"{{ {kind.name}(input: {given}) {{ companies {{ companyId currency {kind.selection} }} }} }}",
        token=office.shop.token(companies=[office.company, other.company]),
    )

    found = {each["companyId"]: each for each in answer["data"][kind.name]["companies"]}
    assert {key: each["currency"] for key, each in found.items()} == {named[0]: "EUR", named[1]: "JPY"}
    for key, each in zip(named, (office, other), strict=True):
        (alone,) = await companies(each, kind.name, kind.selection, **kind.days)
        assert figures(found[key]) == figures(alone)


@every_kind
async def test_refuses_more_comparisons_than_there_are_columns(office: Office, kind: Kind) -> None:
    given = {"companyIds": [f"Company:{office.company}"], **kind.days, "comparisons": [kind.earlier] * 13}
    answer = await office.ask(f"{{ {kind.name}(input: {literal(given)}) {{ errors {{ code }} }} }}")
    assert "at most 12" in answer["errors"][0]["message"]


@every_kind
async def test_each_line_leads_down_to_what_it_is_made_of(office: Office, kind: Kind) -> None:
    await first_quarter(office)
    await of_north(office)
    await closed(office)

    (found,) = await companies(office, kind.name, kind.selection, **kind.days)

    assert figures(found)
    await lead_down(office, kind, figures(found))


@every_kind
async def test_a_line_of_a_value_of_a_dimension_leads_down_too(office: Office, kind: Kind) -> None:
    await first_quarter(office)
    north = await of_north(office)

    (found,) = await companies(office, kind.name, kind.selection, **kind.days, valueId=north)

    assert figures(found)
    await lead_down(office, kind, figures(found), valueId=north)


async def lead_down(office: Office, kind: Kind, told: dict[str, list[Decimal]], **narrowed: str) -> None:
    """Add up the lines of each account, and compare."""
    codes = {key: code for code, key in office.accounts.items()}
    for account, (figure,) in told.items():
        said = {
            "accountId": account, "startsOn": kind.starts_on, "endsOn": "2026-12-31",
            "beforeClosing": kind.before_closing, **narrowed,
        }  # fmt: skip
        ledger = await extract(office, "generalLedger", "generalLedger { lines { amount { amount } } }", **said)
        total = sum(Decimal(line["amount"]["amount"]) for line in ledger["generalLedger"]["lines"])
        assert figure == (-total if codes[account][0] in kind.turned else total), codes[account]
