"""Who asks is known before anything else, and a refusal does not say what is wrong with a token."""

import asyncio
from datetime import timedelta

import pytest
from httpx import Response

from auth.demo import DEMO_REALM, issue
from auth.keys import signing_key
from auth.roles import RoleCode
from auth.tokens import TokenIssuer
from kernel.clock import FixedClock, SystemClock
from server.database import Database
from server.settings import Settings
from tests.server.site import Site, running

UNITS = {"query": "{ units(first: 1) { totalCount } }"}
# Where programs read who gives tokens (RFC 9728, 5.1).
METADATA = 'resource_metadata="http://localhost:8000/.well-known/oauth-protected-resource"'


async def sent(site: Site, authorization: str | None) -> Response:
    headers = {} if authorization is None else {"authorization": authorization}
    return await site.client.post("/graphql", json=UNITS, headers=headers)


def expired(site: Site) -> str:
    before = FixedClock(SystemClock().now() - timedelta(days=2))
    return issue(TokenIssuer(signing_key(site.settings.home), DEMO_REALM, before), RoleCode.ADMIN)


async def test_asks_for_a_token(site: Site) -> None:
    answer = await sent(site, None)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, f'Bearer realm="torso", {METADATA}')
    assert answer.json()["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


async def test_says_the_same_of_every_token_that_it_does_not_believe(site: Site) -> None:
    token = site.token()
    refused = [expired(site), token[:-4] + "AAAA", token.rpartition(".")[0] + ".", "x.y.z", "nothing"]
    answers = [await sent(site, f"Bearer {each}") for each in refused]
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.headers["www-authenticate"] for answer in answers} == {
        f'Bearer realm="torso", error="invalid_token", {METADATA}'
    }
    assert len({answer.text for answer in answers}) == 1


@pytest.mark.parametrize("authorization", ["Bearer", "Bearer a b", "Bearer \xff"])
async def test_refuses_a_header_that_is_not_one_token(site: Site, authorization: str) -> None:
    headers = [(b"authorization", authorization.encode("latin-1"))]
    answer = await site.client.post("/graphql", json=UNITS, headers=headers)
    assert answer.status_code == 400


async def test_tells_a_stranger_nothing_of_the_schema(site: Site) -> None:
    answers = [
        await site.client.post("/graphql", json={"query": "{ unitz }"}),
        await site.client.post("/graphql", json={"query": "{ __schema { types { name } } }"}),
        await site.client.get("/schema.graphql"),
    ]
    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert not any("units" in answer.text for answer in answers)


async def test_shows_the_schema_with_its_directives_to_whoever_has_a_token(site: Site) -> None:
    answer = await site.client.get("/schema.graphql", headers=site.headers(RoleCode.PARTNER_CUSTOMER))
    assert '@requires(permission: "sales.margin:read")' in answer.text


async def test_refuses_what_one_client_asks_beyond_its_share(settings: Settings, demo_database: Database) -> None:
    # With a share of one and one connection, two at once are one too many.
    small = settings.model_copy(update={"requests_per_client_max": 1, "pool_size_max": 1})
    async with running(small, demo_database) as site:
        answers = await asyncio.gather(*(site.post(UNITS) for _ in range(20)))
    refused = [answer for answer in answers if answer.status_code == 429]
    assert 0 < len(refused) < 20
    assert refused[0].headers["retry-after"] == "1"
    assert refused[0].json()["errors"][0]["extensions"]["code"] == "TOO_MANY_REQUESTS"
