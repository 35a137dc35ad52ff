"""Two servers that are processes of their own: what one has taken or taken away, the other knows within a second."""

import time
from collections.abc import AsyncGenerator

import orjson
import pytest
from httpx import AsyncClient
from joserfc import jwt
from joserfc.jwk import ECKey

from auth.client_assertion import ASSERTION_TYPE
from auth.roles import RoleCode
from kernel.clock import SystemClock
from kernel.ids import uuid7
from server.database import Database
from server.oauth.realm import issuer_of
from server.settings import Settings
from tests.access.people import VIEWER, People
from tests.server.process import running
from tests.server.site import RESPONSE_JSON

WITHIN_SECONDS = 1.0
KEY = ECKey.generate_key("P-256")


@pytest.fixture(scope="module")
async def processes(
    access_settings: Settings, access_database: Database
) -> AsyncGenerator[tuple[AsyncClient, AsyncClient]]:
    """Clients of both."""
    home, url = access_settings.home, access_database.app_url
    async with running(url, access_database, home, 180) as one, running(url, access_database, home, 180) as other:
        yield one.client, other.client


async def status(client: AsyncClient, token: str) -> int:
    headers = {"authorization": f"Bearer {token}", "accept": RESPONSE_JSON}
    return (await client.post("/graphql", json={"query": VIEWER}, headers=headers)).status_code


async def refused_within_a_second(client: AsyncClient, token: str) -> None:
    end = time.monotonic() + WITHIN_SECONDS
    while await status(client, token) != 401:
        assert time.monotonic() < end


async def test_what_a_program_revokes_at_one_is_refused_at_the_other(
    people: People, processes: tuple[AsyncClient, AsyncClient]
) -> None:
    granted = await people.grant(await people.hire(RoleCode.SALES_REP))
    token, (one, other) = people.token(granted), processes
    assert [await status(each, token) for each in processes] == [200, 200]
    done = await one.post("/oauth/revoke", data={"client_id": granted.client_id, "token": token})
    assert done.status_code == 200
    for each in (other, one):
        await refused_within_a_second(each, token)


async def test_what_somebody_takes_back_at_one_is_refused_at_the_other(
    people: People, processes: tuple[AsyncClient, AsyncClient]
) -> None:
    user = await people.hire(RoleCode.SALES_REP)
    taken, kept = [await people.grant(user) for _ in range(2)]
    one, other = processes
    assert [await status(other, people.token(each)) for each in (taken, kept)] == [200, 200]
    query = f'mutation {{ oauthGrantRevoke(id: "OAuthGrant:{taken.grant}") {{ errors {{ code }} }} }}'
    headers = {"authorization": f"Bearer {people.token(kept)}"}
    answer = await one.post("/graphql", json={"query": query}, headers=headers)
    assert answer.json()["data"]["oauthGrantRevoke"] == {"errors": []}, answer.text
    await refused_within_a_second(other, people.token(taken))
    assert await status(other, people.token(kept)) == 200


async def test_what_a_program_has_signed_is_taken_at_one_of_them(
    people: People, processes: tuple[AsyncClient, AsyncClient]
) -> None:
    keys = orjson.dumps({"keys": [KEY.as_dict(private=False)]}).decode()
    _, client_id = await people.program(
        kind="CONFIDENTIAL", grant_types=["client_credentials"], public_keys=keys, scopes=["sales.*"]
    )
    said_of = {"iss": client_id, "sub": client_id, "aud": issuer_of(people.settings), "jti": str(uuid7())}
    end = int(SystemClock().now().timestamp()) + 300
    assertion = jwt.encode({"alg": "ES256"}, {**said_of, "exp": end}, KEY)
    said = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion, "grant_type": "client_credentials"}
    assert [(await each.post("/oauth/token", data=said)).status_code for each in processes] == [200, 401]
