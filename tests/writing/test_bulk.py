"""Many are written at once: all or none, those that can be, or of each what can be."""

import asyncio
from typing import Any

import pytest

from kernel.ids import uuid7
from tests.writing.shop import Shop

CREATE = """
mutation ($input: [ProductCreateInput!]!, $policy: ErrorPolicy!) {
  productBulkCreate(input: $input, errorPolicy: $policy) { count products { code description } errors { code path } }
}
"""
IDS = "mutation ($input: [ProductCreateInput!]!) { productBulkCreate(input: $input) { products { id } } }"
STALE = """
mutation ($input: [ProductUpdateInput!]!) {
  productBulkUpdate(input: $input) { errors { ... on StaleVersion { current { ... on Product { code skus { code } } } } } }
}
"""
UPSERT = """
mutation ($input: [ProductUpsertInput!]!) {
  productBulkUpsert(input: $input) { count products { id code name } errors { code path } }
}
"""


async def some(shop: Shop) -> list[dict[str, Any]]:
    """Give four products of which the third has the code of another."""
    taken = await shop.made()
    return [shop.product(), shop.product(), shop.product(code=taken["code"]), shop.product()]


@pytest.mark.parametrize(("policy", "written"), [("REJECT_ALL", 0), ("REJECT_FAILED", 3), ("IGNORE_FAILED", 3)])
async def test_writes_by_the_policy_and_says_which_are_at_fault(shop: Shop, policy: str, written: int) -> None:
    given = await some(shop)
    expected: list[object] = [{"code": each["code"], "description": None} for each in given]
    expected[2] = None
    answer = (await shop.ask(CREATE, {"input": given, "policy": policy}))["data"]["productBulkCreate"]
    fault = answer["errors"][0]
    assert (fault["code"], fault["path"]) == ("ALREADY_TAKEN", ["input", "2", "code"])
    assert answer["products"] == (expected if written else None)
    assert (answer["count"] or 0) == written


async def test_leaves_out_what_is_refused_where_that_is_possible(shop: Shop) -> None:
    given = [shop.product(description="x" * 10_001)]
    answer = (await shop.ask(CREATE, {"input": given, "policy": "IGNORE_FAILED"}))["data"]["productBulkCreate"]
    assert [error["code"] for error in answer["errors"]] == ["TEXT_TOO_LONG"]
    assert answer["products"] == [{"code": given[0]["code"], "description": None}]


async def test_tells_of_a_value_once_that_cannot_be_left_out(shop: Shop) -> None:
    given = await some(shop)
    answer = (await shop.ask(CREATE, {"input": given, "policy": "IGNORE_FAILED"}))["data"]["productBulkCreate"]
    assert [(error["code"], error["path"]) for error in answer["errors"]] == [("ALREADY_TAKEN", ["input", "2", "code"])]


async def test_what_cannot_even_be_read_is_refused_by_itself(shop: Shop) -> None:
    given = [shop.product(), shop.product(unitId="piece"), shop.product(companyId=f"Company:{shop.unit}")]
    answer = (await shop.ask(CREATE, {"input": given, "policy": "REJECT_FAILED"}))["data"]["productBulkCreate"]
    assert answer["count"] == 1
    assert [(error["code"], error["path"]) for error in answer["errors"]] == [
        ("ID_INVALID", ["input", "1", "unitId"]),
        ("NOT_FOUND", ["input", "2", "companyId"]),
    ]


@pytest.mark.parametrize(("policy", "written"), [("REJECT_ALL", None), ("REJECT_FAILED", 1)])
async def test_one_is_named_once(shop: Shop, policy: str, written: int | None) -> None:
    key = f"Product:{uuid7()}"
    given = [shop.product(id=key), shop.product(id=key)]
    answer = (await shop.ask(CREATE, {"input": given, "policy": policy}))["data"]["productBulkCreate"]
    assert answer["count"] == written
    assert [(error["code"], error["path"]) for error in answer["errors"]] == [("ID_REPEATED", ["input", "1", "id"])]


async def test_refuses_more_than_a_thousand(shop: Shop) -> None:
    given = [shop.product()] * 1001
    answer = (await shop.ask(CREATE, {"input": given, "policy": "REJECT_ALL"}))["data"]["productBulkCreate"]
    assert {error["code"] for error in answer["errors"]} == {"TOO_MANY_ROWS"}


async def test_changes_what_another_system_knows_and_makes_the_rest(shop: Shop) -> None:
    def said(number: int, **values: str) -> dict[str, Any]:
        return {**shop.product(), "system": "webshop", "externalId": f"W-{number}", **values}

    first = (await shop.ask(UPSERT, {"input": [said(1), said(2)]}))["data"]["productBulkUpsert"]
    second = (await shop.ask(UPSERT, {"input": [said(2, name="New"), said(3)]}))["data"]["productBulkUpsert"]
    assert (first["errors"], second["errors"]) == ([], [])
    assert second["products"][0]["id"] == first["products"][1]["id"]
    assert second["products"][0]["name"] == "New"


async def test_shows_what_is_there_of_as_many_as_were_stale(shop: Shop) -> None:
    given = [shop.product() for _ in range(600)]
    made = (await shop.ask(IDS, {"input": given}))["data"]["productBulkCreate"]["products"]
    changes = [{"id": each["id"], "version": 7} for each in made]
    # Of all of them the same is asked, which is planned once: one by one they took two seconds for a hundred.
    async with asyncio.timeout(8):
        answer = (await shop.ask(STALE, {"input": changes}))["data"]["productBulkUpdate"]
    assert [error["current"]["code"] for error in answer["errors"]] == [each["code"] for each in given]
