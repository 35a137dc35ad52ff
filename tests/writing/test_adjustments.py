"""Stock is put right by counts and differences, as facts."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from kernel.ids import uuid7
from tests.schema import builders
from tests.writing.shop import Shop

ADJUST = """
mutation ($input: StockAdjustmentCreateInput!, $key: ID!) {
  stockAdjustmentCreate(input: $input, idempotencyKey: $key) DIRECTIVE {
    stockAdjustment { number reason moves(first: 9) { nodes { quantity { value } fromLocation { code } toLocation { code } } } }
    errors { code path ... on InsufficientStock { shortages { sku { code } requested available } } }
  }
}
"""


@dataclass(frozen=True)
class Shelf:
    """A shelf with something on it."""

    shop: Shop
    sku: str
    location: str

    async def adjust(self, directive: str = "", **line: Any) -> dict[str, Any]:
        """Put one line right."""
        lines = [{"skuId": self.sku, "locationId": self.location, **line}]
        given = {"companyId": f"Company:{self.shop.company}", "reason": "Counted.", "lines": lines}
        answer = await self.shop.ask(ADJUST.replace("DIRECTIVE", directive), {"input": given, "key": str(uuid7())})
        return answer["data"]["stockAdjustmentCreate"]


@pytest.fixture
async def shelf(shop: Shop) -> Shelf:
    """A shelf, and the place of adjustments."""
    code = uuid7().hex[-10:]
    sku = await builders.sku(shop.owner, shop.company, f"S-{code}")
    place = await builders.location(shop.owner, shop.company, f"L-{code}", "INTERNAL")
    if not await shop.owner.fetchval(
        "select 1 from location where kind = 'ADJUSTMENT' and company_id = $1", shop.company
    ):
        await builders.location(shop.owner, shop.company, "ADJUSTED", "ADJUSTMENT")
    return Shelf(shop, f"Sku:{sku}", f"Location:{place}")


async def on_hand(shelf: Shelf) -> str | None:
    """Tell how much is there."""
    query = "select on_hand::text from stock_level where sku_id = $1"
    return await shelf.shop.owner.fetchval(query, shelf.sku.partition(":")[2])


async def test_a_count_makes_the_stock_what_was_counted(shelf: Shelf) -> None:
    counted = await shelf.adjust(countedQuantity="10")
    assert counted["errors"] == []
    assert counted["stockAdjustment"]["number"].startswith("SA-")
    await shelf.adjust(countedQuantity="7")
    assert await on_hand(shelf) == "7.000000"


async def test_a_difference_moves_what_it_says(shelf: Shelf) -> None:
    await shelf.adjust(difference="5")
    taken = await shelf.adjust(difference="-2")
    (move,) = taken["stockAdjustment"]["moves"]["nodes"]
    assert (move["quantity"]["value"], move["toLocation"]["code"]) == ("2.000000", "ADJUSTED")
    assert await on_hand(shelf) == "3.000000"


async def test_takes_no_more_than_is_there_and_says_what_is_short(shelf: Shelf) -> None:
    await shelf.adjust(difference="5")
    (error,) = (await shelf.adjust(difference="-6"))["errors"]
    assert (error["code"], error["path"]) == ("INSUFFICIENT_STOCK", ["input", "lines", "0"])
    (shortage,) = error["shortages"]
    assert (shortage["requested"], shortage["available"]) == ("6", "5.000000")
    assert shortage["sku"]["code"].startswith("S-")


async def test_refuses_a_line_that_says_both_or_nothing(shelf: Shelf) -> None:
    assert [error["code"] for error in (await shelf.adjust())["errors"]] == ["COUNT_OR_DIFFERENCE"]
    both = await shelf.adjust(difference="1", countedQuantity="1")
    assert [error["code"] for error in both["errors"]] == ["COUNT_OR_DIFFERENCE"]


async def test_of_all_who_count_an_empty_place_at_once_each_sees_the_others(shelf: Shelf) -> None:
    answers = await asyncio.gather(*(shelf.adjust(countedQuantity="10") for _ in range(16)))
    assert [answer["errors"] for answer in answers] == [[]] * 16
    moved = await shelf.shop.owner.fetch(
        "select quantity from stock_move where sku_id = $1", shelf.sku.partition(":")[2]
    )
    # The others have counted what the first has found.
    assert [row["quantity"] for row in moved] == [10]


async def test_all_who_find_more_at_once_add_to_it(shelf: Shelf) -> None:
    answers = await asyncio.gather(*(shelf.adjust(difference="1") for _ in range(64)))
    assert [answer["errors"] for answer in answers] == [[]] * 64
    assert len({answer["stockAdjustment"]["number"] for answer in answers}) == 64
    assert await on_hand(shelf) == "64.000000"


@pytest.mark.parametrize(
    ("reason", "code"), [(" ", "VALUE_REQUIRED"), ("\0", "TEXT_UNFIT"), ("x" * 10_001, "TEXT_TOO_LONG")]
)
async def test_refuses_a_reason_that_says_nothing_or_too_much(shelf: Shelf, reason: str, code: str) -> None:
    (error,) = (await shelf.adjust(difference="1", reason=reason))["errors"]
    assert (error["code"], error["path"]) == (code, ["input", "lines", "0", "reason"])


async def test_a_simulation_takes_no_number(shelf: Shelf) -> None:
    await shelf.adjust(difference="1")
    before = await shelf.shop.owner.fetchval("select sum(next_value) from number_series")
    simulated = await shelf.adjust("@simulate", difference="1")
    assert simulated["stockAdjustment"]["number"] is None
    assert await shelf.shop.owner.fetchval("select sum(next_value) from number_series") == before
