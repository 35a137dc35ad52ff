"""GraphiQL in a real browser: a query by clicking, with nothing fetched from anywhere else."""

import asyncio
import os
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest
from playwright.async_api import Page, async_playwright

from server.database import Database
from server.http.graphiql import bundle
from tests.server.site import Site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
EXECUTE = "button.graphiql-execute-button"
# GraphiQL runs the operation that it knows by name, and knows what was typed a moment after it was.
KNOWN = 'operation => Object.values(localStorage).some(kept => kept.includes(`"operationName":"${operation}"`))'

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("CI") != "true",
    reason="there is no Chromium here (Debian and Ubuntu: apt-get install chromium); with CI=true it has to be",
)


@pytest.fixture
async def page() -> AsyncGenerator[Page]:
    """A tab of a browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page()
        page.set_default_timeout(15_000)
        yield page
        await browser.close()


@pytest.fixture(scope="module")
async def graphiql(site: Site) -> str:
    """The address of the page, once GraphiQL is installed."""
    await asyncio.to_thread(bundle.make, site.settings.home)
    return f"{site.address}/graphql"


async def test_answers_the_query_that_is_there_at_a_click(page: Page, graphiql: str, tmp_path: Path) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(graphiql)
    await page.locator(".graphiql-query-editor").get_by_text("NewestOrders").wait_for()
    await page.click(EXECUTE)
    await page.locator(".result-window").get_by_text("totalCount").wait_for()
    await page.screenshot(path=tmp_path / "answered.png")
    assert complaints == []


async def test_follows_a_subscription_over_a_socket(page: Page, graphiql: str, demo_database: Database) -> None:
    # It makes its editor once more when it has the schema.
    async with page.expect_response(lambda response: response.request.method == "POST"):
        await page.goto(graphiql)
    await page.locator(".graphiql-query-editor").get_by_text("NewestOrders").click()
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.insert_text("subscription Work { jobProgress { changes { kind } } }")
    await page.wait_for_function(KNOWN, arg="Work")
    async with page.expect_websocket() as opened:
        await page.click(EXECUTE)
    result = page.locator(".result-window")
    await result.get_by_text("changes").wait_for()
    owner = await asyncpg.connect(demo_database.owner_url)
    await owner.execute("insert into job (kind, requested_by, state) values ('test.followed', 'ada', 'QUEUED')")
    await result.get_by_text("ENTERED").wait_for()
    await owner.execute("delete from job where kind = 'test.followed'")
    await result.get_by_text("REMOVED").wait_for()
    await owner.close()
    assert (await opened.value).url == graphiql.replace("http", "ws", 1)


async def test_shows_the_schema_to_whoever_opens_the_documentation(page: Page, graphiql: str) -> None:
    await page.goto(graphiql)
    await page.click("button[aria-label='Show Documentation Explorer']")
    await page.get_by_role("link", name="Query", exact=True).click()
    await page.get_by_text("Everything that can be asked.").wait_for()


async def test_fetches_everything_from_this_server(page: Page, graphiql: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(graphiql)
    await page.wait_for_selector(EXECUTE)
    here = (graphiql.removesuffix("/graphql"), "data:")
    assert [url for url in asked if not url.startswith(here)] == []
