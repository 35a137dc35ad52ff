"""Who speaks over a socket is looked at for as long as it is open."""

import asyncio
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256

from joserfc import jwt
from joserfc.jwk import ECKey

from auth.roles import RoleCode
from kernel.clock import SystemClock
from server.oauth.realm import issuer_of
from tests.transports.listeners import PROGRESS, UNITS, Listeners


async def test_closes_with_4403_when_the_token_expires(listeners: Listeners) -> None:
    async with listeners.known(listeners.people.token(listeners.granted, seconds=3)) as socket:
        await socket.subscribe(PROGRESS)
        assert await socket.closed() == 4403


async def test_closes_with_4403_within_a_second_of_a_revocation(listeners: Listeners) -> None:
    async with listeners.known() as socket:
        await socket.subscribe(PROGRESS)
        await socket.hear()
        await asyncio.sleep(0.3)
        await listeners.people.owner.execute(
            "update oauth_grant set revoked_at = now() where id = $1", listeners.granted.grant
        )
        async with asyncio.timeout(5):
            assert await socket.closed() == 4403


async def test_stays_open_with_the_rights_that_are_left(listeners: Listeners) -> None:
    products = "{ products(first: 1) { totalCount } }"
    async with listeners.known() as socket:
        await socket.subscribe(products, "before")
        assert (await socket.hear())["payload"]["data"]["products"] is not None
        await socket.hear()
        await listeners.people.owner.execute("delete from user_role where user_id = $1", listeners.granted.user)
        await asyncio.sleep(1)
        await socket.subscribe(products, "after")
        assert (await socket.hear())["payload"]["data"]["products"] is None


async def test_a_subscription_ends_with_the_role_that_allows_it_and_others_go_on(listeners: Listeners) -> None:
    async with listeners.known() as socket:
        for name, query in {"orders": "subscription { salesOrdersChanged { cursor } }", "jobs": PROGRESS}.items():
            await socket.subscribe(query, name)
            assert (await socket.hear())["type"] == "next"
        people, user = listeners.people, listeners.granted.user
        assert user is not None
        await people.give(user, RoleCode.HR_OFFICER, people.company)
        sells = "delete from user_role where user_id = $1 and role_id = $2"
        await people.owner.execute(sells, user, await people.role(RoleCode.SALES_REP))
        error = await socket.hear()
        assert (error["id"], error["type"]) == ("orders", "error")
        assert error["payload"][0]["extensions"]["code"] == "FORBIDDEN"
        job = await listeners.job()
        assert [change["nodeKey"] for change in await socket.changes(1)] == [f"Job:{job}"]


async def test_takes_rights_that_are_added(listeners: Listeners) -> None:
    async with listeners.known() as socket:
        assert listeners.granted.user is not None
        await listeners.people.give(listeners.granted.user, RoleCode.BUYER, listeners.people.company)
        await asyncio.sleep(1)
        await socket.subscribe("{ purchaseOrders(first: 1) { totalCount } }")
        assert (await socket.hear())["payload"]["data"]["purchaseOrders"] == {"totalCount": 0}
        await socket.hear()
        await socket.subscribe(UNITS)
        assert (await socket.hear())["type"] == "next"


async def test_takes_a_proof_of_the_key_once_for_a_socket(listeners: Listeners) -> None:
    key = ECKey.generate_key("P-256")
    token = listeners.people.token(listeners.granted, jkt=key.thumbprint())
    shown = {"authorization": f"DPoP {token}", "dpop": proof(listeners, key, token)}
    async with listeners.opened() as socket:
        await socket.say(type="connection_init", payload=shown)
        assert (await socket.hear())["type"] == "connection_ack"
        for id_ in ("a", "b"):
            await socket.subscribe(UNITS, id_)
            assert (await socket.hear())["type"] == "next"
            await socket.hear()
    for payload in (shown, {"authorization": shown["authorization"]}, {"authorization": f"Bearer {token}"}):
        async with listeners.opened() as socket:
            await socket.say(type="connection_init", payload=payload)
            assert await socket.closed() == 4403


def proof(listeners: Listeners, key: ECKey, token: str) -> str:
    claims = {
        "jti": secrets.token_urlsafe(16),
        "htm": "GET",
        "htu": f"{issuer_of(listeners.people.settings)}/graphql",
        "iat": int(SystemClock().now().timestamp()),
        "ath": urlsafe_b64encode(sha256(token.encode()).digest()).rstrip(b"=").decode(),
    }
    return jwt.encode({"typ": "dpop+jwt", "alg": "ES256", "jwk": key.as_dict(private=False)}, claims, key)
