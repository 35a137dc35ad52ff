"""The pages for people take so many forms of an address, before anything is done with them."""

from datetime import UTC, datetime
from typing import NoReturn

import asyncpg
from httpx import ASGITransport, AsyncClient
from joserfc.jwk import ECKey
from starlette.applications import Starlette

from kernel.clock import FixedClock
from server.http.buckets import Buckets
from server.http.visitor_limits import VisitorLimits
from server.pages.cookie import Cookies
from server.pages.security import form_tokens_of
from server.people.desk import Desk
from server.people.wiring import people_routes, relying_of
from server.settings import Settings
from server.telemetry import logs
from server.telemetry.metrics import Metrics
from server.telemetry.observed import Observed
from server.writing.recording import Recorder
from services.platform.access.passwords import Passwords
from services.platform.access.sessions import SessionLimits
from services.platform.access.sign_in import SignIn
from services.work import Actor


def no_work(_actor: Actor) -> NoReturn:
    raise AssertionError("what is refused costs no statement")


def application() -> Observed:
    clock, passwords, limits = FixedClock(datetime(2026, 1, 1, tzinfo=UTC)), Passwords(), SessionLimits()
    desk = Desk(
        works=no_work,
        sign_in=SignIn(no_work, passwords, limits),
        passwords=passwords,
        limits=limits,
        cookies=Cookies(""),
        tokens=form_tokens_of(ECKey.generate_key("P-256"), ""),
        recorder=Recorder(asyncpg.create_pool("postgresql://nowhere"), logs.logger()),
        clock=clock,
        visitors=VisitorLimits(Buckets(2)),
    )
    return Observed(Starlette(routes=people_routes(desk, relying_of(Settings(), clock))), Metrics(), logs.logger())


async def test_takes_so_many_forms_of_an_address_and_lets_others_go_on() -> None:
    app, sent = application(), {"email": "ada@example.org", "password": "x"}

    async def send(address: str, path: str) -> int:
        transport = ASGITransport(app, client=(address, 1))
        async with AsyncClient(transport=transport, base_url="http://localhost") as browser:
            answer = await browser.post(path, data=sent)
        assert (answer.status_code == 429) == ("retry-after" in answer.headers)
        return answer.status_code

    paths = ("/sign-in", "/sign-in/passkey/begin", "/sign-in/second-factor", "/password/forgotten")
    assert [await send("192.0.2.1", path) for path in paths] == [403, 403, 429, 429]
    assert await send("192.0.2.2", "/sign-in") == 403
