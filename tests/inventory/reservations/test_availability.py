"""What can be promised of a SKU: at a place, by a day, and only from what the viewer sees."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Word
from tests.inventory.reservations.counter import Keeper
from tests.schema import builders

TODAY = date.today()  # noqa: DTZ011 - the server says the same
FIGURES = ("onHand", "reserved", "withheld", "incoming", "outgoing", "available")


async def told(keeper: Keeper, role: RoleCode = RoleCode.SALES_REP, **given: str) -> dict[str, Decimal]:
    """Ask how much there is of the goods."""
    said = ", ".join(f'{name}: "{value}"' for name, value in given.items())
    asked = " ".join(f"{figure} {{ value unit {{ code }} }}" for figure in FIGURES)
    document = f'{{ sku(id: "{keeper.counter.sku}") {{ availability{f"({said})" if said else ""} {{ {asked} }} }} }}'
    found: Answer = (await keeper.office.ask(document, role))["data"]["sku"]["availability"]
    assert {each["unit"]["code"] for each in found.values()} == {"PCE"}
    return {name: Decimal(each["value"]) for name, each in found.items()}


def figures(*values: object) -> dict[str, Decimal]:
    """Write what is expected, in the order of the figures."""
    return {name: Decimal(str(value)) for name, value in zip(FIGURES, values, strict=True)}


async def expect(keeper: Keeper, quantity: int, received: int = 0, **said: Any) -> None:
    """Order goods from a vendor."""
    owner, company = keeper.office.shop.owner, keeper.office.company
    vendor = await builders.party(owner, company, f"V-{uuid7().hex[-10:]}")
    nothing = dict.fromkeys(("net_amount", "tax_amount", "freight_amount", "total_amount"), Decimal("0.00"))
    line = {"due_on": said.pop("due_on", None)}
    head = {"state": "SENT", "vendor_id": vendor, "currency": "EUR", **nothing, **said}
    number = f"PO-{uuid7().hex[-10:]}"
    order = await builders.insert(
        owner, "purchase_order", company_id=company, number=number, ordered_at=datetime.now(UTC), **head
    )
    await builders.insert(
        owner, "purchase_order_line", company_id=company, order_id=order, position=1, sku_id=keeper.counter.sku_id,
        description="Goods", quantity=Decimal(quantity), unit_id=keeper.office.shop.unit, currency="EUR",
        unit_price=Decimal(0), net_amount=Decimal("0.00"), received_quantity=Decimal(received), **line,
    )  # fmt: skip


async def test_what_is_reserved_can_be_promised_to_nobody_else(keeper: Keeper) -> None:
    await keeper.order(4)
    assert await told(keeper) == figures(10, 4, 0, 0, 0, 6)


async def test_what_vendors_owe_is_incoming_by_its_day(keeper: Keeper) -> None:
    await expect(keeper, 7, received=2, due_on=TODAY + timedelta(days=5))
    await expect(keeper, 3, expected_on=TODAY + timedelta(days=9))
    await expect(keeper, 9, state="CANCELLED")
    assert await told(keeper) == figures(10, 0, 0, 8, 0, 18)
    assert (await told(keeper, on=str(TODAY + timedelta(days=5))))["incoming"] == 5
    assert (await told(keeper, on=str(TODAY + timedelta(days=4))))["incoming"] == 0


async def test_what_orders_want_beyond_what_is_there_is_outgoing_by_its_day(keeper: Keeper) -> None:
    await keeper.order(12, requestedOn=str(TODAY + timedelta(days=5)))
    assert await told(keeper) == figures(10, 10, 0, 0, 2, -2)
    assert await told(keeper, on=str(TODAY + timedelta(days=4))) == figures(10, 10, 0, 0, 0, 0)


async def test_services_are_neither_expected_nor_wanted_of_stock(keeper: Keeper) -> None:
    await keeper.office.shop.owner.execute(
        "update product set kind = 'SERVICE' from sku where product_id = product.id and sku.id = $1",
        keeper.counter.sku_id,
    )
    await keeper.order(12)
    await expect(keeper, 7)
    assert await told(keeper) == figures(10, 0, 0, 0, 0, 10)


async def test_what_is_withheld_is_there_and_can_be_promised_to_nobody(keeper: Keeper) -> None:
    await keeper.set_status("QUARANTINE")
    assert await told(keeper) == figures(10, 0, 10, 0, 0, 0)


async def test_a_draft_wants_nothing(keeper: Keeper) -> None:
    await keeper.counter.draft(keeper.counter.line(3))
    assert await told(keeper) == figures(10, 0, 0, 0, 0, 10)


async def test_of_a_day_that_is_over_it_is_told_how_much_was_there(keeper: Keeper) -> None:
    assert (await told(keeper, on=str(TODAY - timedelta(days=2))))["onHand"] == 0
    assert (await told(keeper, on=str(TODAY + timedelta(days=2))))["onHand"] == 10


async def test_a_place_and_a_warehouse_have_what_lies_there(keeper: Keeper) -> None:
    owner = keeper.office.shop.owner
    warehouse = await owner.fetchval("select warehouse_id from location where id = $1", keeper.shelf)
    empty = await builders.location(owner, keeper.office.company, "EMPTY", "INTERNAL")
    elsewhere = await builders.insert(owner, "warehouse", company_id=keeper.office.company, code="E", name="Elsewhere")
    assert (await told(keeper, locationId=f"Location:{keeper.shelf}"))["onHand"] == 10
    assert (await told(keeper, warehouseId=f"Warehouse:{warehouse}"))["onHand"] == 10
    assert (await told(keeper, locationId=f"Location:{empty}"))["onHand"] == 0
    assert (await told(keeper, warehouseId=f"Warehouse:{elsewhere}"))["onHand"] == 0


async def test_what_expires_before_the_day_can_be_promised_to_nobody(keeper: Keeper) -> None:
    owner, company = keeper.office.shop.owner, keeper.office.company
    lot = await builders.insert(
        owner, "lot", company_id=company, sku_id=keeper.counter.sku_id, number="A", expires_on=TODAY + timedelta(days=3)
    )
    await owner.execute(
        "insert into stock_move (company_id, sku_id, from_location_id, to_location_id, lot_id, quantity, moved_at) "
        "select company_id, sku_id, from_location_id, to_location_id, $2, 5, now() from stock_move where to_location_id = $1",
        keeper.shelf, lot,
    )  # fmt: skip
    assert (await told(keeper, on=str(TODAY + timedelta(days=3))))["available"] == 15
    assert (await told(keeper, on=str(TODAY + timedelta(days=4))))["withheld"] == 5


@pytest.mark.parametrize("argument", ["warehouseId", "locationId"])
async def test_refuses_an_id_of_something_else(keeper: Keeper, argument: str) -> None:
    document = f'{{ sku(id: "{keeper.counter.sku}") {{ availability({argument}: "Sku:{uuid7()}") {{ onHand {{ value }} }} }} }}'
    (error,) = (await keeper.office.ask(document))["errors"]
    assert error["extensions"]["code"] == "ID_OF_OTHER_TYPE"


async def test_who_may_not_see_stock_is_told_nothing(keeper: Keeper) -> None:
    document = f'{{ sku(id: "{keeper.counter.sku}") {{ availability {{ onHand {{ value }} }} }} }}'
    shop, customer = keeper.office.shop, UUID(keeper.counter.customer.partition(":")[2])
    token = shop.token(RoleCode.PARTNER_CUSTOMER, companies=[keeper.office.company], party=customer)
    answer = await shop.ask(document, token=token)
    assert answer["data"]["sku"]["availability"] is None
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]


async def test_a_shipment_takes_from_what_is_there_and_from_what_is_reserved(keeper: Keeper) -> None:
    await shipped(keeper, 4)
    assert await told(keeper) == figures(6, 0, 0, 0, 0, 6)


async def test_what_is_called_off_of_an_order_is_not_outgoing(keeper: Keeper) -> None:
    order = await shipped(keeper, 12)
    assert await told(keeper) == figures(0, 0, 0, 0, 2, -2)
    said: Answer = {"id": order["id"], "version": order["version"], "idempotencyKey": str(uuid7())}
    await keeper.office.done("salesOrderCancelRest", "salesOrder { id }", **said)
    assert await told(keeper) == figures(0, 0, 0, 0, 0, 0)


async def shipped(keeper: Keeper, quantity: int) -> Answer:
    """Confirm an order, ship what is there of it, and give it."""
    await builders.location(keeper.office.shop.owner, keeper.office.company, "CUSTOMERS", "CUSTOMER")
    order = await keeper.counter.confirmed(keeper.counter.line(quantity), shipmentPolicy=Word("ON_CONFIRM"))
    (shipment,) = await keeper.office.done(
        "shipmentCreate", "shipments { id version }", input={"salesOrderId": order["id"]}, idempotencyKey=str(uuid7())
    )
    said: Answer = {"id": shipment["id"], "version": shipment["version"], "idempotencyKey": str(uuid7())}
    await keeper.office.done("shipmentShip", "shipment { id }", **said)
    found: Answer = await keeper.office.ask(f'{{ salesOrder(id: "{order["id"]}") {{ id version }} }}')
    return found["data"]["salesOrder"]
