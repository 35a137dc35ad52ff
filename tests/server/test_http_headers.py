"""What a browser is told with everything that comes from here."""

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.responses import Response

from server.http.shield import Shielded
from tests.server.site import Site

HTML = {"accept": "text/html"}


@pytest.mark.parametrize(
    "path", ["/graphql", "/healthz", "/readyz", "/metrics", "/schema.graphql", "/nowhere", "/files/x"]
)
async def test_guesses_no_types_frames_nothing_and_passes_nothing_on(site: Site, path: str) -> None:
    headers = (await site.client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"


async def test_leaves_a_page_the_policy_that_it_has(site: Site) -> None:
    headers = (await site.client.get("/graphql", headers=HTML)).headers
    policies = headers.get_list("content-security-policy")
    assert len(policies) == 1
    assert "script-src 'self'" in policies[0]


@pytest.mark.parametrize(
    ("url", "asked"), [("https://erp.example.org", True), ("http://localhost:8000", False), ("", False)]
)
async def test_asks_for_https_alone_where_it_is_reached_by_it(url: str, asked: bool) -> None:
    transport = ASGITransport(Shielded(Response("hello"), url))
    async with AsyncClient(transport=transport, base_url="http://here") as client:
        answer = await client.get("/")
    assert ("strict-transport-security" in answer.headers) == asked
