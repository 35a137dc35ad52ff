"""What is asked of a payload is planned before anything is written, and each request gets what it asks for."""

import pytest

from tests.writing.shop import UPDATE, Shop

TWO_PLACES = """
mutation ($input: ProductUpdateInput!, $name: Boolean!) {
  done: productUpdate(input: $input) @include(if: $name) { product { name } }
  done: productUpdate(input: $input) { product { code } }
}
"""
CURSOR = """
mutation ($input: ProductUpdateInput!, $after: String) {
  productUpdate(input: $input) { product { attachments(first: 1, after: $after) { nodes { id } } } errors { code } }
}
"""
CURSOR_OF_REFUSAL = """
mutation ($input: ProductUpdateInput!) {
  productUpdate(input: $input) {
    errors { ... on StaleVersion { current { ... on Product { attachments(first: 1, after: "?") { nodes { id } } } } } }
  }
}
"""


async def test_gives_what_is_selected_this_time(shop: Shop) -> None:
    made = await shop.made()
    for version, name in enumerate((True, False, True), start=1):
        change = {"id": made["id"], "version": version, "name": "Pan"}
        answer = await shop.ask(TWO_PLACES, {"input": change, "name": name})
        expected = {"name": "Pan", "code": made["code"]} if name else {"code": made["code"]}
        assert answer["data"] == {"done": {"product": expected}}


@pytest.mark.parametrize("first", [None, "nowhere"])
async def test_a_cursor_of_nothing_is_refused_before_anything_is_written(shop: Shop, first: str | None) -> None:
    made = await shop.made()
    version = 1
    if first is None:
        # A plan that is known already refuses it as well.
        await shop.ask(CURSOR, {"input": {"id": made["id"], "version": 1, "name": "Pan"}})
        version = 2
    change = {"id": made["id"], "version": version, "name": "Lost"}
    answer = await shop.ask(CURSOR, {"input": change, "after": "nowhere"})
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["CURSOR_INVALID"]
    assert "data" not in answer
    now = (await shop.ask(UPDATE, {"input": {"id": made["id"], "version": version}}))["data"]["productUpdate"]
    assert now["product"]["name"] != "Lost"


async def test_a_cursor_in_a_refusal_is_refused_too(shop: Shop) -> None:
    made = await shop.made()
    answer = await shop.ask(CURSOR_OF_REFUSAL, {"input": {"id": made["id"], "version": 9}})
    assert answer["data"] == {"productUpdate": None}
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["CURSOR_INVALID"]
