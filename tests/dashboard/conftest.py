"""A server that shows its dashboard."""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest
from playwright.async_api import Browser, async_playwright

from auth.keys import signing_key
from server.demo_people import demo_password, give_passwords
from server.http.dashboard import bundle
from server.settings import Settings
from services.demo.people import administrators_email
from services.platform.access.own_program import ensure_own_program
from tests.dashboard.shop import Shop
from tests.databases import Databases
from tests.server.site import running

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
async def shop(databases: Databases, demo_template: str, run_directory: Path, worker_id: str) -> AsyncGenerator[Shop]:
    """The demo company, in a database of these tests alone."""
    database = await databases.make(f"dashboard_{worker_id}", demo_template)
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://localhost:{listening.getsockname()[1]}"
    home = run_directory / "home"
    settings = Settings(home=home, database_url=None, pool_size_min=0, pool_size_max=4, demo=True, public_url=address)
    await asyncio.to_thread(bundle.make, home)
    owner = await asyncpg.connect(database.owner_url)
    await give_passwords(owner, signing_key(home))
    await ensure_own_program(owner, address)
    await owner.close()
    async with running(settings, database, listening) as site:
        yield Shop(address, site, administrators_email(), demo_password(signing_key(home)), database.owner_url)


@pytest.fixture
async def browser() -> AsyncGenerator[Browser]:
    """A browser; without one on the machine the test is left out."""
    if CHROMIUM is None and os.environ.get("CI") != "true":
        pytest.skip(
            "there is no Chromium here (Debian and Ubuntu: apt-get install chromium); with CI=true it has to be"
        )
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()
