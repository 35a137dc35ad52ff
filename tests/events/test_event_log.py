"""The log of events as clients read it: page by page, each viewer their own, and nothing of anybody else."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

import orjson
import pytest
from asyncpg import Pool
from graphql import parse, validate

from auth.events import NEEDS
from auth.principal import Principal
from models.platform.event_topics import TOLD, Told
from planner.entity import entity_of, spec_of
from planner.streams import stream_key
from resolvers.platform.event import FEED
from server.database import create_pool
from server.graphql.access import access_of
from server.graphql.errors import Refused
from server.graphql.reader import PoolReader
from server.telemetry.logs import logger
from server.telemetry.metrics import Metrics
from tests.databases import WALL
from tests.events.conftest import Happenings
from tests.oracle.sides import Sides

PAGE = """
query Page($after: String, $first: Int, $topics: [EventTopic!]) {
  eventLog(after: $after, first: $first, topics: $topics) {
    edges { cursor node { topic nodeKey version to } } cursor hasNextPage head
  }
}
"""


class Log:
    """Asks for pages as somebody."""

    def __init__(self, sides: Sides, pool: Pool, viewer: Principal) -> None:
        self._sides, self._pool, self._viewer = sides, pool, viewer

    async def page(self, **variables: Any) -> dict[str, Any]:
        """Ask for a page."""
        document, reader = parse(PAGE), PoolReader(self._pool, Metrics(), logger(), wall=WALL)
        assert not validate(self._sides.schema, document)
        planner, loaders = self._sides.planner, self._sides.loaders
        answer = await planner.answer(document, None, variables, access_of(self._viewer), reader, loaders, key=PAGE)
        assert not answer.result.errors
        return orjson.loads(orjson.dumps(answer.result.data))["eventLog"]

    async def all(self, size: int, **variables: Any) -> list[dict[str, Any]]:
        """Read page after page, and give what is on them."""
        edges, page = [], await self.page(first=size, **variables)
        edges += page["edges"]
        while page["hasNextPage"]:
            assert page["cursor"] == page["edges"][-1]["cursor"]
            page = await self.page(first=size, after=page["cursor"], **variables)
            edges += page["edges"]
        assert page["cursor"] == page["head"]
        return edges

    async def code(self, **variables: Any) -> str:
        """Ask for a page that is refused, and give the code."""
        with pytest.raises(Refused) as refused:
            await self.page(**variables)
        return (refused.value.errors[0].extensions or {})["code"]


@pytest.fixture
def admin(sides: Sides, viewers: Mapping[str, Principal]) -> Log:
    """Somebody who sees everything."""
    return Log(sides, sides.pool, viewers["admin of all"])


@pytest.mark.parametrize("who", ["admin of all", "admin of two", "customer", "warehouse clerk of one"])
async def test_pages_follow_each_other_without_a_gap(sides: Sides, viewers: Mapping[str, Principal], who: str) -> None:
    log = Log(sides, sides.pool, viewers[who])
    whole = await log.all(100)
    assert len(whole) > 3
    assert _nodes(await log.all(min(len(whole) // 3 + 1, 37))) == _nodes(whole)


async def test_a_page_goes_on_after_any_of_its_cursors(admin: Log) -> None:
    whole = await admin.all(100)
    page = await admin.page(after=whole[7]["cursor"], first=4)
    assert _nodes(page["edges"]) == _nodes(whole[8:12])


async def test_the_end_of_the_log_is_a_cursor_also_for_who_sees_nothing(
    sides: Sides, viewers: Mapping[str, Principal]
) -> None:
    nobody = replace(viewers["admin of none"], subject=str(uuid4()))
    page = await Log(sides, sides.pool, nobody).page()
    assert (page["edges"], page["hasNextPage"], page["cursor"] == page["head"]) == ([], False, True)


async def test_who_is_of_no_company_is_told_of_the_work_that_they_have_asked_for(
    sides: Sides, viewers: Mapping[str, Principal]
) -> None:
    admin = viewers["admin of none"]
    told = [edge["node"]["nodeKey"] for edge in await Log(sides, sides.pool, admin).all(100)]
    own = {f"Job:{job.id}" for job in sides.naive.store.all("Job") if job.requested_by == admin.subject}
    assert told
    assert set(told) <= own


async def test_a_partner_is_told_of_its_own_alone(sides: Sides, viewers: Mapping[str, Principal]) -> None:
    partner = viewers["partner who may everything"]
    told = await Log(sides, sides.pool, partner).all(100)
    topics = {edge["node"]["topic"] for edge in told}
    assert {"SALES_ORDERS", "SHIPMENTS"} <= topics
    assert not topics & {"STOCK_LEVELS", "STOCK_TRANSFERS", "GOODS_RECEIPTS", "APPROVALS", "INTEGRITY"}
    for edge in told:
        type_name, key = edge["node"]["nodeKey"].split(":")
        row = next(row for row in sides.naive.store.all(type_name) if str(row.id) == key)
        named = {getattr(row, name, None) for name in ("customer_id", "vendor_id", "party_id", "requested_by")}
        assert named & {partner.party_id, partner.subject}
        assert type_name != "Invoice" or edge["node"]["to"] not in ("DRAFT", "VALIDATED")


async def test_who_may_not_read_a_type_is_told_nothing_of_it(sides: Sides, viewers: Mapping[str, Principal]) -> None:
    everything = {edge["node"]["topic"] for edge in await Log(sides, sides.pool, viewers["auditor"]).all(100)}
    without = {
        edge["node"]["topic"] for edge in await Log(sides, sides.pool, viewers["auditor without costs"]).all(100)
    }
    assert everything - without == {"PURCHASE_ORDERS"}


async def test_cursors_tell_nothing_of_what_lies_between(admin: Log) -> None:
    cursors = [edge["cursor"] for edge in await admin.all(100)]
    assert len(set(cursors)) == len(cursors)
    assert {len(cursor) for cursor in cursors} == {64}
    # The first part is the epoch; of what follows no bit tells the position.
    assert sorted(cursors) != cursors


async def test_a_cursor_tells_nobody_that_nothing_has_happened(admin: Log) -> None:
    one, other = await admin.page(first=1), await admin.page(first=1)
    assert not {one["cursor"], one["head"]} & {other["cursor"], other["head"]}


async def test_a_cursor_is_refused_that_is_none(admin: Log) -> None:
    cursor = (await admin.page(first=1))["cursor"]
    assert await admin.code(after="nonsense") == "CURSOR_INVALID"
    assert await admin.code(after=cursor[:-1] + ("A" if cursor[-1] != "A" else "Q")) == "CURSOR_INVALID"


async def test_a_cursor_of_a_database_before_is_told_to_read_anew(
    happenings: Happenings, sides: Sides, viewers: Mapping[str, Principal]
) -> None:
    await happenings.job()
    await happenings.advance()
    async with await create_pool(happenings.database, size_min=0, size_max=2) as pool:
        log = Log(sides, pool, viewers["admin of all"])
        cursor = (await log.page())["cursor"]
        await happenings.owner.execute("select feed_begin_epoch()")
        assert await log.code(after=cursor) == "RESYNC_REQUIRED"


async def test_a_cursor_of_what_is_forgotten_is_told_to_read_anew(
    happenings: Happenings, sides: Sides, viewers: Mapping[str, Principal]
) -> None:
    for _ in range(3):
        await happenings.job()
    await happenings.advance()
    async with await create_pool(happenings.database, size_min=0, size_max=2) as pool:
        log = Log(sides, pool, viewers["nobody"])
        cursor = await happenings.app.fetchval(
            "select feed_cursor_seal($1, 1, 'eight of')", stream_key(sides.planner.cursor_secret, FEED.name)
        )
        await happenings.owner.execute("update feed_state set first_position = 3")
        assert await log.code(after=cursor) == "RESYNC_REQUIRED"


@pytest.mark.parametrize("told", TOLD, ids=[told.type_name for told in TOLD])
def test_rights_to_events_are_those_to_what_they_are_about(told: Told, sides: Sides) -> None:
    entity = entity_of(sides.schema.type_map[told.type_name])  # pyright: ignore[reportArgumentType] - each is an entity
    assert entity is not None
    assert entity.needs == NEEDS[told.type_name]
    assert entity.table.name == told.table


@pytest.mark.parametrize("told", TOLD, ids=[told.type_name for told in TOLD])
def test_figures_need_no_more_than_the_type(told: Told, sides: Sides) -> None:
    fields: Any = sides.schema.type_map[told.type_name]
    shown = {name for name in told.figures if name != "currency"}
    assert shown <= set(fields.fields)
    assert not [name for name in shown if (spec := spec_of(fields.fields[name])) is not None and spec.needs]


def _nodes(edges: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in edges]
