"""The dashboard in a real browser: somebody signs in, something is sold through the API, and the page moves."""

import time
from pathlib import Path

import pytest
from playwright.async_api import Browser, ViewportSize, expect

from tests.dashboard.shop import Shop, Wire

DESK, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
SECONDS_MAX = 1.0
SOLD = '.figure:has(dt:text-is("Sold today")) .value'


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.alone
async def test_shows_a_sale_within_a_second(shop: Shop, browser: Browser, size: ViewportSize, tmp_path: Path) -> None:
    page = await browser.new_page(viewport=size)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if "localhost" in request.url else complaints.append(request.url))
    await shop.sign_in(page)
    before = await page.inner_text(SOLD)
    await page.screenshot(path=tmp_path / "dashboard.png", full_page=True)
    order = await shop.sell()
    sold = time.monotonic()
    await expect(page.locator(SOLD)).not_to_have_text(before)
    assert time.monotonic() - sold < SECONDS_MAX
    await expect(page.get_by_role("row").filter(has_text=order["number"])).to_contain_text("Confirmed")
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert complaints == []


async def test_catches_up_with_what_it_missed(shop: Shop, browser: Browser) -> None:
    page, wire = await browser.new_page(viewport=DESK), Wire()
    await wire.lay(page)
    await shop.sign_in(page)
    await wire.cut()
    await page.get_by_text("Interrupted").wait_for()
    order = await shop.sell()
    wire.mend()
    await page.get_by_text("Live", exact=True).wait_for()
    await page.get_by_role("row").filter(has_text=order["number"]).wait_for()


async def test_reads_anew_and_goes_on_where_the_feed_does_not(shop: Shop, browser: Browser) -> None:
    page = await browser.new_page(viewport=DESK)
    told: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: told.append(str(frame))))
    await shop.sign_in(page)
    missed = await shop.sell()
    await shop.come_back_from_a_backup()
    for order in (missed, await shop.sell(), await shop.sell()):
        await page.get_by_role("row").filter(has_text=order["number"]).wait_for()
    assert any("RESYNC_REQUIRED" in frame for frame in told)
    await expect(page.get_by_text("Live", exact=True)).to_be_visible()


async def test_speaks_the_language_of_the_browser(shop: Shop, browser: Browser) -> None:
    page = await browser.new_page(viewport=PHONE)
    # The pages of the server, where one signs in on the way, stay in English.
    await page.add_init_script("Object.defineProperty(navigator, 'languages', { get: () => ['de-AT', 'en'] })")
    await shop.sign_in(page)
    await expect(page.get_by_role("heading", name="Bestand nach Lager")).to_be_visible()
    await expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
    assert "," in await page.inner_text(".figure .value >> nth=0")
    assert await page.get_attribute("html", "lang") == "de"
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


async def test_stays_signed_in_when_it_is_loaded_anew_and_keeps_no_token(shop: Shop, browser: Browser) -> None:
    page = await browser.new_page()
    await shop.sign_in(page)
    await page.reload()
    await page.get_by_text("Live", exact=True).wait_for()
    kept = await page.evaluate("JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie])")
    assert kept == '[{"signed in":"yes"},{},""]'


async def test_signs_out_of_the_server_too(shop: Shop, browser: Browser) -> None:
    page = await browser.new_page()
    await shop.sign_in(page)
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_label("E-mail address").wait_for()


async def test_goes_on_with_new_tokens_before_the_old_ones_end(shop: Shop, browser: Browser) -> None:
    page = await browser.new_page(viewport=DESK)
    await page.clock.install()
    await shop.sign_in(page)
    async with page.expect_websocket(), page.expect_response("**/oauth/token"):
        await page.clock.fast_forward("09:05")
    order = await shop.sell()
    await page.get_by_role("row").filter(has_text=order["number"]).wait_for()


async def test_says_so_when_somebody_was_signed_out_elsewhere(shop: Shop, browser: Browser) -> None:
    page = await browser.new_page()
    await shop.sign_in(page)
    await shop.sign_out_everywhere()
    await page.get_by_text("You are signed out.").wait_for()
