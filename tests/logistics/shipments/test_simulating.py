"""What a confirmation or shipment would do is shown, and nothing of it is kept."""

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Word
from tests.logistics.shipments.dock import Dock

SHOWN = """salesOrder { state number lines { reservedQuantity { value }
  reservations(first: 5) { nodes { state held { value } location { code } } } } }"""
KEPT = (
    "stock_move",
    "reservation",
    "journal_entry",
    "stock_value_entry",
    "shipment",
    "sales_order",
    "audit_entry",
    "job",
)


async def counted(dock: Dock) -> list[int]:
    """Count the rows of all that a confirmation or shipment writes."""
    owner = dock.office.shop.owner
    return [await owner.fetchval(f"select count(*) from {table}") for table in KEPT]


async def test_confirming_shows_what_would_be_reserved_where_and_keeps_nothing(dock: Dock) -> None:
    draft = await dock.counter.draft(dock.counter.line(4), shipmentPolicy=Word("ON_CONFIRM"))
    before = await counted(dock), await dock.level()
    said: Answer = {"id": draft["id"], "version": draft["version"], "idempotencyKey": str(uuid7())}
    shown = (await dock.office.do("salesOrderConfirm", SHOWN, simulate=True, **said))["salesOrder"]
    (line,) = shown["lines"]
    assert (shown["state"], shown["number"], line["reservedQuantity"]["value"]) == ("CONFIRMED", None, "4.000000")
    assert line["reservations"]["nodes"] == [
        {"state": "ACTIVE", "held": {"value": "4.000000"}, "location": {"code": "SHELF"}}
    ]
    assert (await counted(dock), await dock.level()) == before
    assert (await dock.counter.order(draft["id"]))["state"] == "DRAFT"


async def test_placing_shows_what_would_be_reserved_and_keeps_nothing(dock: Dock) -> None:
    before = await counted(dock), await dock.level()
    given = dock.counter.input(dock.counter.line(12), shipmentPolicy=Word("ON_CONFIRM"))
    said: Answer = {"input": given, "idempotencyKey": str(uuid7())}
    shown = (await dock.office.do("salesOrderPlace", SHOWN, simulate=True, **said))["salesOrder"]
    assert (shown["state"], shown["lines"][0]["reservedQuantity"]["value"]) == ("CONFIRMED", "10.000000")
    assert (await counted(dock), await dock.level()) == before


async def test_shipping_shows_moves_and_entries_and_keeps_nothing(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    before = await counted(dock), await dock.level()
    shown = (await dock.do("Ship", shipment, RoleCode.ADMIN, simulate=True))["shipment"]
    assert [move["quantity"]["value"] for move in shown["moves"]["nodes"]] == ["4.000000"]
    (entry,) = shown["entries"]["nodes"]
    assert {(each["account"]["code"], each["debit"]["amount"], each["credit"]["amount"]) for each in entry["lines"]} == {
        ("5010", "24.00", "0.00"), ("1110", "0.00", "24.00")
    }  # fmt: skip
    assert shown["lines"][0]["reservation"]["consumed"]["value"] == "4.000000"
    assert (await counted(dock), await dock.level()) == before


async def test_what_was_simulated_is_done_with_the_same_key_afterwards(dock: Dock) -> None:
    draft = await dock.counter.draft(dock.counter.line(4), shipmentPolicy=Word("ON_CONFIRM"))
    said: Answer = {"id": draft["id"], "version": draft["version"], "idempotencyKey": str(uuid7())}
    await dock.office.do("salesOrderConfirm", SHOWN, simulate=True, **said)
    assert (await dock.office.done("salesOrderConfirm", SHOWN, **said))["number"] is not None
    assert await dock.level() == (10, 4)
