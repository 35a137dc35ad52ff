"""Stock as it was: told when a period is closed, told again when that was opened once more, and never bent."""

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from auth.roles import RoleCode
from tests.finance.office import Word, literal
from tests.inventory.valuation.yard import Yard
from tests.schema import builders

CHECK = "STOCK_SNAPSHOTS_ARE_SUMS_OF_MOVES"
LINES = "companies { total { amount currency } count lines { skuId categoryId warehouseId code quantity value { amount } } }"
DAYS = ("2026-01-04", "2026-01-05", "2026-01-31", "2026-02-10", "2026-02-28", "2026-03-01", "2026-03-31", "2026-11-21")


async def valuation(yard: Yard, on: str, **said: object) -> dict[str, Any]:
    """Ask what the stock of the company was worth."""
    given = {"companyIds": [yard.company], "asOf": on, **said}
    answer = await yard.office.ask(
        f"{{ stockValuation(input: {literal(given)}) {{ {LINES} errors {{ code path }} }} }}"
    )
    payload = answer["data"]["stockValuation"]
    return payload["companies"][0] if payload["companies"] else payload


async def worth(yard: Yard, on: str) -> str:
    """Tell what everything was worth."""
    return (await valuation(yard, on))["total"]["amount"]


async def there(yard: Yard, code: str, on: str) -> str:
    """Tell how much was there."""
    answer = await yard.office.ask(
        f'{{ sku(id: "Sku:{yard.skus[code]}") {{ availability(on: "{on}") {{ onHand {{ value }} }} }} }}'
    )
    return answer["data"]["sku"]["availability"]["onHand"]["value"].removesuffix(".000000")


async def on_accounts(yard: Yard, on: str) -> str:
    """Tell what was on the account of stock."""
    return str(
        await yard.office.shop.owner.fetchval(
            "select coalesce(sum(company_amount), 0.00) from journal_line where account_id = $1 and posted_on <= $2::text::date",
            UUID(yard.office.accounts["1110"].partition(":")[2]),
            on,
        )
    )


async def close(yard: Yard, *numbers: int) -> None:
    """Close months of the year."""
    for period in await yard.office.periods():
        if period["number"] in numbers:
            await yard.office.close_period(period)


async def reopen(yard: Yard, number: int) -> None:
    """Open a month once more."""
    period = next(each for each in await yard.office.periods() if each["number"] == number)
    await yard.office.done(
        "accountingPeriodReopen",
        "accountingPeriod { state }",
        id=period["id"],
        version=period["version"],
        because="Late",
    )


async def quarter(yard: Yard) -> None:
    """Receive and take out something in January, February and March."""
    await yard.sku("BOLT")
    await yard.sku("NUT", "FIFO")
    for on, bolts, nuts in (("2026-01-05", "10", "4"), ("2026-02-10", "10", "4"), ("2026-03-01", "5", "1")):
        price = on[5:7]
        lines = [
            {"code": "BOLT", "quantity": bolts, "unitPrice": price},
            {"code": "NUT", "quantity": nuts, "unitPrice": "3"},
        ]
        await yard.received(*lines, receivedOn=on)
    assert (await yard.adjust("BOLT", "-12", postedOn="2026-02-11"))["errors"] == []


async def test_stock_is_worth_on_every_day_what_was_on_its_account(yard: Yard) -> None:
    await quarter(yard)
    await close(yard, 1, 2)
    told = [await worth(yard, day) for day in DAYS]
    assert told == ["0.00", "22.00", "22.00", "54.00", "36.00", "54.00", "54.00", "54.00"]
    assert told == [await on_accounts(yard, day) for day in DAYS]


async def test_as_much_was_there_before_and_after_periods_are_closed(yard: Yard) -> None:
    await quarter(yard)
    before = [await there(yard, "BOLT", day) for day in DAYS]
    assert before == ["0", "10", "10", "20", "8", "13", "13", "13"]
    await close(yard, 1, 2, 3)
    assert [await there(yard, "BOLT", day) for day in DAYS] == before


async def test_what_comes_late_into_a_period_that_is_open_again_is_told_with_all_that_follows(yard: Yard) -> None:
    await quarter(yard)
    await close(yard, 1, 2, 3)
    await reopen(yard, 2)
    await yard.received({"code": "BOLT", "quantity": "4", "unitPrice": "9"}, receivedOn="2026-02-28")
    late = [(await worth(yard, day), await there(yard, "BOLT", day)) for day in DAYS]
    assert [each for each, _ in late] == [await on_accounts(yard, day) for day in DAYS]
    assert [each for _, each in late] == ["0", "10", "10", "20", "12", "17", "17", "17"]
    await close(yard, 2)
    assert [(await worth(yard, day), await there(yard, "BOLT", day)) for day in DAYS] == late
    assert (
        await yard.office.shop.owner.fetchval(
            "select count(*) from stock_snapshot where company_id = $1", yard.office.company
        )
        == 3
    )
    assert await yard.check(CHECK) == []


async def test_corrections_of_closed_days_leave_these_as_they_were_told(yard: Yard) -> None:
    await quarter(yard)
    await close(yard, 1)
    before = await worth(yard, "2026-01-31")
    await yard.received({"code": "BOLT", "quantity": "7", "unitPrice": "8"}, receivedOn="2026-02-01")
    assert await worth(yard, "2026-01-31") == before == await on_accounts(yard, "2026-01-31")
    assert await worth(yard, "2026-02-28") == await on_accounts(yard, "2026-02-28") != "36.00"


