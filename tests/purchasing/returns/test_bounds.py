"""What the database holds of returns to vendors, whoever writes there."""

from collections.abc import AsyncGenerator
from typing import Final

import asyncpg
import pytest

from tests.finance.office import Answer
from tests.purchasing.returns.ramp import Ramp

_MOVE: Final = """
insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, moved_at, document_type, document_id)
select company_id, sku_id, from_location_id, to_location_id, 1, now(), document_type, document_id from stock_move where document_id = $1
"""
_MORE: Final = """
with kept as (
  insert into reservation (company_id, demand_type, demand_id, sku_id, location_id, quantity)
  select company_id, 'VendorReturn', return_id, sku_id, location_id, {quantity} from vendor_return_line where return_id = $1 returning *
)
insert into vendor_return_line (company_id, return_id, position, goods_receipt_line_id, reservation_id, sku_id, location_id, quantity,
  currency)
select kept.company_id, return_id, 2, goods_receipt_line_id, kept.id, kept.sku_id, kept.location_id, kept.quantity, currency
from vendor_return_line as line join kept on kept.demand_id = line.return_id where line.return_id = $1
"""
# Says that it has left what has not, and what of it was billed.
_BILLED: Final = """
update vendor_return_line set billed_quantity = {quantity}, accrued_amount = 0.00, owed_amount = 0.00 where return_id = $1
"""


@pytest.fixture
async def app(ramp: Ramp) -> AsyncGenerator[asyncpg.Connection]:
    """A connection of the application to the database of the ramp."""
    connection = await asyncpg.connect(ramp.yard.office.shop.database.app_url)
    yield connection
    await connection.close()


async def broken(app: asyncpg.Connection, statement: str, made: Answer) -> str | None:
    """Give the name of the rule that a statement breaks."""
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
        await app.execute(statement, made["id"].partition(":")[2])
    return refused.value.constraint_name


async def test_no_more_goes_back_than_came(ramp: Ramp, app: asyncpg.Connection) -> None:
    receipt = await ramp.arrived("10", "3")
    await ramp.arrived("10", "3")
    made = await ramp.made(receipt, "4")
    assert await broken(app, _MORE.format(quantity=7), made) == "returned_within_received"
    await app.execute(_MORE.format(quantity=6), made["id"].partition(":")[2])


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("update vendor_return_line set quantity = 5 where return_id = $1", "vendor_return_goes_on"),
        (_BILLED.format(quantity=5), "ck_vendor_return_line_billed_within_quantity"),
        (_BILLED.format(quantity=1), "vendor_return_is_moved"),
        ("delete from vendor_return_line where return_id = $1", "vendor_return_goes_on"),
        ("update vendor_return set goods_receipt_id = gen_random_uuid() where id = $1", "vendor_return_goes_on"),
        ("update vendor_return set state = 'SHIPPED', shipped_at = now() where id = $1", "vendor_return_is_moved"),
        ("delete from vendor_return where id = $1", "vendor_return_goes_on"),
    ],
)
async def test_what_was_said_of_a_return_stays(ramp: Ramp, app: asyncpg.Connection, statement: str, rule: str) -> None:
    made = await ramp.made(await ramp.arrived("10", "3"), "4")
    assert await broken(app, statement, made) == rule


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (_MOVE, "vendor_return_is_moved"),
        (_BILLED.format(quantity=1), "vendor_return_goes_on"),
        (_MORE.format(quantity=1), "vendor_return_goes_on"),
        ("update vendor_return set state = 'READY', shipped_at = null where id = $1", "vendor_return_goes_on"),
        ("update vendor_return set state = 'CANCELLED', shipped_at = null where id = $1", "vendor_return_goes_on"),
    ],
)
async def test_what_has_left_stays_so(ramp: Ramp, app: asyncpg.Connection, statement: str, rule: str) -> None:
    gone = await ramp.shipped(await ramp.arrived("10", "3"), "4")
    assert await broken(app, statement, gone) == rule


@pytest.mark.parametrize("quantity", [3, 9])
async def test_what_is_billed_is_what_stays(ramp: Ramp, quantity: int) -> None:
    """Of ten two went back unbilled and four billed: four to eight are billed, whoever writes there."""
    receipt, owner = await ramp.arrived("10", "3"), ramp.yard.office.shop.owner
    await ramp.shipped(receipt, "2")
    bill = await ramp.billed(receipt, "8", "3")
    gone = await ramp.shipped(receipt, "4")
    assert gone["lines"][0]["billedQuantity"]["value"] == "4.000000"
    writing, key = owner.transaction(), bill["id"].partition(":")[2]
    await writing.start()
    await owner.execute("alter table invoice_line disable trigger user")
    await owner.execute("update invoice_line set quantity = $2 where invoice_id = $1", key, quantity)
    await owner.execute("update invoice set state = state where id = $1", key)
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await owner.execute("set constraints invoice_bills_what_stays immediate")
    await writing.rollback()
    assert refused.value.constraint_name == "billed_is_what_stays"
