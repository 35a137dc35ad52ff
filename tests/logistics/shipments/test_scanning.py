"""What a picker is told who scans for a shipment, and how that confirms its lines."""

from typing import Any

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer
from tests.logistics.shipments.dock import Dock, line_of
from tests.logistics.shipments.floor import CAME, place
from tests.logistics.shipments.test_picking import do as step
from tests.logistics.shipments.test_picking import person, to
from tests.schema import builders

SCAN = """
mutation ($input: StockScanInput!) {
  stockScan(input: $input) {
    scan { sku { code } remarks quantity package { position shipment { id } }
      proposals { quantity openQuantity problems mutation variables line { id } location { code } lot { number } } }
    errors { code path }
  }
}
"""
CONFIRM = f"""
mutation ($id: ID!, $version: Int!, $lines: [ShipmentPickedInput!]!, $idempotencyKey: ID!) {{
  shipmentPickConfirm(id: $id, version: $version, lines: $lines, idempotencyKey: $idempotencyKey) {{ {CAME} errors {{ code }} }}
}}
"""


async def scan(
    dock: Dock, shipment: Answer, *codes: str, role: RoleCode = RoleCode.WAREHOUSE_CLERK, **said: Any
) -> Answer:
    """Scan for a shipment, and give the payload."""
    given = {"companyId": dock.counter.company, "codes": list(codes), "documentId": shipment["id"], **said}
    answer = await dock.office.ask(SCAN, role, {"input": given})
    assert answer.get("errors") is None, answer
    return answer["data"]["stockScan"]


async def proposed(dock: Dock, shipment: Answer, *codes: str, **said: Any) -> Answer:
    """Scan what one line of a shipment wants, and give what is proposed."""
    payload = await scan(dock, shipment, *codes, **said)
    assert payload["errors"] == [], payload
    (proposal,) = payload["scan"]["proposals"]
    return proposal


async def test_each_scan_confirms_a_piece_more_of_its_line(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(2))
    for picked, state in (("1.000000", "READY"), ("2.000000", "PICKED")):
        proposal = await proposed(dock, shipment, "BOLT", "SHELF")
        assert (proposal["problems"], proposal["mutation"]) == ([], "shipmentPickConfirm")
        answer = await dock.office.ask(CONFIRM, RoleCode.WAREHOUSE_CLERK, proposal["variables"])
        done = answer["data"]["shipmentPickConfirm"]
        assert (done["errors"], done["shipment"]["state"]) == ([], state)
        assert done["shipment"]["lines"][0]["pickedQuantity"]["value"] == picked


async def test_what_is_more_than_is_open_is_told_with_what_fits(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(2))
    await dock.office.shop.owner.execute(
        "insert into barcode (company_id, sku_id, value, kind, quantity) values ($1, $2, $3, 'CODE_128', 12)",
        dock.office.company, dock.counter.sku_id, "DOZEN",
    )  # fmt: skip
    proposal = await proposed(dock, shipment, "DOZEN")
    assert (proposal["quantity"], proposal["problems"]) == ("2.000000", ["TOO_MUCH"])
    assert proposal["variables"]["lines"] == [{"lineId": shipment["lines"][0]["id"], "quantity": "2.000000"}]
    picked = await dock.done("Pick", shipment)
    again = await proposed(dock, picked, "BOLT")
    assert (again["openQuantity"], again["problems"], again["mutation"]) == ("0.000000", ["TOO_MUCH"], None)


async def test_another_place_is_the_wrong_one(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(2))
    await place(dock, "BACK", 5)
    proposal = await proposed(dock, shipment, "BOLT", "BACK")
    assert (proposal["problems"], proposal["mutation"], proposal["location"]["code"]) == (
        ["WRONG_PLACE"],
        None,
        "SHELF",
    )


