"""Rights that are taken away at one server are gone at the other within a second, also for what runs."""

import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias
from uuid import UUID

import pytest

from auth.roles import RoleCode
from kernel.clock import SystemClock
from kernel.ids import uuid7
from tests.access.people import ALL, Granted, People
from tests.schema.builders import insert
from tests.server.site import Site

WITHIN_SECONDS = 1.0
End: TypeAlias = Callable[[People, Granted], Awaitable[None]]


async def revoke_grant(people: People, granted: Granted) -> None:
    await people.owner.execute("update oauth_grant set revoked_at = now() where id = $1", granted.grant)


async def archive_user(people: People, granted: Granted) -> None:
    await people.owner.execute("update user_account set archived_at = now() where id = $1", granted.user)


async def suspend_client(people: People, granted: Granted) -> None:
    await people.owner.execute("update oauth_client set state = 'SUSPENDED' where id = $1", granted.client)


async def archive_client(people: People, granted: Granted) -> None:
    await people.owner.execute("update oauth_client set archived_at = now() where id = $1", granted.client)


async def sign_out(people: People, granted: Granted) -> None:
    query = "update user_session set ended_at = now() where id = (select session_id from oauth_grant where id = $1)"
    await people.owner.execute(query, granted.grant)


async def signed_in(people: People, user: UUID) -> UUID:
    now = SystemClock().now()
    return await insert(
        people.owner, "user_session", user_id=user, secret_hash=uuid7().bytes * 2, methods=["pwd"],
        authenticated_at=now, last_seen_at=now, expires_at=now.replace(year=now.year + 1),
    )  # fmt: skip


async def granted_in_session(people: People, scopes: list[str] | None = None) -> Granted:
    user = await people.hire(RoleCode.SALES_REP)
    return await people.grant(user, session=await signed_in(people, user), scopes=scopes)


@pytest.mark.parametrize("end", [revoke_grant, archive_user, suspend_client, archive_client, sign_out])
async def test_what_has_ended_at_one_server_is_refused_at_the_other(people: People, elsewhere: Site, end: End) -> None:
    granted = await granted_in_session(people)
    token = people.token(granted)
    for site in (people.site, elsewhere):
        assert (await people.send(token, site=site)).status_code == 200
    await end(people, granted)
    refused_at = time.monotonic() + WITHIN_SECONDS
    while (await people.send(token, site=elsewhere)).status_code == 200:
        assert time.monotonic() < refused_at
    answer = await people.send(token)
    assert (answer.status_code, "invalid_token" in answer.headers["www-authenticate"]) == (401, True)


async def test_signing_out_leaves_what_was_granted_for_when_one_is_away(people: People) -> None:
    granted = await granted_in_session(people, [*ALL, "offline_access"])
    await sign_out(people, granted)
    assert (await people.send(people.token(granted))).status_code == 200


async def test_a_role_that_is_taken_away_is_gone_at_the_other(people: People, elsewhere: Site) -> None:
    user = await people.hire(RoleCode.SALES_REP)
    token = people.token(await people.grant(user))
    assert "sales.order:read" in (await people.send(token, site=elsewhere)).text
    await people.owner.execute("delete from user_role where user_id = $1", user)
    gone_at = time.monotonic() + WITHIN_SECONDS
    while "sales.order:read" in (await people.send(token, site=elsewhere)).text:
        assert time.monotonic() < gone_at


async def test_what_a_role_gets_is_there_at_the_other(people: People, elsewhere: Site) -> None:
    role, code = await people.compose("sales.order:read")
    token = people.token(await people.grant(await people.hire(code)))
    assert "sales.price:read" not in (await people.send(token, site=elsewhere)).text
    await people.owner.execute(
        "update role set permissions = permissions || array['sales.price:read'] where id = $1", role
    )
    there_at = time.monotonic() + WITHIN_SECONDS
    while "sales.price:read" not in (await people.send(token, site=elsewhere)).text:
        assert time.monotonic() < there_at


async def test_refuses_a_token_that_is_about_somebody_else_than_its_grant(people: People) -> None:
    granted = await people.grant(await people.hire(RoleCode.ADMIN))
    others: tuple[dict[str, Any], ...] = ({"sub": str(uuid7())}, {"client_id": "other"}, {"grant_id": uuid7()})
    for other in others:
        assert (await people.send(people.token(granted, **other))).status_code == 401


async def test_refuses_a_bound_token_without_its_key(people: People) -> None:
    granted = await people.grant(await people.hire(RoleCode.ADMIN))
    token = people.token(granted, jkt="x" * 43)
    assert (await people.send(token)).status_code == 401
    assert (await people.send(token, authorization=f"DPoP {token}")).status_code == 401
    plain = people.token(granted)
    assert (await people.send(plain, authorization=f"DPoP {plain}")).status_code == 401
