"""What runs when rights are taken away: reads are called off, and mutations commit nothing."""

import asyncio
import time
from typing import Any

import asyncpg
import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from server.database import Database
from tests.access.people import People
from tests.schema import builders

PRODUCTS = "{ products(first: 1) { nodes { name } } }"
SLEEP_SECONDS = 5


@pytest.fixture
async def locked(access_database: Database) -> Any:  # noqa: ANN401 - a generator of a connection
    """Products that nobody can read until the test is over."""
    connection = await asyncpg.connect(access_database.owner_url)
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute("lock table product in access exclusive mode")
    yield connection
    if not connection.is_closed():
        await transaction.rollback()
        await connection.close()


@pytest.mark.usefixtures("locked")
async def test_calls_a_read_off_whose_grant_is_revoked(people: People) -> None:
    granted = await people.grant(await people.hire(RoleCode.SALES_REP))
    token = people.token(granted)
    await people.viewer(token)
    asking = asyncio.create_task(people.send(token, PRODUCTS))
    await asyncio.sleep(0.3)
    started = time.monotonic()
    await people.owner.execute("update oauth_grant set revoked_at = now() where id = $1", granted.grant)
    answer = await asking
    assert (answer.status_code, time.monotonic() - started < 1) == (401, True)


@pytest.mark.usefixtures("locked")
async def test_calls_a_read_off_whose_grant_ends_by_itself(people: People) -> None:
    granted = await people.grant(await people.hire(RoleCode.SALES_REP))
    ending = "update oauth_grant set expires_at = now() + interval '2 seconds' where id = $1"
    await people.owner.execute(ending, granted.grant)
    started = time.monotonic()
    answer = await people.send(people.token(granted), PRODUCTS)
    assert (answer.status_code, time.monotonic() - started < SLEEP_SECONDS) == (401, True)


@pytest.mark.usefixtures("locked")
async def test_calls_a_read_off_whose_role_is_taken_away(people: People) -> None:
    user = await people.hire(RoleCode.SALES_REP)
    token = people.token(await people.grant(user))
    asking = asyncio.create_task(people.send(token, PRODUCTS))
    await asyncio.sleep(0.3)
    await people.owner.execute("delete from user_role where user_id = $1", user)
    answer = await asking
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["extensions"]["code"] == "RIGHTS_WITHDRAWN"


@pytest.mark.usefixtures("locked")
async def test_calls_a_read_off_in_a_company_in_which_nothing_is_left(people: People) -> None:
    user = await people.hire(RoleCode.SALES_REP)
    token = people.token(await people.grant(user))
    asking = asyncio.create_task(people.send(token, PRODUCTS, torso_company=f"Company:{people.company}"))
    await asyncio.sleep(0.3)
    await people.owner.execute("delete from user_role where user_id = $1", user)
    assert (await asking).status_code == 403


async def test_lets_a_read_go_on_where_rights_are_added(people: People, locked: asyncpg.Connection) -> None:
    user = await people.hire(RoleCode.SALES_REP)
    token = people.token(await people.grant(user))
    asking = asyncio.create_task(people.send(token, PRODUCTS))
    await asyncio.sleep(0.3)
    await people.give(user, RoleCode.BUYER, people.company)
    await asyncio.sleep(0.3)
    await locked.execute("rollback")
    await locked.close()
    assert (await asking).status_code == 200


async def test_a_mutation_commits_nothing_after_its_rights_have_ended(
    people: People, access_database: Database
) -> None:
    user = await people.hire(RoleCode.WAREHOUSE_MANAGER)
    token, code = people.token(await people.grant(user)), f"P-{uuid7().hex[-12:]}"
    mutation = _product(people, await builders.unit(people.owner), code)
    blocker = await asyncpg.connect(access_database.owner_url)
    transaction = blocker.transaction()
    await transaction.start()
    await blocker.execute("lock table product in share row exclusive mode")
    asking = asyncio.create_task(people.send(token, mutation))
    await asyncio.sleep(0.5)
    await people.owner.execute("delete from user_role where user_id = $1", user)
    await asyncio.sleep(0.2)
    await transaction.rollback()
    await blocker.close()
    told = (await asking).json()["data"]["productCreate"]
    assert [error["code"] for error in told["errors"]] == ["RIGHTS_WITHDRAWN"]
    assert not await people.owner.fetchval("select exists (select from product where code = $1)", code)


def _product(people: People, unit: object, code: str) -> str:
    values = (
        f'companyId: "Company:{people.company}", unitId: "Unit:{unit}", code: "{code}", name: "Kettle", kind: GOODS'
    )
    return f"mutation {{ productCreate(input: {{ {values} }}) {{ product {{ id }} errors {{ code }} }} }}"
