"""A sandbox is made with all that is in it, begins anew, gets another secret and is closed."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from asyncpg import CheckViolationError

from kernel.clock import FixedClock
from services.sandbox import life
from services.sandbox.life import LASTS, OPEN_MAX, SandboxResetTooOften, close_due
from tests.platform.clients.registry import codes
from tests.sandbox.beach import CREATE, SANDBOXES, SYSTEM, Beach

YESTERDAY = "recorded_at = recorded_at - interval '1 day'"


async def test_a_partner_makes_one_with_an_order_in_each_of_its_states(beach: Beach) -> None:
    sandbox = await beach.make()
    token = await beach.token(sandbox)
    orders = await beach.nodes(token, "salesOrders", "state deliveryState billingState paymentState")
    assert Counter(order["state"] for order in orders) == {"CONFIRMED": 4, "CLOSED": 1, "CANCELLED": 1, "DRAFT": 1}
    invoices = await beach.nodes(token, "invoices", "state outstanding { amount }")
    assert sorted(each["outstanding"]["amount"] for each in invoices) == ["0.00", "120.00"]
    assert len(await beach.nodes(token, "shipments")) == 4
    assert len(await beach.nodes(token, "priceLists")) == 1


async def test_its_company_says_that_it_is_one(beach: Beach) -> None:
    sandbox = await beach.make("Café till")
    companies = await beach.nodes(await beach.token(sandbox), "companies", "id name isSandbox")
    assert companies == [{"id": sandbox["innerCompanyId"], "name": "Café till", "isSandbox": True}]


async def test_its_books_are_whole(beach: Beach) -> None:
    token = await beach.token(sandbox := await beach.make())
    asked = f'{{ integrityChecks(companyIds: ["{sandbox["innerCompanyId"]}"]) {{ checks {{ kind findings }} }} }}'
    answer = await beach.ask(token, asked)
    findings = [each for check in answer["data"]["integrityChecks"]["checks"] for each in check["findings"]]
    assert findings == []


async def test_a_partner_has_three_at_once(beach: Beach) -> None:
    made = [await beach.make() for _ in range(OPEN_MAX)]
    refused = await beach.registry.do(CREATE, beach.partner, name="Another")
    assert codes(refused) == ["SANDBOXES_FULL"]
    await beach.step("Close", made[0])
    await beach.make()


async def test_a_partner_makes_some_in_a_day_though_they_are_closed(
    beach: Beach, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(life, "MADE_A_DAY_MAX", 2)
    for sandbox in (first := await beach.make(), await beach.make()):
        await beach.step("Close", sandbox)
    assert codes(await beach.registry.do(CREATE, beach.partner, name="Another")) == ["SANDBOXES_MADE_TOO_OFTEN"]
    owner, client = beach.registry.shop.owner, first["clientId"]
    await owner.execute(f"update sandbox set {YESTERDAY} where client_id = $1", client)
    await beach.make()


async def test_where_one_is_suspended_its_partner_gets_no_other(beach: Beach) -> None:
    sandbox, other = await beach.make(), await beach.make()
    suspend = "update oauth_client set state = 'SUSPENDED' where client_id = $1"
    await beach.registry.shop.owner.execute(suspend, sandbox["clientId"])
    for verb in ("Reset", "SecretRenew"):
        for each in (sandbox, other):
            assert codes(await beach.step(verb, each)) == ["SANDBOX_SUSPENDED"]
    await beach.step("Close", sandbox)
    assert codes(await beach.registry.do(CREATE, beach.partner, name="Another")) == ["SANDBOX_SUSPENDED"]


async def test_a_simulation_makes_none(beach: Beach) -> None:
    simulated = CREATE.replace(") { secret", ") @simulate { secret")
    payload = await beach.registry.do(simulated, beach.partner, name="Trial")
    assert payload["errors"] == []
    assert (await beach.ask(beach.partner.token, SANDBOXES))["data"]["sandboxes"]["nodes"] == []


async def test_begun_anew_it_is_another_company_with_the_same_program(beach: Beach) -> None:
    sandbox = await beach.make()
    token = await beach.token(sandbox)
    before = await beach.nodes(token, "salesOrders")
    again = (await beach.step("Reset", sandbox))["sandbox"]
    assert again["innerCompanyId"] != sandbox["innerCompanyId"]
    assert (again["clientId"], again["resetCount"]) == (sandbox["clientId"], 1)
    after = await beach.nodes(await beach.token(sandbox), "salesOrders")
    assert len(after) == len(before)
    assert not {order["id"] for order in after} & {order["id"] for order in before}
    assert codes(await beach.step("Reset", again)) == ["SANDBOX_RESET_TOO_SOON"]


async def test_it_begins_anew_so_often_in_a_day_and_says_from_when_on_it_may_again(
    beach: Beach, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(life, "RESETS_A_DAY_MAX", 2)
    key, first = UUID((await beach.make())["id"].removeprefix("Sandbox:")), datetime.now(UTC)
    await reset_at(beach, key, first)
    await reset_at(beach, key, first + timedelta(hours=1))
    with pytest.raises(SandboxResetTooOften) as refused:
        await reset_at(beach, key, first + timedelta(hours=23, minutes=59))
    assert refused.value.facts() == {"resets": 2, "maximum": 2, "again_at": first + timedelta(days=1)}
    await reset_at(beach, key, refused.value.again_at)


async def test_a_partner_is_told_from_when_on_it_may_begin_anew_again(beach: Beach) -> None:
    sandbox, earlier = await beach.make(), datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
    used_up = "update sandbox set reset_at = $2, resets_of_a_day = array_fill($2::timestamptz, array[24]) where client_id = $1"
    await beach.registry.shop.owner.execute(used_up, sandbox["clientId"], earlier)
    told = "... on SandboxResetTooOften { resets againAt }"
    asked = f'mutation {{ done: sandboxReset(id: "{sandbox["id"]}", version: 2) {{ errors {{ code {told} }} }} }}'
    (error,) = (await beach.registry.do(asked, beach.partner))["errors"]
    again_at = datetime.fromisoformat(error["againAt"])
    assert (error["code"], error["resets"], again_at - earlier) == ("SANDBOX_RESET_TOO_OFTEN", 24, timedelta(days=1))


async def reset_at(beach: Beach, key: UUID, moment: datetime) -> None:
    """Have a sandbox begin anew at a moment."""
    async with replace(beach.transactions, clock=FixedClock(moment)).begin_as(SYSTEM) as work:
        version = await work.raw.fetchval("select version from sandbox where id = $1", key)
        await life.reset(work, key, version)


async def test_another_secret_takes_the_place_of_the_first(beach: Beach) -> None:
    sandbox = await beach.make()
    renewed = await beach.step("SecretRenew", sandbox)
    assert await beach.token(sandbox) is None
    assert await beach.token(sandbox, renewed["secret"])


async def test_closed_its_program_asks_no_more(beach: Beach) -> None:
    sandbox = await beach.make()
    closed = (await beach.step("Close", sandbox))["sandbox"]
    assert closed["closedAt"]
    assert await beach.token(sandbox) is None
    assert codes(await beach.step("Reset", closed)) == ["SANDBOX_CLOSED"]


async def test_it_closes_by_itself_when_its_time_is_over(beach: Beach) -> None:
    sandbox = await beach.make()
    later = replace(beach.transactions, clock=FixedClock(datetime.now(UTC) + LASTS))
    async with later.begin_as(SYSTEM) as work:
        assert await close_due(work) >= 1
    assert await beach.token(sandbox) is None
    (shown,) = (await beach.ask(beach.partner.token, SANDBOXES))["data"]["sandboxes"]["nodes"]
    assert shown["closedAt"]


async def test_only_what_is_a_sandbox_by_its_id_says_so(beach: Beach) -> None:
    owner, company = beach.registry.shop.owner, beach.registry.company
    with pytest.raises(CheckViolationError, match="is_sandbox_as_its_id_says"):
        await owner.execute("update company set is_sandbox = true where id = $1", company)
