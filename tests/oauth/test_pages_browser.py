"""The pages in a real browser, in two languages and two widths: what they lead to is let through, and nothing else."""

import os
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.async_api import Page, ViewportSize, async_playwright

from tests.oauth.house import CALLBACK, House, request_for

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WIDTHS: dict[str, ViewportSize] = {
    "desktop": {"width": 1280, "height": 800},
    "phone": {"width": 360, "height": 740},
}

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("CI") != "true",
    reason="there is no Chromium here (Debian and Ubuntu: apt-get install chromium); with CI=true it has to be",
)


@pytest.fixture(params=WIDTHS)
async def page(request: pytest.FixtureRequest, house: House) -> AsyncGenerator[Page]:
    """A tab of somebody who is signed in, and reads German."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = await browser.new_context(viewport=WIDTHS[request.param], locale="de-DE")
        await context.add_cookies([{"name": "torso", "value": house.cookie, "url": house.issuer}])
        page = await context.new_page()
        page.set_default_timeout(15_000)
        yield page
        await browser.close()


async def test_leads_back_to_the_program_once_somebody_has_agreed(page: Page, house: House, tmp_path: Path) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    await page.route(f"{CALLBACK}**", lambda route: route.fulfill(body="arrived", content_type="text/plain"))
    client = await house.client(first_party=False, name="Lumenhaus Shop")
    await page.goto(f"{house.issuer}/oauth/authorize?{urlencode(request_for(client))}")
    await page.screenshot(path=tmp_path / "consent.png")
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    await page.get_by_role("heading", name="Zugriff erlauben?").wait_for()
    await page.get_by_role("button", name="Erlauben", exact=True).click()
    await page.get_by_text("arrived").wait_for()
    assert page.url.startswith(f"{CALLBACK}?code=")
    assert complaints == []


async def test_lets_a_device_in_by_the_keyboard_alone(page: Page, house: House, tmp_path: Path) -> None:
    client = await house.client(public=True, name="Scanner")
    begun = (await house.http.post("/oauth/device_authorization", data={"client_id": client})).json()
    await page.goto(begun["verification_uri"])
    await page.get_by_label("Code auf dem Gerät").fill(begun["user_code"])
    await page.screenshot(path=tmp_path / "device.png")
    await page.keyboard.press("Enter")
    await page.get_by_text(begun["user_code"]).wait_for()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.get_by_text("Das Gerät ist verbunden.").wait_for()
