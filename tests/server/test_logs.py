"""Secrets are in no log, whoever writes it."""

import io
import logging
import sys
from collections.abc import Generator

import pytest
import structlog

from server.database import Database
from server.settings import Settings
from server.telemetry import logs
from server.telemetry.hiding import HIDDEN, hide_secrets
from tests.server.site import running

IBAN = "AT483200000012345864"
BELGIAN = "be68539007547034"
TOKEN = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJlLW9mLWFkYQ"
PASSWORD = "correct-horse-battery"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Generator[io.StringIO]:
    """What is logged in this test, as JSON."""
    out = io.StringIO()
    monkeypatch.setattr(sys, "stderr", out)
    logs.configure("json")
    yield out
    monkeypatch.undo()
    logging.basicConfig(force=True)
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "event",
    [
        {"authorization": f"Bearer {PASSWORD}"},
        {"headers": {"Cookie": f"torso={PASSWORD}", "accept": "text/html"}},
        {"given": [{"newPassword": PASSWORD}]},
        {"iban": IBAN, "client_secret": PASSWORD, "id_token": TOKEN, "otp": PASSWORD},
        {"event": f"connecting to postgresql://torso:{PASSWORD}@localhost/torso"},
        {"event": f"POST /oauth/token?client_secret={PASSWORD}&code={PASSWORD}"},
        {"exception": f"ValueError: account AT48 3200 0000 1234 5864 of {TOKEN}, password='{PASSWORD}'"},
        {"event": f"GET /files/1?signature={PASSWORD}"},
        {"request_id": IBAN},
        {"request_id": IBAN.lower()},
        {"request_id": BELGIAN},
        {"event": f"request {IBAN.lower()}"},
    ],
)
def test_hides_what_is_secret(event: dict[str, object]) -> None:
    shown = str(hide_secrets(None, "info", event))
    assert HIDDEN in shown
    assert not any(secret in shown for secret in (PASSWORD, IBAN, IBAN.lower(), BELGIAN, TOKEN, "AT48 3200"))


@pytest.mark.parametrize(
    "event",
    [
        {"event": "request", "path": "/graphql", "status": 200, "ms": 1.5, "client": "torso-demo"},
        {"code": "FORBIDDEN", "attempted": "productCreate", "facts": {"coordinate": "Sku.cost"}},
        {"request_id": "de12345678901234567890123456789a", "trace_id": "ab12" * 8, "span_id": "cd34567890123456"},
        {"event": "SO-2025-000123 of 0190f3c2-7a1b-7c3d-8e4f-5a6b7c8d9e0f", "operation": "Orders"},
    ],
)
def test_leaves_what_is_none(event: dict[str, object]) -> None:
    assert hide_secrets(None, "info", dict(event)) == event


def test_hides_what_an_error_quotes(written: io.StringIO) -> None:
    error = ValueError(f"Bearer {PASSWORD}")
    logs.logger().error("bug", exc_info=error)
    logging.getLogger("a.library").error("failed with token=%s", PASSWORD, exc_info=error)
    assert written.getvalue().count("ValueError") == 2
    assert PASSWORD not in written.getvalue()


async def test_a_server_writes_no_secret_that_it_is_driven_with(
    written: io.StringIO, settings: Settings, demo_database: Database
) -> None:
    document = f'mutation Q($iban: String) {{ bankAccountCreate(input: {{iban: $iban, name: "{PASSWORD}"}}) {{ x }} }}'
    async with running(settings, demo_database) as site:
        token = site.token()
        await site.post({"query": document, "variables": {"iban": IBAN}}, cookie=f"torso={PASSWORD}")
        await site.client.post("/graphql", json={"query": "{ me }"}, headers={"authorization": f"Bearer {TOKEN}"})
        await site.client.get(f"/files/0190f3c2-7a1b-7c3d-8e4f-5a6b7c8d9e0f?signature={PASSWORD}&expires=1")
        await site.client.post("/oauth/token", data={"client_secret": PASSWORD, "code": PASSWORD})
    assert written.getvalue().count('"event":"request"') == 4
    assert not any(secret in written.getvalue() for secret in (token, TOKEN, PASSWORD, IBAN))
