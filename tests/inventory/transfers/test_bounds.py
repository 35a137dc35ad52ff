"""What the database holds of transfers, whoever writes there."""

from collections.abc import AsyncGenerator
from typing import Final

import asyncpg
import pytest

from tests.finance.office import Answer
from tests.inventory.transfers.depot import Depot

_MOVE: Final = """
insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, moved_at, document_type, document_id)
select company_id, sku_id, to_location_id, from_location_id, 1, now(), document_type, document_id from stock_move where document_id = $1
"""


@pytest.fixture
async def app(depot: Depot) -> AsyncGenerator[asyncpg.Connection]:
    """A connection of the application to the database of the depot."""
    connection = await asyncpg.connect(depot.office.shop.database.app_url)
    yield connection
    await connection.close()


async def broken(app: asyncpg.Connection, statement: str, transfer: Answer) -> str | None:
    """Give the name of the rule that a statement breaks."""
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
        await app.execute(statement, transfer["id"].partition(":")[2])
    return refused.value.constraint_name


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("received_quantity = 5", "ck_stock_transfer_line_ended_within_dispatched"),
        ("received_quantity = 2, returned_quantity = 2, written_off_quantity = 1", "ck_stock_transfer_line_ended_within_dispatched"),
        ("received_quantity = 1", "stock_transfer_is_moved"),
        ("dispatched_quantity = 3", "stock_transfer_goes_on"),
        ("picked_quantity = 4", "stock_transfer_goes_on"),
        ("quantity = 9", "stock_transfer_goes_on"),
        ("sku_id = gen_random_uuid()", "stock_transfer_goes_on"),
    ],
)  # fmt: skip
async def test_lines_say_what_has_moved_and_nothing_else(
    depot: Depot, app: asyncpg.Connection, change: str, rule: str
) -> None:
    left = await depot.dispatched(4)
    assert await broken(app, f"update stock_transfer_line set {change} where transfer_id = $1", left) == rule


@pytest.mark.parametrize("quantity", [5, -1])
async def test_no_more_is_gathered_than_is_to_leave(depot: Depot, app: asyncpg.Connection, quantity: int) -> None:
    statement = f"update stock_transfer_line set picked_quantity = {quantity} where transfer_id = $1"
    assert await broken(app, statement, await depot.made(4)) == "ck_stock_transfer_line_picked_within_quantity"


async def test_what_has_arrived_is_not_taken_back(depot: Depot, app: asyncpg.Connection) -> None:
    left = await depot.dispatched(4)
    arrived = await depot.done("Receive", left, lines=[{"lineId": left["lines"][0]["id"], "quantity": "2"}])
    statement = "update stock_transfer_line set received_quantity = 1 where transfer_id = $1"
    assert await broken(app, statement, arrived) == "stock_transfer_goes_on"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("state = 'CLOSED', closed_at = now()", "stock_transfer_is_moved"),
        ("state = 'CANCELLED', dispatched_at = null", "stock_transfer_goes_on"),
        ("to_location_id = transit_location_id", "stock_transfer_goes_on"),
    ],
)
async def test_the_state_of_a_transfer_follows_from_its_lines(
    depot: Depot, app: asyncpg.Connection, change: str, rule: str
) -> None:
    assert await broken(app, f"update stock_transfer set {change} where id = $1", await depot.dispatched(4)) == rule


async def test_goods_move_for_a_transfer_with_its_lines_alone(depot: Depot, app: asyncpg.Connection) -> None:
    assert await broken(app, _MOVE, await depot.dispatched(4)) == "stock_transfer_is_moved"


async def test_transfers_and_their_lines_stay(depot: Depot, app: asyncpg.Connection) -> None:
    made = await depot.made(4)
    assert await broken(app, "delete from stock_transfer_line where transfer_id = $1", made) == "stock_transfer_goes_on"
