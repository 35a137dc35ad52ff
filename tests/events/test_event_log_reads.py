"""However much has happened, a page of the log reads little more than its events, wherever in the log it begins."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
from uuid import uuid4

import asyncpg
import pytest

from auth.principal import Principal
from auth.roles import RoleCode
from planner.streams import stream_key
from resolvers.platform.event import FEED
from resolvers.schema import build_schema, core_of
from server.database import Database
from tests.databases import MIGRATED, Databases
from tests.explain.reading import Reading
from tests.oracle.viewers import somebody

ONE, OTHER, PARTY, ORDER, ME = uuid4(), uuid4(), uuid4(), uuid4(), str(uuid4())
MANY = 20_000
PAGE = 50
ROWS_READ_MAX = 4 * (PAGE + 1)

# Two days; every hundredth event is of the small company, and every thousandth of one partner, order or user.
FILL = """
insert into feed (position, recorded_on, recorded_at, topic, kind, entity_type, entity_id, entity_version, company_id, party_id,
  subject, occurred_at, actor)
select n, current_date - (n <= $1::integer / 2)::integer, now(), case when n % 1000 = 3 then 'JOBS' else 'SALES_ORDERS' end, 'CHANGED',
  case when n % 1000 = 3 then 'Job' else 'SalesOrder' end, case when n % 1000 = 1 then $5::uuid else uuidv7() end, 1,
  case when n % 100 = 2 then $3::uuid else $2::uuid end, case when n % 1000 = 1 then $4::uuid end, case when n % 1000 = 3 then $6::text end, now(), 'ada'
from generate_series(1, $1::integer) as n
"""

VIEWERS: Mapping[str, Principal] = {
    "the large company": somebody(RoleCode.ADMIN, [ONE]),
    "the small company": somebody(RoleCode.ADMIN, [OTHER]),
    "several companies": somebody(RoleCode.ADMIN, [ONE, OTHER]),
    "all companies": somebody(RoleCode.ADMIN),
    "a partner": somebody(RoleCode.PARTNER_CUSTOMER, [ONE], PARTY),
    "a partner of several": replace(somebody(RoleCode.PARTNER_CUSTOMER, [ONE, OTHER], PARTY), subject=ME),
}


@pytest.fixture(scope="module")
async def filled(databases: Databases, worker_id: str) -> AsyncGenerator[Database]:
    """A database in which much has happened."""
    name = f"told_{worker_id}"
    database = await databases.make(name, MIGRATED)
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute("select feed_partition(current_date), feed_partition(current_date - 1)")
    await owner.execute(FILL, MANY, ONE, OTHER, PARTY, ORDER, ME)
    await owner.execute("update feed_state set position = $1", MANY)
    await owner.execute("analyze")
    await owner.close()
    yield database
    await databases.drop(name)


@pytest.fixture
async def reading(filled: Database) -> AsyncGenerator[Reading]:
    """What tells what an operation reads of the days of the feed."""
    connection = await asyncpg.connect(filled.owner_url, server_settings={"jit": "off"})
    days = await connection.fetch("select relname from pg_class where relname ~ '^day_' and relkind = 'r'")
    yield Reading(connection, core_of(build_schema()), {row["relname"] for row in days})
    await connection.close()


@pytest.mark.parametrize("start", [0, MANY // 3, MANY - 20])
@pytest.mark.parametrize("viewer", VIEWERS)
async def test_a_page_is_read_from_an_index(reading: Reading, viewer: str, start: int) -> None:
    after = await reading.connection.fetchval(
        "select feed_cursor_seal($1, $2, 'eight of')", stream_key(b"explain", FEED.name), start
    )
    query = f"query Page($after: String) {{ eventLog(first: {PAGE}, after: $after) {{ nodes {{ nodeKey }} cursor }} }}"
    assert not await reading.too_much(query, VIEWERS[viewer], {"after": after}, ROWS_READ_MAX)


@pytest.mark.parametrize(
    "narrowed", [f'nodeId: "SalesOrder:{ORDER}"', f'companyId: "Company:{OTHER}"'], ids=["node", "company"]
)
async def test_what_is_asked_for_is_read_from_an_index(reading: Reading, narrowed: str) -> None:
    query = f"{{ eventLog(first: {PAGE}, {narrowed}) {{ nodes {{ nodeKey }} }} }}"
    assert not await reading.too_much(query, VIEWERS["all companies"], {}, ROWS_READ_MAX)
