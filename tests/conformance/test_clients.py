"""Other people's clients, and those that we generate, ask every operation that the contract shows, and get what it promises."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from gql import Client, GraphQLRequest
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport
from graphql import GraphQLSchema, build_schema

from server.cli.schema import DIRECTORY as CONTRACT
from server.cli.schema import SCHEMA
from server.contract import python_client, typescript
from server.http.messages import SUBPROTOCOL
from tests.conformance import packages
from tests.conformance.asked import Asked, all_asked, require_answered, told
from tests.conformance.relay import compiled
from tests.server.site import Site

PROGRAMS = packages.DIRECTORY / "programs"


async def asked_by(program: str, site: Site, made: Path | None = None) -> None:
    """Let a program of Node ask everything; it has nothing to complain of either."""
    await packages.install()
    done = await packages.run(PROGRAMS / program, told(site, str(made or "")))
    assert (done.returncode, done.stderr) == (0, "")
    require_answered(orjson.loads(done.stdout))


@pytest.mark.parametrize("program", ["apollo.mjs", "urql.mjs"])
async def test_is_answered_to(program: str, busy_site: Site) -> None:
    await asked_by(program, busy_site)


async def test_is_answered_to_relay(busy_site: Site, tmp_path: Path) -> None:
    await packages.install()
    await asked_by("relay.mjs", busy_site, await compiled(tmp_path, "javascript"))


async def test_is_answered_to_the_client_for_typescript(busy_site: Site) -> None:
    await asyncio.to_thread(typescript.make)
    await asked_by("typescript.mjs", busy_site, typescript.DIRECTORY / "dist")


async def test_is_answered_to_the_client_for_python(busy_site: Site) -> None:
    await asyncio.to_thread(python_client.make)
    command = [sys.executable, str(PROGRAMS / "generated.py"), told(busy_site)]
    environment = {**os.environ, "PYTHONPATH": str(python_client.DIRECTORY)}
    done = await asyncio.to_thread(
        subprocess.run, command, env=environment, capture_output=True, check=False, timeout=packages.PATIENCE_SECONDS
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
    require_answered(orjson.loads(done.stdout))


async def test_is_answered_to_gql(busy_site: Site) -> None:
    schema = build_schema((CONTRACT / SCHEMA).read_text(encoding="utf-8"), assume_valid=True)
    answers = {each.name: {"data": await by_gql(each, busy_site, schema)} for each in all_asked(busy_site)}
    require_answered(answers)


async def by_gql(asked: Asked, site: Site, schema: GraphQLSchema) -> dict[str, object]:
    """Ask with gql, which looks first whether the operation fits the contract."""
    address, headers = f"{site.address}/graphql", {"authorization": f"Bearer {asked.token}"}
    request = GraphQLRequest(asked.text, variable_values=asked.variables)
    if asked.kind == "subscription":
        over = address.replace("http", "ws", 1)
        socket = WebsocketsTransport(over, init_payload=headers, subprotocols=[SUBPROTOCOL])
        async with Client(transport=socket, schema=schema) as session:
            return await anext(session.subscribe(request))
    async with Client(transport=HTTPXAsyncTransport(address, headers=headers), schema=schema) as session:
        return await session.execute(request)
