"""Nothing of what was asked is in any byte that leaves the process: no value, no reason, no secret, no address."""

import secrets

from argon2 import PasswordHasher
from httpx import AsyncClient

from kernel.ids import uuid7
from tests.people.conftest import Browser
from tests.platform.clients.registry import SECRET, Registry
from tests.schema import builders
from tests.tracing.collector import Collector
from tests.tracing.test_requests import said
from tests.writing.shop import CREATE, Shop

PASSWORD = f"correct-horse-{secrets.token_hex(8)}"
REASON = f"because-{secrets.token_hex(8)}"
NAME = f"Kettle-{secrets.token_hex(8)}"
KEY = f"key-{secrets.token_hex(8)}"
UPLOAD = """
mutation ($company: ID!, $name: String!) {
  fileUploadRequest(companyId: $company, name: $name, mediaType: "text/plain", sizeBytes: 4) {
    file { id uploadUrl } errors { code }
  }
}
"""


async def test_no_secret_is_in_any_byte(shop: Shop, registry: Registry, collector: Collector) -> None:
    email = await _signed_in(shop)
    made = await _secret_of_a_program(registry)
    url = await _file(shop)
    document = CREATE.replace("idempotencyKey: $key", f'idempotencyKey: $key, reason: "{REASON}"')
    for _ in range(2):
        answer = await shop.ask(document, {"input": shop.product(code=NAME, name=NAME), "key": KEY})
        assert answer["data"]["productCreate"], answer
    trace = uuid7().hex
    await shop.ask(
        f'{{ units(first: 1, filter: {{ code: {{ eq: "{NAME}" }} }}) {{ totalCount }} }}', traceparent=said(trace)
    )
    await collector.whole(trace)
    told = collector.sent
    hidden = [PASSWORD, REASON, NAME, KEY, email, made, shop.token(), url.partition("signature=")[2], "127.0.0.1"]
    assert [each for each in hidden if each.encode() in told or each.encode().hex().encode() in told] == []
    assert b"app.reason" not in told


async def _signed_in(shop: Shop) -> str:
    email = f"ada.{secrets.token_hex(6)}@example.org"
    user = await builders.insert(shop.owner, "user_account", email=email, name="Ada Lovelace")
    hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    chosen_at = await shop.owner.fetchval("select now()")
    await builders.insert(shop.owner, "user_password", user_id=user, password_hash=hashed, chosen_at=chosen_at)
    async with AsyncClient(base_url=shop.site.address, timeout=30) as client:
        page = await Browser(client, "2001:db8::1").send("/sign-in", email=email, password=PASSWORD, next="")
        assert page.status_code == 303, page.text
    return email


async def _secret_of_a_program(registry: Registry) -> str:
    program = await registry.service()
    made = await registry.do(SECRET, id=program["id"], version=program["version"], key=str(uuid7()))
    assert made["secret"], made
    form = {"grant_type": "client_credentials", "client_id": program["clientId"], "client_secret": made["secret"]}
    await registry.shop.site.client.post("/oauth/token", data=form)
    return made["secret"]


async def _file(shop: Shop) -> str:
    answer = await shop.ask(UPLOAD, {"company": f"Company:{shop.company}", "name": f"{NAME}.txt"})
    url: str = answer["data"]["fileUploadRequest"]["file"]["uploadUrl"]
    assert (await shop.site.client.put(url, content=b"Kett", headers={"content-type": "text/plain"})).is_success
    return url
