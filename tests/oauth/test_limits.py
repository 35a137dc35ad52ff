"""Nobody asks without end, and nobody makes somebody else wait."""

import secrets
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

import pytest
from httpx import ASGITransport, AsyncClient, Response
from joserfc.jwk import ECKey
from starlette.applications import Starlette

from auth.key_ring import KeyRing
from kernel.clock import SystemClock
from server.http.buckets import Buckets
from server.http.visitor_limits import VisitorLimits
from server.oauth.desk import desk_of
from server.oauth.wiring import oauth_routes
from server.telemetry import logs
from server.telemetry.metrics import Metrics
from server.telemetry.observed import Observed
from services.work import Actor
from tests.oauth.house import House
from tests.oauth.test_device import begin


async def neighbour(house: House, name: str) -> House:
    """Give the same house with somebody else in it."""
    other = replace(house, user_id=uuid4(), cookie=secrets.token_urlsafe(32))
    await house.owner.execute(
        "insert into user_account (id, email, name) values ($1, $2, $2)", other.user_id, f"{name}@example.org"
    )
    await other.sign_in(other.cookie)
    return other


async def type_code(house: House, code: str) -> Response:
    return await house.submit(await house.browse("/device"), user_code=code)


async def test_who_guesses_the_codes_of_devices_waits_and_nobody_else_does(house: House) -> None:
    guesser, colleague = await neighbour(house, "guesser"), await neighbour(house, "colleague")
    begun = await begin(house, await house.client(public=True))
    assert [(await type_code(guesser, "BBBB-BBBB")).status_code for _ in range(10)] == [422] * 10
    refused = await type_code(guesser, begun["user_code"])
    assert (refused.status_code, begun["user_code"] in refused.text) == (429, False)
    assert 1 <= int(refused.headers["retry-after"]) <= 16
    # In another browser the guesser is nobody else.
    await guesser.sign_in(again := secrets.token_urlsafe(32))
    assert (await type_code(replace(guesser, cookie=again), begun["user_code"])).status_code == 429
    assert (await type_code(colleague, begun["user_code"])).status_code == 200


async def test_codes_that_are_right_count_for_nothing(house: House) -> None:
    owner = await neighbour(house, "owner")
    begun = await begin(house, await house.client(public=True))
    assert [(await type_code(owner, begun["user_code"])).status_code for _ in range(12)] == [200] * 12


@pytest.fixture
async def paced(tmp_path: Path) -> AsyncGenerator[AsyncClient]:
    """A server that takes two requests of a program at an address in a minute, and has no database."""

    def no_work(_actor: Actor) -> NoReturn:
        raise AssertionError("what is refused costs no statement")

    clock = SystemClock()
    desk = desk_of("http://localhost", ECKey.generate_key("P-256"), KeyRing(tmp_path, clock), clock, no_work)
    desk = replace(desk, visitors=VisitorLimits(Buckets(100), Buckets(2)))
    app = Observed(Starlette(routes=oauth_routes(desk)), Metrics(), logs.logger())
    async with AsyncClient(transport=ASGITransport(app), base_url="http://localhost") as client:
        yield client


async def test_a_program_is_answered_so_often_at_an_address_and_others_go_on(paced: AsyncClient) -> None:
    async def ask(program: str) -> int:
        return (await paced.get("/oauth/userinfo", params={"client_id": program})).status_code

    assert [await ask(program) for program in ("shop", "shop", "shop", "mill")] == [401, 401, 429, 401]
    shop = {"client_id": "shop"}
    for answer in (
        *[await paced.post(f"/oauth/{path}", data=shop) for path in ("token", "par", "revoke", "device_authorization")],
        await paced.post("/oauth/introspect", data={"token": "x"}, auth=("shop", "secret")),
        *[await paced.get(path, params=shop) for path in ("/oauth/authorize", "/oauth/logout", "/device")],
    ):
        assert answer.status_code == 429
        assert 1 <= int(answer.headers["retry-after"]) <= 30
