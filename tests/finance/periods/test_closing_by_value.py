"""A year is closed to retained earnings by the values of a dimension, through the API."""

from decimal import Decimal
from typing import Any

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Office, office_of

CLOSED = "fiscalYear { id version state closingEntry { id } }"
LEGS = """
select account.code, line.debit - line.credit as amount,
  array(select value.code from unnest(line.value_ids) as id join dimension_value as value using (id)) as values
from journal_line as line join ledger_account as account on account.id = line.account_id
where line.entry_id = $1
"""
LEFT = """
select account.code, sum(balance.debit - balance.credit) as amount from period_balance_now as balance
join ledger_account as account on account.id = balance.account_id
where balance.value_id = $1 group by 1 having sum(balance.debit - balance.credit) <> 0 order by 1
"""


async def post(office: Office, debit: str, credit: str, amount: str, *values: str) -> None:
    """Post an amount in March; what is an income or an expense belongs to the values."""
    lines = [office.line(debit, amount), office.line(credit, f"-{amount}")]
    for line, code in zip(lines, (debit, credit), strict=True):
        if code[0] in "456":
            line["dimensions"] = [{"valueId": value} for value in values]
    draft = await office.draft(lines, "2026-03-31")
    said: Answer = {"id": draft["id"], "version": draft["version"], "idempotencyKey": str(uuid7())}
    await office.done("journalEntryPost", "journalEntry { id }", **said)


async def close(office: Office, dimension: str | None) -> Answer:
    """Try to close the year by a dimension."""
    said: dict[str, Any] = {"id": office.year["id"], "version": office.year["version"], "dimensionId": dimension}
    return await office.do("fiscalYearClose", CLOSED, RoleCode.CONTROLLER, **said, idempotencyKey=str(uuid7()))


async def closed(office: Office, dimension: str | None = None) -> Answer:
    """Close the months of a year, and the year by a dimension."""
    await office.close_periods()
    payload = await close(office, dimension)
    assert payload["errors"] == [], payload
    return payload["fiscalYear"]


async def legs(office: Office, year: Answer) -> list[tuple[str, str, list[str]]]:
    """Give the lines of the closing entry: account, debit less credit, and values."""
    rows = await office.shop.owner.fetch(LEGS, key_of(year["closingEntry"]["id"]))
    return sorted((row["code"], f"{row['amount']:.2f}", row["values"]) for row in rows)


async def left(office: Office, value: str) -> dict[str, Decimal]:
    """Give what is on the accounts of a value."""
    return {row["code"]: row["amount"] for row in await office.shop.owner.fetch(LEFT, key_of(value))}


def key_of(node: str) -> str:
    """Give the UUID in an id."""
    return node.partition(":")[2]


async def test_retained_earnings_are_told_apart_by_cost_centre(office: Office) -> None:
    north, south = await office.value(), await office.value("SOUTH")
    await post(office, "1410", "4010", "400.00", north)
    await post(office, "5010", "1410", "100.00", north)
    await post(office, "5010", "1410", "50.00", south)
    await post(office, "6210", "1410", "30.00")

    year = await closed(office, await office.dimension())

    assert await legs(office, year) == [
        ("3080", "-300.00", ["NORTH"]), ("3080", "30.00", []), ("3080", "50.00", ["SOUTH"]), ("4010", "400.00", ["NORTH"]),
        ("5010", "-100.00", ["NORTH"]), ("5010", "-50.00", ["SOUTH"]), ("6210", "-30.00", []),
    ]  # fmt: skip
    assert (await left(office, north), await left(office, south)) == ({"3080": -300}, {"3080": 50})
    assert await office.balance("3080") == "-220.00"


async def test_what_belongs_to_values_that_cancel_out_is_closed_for_each(office: Office) -> None:
    north, south = await office.value(), await office.value("SOUTH")
    await post(office, "1410", "4010", "70.00", north)
    await post(office, "4010", "1410", "70.00", south)

    year = await closed(office, await office.dimension())

    assert await legs(office, year) == [
        ("3080", "-70.00", ["NORTH"]), ("3080", "70.00", ["SOUTH"]), ("4010", "-70.00", ["SOUTH"]), ("4010", "70.00", ["NORTH"]),
    ]  # fmt: skip


async def test_values_of_other_dimensions_are_not_told_apart(office: Office) -> None:
    north, project = await office.value(), await office.value("ROOF", "PROJECT")
    await post(office, "1410", "4010", "10.00", north, project)
    await post(office, "1410", "4010", "5.00", project)

    year = await closed(office, await office.dimension())

    assert await legs(office, year) == [
        ("3080", "-10.00", ["NORTH"]), ("3080", "-5.00", []), ("4010", "10.00", ["NORTH"]), ("4010", "5.00", []),
    ]  # fmt: skip


async def test_without_a_dimension_the_result_is_one(office: Office) -> None:
    await post(office, "1410", "4010", "400.00", await office.value())
    assert await legs(office, await closed(office)) == [("3080", "-400.00", []), ("4010", "400.00", [])]


async def test_opening_the_year_again_takes_it_back_from_each_value(office: Office) -> None:
    north = await office.value()
    await post(office, "1410", "4010", "400.00", north)
    year = await closed(office, await office.dimension())

    said: Answer = {"id": year["id"], "version": year["version"], "because": "An invoice was missing"}
    key = str(uuid7())
    await office.done("fiscalYearReopen", CLOSED, RoleCode.CONTROLLER, **said, idempotencyKey=key)

    assert await left(office, north) == {"4010": -400}


async def test_a_value_that_is_out_of_use_is_closed_too(office: Office) -> None:
    north = await office.value()
    await post(office, "1410", "4010", "400.00", north)
    await office.done("dimensionValueArchive", "dimensionValue { id }", id=north, version=1)
    await closed(office, await office.dimension())
    assert await left(office, north) == {"3080": -400}


async def test_refuses_a_dimension_of_another_company(office: Office) -> None:
    theirs = await (await office_of(office.shop)).dimension()
    await office.close_periods()
    (error,) = (await close(office, theirs))["errors"]
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["dimensionId"])
