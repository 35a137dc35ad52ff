"""The site as it is made, once for all tests of a run."""

import asyncio
from pathlib import Path

import pytest

from server.documentation import site
from tests.documentation.made import Made


@pytest.fixture(scope="session")
async def made(run_directory: Path) -> Made:
    """The whole site."""
    return Made(await asyncio.to_thread(site.make, run_directory / "home"))
