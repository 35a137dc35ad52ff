"""The documentation is served: whole, under its policy, small on its way, and only where somebody wants that."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette

from server.documentation.page import Documentation
from server.documentation.site import directory
from server.settings import Settings
from tests.documentation.made import Made


@pytest.fixture
async def reader(made: Made) -> AsyncGenerator[AsyncClient]:
    """Somebody who reads it."""
    app = Starlette(routes=list(Documentation(made.directory).routes()))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://torso") as client:
        yield client


async def test_leads_to_its_first_page(reader: AsyncClient) -> None:
    first = await reader.get("/docs", follow_redirects=True)
    assert (first.status_code, first.url.path) == (200, "/docs/")
    assert "Ten minutes to a live component" in first.text


async def test_shows_pages_under_their_policy(reader: AsyncClient, made: Made) -> None:
    page = await reader.get("/docs/reference/sales/sales-order/")
    assert page.headers["content-security-policy"] == made.policy
    assert page.headers["content-encoding"] == "gzip"
    assert "salesOrderConfirm" in page.text


async def test_what_is_not_there_is_not_found(reader: AsyncClient) -> None:
    assert (await reader.get("/docs/nowhere/")).status_code == 404


async def test_says_so_until_it_is_made(tmp_path: Path) -> None:
    app = Starlette(routes=list(Documentation(directory(tmp_path)).routes()))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://torso") as client:
        page = await client.get("/docs/")
    assert (page.status_code, page.headers["retry-after"]) == (503, "2")


def test_is_shown_only_where_somebody_says_so() -> None:
    assert not Settings(home=Path("home")).docs
