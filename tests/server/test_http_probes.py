"""What machines ask, and what is written down about requests."""

from hashlib import sha256

from pydantic import SecretStr
from structlog.testing import capture_logs

from auth.roles import RoleCode
from server.database import Database
from server.settings import Settings
from tests.conftest import rolled_back
from tests.databases import Databases
from tests.server.site import Site, running

UNITS = {"query": "query Units { units(first: 1) { nodes { code } } }"}


async def test_is_alive_and_ready(site: Site) -> None:
    alive, ready = await site.client.get("/healthz"), await site.client.get("/readyz")
    assert (alive.status_code, ready.status_code) == (200, 200)
    assert ready.json()["status"] == "ready"


async def test_is_alive_and_not_ready_without_tables(settings: Settings, databases: Databases) -> None:
    empty = await databases.make("without_tables")
    async with running(settings, empty) as site:
        alive, ready = await site.client.get("/healthz"), await site.client.get("/readyz")
    assert (alive.status_code, ready.status_code) == (200, 503)


async def test_is_alive_and_not_ready_without_a_database(settings: Settings, databases: Databases) -> None:
    async with running(settings, databases.named("nothing_there")) as site:
        alive, ready = await site.client.get("/healthz"), await site.client.get("/readyz")
        asked = await site.post(UNITS)
    assert (alive.status_code, ready.status_code, asked.status_code) == (200, 503, 503)
    assert asked.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    assert "nothing_there" not in asked.text


async def test_counts_requests_plans_statements_and_used_fields(settings: Settings, database: Database) -> None:
    async with running(settings, database) as site:
        await site.post(UNITS)
        await site.post(UNITS)
        await site.post({"query": "{ unitz }"})
        lines = (await site.client.get("/metrics")).text.splitlines()
    assert {
        'torso_requests_total{route="graphql",status="200"} 2.0',
        'torso_requests_total{route="graphql",status="400"} 1.0',
        'torso_plans_total{cache="hit"} 1.0',
        'torso_plans_total{cache="miss"} 1.0',
        "torso_statements_total 2.0",
        'torso_field_uses_total{client="torso-demo",coordinate="Unit.code"} 2.0',
        'torso_request_seconds_count{route="graphql"} 3.0',
    } <= set(lines)


async def test_shows_metrics_to_the_operator_alone(settings: Settings, database: Database) -> None:
    guarded = settings.model_copy(update={"metrics_token": SecretStr("a token of the operator")})
    async with running(guarded, database) as site:
        right = await site.client.get("/metrics", headers={"authorization": "Bearer a token of the operator"})
        wrong = await site.client.get("/metrics", headers=site.headers(RoleCode.ADMIN))
        none = await site.client.get("/metrics")
    assert (right.status_code, wrong.status_code, none.status_code) == (200, 403, 403)


async def test_logs_each_request_with_who_asked_what(site: Site) -> None:
    with capture_logs() as logged:
        await site.post({**UNITS, "operationName": "Units"}, RoleCode.BUYER, x_request_id="request-4711")
    [line] = [line for line in logged if line["event"] == "request"]
    facts = {name: line[name] for name in ("request_id", "client", "operation", "method", "path", "status")}
    assert facts == {
        "request_id": "request-4711",
        "client": "torso-demo",
        "operation": "Units",
        "method": "POST",
        "path": "/graphql",
        "status": 200,
    }


async def test_logs_of_those_who_watch_only_what_they_were_told_of_trouble(
    settings: Settings, databases: Databases, site: Site
) -> None:
    with capture_logs() as logged:
        for path in ("/healthz", "/readyz", "/metrics"):
            await site.client.get(path)
        async with running(settings, databases.named("nothing_there")) as lost:
            await lost.client.get("/readyz")
    told = [(line["path"], line["status"]) for line in logged if line["event"] == "request"]
    assert told == [("/readyz", 503)]


async def test_logs_slow_plans_without_their_values(settings: Settings, database: Database) -> None:
    query = "query($code: String!) { unitByCode(code: $code) { name } }"
    with capture_logs() as logged:
        async with running(settings.model_copy(update={"slow_plan_ms": 0}), database) as site:
            await site.ask(query, code="a secret code")
    [line] = [line for line in logged if line["event"] == "slow plan"]
    assert line["document"] == sha256(query.encode()).hexdigest()
    assert line["bytes"] > 0
    assert "a secret code" not in str(logged)


async def test_tells_what_waits_in_the_background(site: Site, demo_database: Database) -> None:
    lines = dict(
        line.rsplit(" ", 1) for line in (await site.client.get("/metrics")).text.splitlines() if line[0] != "#"
    )
    async with rolled_back(demo_database.app_url) as app:
        unsealed = await app.fetchval("select count(*) from audit_unsealed")
        held = await app.fetchval("select count(*) from job where state = 'HELD'")
    assert float(lines["torso_audit_unsealed"]) == unsealed
    assert float(lines["torso_audit_unsealed_seconds"]) > 0
    assert float(lines["torso_outbox_events"]) >= 0
    assert float(lines["torso_feed_lag_seconds"]) >= 0
    assert float(lines['torso_jobs{state="held"}']) == held
    assert float(lines["torso_jobs_due_seconds"]) >= 0


async def test_tells_how_the_database_the_disk_and_the_keys_are(site: Site) -> None:
    lines = dict(
        line.rsplit(" ", 1) for line in (await site.client.get("/metrics")).text.splitlines() if line[0] != "#"
    )
    assert float(lines["torso_database_bytes"]) > 1_000_000
    assert 0 < float(lines["torso_disk_free_bytes"]) < float(lines["torso_disk_bytes"])
    assert float(lines['torso_key_age_seconds{key="data"}']) >= 0
    assert lines["torso_secret_expires_seconds"] == "+Inf"
    assert lines["torso_read_only"] == "0.0"
