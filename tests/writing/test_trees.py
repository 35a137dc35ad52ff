"""Nothing stands above itself in its tree, however many move branches at once."""

import asyncio
from typing import Any

import asyncpg
import pytest

from tests.writing.shop import Shop
from tests.writing.test_merging import party

MOVE = """
mutation ($id: ID!, $version: Int!, $parent: ID) {
  partyUpdate(input: { id: $id, version: $version, parentId: $parent }) { party { id } errors { code path } }
}
"""
CATEGORY = """
mutation ($input: ProductCategoryCreateInput!) {
  productCategoryCreate(input: $input) { productCategory { id } errors { code } }
}
"""


async def moved(shop: Shop, one: dict[str, Any], below: dict[str, Any]) -> list[dict[str, Any]]:
    """Put a party below another, and give the refusals."""
    said = {"id": one["id"], "version": one["version"], "parent": below["id"]}
    return (await shop.ask(MOVE, said))["data"]["partyUpdate"]["errors"]


async def test_refuses_a_party_below_itself_however_far(shop: Shop) -> None:
    one = await party(shop, "T-1")
    two = await party(shop, "T-2", parentId=one["id"])
    three = await party(shop, "T-3", parentId=two["id"])
    refused = [{"code": "PART_OF_ITSELF", "path": ["input", "parentId"]}]
    assert [await moved(shop, one, below) for below in (one, two, three)] == [refused] * 3


async def test_refuses_a_category_below_itself(shop: Shop) -> None:
    given = {"companyId": f"Company:{shop.company}", "code": "TREE", "name": "Tree"}
    made = (await shop.ask(CATEGORY, {"input": given}))["data"]["productCategoryCreate"]["productCategory"]
    move = """
    mutation ($id: ID!) {
      productCategoryUpdate(input: { id: $id, version: 1, parentId: $id }) { errors { code path } }
    }
    """
    answer = (await shop.ask(move, {"id": made["id"]}))["data"]["productCategoryUpdate"]
    assert answer["errors"] == [{"code": "PART_OF_ITSELF", "path": ["input", "parentId"]}]


async def test_of_two_who_move_each_below_the_other_one_is_refused(shop: Shop) -> None:
    one, two = await party(shop, "T-4"), await party(shop, "T-5")
    refusals = await asyncio.gather(moved(shop, one, two), moved(shop, two, one))
    assert sorted(len(each) for each in refusals) == [0, 1]


async def test_the_database_itself_refuses_it(shop: Shop) -> None:
    one = await party(shop, "T-6")
    key = one["id"].partition(":")[2]
    with pytest.raises(asyncpg.CheckViolationError):
        await shop.owner.execute("update party set parent_id = id where id = $1", key)
