"""Pages of other origins: each program in its own pages alone, and no cookies."""

from collections.abc import AsyncGenerator

import asyncpg
import pytest
from httpx import Response

from auth.demo import DEMO_CLIENT
from server.database import create_recording_pool
from server.http.origins import Origins, foreign_origin
from server.settings import Settings
from tests.databases import Databases
from tests.server.site import Site, running

SHOP = "https://shop.example.org"
OTHER = "https://portal.example.org"
UNITS = {"query": "{ units(first: 1) { totalCount } }"}
CLIENT = """
insert into oauth_client (client_id, name, kind, state, web_origins) values ($1, $1, 'PUBLIC', $2, $3)
"""


@pytest.fixture(scope="module")
async def open_site(
    databases: Databases, demo_template: str, settings: Settings, worker_id: str
) -> AsyncGenerator[Site]:
    """A server that knows the demo's program in the pages of a shop, another program, and one that nobody has approved."""
    database = await databases.make(f"cross_origin_{worker_id}", demo_template)
    connection = await asyncpg.connect(database.owner_url)
    for client, state, origin in (
        (DEMO_CLIENT, "APPROVED", SHOP),
        ("portal", "APPROVED", OTHER),
        ("stranger", "REQUESTED", "https://evil.example.org"),
    ):
        await connection.execute(CLIENT, client, state, [origin])
    await connection.close()
    async with running(settings, database) as site:
        yield site
    await databases.drop(f"cross_origin_{worker_id}")


async def preflight(site: Site, origin: str, path: str = "/graphql") -> Response:
    headers = {"origin": origin, "access-control-request-method": "POST"}
    return await site.client.options(path, headers=headers)


async def asked_from(site: Site, origin: str) -> Response:
    return await site.post(UNITS, origin=origin)


@pytest.mark.parametrize("path", ["/graphql", "/oauth/token", "/files/0190f3c2-7a1b-7c3d-8e4f-5a6b7c8d9e0f"])
@pytest.mark.parametrize("origin", [SHOP, OTHER])
async def test_lets_pages_of_approved_programs_ask(open_site: Site, origin: str, path: str) -> None:
    answer = await preflight(open_site, origin, path)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (204, origin)
    assert "authorization" in answer.headers["access-control-allow-headers"]
    assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example.org", "null", "http://shop.example.org", f"{SHOP}.evil.org", f"{SHOP}:444", "https://", "x"],
)
async def test_lets_no_other_pages_ask(open_site: Site, origin: str) -> None:
    answers = [await preflight(open_site, origin), await asked_from(open_site, origin)]
    assert {answer.status_code for answer in answers} == {403}
    assert not any("access-control-allow-origin" in answer.headers for answer in answers)


async def test_answers_a_program_in_its_own_pages(open_site: Site) -> None:
    answer = await asked_from(open_site, SHOP)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, SHOP)
    assert "Origin" in answer.headers.get_list("vary", split_commas=True)


async def test_refuses_a_token_in_pages_of_another_program(open_site: Site) -> None:
    answer = await asked_from(open_site, OTHER)
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["extensions"]["code"] == "ORIGIN_NOT_ALLOWED"
    assert "access-control-allow-origin" not in answer.headers


async def test_lets_a_page_read_that_its_token_is_too_old(open_site: Site) -> None:
    headers = {"origin": SHOP, "authorization": "Bearer too-old"}
    answer = await open_site.client.post("/graphql", json=UNITS, headers=headers)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (401, SHOP)
    assert "www-authenticate" in answer.headers["access-control-expose-headers"]


async def test_lets_its_own_pages_ask_without_a_word(open_site: Site) -> None:
    answer = await asked_from(open_site, open_site.address)
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers


async def test_takes_a_page_that_came_without_tls_for_none_of_its_own() -> None:
    def foreign(origin: str, public_url: str, scheme: str = "http", host: str = "erp.example.org") -> bool:
        headers = [(b"host", host.encode()), (b"origin", origin.encode())]
        return foreign_origin({"type": "http", "scheme": scheme, "headers": headers}, public_url) is not None

    ours, insecure = "https://erp.example.org", "http://erp.example.org"
    assert [foreign(origin, ours) for origin in (ours, insecure, "ftp://erp.example.org")] == [False, True, True]
    assert [foreign(origin, "", "https") for origin in (ours, insecure)] == [False, True]
    # Whoever stands before the server has ended TLS, and nobody has said at which address.
    assert [foreign(origin, "", "http") for origin in (ours, insecure)] == [False, False]
    assert not foreign("http://127.0.0.1:8000", ours, host="127.0.0.1:8000")


async def test_never_shares_what_looks_at_cookies(open_site: Site) -> None:
    for path in ("/sign-in", "/oauth/authorize", "/oauth/logout", "/device", "/metrics", "/"):
        answer = await preflight(open_site, SHOP, path)
        assert "access-control-allow-origin" not in answer.headers


async def test_never_lets_cookies_come_along(open_site: Site) -> None:
    answers = [await preflight(open_site, SHOP), await asked_from(open_site, SHOP)]
    assert not any("access-control-allow-credentials" in answer.headers for answer in answers)
    assert not any(answer.headers["access-control-allow-origin"] == "*" for answer in answers)


async def test_keeps_tokens_of_the_demo_in_its_own_pages(site: Site) -> None:
    assert (await asked_from(site, SHOP)).status_code == 403


@pytest.mark.usefixtures("open_site")
async def test_notices_within_seconds_that_an_origin_is_taken_away(databases: Databases, worker_id: str) -> None:
    origins, pool = Origins(), await create_recording_pool(databases.named(f"cross_origin_{worker_id}"))
    await origins.refresh(pool)
    before = origins.known(OTHER)
    owner = await asyncpg.connect(databases.named(f"cross_origin_{worker_id}").owner_url)
    async with owner.transaction():
        await owner.execute("update oauth_client set state = 'SUSPENDED' where client_id = 'portal'")
    await origins.refresh(pool)
    after = origins.known(OTHER)
    await owner.execute("update oauth_client set state = 'APPROVED' where client_id = 'portal'")
    await owner.close()
    await pool.close()
    assert (before, after) == (True, False)