async def test_goods_that_are_withheld_meanwhile_are_not_to_be_taken(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(2))
    await dock.office.shop.owner.execute("update location set stock_status = 'BLOCKED' where id = $1", dock.shelf)
    assert (await proposed(dock, shipment, "BOLT"))["problems"] == ["WITHHELD"]


async def test_other_lots_and_expired_goods_are_told(dock: Dock) -> None:
    owner, company, sku = dock.office.shop.owner, dock.office.company, dock.counter.sku_id
    shipment = await dock.shipment(await dock.ordered(2))
    kept, other = [
        await owner.fetchval(
            "insert into lot (company_id, sku_id, number, expires_on) values ($1, $2, $3, current_date + $4::integer) returning id",
            company, sku, number, days,
        )
        for number, days in (("GOOD", 30), ("OLD", -30))
    ]  # fmt: skip
    await owner.execute(
        "update product set tracking = 'LOT' from sku where sku.product_id = product.id and sku.id = $1", sku
    )
    await owner.execute("update shipment_line set lot_id = $1 where location_id = $2", kept, dock.shelf)
    assert other is not None
    assert (await proposed(dock, shipment, "BOLT"))["problems"] == ["LOT_MISSING"]
    assert (await proposed(dock, shipment, "GOOD"))["problems"] == []
    assert (await proposed(dock, shipment, "OLD"))["problems"] == ["LOT_DIFFERS", "EXPIRED"]
    assert (await proposed(dock, shipment, "BOLT", "(10)UNKNOWN"))["problems"] == ["LOT_DIFFERS"]


async def test_somebody_elses_shipment_and_one_that_has_left_take_nothing(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(2))
    given = (await step(dock, "a-program", "Assign", shipment, to(await person(dock, "Ada"))))["shipment"]
    assert (await proposed(dock, given, "BOLT"))["problems"] == ["SOMEBODY_ELSES"]
    free = (await step(dock, "a-program", "Assign", given))["shipment"]
    shipped = await dock.done("Ship", free)
    assert (await proposed(dock, shipped, "BOLT"))["problems"] == ["NOT_OPEN"]


async def test_what_a_shipment_does_not_want_is_told(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(2))
    await builders.sku(dock.office.shop.owner, dock.office.company, "NUT")
    told = (await scan(dock, shipment, "NUT"))["scan"]
    assert (told["proposals"], told["remarks"]) == ([], ["NOT_WANTED"])


async def test_a_parcel_is_found_by_the_code_on_its_label(dock: Dock) -> None:
    shipment = await dock.done("Pick", await dock.shipment(await dock.ordered(2)))
    sscc = "340123450000000000"
    packed = await dock.done("Pack", shipment, packages=[{"contents": [line_of(shipment, 2)], "sscc": sscc}])
    told = (await scan(dock, packed, f"(00){sscc}"))["scan"]
    assert told["package"] == {"position": 1, "shipment": {"id": shipment["id"]}}
    stranger = (await scan(dock, packed, f"(00){sscc}", role=RoleCode.PRODUCTION_PLANNER))["scan"]
    assert stranger["package"] is None


async def test_refuses_documents_that_nothing_is_scanned_for_or_nobody_sees(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(2))
    for document, code in (
        (shipment["lines"][0]["id"], "NOTHING_SCANNED_FOR"),
        (f"Shipment:{uuid7()}", "NOT_FOUND"),
        (f"PurchaseOrder:{uuid7()}", "NOT_FOUND"),
        (f"ReturnAuthorization:{uuid7()}", "NOT_FOUND"),
    ):
        payload = await scan(dock, shipment, "BOLT", documentId=document)
        assert payload["errors"] == [{"code": code, "path": ["input", "documentId"]}]


async def test_who_may_not_see_shipments_is_told_of_none(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(2))
    payload = await scan(dock, shipment, "BOLT", role=RoleCode.PRODUCTION_PLANNER)
    assert payload["errors"] == [{"code": "NOT_FOUND", "path": ["input", "documentId"]}]
