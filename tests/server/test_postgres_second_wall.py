"""The second wall as whoever holds a connection meets it, without a planner before it."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

import asyncpg
import pytest
from asyncpg import Connection

from auth.policies import BEHIND_THE_SCHEMA, POLICIES
from auth.principal import Principal
from auth.roles import RoleCode, granted_by
from auth.second_wall import GRANTING, NAMED, PAST, READER, SEALED, SETTINGS, announced
from models import Base
from server.database import Database
from server.migration import downgrade, upgrade
from server.postgres import second_wall
from server.postgres.second_wall import WallRefused, fingerprint, lower_wall, require_agreement, set_wall, stands
from server.row_security import RowSecurity
from services.demo.identity import COMPANY_ID, PARTY_OF, SISTER_ID
from tests.conftest import rolled_back
from tests.databases import DEMO, Databases

MANAGER = Principal("a manager", "a test", "Manager", granted_by([RoleCode.SALES_MANAGER]), (COMPANY_ID,))
CUSTOMER = replace(MANAGER, party_id=PARTY_OF[RoleCode.PARTNER_CUSTOMER])


@pytest.fixture(scope="module")
async def walled(databases: Databases, demo_database: Database, worker_id: str) -> AsyncGenerator[Database]:
    """The demo company behind the second wall."""
    assert demo_database
    name = f"walled_{worker_id}"
    database = replace(await databases.make(name, DEMO), wall=RowSecurity.ON)
    await set_wall(database.owner_url, database.app_url, stands=True)
    yield database
    await databases.drop(name)


@pytest.fixture
async def reader(walled: Database) -> AsyncGenerator[Connection]:
    """A connection of the application that has become the reader, in a transaction."""
    async with rolled_back(walled.app_url) as connection:
        await connection.execute(f"set local role {READER}")
        yield connection


async def announce(connection: Connection, principal: Principal) -> None:
    for name, value in zip(SETTINGS, announced(principal), strict=True):
        await connection.execute("select set_config($1, $2, true)", name, value)


async def counted(connection: Connection, tables: Sequence[str]) -> dict[str, int]:
    return {table: await connection.fetchval(f'select count(*) from "{table}"') for table in tables}


async def test_who_is_not_announced_sees_no_row_of_any_table(reader: Connection) -> None:
    tables = [*POLICIES, *BEHIND_THE_SCHEMA, *(f"wall.{table}" for table in PAST | NAMED | SEALED.keys() | GRANTING)]
    assert not any([await reader.fetchval(f"select count(*) from {table}") for table in tables])


async def test_a_viewer_is_gone_with_the_transaction(walled: Database) -> None:
    connection = await asyncpg.connect(walled.app_url, server_settings={"role": READER})
    async with connection.transaction():
        await announce(connection, MANAGER)
        assert await connection.fetchval("select count(*) from sales_order")
    assert not await connection.fetchval("select count(*) from sales_order")
    await connection.close()


async def test_a_viewer_sees_the_rows_of_their_companies(reader: Connection) -> None:
    await announce(reader, MANAGER)
    seen = await reader.fetch("select distinct company_id from sales_order")
    assert [row["company_id"] for row in seen] == [COMPANY_ID]
    await announce(reader, replace(MANAGER, companies=(SISTER_ID,)))
    assert not await reader.fetchval("select count(*) from sales_order where company_id = $1", COMPANY_ID)


async def test_a_partner_sees_its_own_rows(reader: Connection) -> None:
    await announce(reader, CUSTOMER)
    seen = await reader.fetch("select distinct customer_id from sales_order")
    assert [row["customer_id"] for row in seen] == [CUSTOMER.party_id]
    assert await counted(reader, ["stock_move", "journal_entry", "price_list"]) == dict.fromkeys(
        ("stock_move", "journal_entry", "price_list"), 0
    )


async def test_of_a_program_nothing_but_its_name_is_told_past_the_wall(reader: Connection) -> None:
    await announce(reader, CUSTOMER)
    with pytest.raises(asyncpg.UndefinedColumnError):
        await reader.fetch("select client_id from wall.oauth_client")


async def test_tables_in_no_policy_are_shut(reader: Connection) -> None:
    await announce(reader, MANAGER)
    for table in Base.metadata.tables.keys() - POLICIES.keys() - BEHIND_THE_SCHEMA.keys():
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with reader.transaction():
                await reader.fetchval(f'select count(*) from "{table}"')


@pytest.mark.parametrize(
    "statement",
    [
        "update sales_order set state = state",
        "insert into currency (code, exponent) values ('XXX', 0)",
        "delete from sales_order",
        "lock table sales_order",
        "alter table sales_order disable row level security",
        "drop policy wall on sales_order",
        "create table note (text text)",
        "set session authorization torso_owner",
    ],
)
async def test_the_reader_only_reads(reader: Connection, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await reader.execute(statement)


async def test_copying_out_takes_what_is_seen_and_no_more(reader: Connection) -> None:
    await announce(reader, CUSTOMER)
    copied = bytearray()

    async def take(data: bytes) -> None:
        copied.extend(data)

    await reader.copy_from_table("sales_order", output=take, columns=["customer_id"])
    assert set(copied.decode().split()) == {str(CUSTOMER.party_id)}


async def test_an_error_tells_nothing_of_rows_that_are_not_seen(reader: Connection) -> None:
    await announce(reader, CUSTOMER)
    # Evaluated for every row, a cast would say in its error what is in the first of another customer.
    statement = "select count(*) from sales_order where customer_id <> $1 and (number || 'x')::integer > 0"
    assert await reader.fetchval(statement, CUSTOMER.party_id) == 0


async def test_explain_tells_nothing_of_how_many_rows_are_not_seen(reader: Connection) -> None:
    await announce(reader, CUSTOMER)
    plan = await reader.fetch("explain (analyze, timing off, summary off, buffers off) select count(*) from stock_move")
    assert "actual rows=0" in "".join(row[0] for row in plan) or "rows=0.00" in "".join(row[0] for row in plan)


async def test_no_function_reads_for_the_reader_with_rights_of_the_owner_but_those_of_the_wall(
    reader: Connection,
) -> None:
    found = await reader.fetch(_READ_WITH_THE_OWNERS_RIGHTS)
    assert {row["name"] for row in found} == WITH_RIGHTS_OF_THE_OWNER


async def test_views_that_the_reader_may_read_are_its_own_eyes(reader: Connection) -> None:
    found = await reader.fetch(
        "select relname from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace "
        "and has_table_privilege(oid, 'select') and not 'security_invoker=true' = any(coalesce(reloptions, '{}'))"
    )
    assert not found


async def test_every_table_of_a_policy_is_guarded_once(reader: Connection) -> None:
    guarded = await reader.fetch(
        "select tablename from pg_policies where schemaname = 'public' and cmd = 'SELECT' and roles = $1::name[]",
        [READER],
    )
    assert sorted(row["tablename"] for row in guarded) == sorted([*POLICIES, *BEHIND_THE_SCHEMA])
    open_ = "select relname from pg_class where relname = any($1) and relkind = 'r' and not relrowsecurity"
    assert not await reader.fetch(open_, [*POLICIES, *BEHIND_THE_SCHEMA])


async def test_the_application_sees_past_the_wall(walled: Database) -> None:
    async with rolled_back(walled.app_url) as connection:
        assert await connection.fetchval("select count(distinct company_id) from sales_order") > 1
        await connection.copy_records_to_table("currency", records=[("XXX", 2)], columns=["code", "exponent"])


async def test_the_wall_and_the_setting_have_to_agree(walled: Database, database: Database) -> None:
    await require_agreement(walled.app_url, wanted=True)
    with pytest.raises(WallRefused, match="TORSO_ROW_SECURITY is off"):
        await require_agreement(walled.app_url, wanted=False)
    if not database.wall.stands:
        with pytest.raises(WallRefused, match="db wall on"):
            await require_agreement(database.app_url, wanted=True)


async def test_a_database_without_tables_has_nothing_to_guard_yet(databases: Databases, worker_id: str) -> None:
    empty = await databases.make(f"nothing_to_guard_{worker_id}")
    await require_agreement(empty.app_url, wanted=True)


async def test_a_wall_of_other_policies_is_noticed(walled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_wall, "fingerprint", lambda: fingerprint()[::-1])
    with pytest.raises(WallRefused, match="none of this version"):
        await require_agreement(walled.app_url, wanted=True)


async def test_the_wall_of_a_newer_version_is_that_versions(
    fresh_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await set_wall(fresh_database.owner_url, fresh_database.app_url, stands=True)
    monkeypatch.setattr(second_wall, "fingerprint", lambda: fingerprint()[::-1])
    owner = await asyncpg.connect(fresh_database.owner_url)
    await owner.execute("update alembic_version set version_num = '9999'")
    await require_agreement(fresh_database.app_url, wanted=True)
    await lower_wall(owner)
    await owner.close()
    with pytest.raises(WallRefused, match="none of this version"):
        await require_agreement(fresh_database.app_url, wanted=True)


async def test_a_wall_stands_again_after_the_tables_have_changed(fresh_database: Database) -> None:
    await set_wall(fresh_database.owner_url, fresh_database.app_url, stands=True)
    await upgrade(fresh_database)
    await require_agreement(fresh_database.app_url, wanted=True)
    await downgrade(fresh_database, "-1")
    async with rolled_back(fresh_database.app_url) as connection:
        assert not await stands(connection)


async def test_a_wall_that_is_lowered_leaves_nothing_behind(fresh_database: Database) -> None:
    await set_wall(fresh_database.owner_url, fresh_database.app_url, stands=False)
    before = await _catalogue(fresh_database)
    await set_wall(fresh_database.owner_url, fresh_database.app_url, stands=True)
    assert await _catalogue(fresh_database) != before
    await set_wall(fresh_database.owner_url, fresh_database.app_url, stands=False)
    assert await _catalogue(fresh_database) == before


WITH_RIGHTS_OF_THE_OWNER = {"audit_first_break", "document_trace", "feed_cursor_open", "feed_cursor_seal", "feed_head"}
_READ_WITH_THE_OWNERS_RIGHTS = """
select proname as name from pg_proc
where prosecdef and prorettype <> 'trigger'::regtype and provolatile <> 'v'
  and pronamespace = 'public'::regnamespace and has_function_privilege(oid, 'execute')
"""
_CATALOGUE = """
select 'table', oid::regclass::text, relrowsecurity::text, coalesce(relacl::text, '') from pg_class
  where relnamespace in (select oid from pg_namespace where nspname in ('public', 'wall')) and relkind in ('r', 'v')
union all select 'function', oid::regprocedure::text, prosecdef::text, coalesce(proacl::text, '') from pg_proc
  where pronamespace in (select oid from pg_namespace where nspname in ('public', 'wall'))
union all select 'policy', policyname, tablename, qual from pg_policies
order by 1, 2, 3
"""


async def _catalogue(database: Database) -> list[tuple[str, ...]]:
    async with rolled_back(database.owner_url) as connection:
        return [tuple(row) for row in await connection.fetch(_CATALOGUE)]
