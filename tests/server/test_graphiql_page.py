"""The page with GraphiQL: what it brings along, and what it lets in."""

import re
from pathlib import Path

import orjson

from auth.demo import DEMO_REALM
from auth.keys import signing_key, verification_keys
from auth.roles import RoleCode
from auth.tokens import TokenVerifier
from kernel.clock import SystemClock
from server.http.graphiql.page import DEFAULT_QUERY, Page
from server.http.response import Answer
from server.settings import REPOSITORY
from tests.server.site import Site

HERE = Path(__file__).parent


def authorization(answer: Answer) -> str:
    found = re.search(r'<script type="application/json" id="settings">(.*)</script>', answer.body.decode())
    assert found is not None
    return orjson.loads(orjson.loads(found[1])["headers"])["Authorization"]


def test_brings_a_token_along_for_the_demo_on_this_machine() -> None:
    page = Page(HERE, lambda: "a-token")
    hosts = ("localhost:8000", "127.0.0.1", "[::1]:8000", "LOCALHOST")
    assert {authorization(page.answer(host)) for host in hosts} == {"Bearer a-token"}


def test_brings_no_token_to_another_name_of_this_machine() -> None:
    page = Page(HERE, lambda: "a-token")
    hosts = ("torso.example.com:8000", "localhost.example.com", "10.0.0.7:8000", "", None, "::1", "localhost:8000:80")
    assert not any("a-token" in authorization(page.answer(host)) for host in hosts)


def test_brings_no_token_without_the_demo() -> None:
    assert authorization(Page(HERE).answer("localhost")) == "Bearer <paste an access token here>"


def test_lets_nothing_in_from_elsewhere() -> None:
    headers = dict(Page(HERE).answer("localhost").headers)
    assert headers[b"content-security-policy"].startswith(b"default-src 'none'; script-src 'self';")
    assert b"http" not in headers[b"content-security-policy"]


def test_cannot_be_ended_by_what_stands_in_it() -> None:
    page = Page(HERE, lambda: "</script><script>alert(1)</script>")
    assert b"<script>alert" not in page.answer("localhost").body


def test_says_that_graphiql_is_being_installed(tmp_path: Path) -> None:
    answer = Page(tmp_path / "not there yet").answer("localhost")
    assert (answer.status, b"being installed" in answer.body) == (503, True)


def test_says_that_graphiql_is_not_installed(tmp_path: Path) -> None:
    answer = Page(tmp_path / "never there", is_made=False).answer("localhost")
    assert (answer.status, b"not installed" in answer.body, b"refresh" in answer.body) == (404, True, False)


def test_asks_what_the_readme_asks() -> None:
    lines = DEFAULT_QUERY.splitlines(keepends=True)
    assert "".join(lines[1:]) in (REPOSITORY / "README.md").read_text()


async def test_asks_a_query_that_has_an_answer(site: Site) -> None:
    answer = await site.ask(DEFAULT_QUERY)
    assert len(answer["data"]["salesOrders"]["nodes"]) == 5
    assert "errors" not in answer


async def test_comes_to_browsers_alone(site: Site) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    page = await site.client.get("/graphql", headers={"accept": browser})
    program = await site.client.get("/graphql", headers={"accept": "*/*"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert (program.status_code, program.headers["content-type"]) == (401, "application/json; charset=utf-8")


async def test_signs_the_demo_in_as_the_administrator(site: Site) -> None:
    page = Page(HERE, site.token)
    token = authorization(page.answer("localhost")).removeprefix("Bearer ")
    verifier = TokenVerifier(verification_keys(signing_key(site.settings.home)), DEMO_REALM, SystemClock())
    assert verifier.verify(token).roles == (RoleCode.ADMIN,)
