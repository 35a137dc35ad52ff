"""Search over several types at once."""

from asyncpg import Connection

from tests.schema.builders import company, party, sku
from tests.schema.conftest import Ask
from tests.schema.viewers import Viewer

QUERY = """{ search(text: "bolt") { __typename ... on Party { name } ... on Product { name } ... on Sku { code } } }"""


async def test_finds_parties_products_and_skus(ask: Ask, owner: Connection) -> None:
    acme = await company(owner)
    await party(owner, acme, name="Bolts & Sons")
    await sku(owner, acme)
    assert (await ask(QUERY))["search"] == [
        {"__typename": "Party", "name": "Bolts & Sons"},
        {"__typename": "Product", "name": "Bolt"},
        {"__typename": "Sku", "code": "BOLT"},
    ]


async def test_finds_nothing_of_what_may_not_be_read(ask: Ask, owner: Connection) -> None:
    acme = await company(owner)
    await party(owner, acme, name="Bolts & Sons")
    await sku(owner, acme)
    found = await ask(QUERY, Viewer(frozenset({"platform.party:read"})))
    assert [hit["__typename"] for hit in found["search"]] == ["Party"]
