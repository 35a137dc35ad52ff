"""Recalling a lot: where it came from, where it went, and who was sent what."""

from typing import Any
from uuid import UUID

import pytest

from auth.roles import RoleCode
from tests.inventory.valuation.yard import Yard
from tests.schema import builders

RECALL = """
  arrivals(first: 20) { nodes { quantity { value } document { ... on GoodsReceipt { number vendor { name } } } } }
  transfers(first: 20, orderBy: [{field: MOVED_AT, direction: ASC}]) { nodes { fromLocation { code } toLocation { code } } }
  departures(first: 20) { totalCount nodes { quantity { value } toLocation { kind } document { ... on Shipment { number } } } }
  stockLevels(first: 20) { nodes { onHand { value } location { code } } }
"""


async def moved(yard: Yard, lot: UUID, said: list[tuple[UUID, UUID, int]]) -> None:
    """Move so many pieces of a lot from place to place."""
    owner = yard.office.shop.owner
    for source, target, quantity in said:
        await owner.execute(
            "insert into stock_move (company_id, sku_id, lot_id, from_location_id, to_location_id, quantity, moved_at) "
            "select company_id, sku_id, id, $2, $3, $4, clock_timestamp() from lot where id = $1",
            lot, source, target, quantity,
        )  # fmt: skip


@pytest.fixture
async def lot(yard: Yard) -> UUID:
    """A lot of ten that was received, carried over to another site by two steps, and of which four are gone."""
    await yard.sku("MILK")
    owner, company = yard.office.shop.owner, yard.office.company
    sku = yard.skus["MILK"]
    await owner.execute(
        "update product set tracking = 'LOT' where id = (select product_id from sku where id = $1)", sku
    )
    await yard.received({"code": "MILK", "quantity": "10", "unitPrice": "1", "lotNumber": "L-1"})
    key = await owner.fetchval("select id from lot where sku_id = $1", sku)
    lorry = await builders.location(owner, company, "LORRY", "TRANSIT")
    other = await builders.location(owner, company, "OTHER-SHELF", "INTERNAL")
    customer = await owner.fetchval("select id from location where company_id = $1 and kind = 'CUSTOMER'", company)
    await moved(yard, key, [(yard.shelf, lorry, 6), (lorry, other, 6), (other, customer, 3), (yard.shelf, customer, 1)])
    return key


async def ask(yard: Yard, lot: UUID, selection: str, role: RoleCode = RoleCode.WAREHOUSE_CLERK) -> Any:  # noqa: ANN401 - what is selected decides it
    """Ask about a lot."""
    answer = await yard.office.ask(f'{{ lot(id: "Lot:{lot}") {{ {selection} }} }}', role)
    assert "errors" not in answer, answer
    return answer["data"]["lot"]


async def test_a_lot_tells_where_it_came_from_and_where_it_went(yard: Yard, lot: UUID) -> None:
    told = await ask(yard, lot, RECALL, RoleCode.ADMIN)
    (arrival,) = told["arrivals"]["nodes"]
    assert (arrival["quantity"]["value"], arrival["document"]["vendor"]["name"]) == ("10.000000", "Party V-1")
    assert [(move["fromLocation"]["code"], move["toLocation"]["code"]) for move in told["transfers"]["nodes"]] == [
        ("SHELF", "LORRY"),
        ("LORRY", "OTHER-SHELF"),
    ]
    assert sorted(move["quantity"]["value"] for move in told["departures"]["nodes"]) == ["1.000000", "3.000000"]
    there = {level["location"]["code"]: level["onHand"]["value"] for level in told["stockLevels"]["nodes"]}
    assert there == {"SHELF": "3.000000", "LORRY": "0.000000", "OTHER-SHELF": "3.000000"}


async def test_a_recall_is_paged(yard: Yard, lot: UUID) -> None:
    first = await ask(yard, lot, "departures(first: 1) { totalCount pageInfo { hasNextPage endCursor } }")
    assert (first["departures"]["totalCount"], first["departures"]["pageInfo"]["hasNextPage"]) == (2, True)
    after = first["departures"]["pageInfo"]["endCursor"]
    rest = await ask(
        yard, lot, f'departures(first: 1, after: "{after}") {{ nodes {{ id }} pageInfo {{ hasNextPage }} }}'
    )
    assert (len(rest["departures"]["nodes"]), rest["departures"]["pageInfo"]["hasNextPage"]) == (1, False)


async def test_a_vendor_tells_what_was_received_from_it(yard: Yard, lot: UUID) -> None:
    asked = "receivedMoves(first: 5) { nodes { lot { id } quantity { value } } }"
    answer = await yard.office.ask(f'{{ party(id: "Party:{yard.vendor}") {{ {asked} }} }}')
    assert answer["data"]["party"]["receivedMoves"]["nodes"] == [
        {"lot": {"id": f"Lot:{lot}"}, "quantity": {"value": "10.000000"}}
    ]


async def test_who_may_not_see_moves_recalls_nothing(yard: Yard, lot: UUID) -> None:
    answer = await yard.office.ask(f'{{ lot(id: "Lot:{lot}") {{ {RECALL} }} }}', RoleCode.HR_OFFICER)
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"FORBIDDEN"}
    assert answer["data"]["lot"] is None
