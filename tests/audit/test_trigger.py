"""Every change leaves an entry, whoever makes it and however."""

from typing import Any

import orjson
import pytest
from asyncpg import Connection

from models import NOT_AUDITED, Base
from tests.schema.builders import company, party, sku

ENTRIES = "select * from audit_entry where entity_id = $1 order by id"
WHO = """
select set_config('app.actor', 'ada', true), set_config('app.actor_name', 'Ada', true), set_config('app.client', 'shop', true),
  set_config('app.request', 'r-1', true), set_config('app.reason', 'They moved.', true)
"""


async def entries(connection: Connection, key: object) -> list[dict[str, Any]]:
    """Give the entries about something, oldest first."""
    return [dict(row) for row in await connection.fetch(ENTRIES, key)]


async def test_tells_what_was_entered(app: Connection) -> None:
    key = await party(app, await company(app))
    (entry,) = await entries(app, key)
    after = orjson.loads(entry["after"])
    assert (entry["operation"], entry["entity_type"], entry["entity_version"]) == ("INSERT", "Party", 1)
    assert (entry["before"], after["number"], after["legal_name"]) == (None, "P-1", None)


ENTER = """
insert into product_category (company_id, code, name) select $1, 'C' || n, $2::text from generate_series(1, 3) as n
on conflict (company_id, code) do update set name = excluded.name returning id
"""


async def test_tells_of_every_row_of_a_set(app: Connection) -> None:
    acme = await company(app)
    await app.fetch(ENTER, acme, "Old")
    keys = [row["id"] for row in await app.fetch(ENTER, acme, "New")]
    told = [(entry["operation"], orjson.loads(entry["after"])["name"]) for entry in await entries(app, keys[0])]
    assert told == [("INSERT", "Old"), ("UPDATE", "New")]
    assert [len(await entries(app, key)) for key in keys] == [2, 2, 2]


async def test_tells_of_a_change_what_has_changed_and_nothing_else(app: Connection) -> None:
    key = await party(app, await company(app), vat_number="ATU1")
    await app.execute("update party set vat_number = 'ATU2', number = number where id = $1", key)
    entry = (await entries(app, key))[1]
    assert (entry["operation"], entry["entity_version"]) == ("UPDATE", 2)
    assert (entry["before"], entry["after"]) == ('{"vat_number": "ATU1"}', '{"vat_number": "ATU2"}')


async def test_tells_what_was_deleted(app: Connection) -> None:
    key = await party(app, await company(app))
    await app.execute("delete from party where id = $1", key)
    entry = (await entries(app, key))[1]
    assert (entry["operation"], entry["after"]) == ("DELETE", None)
    assert orjson.loads(entry["before"])["number"] == "P-1"


async def test_leaves_out_what_the_database_reckons_itself(app: Connection) -> None:
    key = await party(app, await company(app))
    (entry,) = await entries(app, key)
    reckoned = {"id", "company_id", "version", "recorded_at", "changed_at", "name_key", "search"}
    assert not reckoned & set(orjson.loads(entry["after"]))


async def test_a_change_of_nothing_leaves_no_entry(app: Connection) -> None:
    key = await party(app, await company(app))
    await app.execute("update party set name = name where id = $1", key)
    assert len(await entries(app, key)) == 1


async def test_keeps_every_digit(app: Connection) -> None:
    key = await sku(app, await company(app), standard_cost="1.230000")
    (entry,) = await entries(app, key)
    assert '"standard_cost": 1.230000' in entry["after"]


async def test_tells_who_it_was_and_why(app: Connection) -> None:
    await app.execute(WHO)
    (entry,) = await entries(app, await company(app))
    said = ("actor", "actor_name", "client_id", "request_id", "reason")
    assert [entry[name] for name in said] == ["ada", "Ada", "shop", "r-1", "They moved."]


async def test_names_the_role_of_whoever_writes_past_the_schema(owner: Connection) -> None:
    (entry,) = await entries(owner, await company(owner))
    assert (entry["actor"], entry["client_id"], entry["reason"]) == ("database:torso_owner", None, None)


async def test_an_entry_belongs_to_the_company_of_what_it_is_about(app: Connection) -> None:
    acme = await company(app)
    for key in (acme, await party(app, acme)):
        assert [entry["company_id"] for entry in await entries(app, key)] == [acme]


@pytest.mark.parametrize("table", sorted(set(Base.metadata.tables) - NOT_AUDITED))
async def test_every_table_is_audited(owner: Connection, table: str) -> None:
    statement = """
    select array_agg(tgname::text order by tgname) from pg_trigger
    where tgrelid = $1::text::regclass and tgname in ('audit', 'audit_inserts') and tgenabled = 'O'
    """
    assert await owner.fetchval(statement, table) == ["audit", "audit_inserts"]
