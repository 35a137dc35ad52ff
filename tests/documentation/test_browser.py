"""The documentation in a browser: it looks things up, and fits a phone."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import suppress

import pytest
from playwright.async_api import Browser, Page
from starlette.applications import Starlette
from uvicorn import Config, Server

from server.documentation.page import Documentation
from tests.dashboard.conftest import browser
from tests.documentation.made import Made

__all__ = ["browser"]

PAGES = [
    "",
    "guides/ten-minutes/",
    "reference/sales/sales-order/",
    "reference/errors/",
    "contract/permissions/",
    "handbook/api/",
]
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
async def address(made: Made) -> AsyncGenerator[str]:
    """Where it is served."""
    app = Starlette(routes=list(Documentation(made.directory).routes()))
    listening = socket.create_server(("127.0.0.1", 0))
    server = Server(Config(app, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve([listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/docs/"
    server.should_exit = True
    with suppress(asyncio.CancelledError):
        await serving


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_fits_a_phone_and_its_policy(browser: Browser, address: str, path: str) -> None:
    page, said = await _page(browser)
    await page.goto(address + path)
    assert await page.locator("h1").is_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert said == []


async def test_finds_a_field_by_its_name(browser: Browser, address: str) -> None:
    page, said = await _page(browser)
    await page.goto(address)
    await page.locator("label[for=__search]:visible").first.click()
    await (
        page.get_by_role("combobox")
        .or_(page.get_by_role("searchbox"))
        .or_(page.get_by_placeholder("Search"))
        .first.fill("salesOrderConfirm")
    )
    await page.locator("a[href*='reference/sales/sales-order']").first.wait_for()
    assert said == []


async def _page(browser: Browser) -> tuple[Page, list[str]]:
    """Open a page of a phone, and listen to what its console says."""
    page = await browser.new_page(viewport=PHONE)  # pyright: ignore[reportArgumentType] - a size
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return page, said
