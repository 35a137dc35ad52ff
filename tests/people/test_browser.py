"""The pages in a real browser, on a desk and on a phone: nothing fetched from elsewhere, nothing that it complains of."""

import os
import shutil
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Page, ViewportSize, async_playwright

from tests.people.conftest import Town

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DESK, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=360, height=740)
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}  # fmt: skip

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("CI") != "true",
    reason="there is no Chromium here (Debian and Ubuntu: apt-get install chromium); with CI=true it has to be",
)


@pytest.fixture
async def tab(town: Town) -> AsyncGenerator[Callable[[ViewportSize], Awaitable[Page]]]:
    """Open tabs of a browser that has a device with passkeys."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

        async def open_tab(size: ViewportSize) -> Page:
            page = await browser.new_page(viewport=size, base_url=town.site.address.replace("127.0.0.1", "localhost"))
            page.set_default_timeout(15_000)
            devices = await page.context.new_cdp_session(page)
            await devices.send("WebAuthn.enable")  # pyright: ignore[reportUnknownMemberType] - its parameters are of any kind
            await devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})  # pyright: ignore[reportUnknownMemberType] - see above
            return page

        yield open_tab
        await browser.close()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_somebody_signs_in_and_looks_after_their_account(
    town: Town, tab: Callable[[ViewportSize], Awaitable[Page]], size: ViewportSize, tmp_path: Path
) -> None:
    person, page = await town.person(), await tab(size)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if "localhost" in request.url else complaints.append(request.url))
    await page.goto("/sign-in")
    await page.screenshot(path=tmp_path / "sign-in.png")
    await page.get_by_label("E-mail address").fill(person.email)
    await page.get_by_label("Password").fill(person.password)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.get_by_role("heading", name="Your account").wait_for()
    await page.screenshot(path=tmp_path / "account.png", full_page=True)
    await page.get_by_role("link", name="Set up an app").click()
    await page.screenshot(path=tmp_path / "totp.png", full_page=True)
    await page.goto("/account/password")
    await page.screenshot(path=tmp_path / "password.png", full_page=True)
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert complaints == []


async def test_somebody_adds_a_passkey_and_signs_in_with_it(
    town: Town, tab: Callable[[ViewportSize], Awaitable[Page]], tmp_path: Path
) -> None:
    person, page = await town.person(), await tab(DESK)
    await page.goto("/sign-in")
    await page.get_by_label("E-mail address").fill(person.email)
    await page.get_by_label("Password").fill(person.password)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.get_by_label("Name of the new passkey").fill("My phone")
    await page.get_by_role("button", name="Add a passkey").click()
    await page.get_by_role("button", name="Take away My phone").wait_for()
    await page.screenshot(path=tmp_path / "passkeys.png", full_page=True)
    await page.get_by_role("button", name="Sign out", exact=True).click()
    await page.goto("/sign-in?next=/account/password")
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await page.get_by_role("heading", name="Change password").wait_for()
    methods = await town.owner.fetch("select methods from user_session where user_id = $1 order by id", person.id)
    assert [row["methods"] for row in methods] == [["pwd"], ["hwk", "mfa"]]
    assert [code for _, code in await town.audit(person.id)] == [
        "SIGNED_IN",
        "PASSKEY_ADDED",
        "SIGNED_OUT",
        "SIGNED_IN",
    ]


async def test_a_passkey_that_was_taken_away_opens_nothing(
    town: Town, tab: Callable[[ViewportSize], Awaitable[Page]]
) -> None:
    person, page = await town.person(), await tab(DESK)
    await page.goto("/sign-in")
    await page.get_by_label("E-mail address").fill(person.email)
    await page.get_by_label("Password").fill(person.password)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.get_by_label("Name of the new passkey").fill("Lost phone")
    await page.get_by_role("button", name="Add a passkey").click()
    await page.get_by_role("button", name="Take away Lost phone").click()
    await page.get_by_text("You have no passkey.").wait_for()
    await page.goto("/sign-in")
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await page.get_by_role("status").get_by_text("That did not work.").wait_for()
    assert page.url.endswith("/sign-in?note=passkey_failed")