async def test_tells_sku_by_sku_with_quantities(yard: Yard) -> None:
    await quarter(yard)
    await close(yard, 1, 2)
    told = await valuation(yard, "2026-02-28")
    assert [(line["code"], line["quantity"], line["value"]["amount"]) for line in told["lines"]] == [
        ("BOLT", "8.000000", "12.00"), ("NUT", "8.000000", "24.00"),
    ]  # fmt: skip
    (second,) = (await valuation(yard, "2026-02-28", first=1, after="BOLT"))["lines"]
    assert (second["code"], second["skuId"], told["count"]) == ("NUT", f"Sku:{yard.skus['NUT']}", 2)


async def test_tells_category_by_category(yard: Yard) -> None:
    await quarter(yard)
    owner = yard.office.shop.owner
    category = await builders.insert(
        owner, "product_category", company_id=yard.office.company, code="FIX", name="Fixings"
    )
    await owner.execute(
        "update product set category_id = $2 where id = (select product_id from sku where id = $1)",
        yard.skus["NUT"],
        category,
    )
    told = await valuation(yard, "2026-02-28", grouping=Word("CATEGORY"))
    assert [(line["code"], line["categoryId"], line["value"]["amount"]) for line in told["lines"]] == [
        (None, None, "12.00"), ("FIX", f"ProductCategory:{category}", "24.00"),
    ]  # fmt: skip


async def test_what_lies_in_a_warehouse_is_worth_its_part_to_the_cent(yard: Yard) -> None:
    await yard.sku("BOLT")
    owner, company = yard.office.shop.owner, yard.office.company
    await yard.received({"code": "BOLT", "quantity": "3", "unitPrice": "3.333333"}, receivedOn="2026-02-10")
    north = await builders.location(owner, company, "NORTH", "INTERNAL")
    await owner.execute(
        "insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, moved_at) "
        "values ($1, $2, $3, $4, 2, '2026-02-20T12:00Z')", company, yard.skus["BOLT"], yard.shelf, north,
    )  # fmt: skip
    told = await valuation(yard, "2026-02-28", grouping=Word("WAREHOUSE"))
    assert [(line["code"], line["value"]["amount"]) for line in told["lines"]] == [("NORTH", "6.67"), ("SHELF", "3.33")]
    earlier = await valuation(yard, "2026-02-19", grouping=Word("WAREHOUSE"))
    assert [(line["code"], line["value"]["amount"]) for line in earlier["lines"]] == [("SHELF", "10.00")]


@pytest.mark.parametrize("first", [0, 1001])
async def test_has_so_many_lines_at_once(yard: Yard, first: int) -> None:
    said = f'companyIds: ["{yard.company}"], asOf: "2026-02-28", first: {first}'
    answer = await yard.office.ask(f"{{ stockValuation(input: {{ {said} }}) {{ {LINES} }} }}")
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


async def test_who_does_not_see_costs_is_told_nothing(yard: Yard) -> None:
    document = f'{{ stockValuation(input: {{ companyIds: ["{yard.company}"], asOf: "2026-02-28" }}) {{ {LINES} }} }}'
    answer = await yard.office.ask(document, RoleCode.SALES_REP)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]


@pytest.mark.parametrize("on", ["2026-01-05", "2025-12-31"])
async def test_nothing_comes_late_into_what_is_told(yard: Yard, on: str) -> None:
    await yard.sku("BOLT")
    await close(yard, 1)
    refused = await yard.adjust("BOLT", "1", postedOn=on)
    assert [(error["code"], error["path"]) for error in refused["errors"]] == [("PERIOD_CLOSED", ["input", "postedOn"])]
    refused = await yard.receive({"code": "BOLT", "unitPrice": "1"}, receivedOn=on)
    assert [(error["code"], error["path"]) for error in refused["errors"]] == [
        ("PERIOD_CLOSED", ["input", "receivedOn"])
    ]


async def test_the_database_lets_nothing_move_in_a_closed_period(yard: Yard) -> None:
    await quarter(yard)
    await close(yard, 1)
    owner, company = yard.office.shop.owner, yard.office.company
    other = await builders.location(owner, company, "S-2", "INTERNAL")
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await owner.execute(
            "insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, moved_at) "
            "values ($1, $2, $3, $4, 1, '2026-01-20T12:00Z')", company, yard.skus["BOLT"], yard.shelf, other,
        )  # fmt: skip
    assert getattr(refused.value, "constraint_name", None) == "stock_day_open"


@pytest.mark.parametrize("table", ["stock_snapshot", "stock_snapshot_level", "stock_snapshot_value"])
async def test_who_works_here_writes_no_snapshot(app: asyncpg.Connection, table: str) -> None:
    for statement in (
        f"insert into {table} default values",
        f"delete from {table}",
        f"update {table} set company_id = null",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with app.transaction():
                await app.execute(statement)


@pytest.mark.parametrize(
    "bent",
    [
        "update stock_snapshot_level set on_hand = on_hand + 1 where period_id in",
        "update stock_snapshot_value set value = value + 1 where period_id in",
        "delete from stock_snapshot_level where period_id in",
    ],
)
async def test_finds_what_the_owner_bent(yard: Yard, bent: str) -> None:
    await quarter(yard)
    await close(yard, 1, 2)
    of_february = "(select id from stock_snapshot where company_id = $1 and ends_on = '2026-02-28')"
    await yard.office.shop.owner.execute(f"{bent} {of_february} and sku_id = $2", yard.office.company, yard.skus["NUT"])
    assert await yard.check(CHECK) == [f"Sku:{yard.skus['NUT']} until 2026-02-28"]
