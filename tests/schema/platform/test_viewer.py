"""The viewer: who asks, and what they may do."""

from asyncpg import Connection

from tests.schema.builders import company
from tests.schema.conftest import Ask
from tests.schema.viewers import Viewer


async def test_tells_who_asks_and_what_they_may_do(ask: Ask, owner: Connection) -> None:
    await company(owner)
    query = """{ viewer { id name kind permissions roles can(coordinates: ["SalesOrder.margin", "Party.name"])
      companies(first: 10) { nodes { code } } } }"""
    assert (await ask(query, Viewer(frozenset({"platform.party:read"}))))["viewer"] == {
        "id": "ada",
        "name": "Ada",
        "kind": "USER",
        "permissions": ["platform.party:read"],
        "roles": ["ADMIN"],
        "can": [False, True],
        "companies": {"nodes": [{"code": "ACME"}]},
    }
