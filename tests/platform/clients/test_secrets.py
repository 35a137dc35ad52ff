"""Secrets are shown once, kept as their hash, two at a time, and never made by those who have less than the program."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.platform.clients.registry import GRANT_ROLE, REVOKE_SECRET, SECRET, Registry, codes


async def test_a_secret_is_shown_once_and_kept_as_its_hash(registry: Registry) -> None:
    program = await registry.service()
    made = await registry.do(SECRET, id=program["id"], version=program["version"])
    secret, kept = made["secret"], made["oauthClientSecret"]
    assert secret.startswith("tcs_")
    assert len(secret) >= 4 + 43
    assert (kept["hint"], kept["expiresAt"]) == (secret[-4:], None)
    digest = hashlib.sha256(secret.encode()).digest()
    assert await registry.shop.owner.fetchval(
        "select count(*) from oauth_client_secret where secret_hash = $1", digest
    ) == 1  # fmt: skip


async def test_who_repeats_a_request_gets_no_secret_and_nothing_keeps_it(registry: Registry) -> None:
    program, key = await registry.service(), str(uuid7())
    asked = {"id": program["id"], "version": program["version"], "key": key}
    first = await registry.do(SECRET, **asked)
    again = await registry.shop.ask(SECRET, asked, token=registry.admin.token)
    assert again["extensions"]["replayed"] == ["done"]
    assert again["data"]["done"] == {**first, "secret": None}
    kept = await registry.shop.owner.fetchval("select response from idempotency_key where key = $1", key)
    assert first["oauthClientSecret"]["id"] in kept
    assert first["secret"] not in kept


async def test_the_audit_tells_that_a_secret_was_made_and_not_which(registry: Registry) -> None:
    program = await registry.service()
    made = await registry.do(SECRET, id=program["id"], version=program["version"])
    entries = await registry.shop.owner.fetch(
        "select actor, after::text from audit_entry where entity_id = $1 and operation = 'UPDATE'",
        program["id"].partition(":")[2],
    )
    assert [entry["actor"] for entry in entries] == [str(registry.admin.id)]
    assert "secrets_changed_at" in entries[0]["after"]
    whole = await registry.shop.owner.fetchval(
        "select count(*) from audit_entry where audit_entry::text like $1", f"%{made['secret']}%"
    )
    assert whole == 0


async def test_one_secret_takes_the_place_of_the_other(registry: Registry) -> None:
    program = await registry.service()
    old = await registry.do(SECRET, id=program["id"], version=1)
    new = await registry.do(SECRET, id=program["id"], version=2)
    assert codes(await registry.do(SECRET, id=program["id"], version=3)) == ["TOO_MANY_SECRETS"]
    revoked = await registry.do(REVOKE_SECRET, id=old["oauthClientSecret"]["id"])
    assert revoked["oauthClientSecret"]["revokedAt"] is not None
    third = await registry.do(SECRET, id=program["id"], version=4)
    assert len({old["secret"], new["secret"], third["secret"]}) == 3


async def test_of_many_at_once_one_makes_a_secret(registry: Registry) -> None:
    program = await registry.service()
    made = await asyncio.gather(*(registry.do(SECRET, id=program["id"], version=1) for _ in range(64)))
    assert sorted(map(codes, made)) == [[], *[["STALE_VERSION"]] * 63]


@pytest.mark.parametrize(("days", "refused"), [(-1, ["SECRET_END_UNFIT"]), (90, []), (800, ["SECRET_END_UNFIT"])])
async def test_the_end_of_a_secret_is_to_come(registry: Registry, days: int, refused: list[str]) -> None:
    program = await registry.service()
    end = (datetime.now(UTC) + timedelta(days=days)).isoformat()
    assert codes(await registry.do(SECRET, id=program["id"], version=1, expiresAt=end)) == refused


async def test_public_programs_have_no_secrets(registry: Registry) -> None:
    program = (await registry.create(kind="PUBLIC"))["oauthClient"]
    assert codes(await registry.do(SECRET, id=program["id"], version=1)) == ["PUBLIC_CLIENT_SECRET"]


async def test_programs_that_are_not_let_in_get_no_secrets(registry: Registry) -> None:
    asked = (await registry.request(registry.partner))["oauthClient"]
    made = await registry.do(SECRET, registry.partner, id=asked["id"], version=asked["version"])
    assert codes(made) == ["TRANSITION_UNAVAILABLE"]
    suspended = (await registry.step("Suspend", await registry.service()))["oauthClient"]
    made = await registry.do(SECRET, id=suspended["id"], version=suspended["version"])
    assert codes(made) == ["TRANSITION_UNAVAILABLE"]


async def test_partners_make_secrets_of_their_own_programs(registry: Registry) -> None:
    program = await registry.service(partyId=f"Party:{registry.customer}")
    role = await registry.role(RoleCode.PARTNER_CUSTOMER)
    given = await registry.do(
        GRANT_ROLE, client=program["id"], role=role, company=f"Company:{registry.company}", until="2030-01-01"
    )
    assert given["errors"] == []
    made = await registry.do(SECRET, registry.partner, id=program["id"], version=1)
    assert made["secret"].startswith("tcs_")
    others = await registry.service(partyId=f"Party:{registry.other_customer}")
    assert codes(await registry.do(SECRET, registry.partner, id=others["id"], version=1)) == ["NOT_FOUND"]


async def test_nobody_gets_by_a_secret_what_they_do_not_have(registry: Registry) -> None:
    program = await registry.service()
    company = f"Company:{registry.company}"
    role = await registry.role(RoleCode.ACCOUNTANT)
    await registry.do(GRANT_ROLE, client=program["id"], role=role, company=company)
    helper = await registry.person(RoleCode.ADMIN, scope="platform.*", everywhere=True)
    made = await registry.do(SECRET, helper, id=program["id"], version=1)
    assert codes(made) == ["RIGHTS_EXCEEDED"]
    assert made["secret"] is None
