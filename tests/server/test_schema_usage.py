"""What programs use is counted by day, and answers tell them what of it is to go."""

from datetime import date, timedelta
from typing import cast

import pytest
from asyncpg import Connection, Pool
from graphql import GraphQLSchema, build_schema

from server.database import Database
from server.graphql import deprecated
from server.settings import Settings
from services.platform.schema_use import KEPT, forget
from tests.conftest import rolled_back
from tests.server.site import running

REASON = "Use name. Sunset 2027-06-01."
ASKED = "query ($f: UnitFilter) { units(first: 1, filter: $f) { nodes { code } } }"


def test_tells_what_is_to_go_of_what_was_named() -> None:
    schema = build_schema(f'type Query {{ a: Int @deprecated(reason: "{REASON}") b: Int @deprecated c: Int }}')
    told = deprecated.Deprecated(schema)
    assert told.among(frozenset({"Query.c"})) == []
    assert told.among(frozenset({"Query.c", "Query.b", "Query.a"})) == [
        {"coordinate": "Query.a", "reason": REASON, "sunset": "2027-06-01"},
        {"coordinate": "Query.b", "reason": "No longer supported", "sunset": None},
    ]


async def test_answers_tell_programs_what_they_use_that_is_to_go(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(_schema: GraphQLSchema) -> list[tuple[str, str]]:
        return [("UnitFilter.code", REASON), ("Unit.name", REASON)]

    monkeypatch.setattr(deprecated, "reasons", found)
    async with running(settings, database) as site:
        without = await site.post({"query": ASKED})
        told = await site.post({"query": ASKED, "variables": {"f": {"code": {"eq": "PCE"}}}})
    assert "deprecations" not in without.json()["extensions"]
    assert told.json()["extensions"]["deprecations"] == [
        {"coordinate": "UnitFilter.code", "reason": REASON, "sunset": "2027-06-01"}
    ]


async def test_what_was_used_is_added_to_the_day(settings: Settings, database: Database) -> None:
    query = "select sum(requests) from schema_use where coordinate = 'Unit.code' and client_id = 'torso-demo'"
    async with rolled_back(database.app_url) as app:
        before = await app.fetchval(query) or 0
        for _ in range(2):
            async with running(settings, database) as site:
                await site.post({"query": ASKED})
        assert await app.fetchval(query) == before + 2


async def test_what_was_used_long_ago_is_forgotten(owner: Connection) -> None:
    today = date(2026, 11, 22)
    for day in (today - KEPT, today - KEPT - timedelta(days=1)):
        await owner.execute("insert into schema_use values ('Unit.code', 'a shop of long ago', $1, 1)", day)
    await forget(cast("Pool", owner), today)
    query = "select used_on from schema_use where client_id = 'a shop of long ago'"
    assert [row["used_on"] for row in await owner.fetch(query)] == [today - KEPT]
