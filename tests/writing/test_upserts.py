"""What another system knows is written by the id that it has there."""

from typing import Any

import pytest

from tests.writing.shop import Shop

UPSERT = """
mutation ($input: ProductUpsertInput!) {
  productUpsert(input: $input) { product { kind name version } errors { code path } }
}
"""


async def upserted(shop: Shop, **values: Any) -> dict[str, Any]:
    """Upsert a product."""
    said = {**shop.product(), "system": "erp", **values}
    return (await shop.ask(UPSERT, {"input": said}))["data"]["productUpsert"]


async def test_says_again_what_is_said_of_a_new_one_only(shop: Shop) -> None:
    said = {"externalId": "SAME", "code": "UPSERT-SAME"}
    await upserted(shop, **said)
    again = await upserted(shop, **said, name="Pot")
    assert again == {"product": {"kind": "GOODS", "name": "Pot", "version": 2}, "errors": []}


async def test_refuses_to_change_what_is_said_of_a_new_one_only(shop: Shop) -> None:
    said = {"externalId": "FIXED", "code": "UPSERT-FIXED"}
    await upserted(shop, **said)
    changed = await upserted(shop, **said, kind="SERVICE")
    assert changed == {"product": None, "errors": [{"code": "FIXED_VALUE", "path": ["input", "kind"]}]}


@pytest.mark.parametrize("blank", [{"system": " "}, {"externalId": ""}])
async def test_refuses_a_reference_that_says_nothing(shop: Shop, blank: dict[str, str]) -> None:
    (field,) = blank
    answer = await upserted(shop, **{"externalId": "BLANK", **blank})
    assert answer["errors"] == [{"code": "VALUE_REQUIRED", "path": ["input", field]}]


@pytest.mark.parametrize("type_name", ["Sku", "VendorProduct"])
async def test_a_new_one_says_what_it_belongs_to(shop: Shop, type_name: str) -> None:
    document = f"""
    mutation ($input: {type_name}UpsertInput!) {{
      upserted: {type_name[0].lower()}{type_name[1:]}Upsert(input: $input) {{ errors {{ code }} }}
    }}
    """
    said = {"companyId": f"Company:{shop.company}", "system": "erp", "externalId": "ALONE"}
    assert (await shop.ask(document, {"input": said}))["data"]["upserted"]["errors"] == [{"code": "VALUE_REQUIRED"}]
