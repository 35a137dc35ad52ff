"""Nobody asks without end, and nobody makes somebody else wait."""

import secrets
from asyncio import gather
from collections import Counter
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
from server.database import Database
from server.http.buckets import Buckets
from server.http.visitor_limits import VisitorLimits
from server.oauth.desk import desk_of
from server.oauth.wiring import oauth_routes
from server.settings import Settings
from server.telemetry import logs
from server.telemetry.metrics import Metrics
from server.telemetry.observed import Observed
from services.platform.access import device
from services.work import Actor
from tests.oauth.house import House
from tests.oauth.test_device import begin
from tests.server.site import running


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
async def neighbour_worker(house: House, oauth_database: Database, tmp_path: Path) -> AsyncGenerator[House]:
    """Another worker on the same database."""
    settings = Settings(home=tmp_path, database_url=None, pool_size_min=0, pool_size_max=2, public_url=house.issuer)
    async with running(settings, oauth_database) as site:
        yield replace(house, http=site.client)


async def test_devices_of_a_network_wait_for_each_other_at_whichever_worker_and_program(
    house: House, neighbour_worker: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "BEGUN_A_MINUTE_MAX", 2)
    network = f"2001:db8:{secrets.randbelow(0xFFFF):x}"
    assert (await show_code(house, f"{network}:1::1")).status_code == 200
    assert (await show_code(neighbour_worker, f"{network}:2::1")).status_code == 200
    for worker in (house, neighbour_worker):
        refused = await show_code(worker, f"{network}:3::1")
        assert (refused.status_code, refused.json()["error"]) == (429, "temporarily_unavailable")
        assert 50 <= int(refused.headers["retry-after"]) <= 60
    assert (await show_code(house, "2001:db8:ffff::1")).status_code == 200
    minute_over = "update oauth_device_code set expires_at = expires_at - interval '1 minute'"
    await house.owner.execute(minute_over)
    assert (await show_code(house, f"{network}:3::1")).status_code == 200


async def test_of_many_devices_at_once_only_so_many_begin_to_wait(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "BEGUN_A_MINUTE_MAX", 3)
    programs = [await house.client(public=True) for _ in range(12)]
    answers = await gather(*[show_code(house, "192.0.2.77", each) for each in programs])
    assert Counter(answer.status_code for answer in answers) == {200: 3, 429: 9}


def test_a_network_alone_is_not_all_devices_of_a_program() -> None:
    assert device.BEGUN_A_MINUTE_MAX * (device.LASTS / device.MINUTE + 1) * 20 < device.OPEN_MAX


async def show_code(worker: House, address: str, program: str | None = None) -> Response:
    """Let a device begin to wait at an address, of a new program unless said otherwise."""
    said = {"client_id": program or await worker.client(public=True), "scope": "openid"}
    return await worker.http.post("/oauth/device_authorization", data=said, headers={"x-forwarded-for": address})


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
