"""The page: what comes with it, and what is there before it is built."""

import re
from pathlib import Path

from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette

from server.http.dashboard.page import DashboardPage
from server.telemetry import logs
from server.telemetry.metrics import Metrics
from server.telemetry.observed import Observed
from tests.dashboard.shop import Shop


async def test_lets_nothing_in_that_was_not_built(shop: Shop) -> None:
    page = await shop.site.client.get("/")
    policy = page.headers["content-security-policy"]
    assert page.status_code == 200
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
    assert page.headers["cache-control"] == "no-store"
    assert re.search(r"<script(?![^>]*src=)|<style|\son\w+=", page.text) is None


async def test_gives_scripts_that_browsers_keep_for_good(shop: Shop) -> None:
    page = await shop.site.client.get("/")
    script = re.search(r'src="(/dashboard/[^"]+\.js)"', page.text)
    assert script is not None
    answer = await shop.site.client.get(script[1])
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await shop.site.client.get("/dashboard/../index.html")).status_code == 404


async def test_says_that_it_is_being_built(tmp_path: Path) -> None:
    page = Starlette(routes=list(DashboardPage(tmp_path / "none").routes()))
    app = Observed(page, Metrics(), logs.logger())
    async with AsyncClient(transport=ASGITransport(app), base_url="http://torso") as client:
        answer = await client.get("/")
        assert answer.status_code == 503
        assert "is being built" in answer.text
        assert (await client.get("/dashboard/index.js")).status_code == 404
