"""The lists of a master are edited in place: rows are added, changed and taken away by their ids."""

from typing import Any

import pytest

from tests.writing.shop import UPDATE, Shop

SKU_CREATE = """
mutation ($input: SkuCreateInput!) { skuCreate(input: $input) { sku { id } errors { code path } } }
"""
SKU_UPSERT = """
mutation ($input: SkuUpsertInput!) { skuUpsert(input: $input) { sku { id } errors { code path } } }
"""


async def edited(shop: Shop, product: dict[str, Any], **edits: Any) -> dict[str, Any]:
    """Edit the SKUs of a product as it was made."""
    change = {"id": product["id"], "version": 1, "skus": edits}
    return (await shop.ask(UPDATE, {"input": change}))["data"]["productUpdate"]


def told(answer: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Give codes and paths of an answer's refusals."""
    return [(error["code"], error["path"]) for error in answer["errors"]]


async def test_adds_changes_and_takes_away_at_once(shop: Shop) -> None:
    made = await shop.made(skus=[{"code": "LIST-1"}, {"code": "LIST-2"}])
    one, two = made["skus"]
    update = [{"id": one["id"], "name": "First"}]
    answer = await edited(shop, made, add=[{"code": "LIST-2"}], update=update, remove=[two["id"]])
    assert answer["errors"] == []
    assert [(sku["code"], sku["name"]) for sku in answer["product"]["skus"]] == [
        ("LIST-1", "First"),
        ("LIST-2", "Kettle"),
    ]


async def test_a_row_is_edited_once(shop: Shop) -> None:
    made = await shop.made(skus=[{"code": "ONCE"}])
    (sku,) = made["skus"]
    twice = await edited(shop, made, update=[{"id": sku["id"], "name": "A"}, {"id": sku["id"], "name": "B"}])
    assert told(twice) == [("ID_REPEATED", ["input", "skus", "update", "1", "id"])]
    both = await edited(shop, made, update=[{"id": sku["id"], "name": "A"}], remove=[sku["id"]])
    assert told(both) == [("ID_REPEATED", ["input", "skus", "remove", "0"])]


async def test_a_row_of_another_is_not_there(shop: Shop) -> None:
    made, other = await shop.made(), await shop.made(skus=[{"code": "OTHERS"}])
    (sku,) = other["skus"]
    changed = await edited(shop, made, update=[{"id": sku["id"], "name": "Mine"}])
    assert told(changed) == [("NOT_FOUND", ["input", "skus", "update", "0", "id"])]
    removed = await edited(shop, made, remove=[sku["id"]])
    assert told(removed) == [("NOT_FOUND", ["input", "skus", "remove", "0"])]


async def test_a_list_that_is_null_or_says_nothing_stays(shop: Shop) -> None:
    made = await shop.made(skus=[{"code": "STAYS"}])
    answer = await edited(shop, made, add=None, update=None, remove=None)
    assert [sku["code"] for sku in answer["product"]["skus"]] == ["STAYS"]
    change = {"id": made["id"], "version": 2, "skus": None}
    answer = (await shop.ask(UPDATE, {"input": change}))["data"]["productUpdate"]
    assert [sku["code"] for sku in answer["product"]["skus"]] == ["STAYS"]


async def test_a_list_is_never_longer_than_it_is_shown(shop: Shop) -> None:
    full = await shop.made(skus=[{"code": f"FULL-{place}"} for place in range(200)])
    assert told(await edited(shop, full, add=[{"code": "FULL-X"}])) == [
        ("TOO_MANY_ROWS", ["input", "skus", "add"]),
    ]
    alone = {"productId": full["id"], "companyId": f"Company:{shop.company}", "code": "FULL-X"}
    answer = (await shop.ask(SKU_CREATE, {"input": alone}))["data"]["skuCreate"]
    assert told(answer) == [("TOO_MANY_ROWS", ["input", "productId"])]
    swapped = await edited(shop, full, add=[{"code": "FULL-X"}], remove=[full["skus"][0]["id"]])
    assert swapped["errors"] == []


@pytest.mark.parametrize("count", [201, 1_000])
async def test_refuses_a_new_one_with_more_than_its_list_shows(shop: Shop, count: int) -> None:
    given = shop.product(skus=[{"code": f"MORE-{place}"} for place in range(count)])
    document = "mutation ($input: ProductCreateInput!) { productCreate(input: $input) { errors { code path } } }"
    answer = (await shop.ask(document, {"input": given}))["data"]["productCreate"]
    assert told(answer) == [("TOO_MANY_ROWS", ["input", "skus"])]


async def test_what_another_system_calls_by_a_name_can_be_made_again_once_it_is_gone(shop: Shop) -> None:
    made = await shop.made()
    said = {"productId": made["id"], "companyId": f"Company:{shop.company}", "system": "shop", "externalId": "GONE"}
    first = (await shop.ask(SKU_UPSERT, {"input": {**said, "code": "GONE-1"}}))["data"]["skuUpsert"]
    assert (await edited(shop, made, remove=[first["sku"]["id"]]))["errors"] == []
    again = (await shop.ask(SKU_UPSERT, {"input": {**said, "code": "GONE-1"}}))["data"]["skuUpsert"]
    assert again["errors"] == []
    assert again["sku"]["id"] != first["sku"]["id"]
