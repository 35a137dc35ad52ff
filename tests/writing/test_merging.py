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


async def party(shop: Shop, number: str, *roles: str, **values: Any) -> dict[str, Any]:
    """Make a party with an address."""
    address = {"kind": "MAIN", "line1": "Ring 1", "city": f"Town {number}", "country": "AT"}
    given = {"companyId": f"Company:{shop.company}", "number": number, "kind": "ORGANISATION", "name": number, **values}
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


async def test_what_was_merged_stays_out_of_use(shop: Shop) -> None:
    one, other = await party(shop, "M-4"), await party(shop, "M-5")
    await shop.ask(MERGE, {"id": one["id"], "into": other["id"]})
    restore = """
    mutation ($id: ID!) {
      partyRestore(id: $id, version: 2) { party { id } errors { code ... on MergedAway { into { id } } } }
    }
    """
    answer = (await shop.ask(restore, {"id": one["id"]}))["data"]["partyRestore"]
    assert answer == {"party": None, "errors": [{"code": "MERGED_AWAY", "into": {"id": other["id"]}}]}


async def test_the_version_of_the_one_that_goes_on_rises_with_its_lists(shop: Shop) -> None:
    one, other = await party(shop, "M-6"), await party(shop, "M-7")
    document = """
    mutation ($id: ID!, $into: ID!) { partyMerge(id: $id, version: 1, intoId: $into) { party { version } } }
    """
    answer = await shop.ask(document, {"id": one["id"], "into": other["id"]})
    assert answer["data"]["partyMerge"]["party"] == {"version": 2}


async def test_one_that_is_merged_into_something_far_below_it_is_replaced_by_it(shop: Shop) -> None:
    chain = await party(shop, "M-8")
    region = await party(shop, "M-9", parentId=chain["id"])
    store = await party(shop, "M-10", parentId=region["id"])
    answer = (await shop.ask(MERGE, {"id": chain["id"], "into": store["id"]}))["data"]["partyMerge"]
    assert answer["errors"] == []
    tree = "query ($id: ID!) { party(id: $id) { parent { id parent { id } } } }"
    above = await shop.ask(tree, {"id": region["id"]})
    assert above["data"]["party"] == {"parent": {"id": store["id"], "parent": None}}
