"""Queries are read from a replica, and whoever has written reads what they wrote."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from auth.roles import RoleCode
from kernel.clock import SystemClock
from server.doctor.examination import examine
from server.doctor.finding import Grade
from server.settings import Settings
from tests.replica.conftest import Replicated
from tests.server.site import Site, running

MAKE = """
mutation($code: String!) { roleCreate(input: { code: $code, name: $code }) { role { code } errors { code message } } }
"""
FIND = "query($code: String!) { roleByCode(code: $code) { code } }"
PATIENCE_SECONDS = 20
HASTY = 50


async def make(site: Site, code: str) -> str:
    """Make a role, and give the position that the answer names."""
    answer = await site.ask(MAKE, code=code)
    assert answer["data"]["roleCreate"]["errors"] == []
    return answer["extensions"]["position"]


async def sees(site: Site, code: str, role: RoleCode = RoleCode.ADMIN, position: str | None = None) -> bool:
    extensions = {} if position is None else {"position": position}
    asked: dict[str, Any] = {"query": FIND, "variables": {"code": code}, "extensions": extensions}
    return (await site.post(asked, role)).json()["data"]["roleByCode"] is not None


async def reads(site: Site) -> dict[str, float]:
    """Tell how many queries were read by whom."""
    lines = (await site.client.get("/metrics")).text.splitlines()
    found = [
        line.removeprefix('torso_replica_reads_total{source="').split('"} ')
        for line in lines
        if "torso_replica_reads_total{" in line
    ]
    return {source: float(count) for source, count in found}


async def until_followed(site: Site) -> None:
    """Wait until queries are read from the replica."""
    before = (await reads(site)).get("replica", 0)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (await reads(site)).get("replica", 0) == before:
            await sees(site, "NONE", RoleCode.HR_OFFICER)
            await asyncio.sleep(0.05)


async def test_reads_from_the_replica(site: Site) -> None:
    await until_followed(site)


async def test_reads_what_was_written_while_the_replica_stands_still(site: Site, replicated: Replicated) -> None:
    await until_followed(site)
    await replicated.on_replica("select pg_wal_replay_pause()")
    await make(site, "STILL")
    assert await sees(site, "STILL")
    # Somebody else who has written nothing is answered by the replica, which does not know of it yet.
    assert not await sees(site, "STILL", RoleCode.HR_OFFICER)


async def test_another_server_of_the_home_knows_who_has_written(
    site: Site, replicated: Replicated, settings: Settings
) -> None:
    async with running(settings, replicated.database) as other:
        await until_followed(other)
        await replicated.on_replica("select pg_wal_replay_pause()")
        await make(site, "ELSEWHERE")
        assert await sees(other, "ELSEWHERE")


async def test_whoever_writes_and_reads_in_haste_always_sees_what_they_wrote(site: Site) -> None:
    await until_followed(site)
    for number in range(HASTY):
        await make(site, f"HASTE{number}")
        assert await sees(site, f"HASTE{number}")


async def test_reads_from_the_replica_again_once_that_has_what_was_written(site: Site, replicated: Replicated) -> None:
    await until_followed(site)
    await replicated.on_replica("select pg_wal_replay_pause()")
    await make(site, "AGAIN")
    by_primary = (await reads(site))["primary"]
    assert await sees(site, "AGAIN")
    assert (await reads(site))["primary"] == by_primary + 1
    await replicated.on_replica("select pg_wal_replay_resume()")
    by_replica = (await reads(site))["replica"]
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (await reads(site))["replica"] == by_replica:
            assert await sees(site, "AGAIN")
            await asyncio.sleep(0.05)


async def test_a_position_that_is_shown_holds_for_whoever_shows_it(site: Site, replicated: Replicated) -> None:
    await until_followed(site)
    await replicated.on_replica("select pg_wal_replay_pause()")
    position = await make(site, "SHOWN")
    assert await sees(site, "SHOWN", RoleCode.HR_OFFICER, position)
    assert await sees(site, "SHOWN", RoleCode.HR_OFFICER, "NEWEST")
    assert not await sees(site, "SHOWN", RoleCode.HR_OFFICER)


@pytest.mark.parametrize("position", ["-1", "xyz", "1" * 17, 5, ["NEWEST"]])
async def test_refuses_a_position_that_is_none(site: Site, position: object) -> None:
    answer = await site.post({"query": FIND, "variables": {"code": "X"}, "extensions": {"position": position}})
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_USER_INPUT")


async def test_asks_the_primary_where_the_replica_ends_a_statement(site: Site, replicated: Replicated) -> None:
    await until_followed(site)
    ended = "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'torso_app'"
    await replicated.on_replica(ended)
    [error] = (await site.ask(FIND, RoleCode.HR_OFFICER, code="NONE"))["errors"]
    assert error["extensions"]["code"] == "NOT_FOUND"


async def test_tells_how_far_the_replica_is_behind(site: Site, replicated: Replicated) -> None:
    await until_followed(site)
    await replicated.on_replica("select pg_wal_replay_pause()")
    await make(site, "BEHIND")
    await asyncio.sleep(0.5)
    lines = (await site.client.get("/metrics")).text.splitlines()
    [lag] = [float(line.split()[1]) for line in lines if line.startswith("torso_replica_lag_seconds ")]
    assert lag > 0.2


async def test_the_doctor_says_how_far_a_replica_is_behind(replicated: Replicated, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database_url=None)
    found = {each.about: each async for each in examine(settings, replicated.database, SystemClock())}
    assert found["replica"].grade is Grade.GOOD
    lost = replace(replicated.database, read_url=replicated.database.app_url)
    found = {each.about: each async for each in examine(settings, lost, SystemClock())}
    assert found["replica"].said == "What DATABASE_READ_URL names follows nobody."
