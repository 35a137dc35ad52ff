"""Our own program, and what is forgotten by the clock."""

import asyncpg

from kernel.clock import SystemClock
from server.database import Database, create_engine
from server.jobs.due import SYSTEM
from server.jobs.transaction import JobTransactions
from services.platform.access.forgetting import forget
from services.platform.access.own_program import CLIENT_ID, ensure_own_program
from tests.oauth.house import House, request_for


async def test_lets_a_frontend_of_the_house_sign_people_in(house: House, oauth_database: Database) -> None:
    connection = await asyncpg.connect(oauth_database.app_url)
    for address in ("https://before.example.org", house.issuer, house.issuer):
        await ensure_own_program(connection, address)
    await connection.close()
    places = await house.owner.fetchval("select redirect_uris from oauth_client where client_id = $1", CLIENT_ID)
    assert places == [f"{house.issuer}/", f"{house.issuer}/callback"]
    answer = await house.browse("/oauth/authorize", **request_for(CLIENT_ID, redirect_uri=f"{house.issuer}/"))
    assert answer.headers["location"].startswith(f"{house.issuer}/?code=")


async def test_forgets_what_is_long_over_and_nothing_else(house: House, oauth_database: Database) -> None:
    client = await house.client()
    token = await house.tokens(client)
    await house.token(client, grant_type="client_credentials")
    await house.owner.execute("update oauth_code set expires_at = now() - interval '2 days'")
    await house.owner.execute("update oauth_grant set expires_at = now() - interval '2 days' where user_id is null")
    engine = create_engine(oauth_database)
    async with JobTransactions(engine, SystemClock()).begin_as(SYSTEM) as work:
        await forget(work)
    await engine.dispose()
    assert await house.owner.fetchval("select count(*) from oauth_code") == 0
    assert await house.owner.fetchval("select count(*) from oauth_grant where user_id is null") == 0
    assert (await house.refresh(client, token["refresh_token"])).status_code == 200
