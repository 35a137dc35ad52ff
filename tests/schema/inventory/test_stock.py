"""Stock as clients see it: what is there, what of it is free, and what it is worth."""

from uuid import UUID

import pytest
from asyncpg import Connection

from kernel.clock import SystemClock
from tests.schema.builders import company, insert, location, party, sku
from tests.schema.conftest import Ask


@pytest.fixture
async def acme(owner: Connection) -> UUID:
    """A company."""
    return await company(owner)


async def move(owner: Connection, acme: UUID, quantity: int, **values: object) -> UUID:
    """Insert a move of a bolt from a vendor into the warehouse; its id names the move."""
    bolt = await sku(owner, acme, standard_cost="0.123456")
    where = {
        "from_location_id": await location(owner, acme, "VENDORS", "SUPPLIER"),
        "to_location_id": await location(owner, acme, "SHELF", "INTERNAL"),
    }
    row = {"sku_id": bolt, "quantity": quantity, "moved_at": SystemClock().now(), **where, **values}
    return await insert(owner, "stock_move", company_id=acme, **row)


async def test_tells_what_is_free_and_what_all_of_it_is_worth(ask: Ask, owner: Connection, acme: UUID) -> None:
    await move(owner, acme, 30)
    await owner.execute("update stock_level set reserved = 4.5")
    query = """{ stockLevels(first: 1) { nodes {
      onHand { value unit { code } } available { value } valueAtStandardCost { amount currency } } } }"""
    assert (await ask(query))["stockLevels"]["nodes"] == [
        {
            "onHand": {"value": "30.000000", "unit": {"code": "PCE"}},
            "available": {"value": "25.500000"},
            "valueAtStandardCost": {"amount": "3.703680", "currency": "EUR"},
        }
    ]


async def test_adds_up_stock_and_its_value(ask: Ask, owner: Connection, acme: UUID) -> None:
    await move(owner, acme, 30)
    query = """{ stockLevelAggregate { count sum {
      available { value unit { code } } valueAtStandardCost { amount currency } } } }"""
    assert (await ask(query))["stockLevelAggregate"] == [
        {
            "count": 1,
            "sum": {
                "available": [{"value": "30.000000", "unit": {"code": "PCE"}}],
                "valueAtStandardCost": [{"amount": "3.703680", "currency": "EUR"}],
            },
        }
    ]


async def test_says_nothing_of_the_value_where_there_is_no_standard_cost(
    ask: Ask, owner: Connection, acme: UUID
) -> None:
    await move(owner, acme, 30)
    await owner.execute("update sku set standard_cost = null")
    query = "{ stockLevels(first: 1) { nodes { valueAtStandardCost { amount } } } }"
    assert (await ask(query))["stockLevels"]["nodes"] == [{"valueAtStandardCost": None}]


async def test_a_move_leads_to_the_document_behind_it(ask: Ask, owner: Connection, acme: UUID) -> None:
    # Any type can stand there: what is told is what the row says.
    vendor = await party(owner, acme)
    await move(owner, acme, 1, document_type="Party", document_id=vendor, unit_cost="2.5")
    query = "{ stockMoves(first: 1) { nodes { unitCost { amount currency } document { id ... on Party { name } } } } }"
    assert (await ask(query))["stockMoves"]["nodes"] == [
        {
            "unitCost": {"amount": "2.500000", "currency": "EUR"},
            "document": {"id": f"Party:{vendor}", "name": "Party P-1"},
        }
    ]
