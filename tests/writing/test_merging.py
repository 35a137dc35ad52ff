"""Two that are the same become one, and copies are made."""

from typing import Any

from tests.writing.shop import Shop

PARTY = """
mutation ($input: PartyCreateInput!) {
  partyCreate(input: $input) { party { id version addresses { id } roles { role } } errors { code path message } }
}
"""
MERGE = """
mutation ($id: ID!, $into: ID!) {
  partyMerge(id: $id, version: 1, intoId: $into) {
    party { id roles { role } addresses { city } } errors { code path }
  }
}
"""
DUPLICATE = """
mutation ($id: ID!, $code: String!) {
  productDuplicate(id: $id, code: $code) { product { code skus { code } } errors { code } }
}
"""


async def party(shop: Shop, number: str, *roles: str) -> dict[str, Any]:
    """Make a party with an address."""
    address = {"kind": "MAIN", "line1": "Ring 1", "city": f"Town {number}", "country": "AT"}
    given = {"companyId": f"Company:{shop.company}", "number": number, "kind": "ORGANISATION", "name": number}
    lists = {"addresses": [address], "roles": [{"role": role} for role in roles]}
    answer = (await shop.ask(PARTY, {"input": {**given, **lists}}))["data"]["partyCreate"]
    assert answer["errors"] == []
    return answer["party"]


async def test_whatever_named_the_one_names_the_other(shop: Shop) -> None:
    one, other = await party(shop, "M-1", "CUSTOMER", "VENDOR"), await party(shop, "M-2", "CUSTOMER")
    answer = (await shop.ask(MERGE, {"id": one["id"], "into": other["id"]}))["data"]["partyMerge"]
    assert answer["errors"] == []
    assert answer["party"] == {
        "id": other["id"],
        "roles": [{"role": "CUSTOMER"}, {"role": "VENDOR"}],
        "addresses": [{"city": "Town M-1"}, {"city": "Town M-2"}],
    }
    gone = await shop.ask("query ($id: ID!) { party(id: $id) { archivedAt mergedInto { id } } }", {"id": one["id"]})
    assert gone["data"]["party"]["mergedInto"] == {"id": other["id"]}
    assert gone["data"]["party"]["archivedAt"]


async def test_refuses_to_merge_one_with_itself(shop: Shop) -> None:
    one = await party(shop, "M-3")
    answer = (await shop.ask(MERGE, {"id": one["id"], "into": one["id"]}))["data"]["partyMerge"]
    assert answer["errors"] == [{"code": "MERGED_WITH_ITSELF", "path": ["intoId"]}]


async def test_a_copy_has_skus_under_codes_of_its_own(shop: Shop) -> None:
    made = await shop.made(code="POT", skus=[{"code": "POT-RED"}, {"code": "BLUE"}])
    answer = (await shop.ask(DUPLICATE, {"id": made["id"], "code": "PAN"}))["data"]["productDuplicate"]
    assert answer == {"product": {"code": "PAN", "skus": [{"code": "PAN-BLUE"}, {"code": "PAN-RED"}]}, "errors": []}
