"""Two salespeople with equal roles and different customers share nothing, and those of a team share what is theirs."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.access.people import WITHIN_SECONDS, People
from tests.access.sellers import Seller, seller, team
from tests.schema import builders
from tests.schema.builders import insert

SEEN = """{
  parties(first: 50) { totalCount nodes { id addresses { id } salesOrders(first: 10) { nodes { id } } } }
  salesOrders(first: 50, orderBy: [{ field: NUMBER, direction: DESC }]) { totalCount nodes { id customer { id } } }
  addresses(first: 50) { totalCount nodes { party { id } } }
  partyRoles(first: 50) { totalCount }
  found: parties(first: 50, search: "Kessler") { totalCount }
  salesOrderAggregate { count }
}"""


@pytest.fixture
async def ada(people: People) -> Seller:
    return await seller(people, "OWN")


@pytest.fixture
async def bob(people: People) -> Seller:
    return await seller(people, "OWN")


async def test_lists_counts_sums_and_search_have_what_is_ones_own(ada: Seller, bob: Seller) -> None:
    for one, other in ((ada, bob), (bob, ada)):
        told = await one.ask(SEEN)
        counts = [told[name]["totalCount"] for name in ("parties", "salesOrders", "addresses", "partyRoles", "found")]
        assert (counts, told["salesOrderAggregate"]) == ([1, 1, 1, 1, 1], [{"count": 1}])
        assert str(one.customer) in str(told)
        assert str(other.customer) not in str(told)
        assert str(other.order) not in str(told)


async def test_ids_of_others_lead_nowhere(ada: Seller, bob: Seller) -> None:
    keys = f'["Party:{bob.customer}", "SalesOrder:{bob.order}", "SalesOrder:{ada.order}"]'
    told = await ada.ask(f"{{ nodes(ids: {keys}) {{ id }} }}")
    assert [each and each["id"] for each in told["nodes"]] == [None, None, f"SalesOrder:{ada.order}"]


async def test_a_filter_by_the_customer_of_another_finds_nothing(ada: Seller, bob: Seller) -> None:
    by = f'filter: {{ customer: {{ id: {{ eq: "Party:{bob.customer}" }} }} }}'
    assert (await ada.ask(f"{{ salesOrders(first: 1, {by}) {{ totalCount }} }}"))["salesOrders"]["totalCount"] == 0


async def test_what_is_anothers_is_not_there_for_who_changes_it(ada: Seller, bob: Seller) -> None:
    company = f'companyId: "Company:{ada.people.company}"'
    for mutation in (
        f'partyUpdate(input: {{ id: "Party:{bob.customer}", version: 1, name: "Mine" }})',
        f'salesOrderUpdate(input: {{ id: "SalesOrder:{bob.order}", version: 1, note: "Mine" }})',
        f'salesOrderCancel(id: "SalesOrder:{bob.order}", version: 1)',
        f'addressCreate(input: {{ {company}, partyId: "Party:{bob.customer}", kind: MAIN, line1: "1", city: "Graz", country: "AT" }})',
        _order(ada.people, bob),
        f'partyUpdate(input: {{ id: "Party:{ada.customer}", version: 1, salesRepId: "User:{bob.user}" }})',
    ):
        assert await _codes(ada, mutation) == ["NOT_FOUND"], mutation


async def test_whoever_sees_their_own_customers_looks_after_those_that_they_add(ada: Seller) -> None:
    told = await ada.ask(f"mutation {{ {_customer(ada.people)} {{ party {{ name }} errors {{ code }} }} }}")
    assert told["partyCreate"] == {"party": {"name": "New"}, "errors": []}


async def test_a_program_in_its_own_name_is_nobodys_salesperson(people: People) -> None:
    role, _ = await people.compose(parents=(await people.role("SALES_REP"),), sales_reach="OWN")
    client = await people.program()
    await insert(people.owner, "oauth_client_role", client_id=client[0], role_id=role, company_id=people.company)
    program = _asking(people, client[0], people.token(await people.grant(None, client)))
    assert await _codes(program, _customer(people)) == ["NOT_FOUND"]


async def test_whoever_sees_some_customers_opens_nobody_more_than_these(people: People) -> None:
    manager = await _hired(people, "SALES_MANAGER", "platform.role:write", sales_reach="OWN")
    role, _ = await people.compose("sales.order:read")
    over = await insert(
        people.owner, "sales_team", company_id=people.company, code="OVER", name="Over", archived_at=datetime.now(UTC)
    )
    for mutation in (
        f'salesTeamCreate(input: {{ companyId: "Company:{people.company}", code: "NEW", name: "New" }})',
        f'salesTeamRestore(id: "SalesTeam:{over}", version: 1)',
        f'roleUpdate(input: {{ id: "Role:{role}", version: 1, permissions: ["sales.quotation:read"] }})',
        'roleCreate(input: { code: "WIDE", name: "Wide", permissions: ["sales.order:read"] })',
    ):
        assert await _codes(manager, mutation) == ["RIGHTS_EXCEEDED"], mutation


async def test_an_order_takes_over_the_salesperson_of_its_customer(ada: Seller) -> None:
    assert await _codes(ada, _order(ada.people, ada)) == []


async def test_a_team_shares_what_is_theirs_until_somebody_leaves(people: People) -> None:
    ada, bob, zoe = [await seller(people, "TEAM") for _ in range(3)]
    key = await team(people, ada.user, bob.user)
    await _sees(ada, 2)
    assert str(zoe.customer) not in str(await ada.ask(SEEN))
    await people.owner.execute("delete from sales_team_member where team_id = $1 and user_id = $2", key, bob.user)
    await _sees(ada, 1)


async def test_a_role_that_opens_everything_opens_it_beside_others(ada: Seller, bob: Seller) -> None:
    await _sees(ada, 1)
    await ada.people.give(ada.user, "SALES_MANAGER", ada.people.company)
    await _sees(ada, 2)
    assert str(bob.customer) in str(await ada.ask(SEEN))


async def test_who_is_assigned_to_a_warehouse_sees_what_is_in_it(people: People) -> None:
    mine, other = await _shelves(people)
    sku = await _kept(people, mine, other)
    clerk = await _clerk(people)
    await _has(clerk, "{ stockLevels(first: 9) { totalCount } }", {"stockLevels": {"totalCount": 0}})
    await _assign(people, clerk, mine)
    query = "{ stockLevels(first: 9) { totalCount nodes { location { code } } } warehouses(first: 9) { totalCount } stockMoves(first: 9) { totalCount } }"
    levels = {"totalCount": 1, "nodes": [{"location": {"code": "MINE"}}]}
    one = {"totalCount": 1}
    await _has(clerk, query, {"stockLevels": levels, "warehouses": one, "stockMoves": one})
    assert await _codes(clerk, _count(people, sku, other)) == ["NOT_FOUND"]


async def test_of_a_day_that_is_over_it_is_told_how_much_was_in_the_assigned_warehouse(people: People) -> None:
    mine, other = await _shelves(people)
    sku, clerk = await _kept(people, mine, other, days_ago=3), await _clerk(people)
    await _assign(people, clerk, mine)
    await _move(people, sku, mine, other, 2)
    day = (datetime.now(UTC) - timedelta(days=2)).date()
    said = " ".join(
        f"{name}: availability{given} {{ onHand {{ value }} }}"
        for name, given in (("now", ""), ("then", f'(on: "{day}")'))
    )
    figures = {name: {"onHand": {"value": f"{value}.000000"}} for name, value in (("now", 1), ("then", 3))}
    await _has(clerk, f'{{ sku(id: "Sku:{sku}") {{ {said} }} }}', {"sku": figures})


async def _shelves(people: People) -> tuple[UUID, UUID]:
    """Build two warehouses, with a place in each."""
    mine, other = [
        await builders.location(people.owner, people.company, code, "INTERNAL") for code in ("MINE", "OTHER")
    ]
    return mine, other


async def _kept(people: People, *places: UUID, days_ago: int = 0) -> UUID:
    """Put three of something into each of some places, and give what it is."""
    supplier = await builders.location(people.owner, people.company, "SUP", "SUPPLIER")
    sku = await builders.sku(people.owner, people.company)
    for place in places:
        await _move(people, sku, supplier, place, 3, days_ago)
    return sku


async def _move(people: People, sku: UUID, source: UUID, target: UUID, quantity: int, days_ago: int = 0) -> None:
    said = {"sku_id": sku, "from_location_id": source, "to_location_id": target, "quantity": quantity}
    at = datetime.now(UTC) - timedelta(days=days_ago)
    await insert(people.owner, "stock_move", company_id=people.company, **said, moved_at=at)


async def _clerk(people: People) -> Seller:
    return await _hired(people, "WAREHOUSE_CLERK", warehouse_reach="ASSIGNED")


async def _hired(people: People, role: str, *permissions: str, **reach: str) -> Seller:
    """Hire somebody with a role of their own that inherits from another."""
    _, code = await people.compose(*permissions, parents=(await people.role(role),), **reach)
    user = await people.hire(code)
    return _asking(people, user, people.token(await people.grant(user)))


def _asking(people: People, who: UUID, token: str) -> Seller:
    """Give somebody who asks, without a customer or an order."""
    return Seller(people, who, token, who, who)


async def _assign(people: People, clerk: Seller, place: UUID) -> None:
    warehouse = await people.owner.fetchval("select warehouse_id from location where id = $1", place)
    await insert(people.owner, "user_warehouse", company_id=people.company, user_id=clerk.user, warehouse_id=warehouse)


def _customer(people: People) -> str:
    said = f'companyId: "Company:{people.company}", number: "N-1", kind: PERSON, name: "New"'
    return f"partyCreate(input: {{ {said}, roles: [{{ role: CUSTOMER }}] }})"


def _order(people: People, of: Seller) -> str:
    said = f'companyId: "Company:{people.company}", customerId: "Party:{of.customer}", currency: "EUR"'
    return f"salesOrderCreate(input: {{ {said}, lines: [] }})"


def _count(people: People, sku: UUID, place: UUID) -> str:
    line = f'skuId: "Sku:{sku}", locationId: "Location:{place}", countedQuantity: "1"'
    said = f'companyId: "Company:{people.company}", reason: "Counted.", lines: [{{ {line} }}]'
    return f'stockAdjustmentCreate(idempotencyKey: "k-{place}", input: {{ {said} }})'


async def _codes(seller: Seller, mutation: str) -> list[str]:
    told = await seller.ask(f"mutation {{ done: {mutation} @simulate {{ errors {{ code }} }} }}")
    return [each["code"] for each in told["done"]["errors"]]


async def _sees(seller: Seller, count: int) -> None:
    """Wait until somebody sees so many orders; that is within a second of a change."""
    await _has(seller, "{ salesOrders(first: 1) { totalCount } }", {"salesOrders": {"totalCount": count}})


async def _has(seller: Seller, query: str, expected: object) -> None:
    """Wait until somebody is told what is expected; what runs while their rights change is called off, and asked again."""
    async with asyncio.timeout(WITHIN_SECONDS):
        while (await seller.people.send(seller.token, query)).json().get("data") != expected:
            await asyncio.sleep(0)
