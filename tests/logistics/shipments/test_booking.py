"""Parcels of a shipment: what they weigh, what carriers ask for them, and how they are announced."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer
from tests.logistics.shipments.dock import Dock, line_of
from tests.schema import builders

SSCC = "003400123456789019"
STEPS = [
    {"country": "AT", "validFrom": "2026-01-01", "weightKgMax": weight, "price": price}
    for weight, price in (("2", "4.90"), ("5", "9.90"))
]
BOOKED = """
shipment {
  id version state carrierName goodsWeightKg availableTransitions trackingEvents(first: 9) { nodes { kind trackingNumber } }
  packages { weightKg goodsWeightKg trackingNumber trackingUrl sscc }
}
"""


async def service_of(dock: Dock, name: str = "Post", steps: list[dict[str, str]] = STEPS) -> str:
    """Make a carrier with a service, and give the id of the service."""
    said: Answer = {"companyId": f"Company:{dock.office.company}", "code": f"K-{uuid7().hex[-10:]}", "name": name}
    carrier = await dock.office.done(
        "carrierCreate",
        "carrier { id }",
        RoleCode.WAREHOUSE_MANAGER,
        input={**said, "trackingUrl": "https://post.test/{number}"},
    )
    service: Answer = {**said, "carrierId": carrier["id"], "rates": steps}
    made = await dock.office.done(
        "carrierServiceCreate", "carrierService { id }", RoleCode.WAREHOUSE_MANAGER, input=service
    )
    return made["id"]


async def weighed(dock: Dock, weight: str | None = "0.5", country: str | None = "AT") -> None:
    """Say what a piece of the goods weighs, and where the customer is."""
    owner, customer = dock.office.shop.owner, UUID(dock.counter.customer.partition(":")[2])
    await owner.execute(
        "update sku set weight_kg = $2 where id = $1", dock.counter.sku_id, None if weight is None else Decimal(weight)
    )
    if country is not None:
        await builders.insert(
            owner, "address", company_id=dock.office.company, party_id=customer, kind="MAIN", line1="Ring 1", city="Wien",
            country=country, postal_code="1010",
        )  # fmt: skip


async def packed(dock: Dock, *parcels: dict[str, Any]) -> Answer:
    """Pack four pieces into parcels of two, or as it is said."""
    picked = await dock.done("Pick", await dock.shipment(await dock.ordered(4)))
    each = line_of(picked, 4 // len(parcels))
    return await dock.done("Pack", picked, packages=[{"contents": [each], **said} for said in parcels])


async def booked(dock: Dock, shipment: Answer, *, simulate: bool = False, **said: object) -> Answer:
    """Book the parcels of a shipment, and give the payload."""
    which: Answer = {"id": shipment["id"], "version": shipment["version"], "idempotencyKey": str(uuid7())}
    return await dock.office.do("shipmentBook", BOOKED, RoleCode.WAREHOUSE_CLERK, simulate=simulate, **which, **said)


def refusals(payload: Answer) -> list[tuple[str, list[str]]]:
    """Give codes and paths."""
    return [(error["code"], error.get("path", [])) for error in payload["errors"]]


async def test_parcels_get_numbers_weights_and_a_place_to_be_followed(dock: Dock) -> None:
    await weighed(dock)
    shipment = await packed(dock, {"sscc": SSCC}, {"weightKg": "1.75"})
    found = (await booked(dock, shipment, carrierServiceId=await service_of(dock)))["shipment"]
    one, two = found["packages"]
    assert (found["state"], found["carrierName"], found["goodsWeightKg"]) == ("PACKED", "Post", "2.000000")
    assert (one["weightKg"], one["goodsWeightKg"], one["sscc"]) == ("1.000000", "1.000000", SSCC)
    assert (two["weightKg"], two["goodsWeightKg"]) == ("1.750000", "1.000000")
    assert one["trackingUrl"] == f"https://post.test/{one['trackingNumber']}" != two["trackingUrl"]
    assert {each["trackingNumber"] for each in found["trackingEvents"]["nodes"]} == {
        one["trackingNumber"], two["trackingNumber"]
    }  # fmt: skip


async def test_what_is_booked_is_not_booked_again(dock: Dock) -> None:
    await weighed(dock)
    shipment = await packed(dock, {})
    once = (await booked(dock, shipment, carrierServiceId=await service_of(dock)))["shipment"]
    assert refusals(await booked(dock, once)) == [("NOTHING_TO_BOOK", ["id"])]


async def test_carriers_bid_for_all_parcels_the_cheapest_first(dock: Dock) -> None:
    await weighed(dock)
    await service_of(dock, "Dear", [{**STEPS[0], "price": "5.00"}])
    await service_of(dock)
    await service_of(dock, "Weak", [{**STEPS[0], "weightKgMax": "1"}])
    shipment = await packed(dock, {}, {"weightKg": "1.75"})
    asked = (
        f'{{ shipmentRates(id: "{shipment["id"]}") {{ offers {{ carrier price {{ amount }} }} errors {{ code }} }} }}'
    )
    told = (await dock.office.ask(asked, RoleCode.WAREHOUSE_CLERK))["data"]["shipmentRates"]
    assert told["errors"] == []
    assert [(each["carrier"], each["price"]["amount"]) for each in told["offers"]] == [
        ("Post", "9.80"),
        ("Dear", "10.00"),
    ]


async def test_before_goods_are_in_parcels_all_of_them_are_one(dock: Dock) -> None:
    await weighed(dock)
    await service_of(dock)
    shipment = await dock.shipment(await dock.ordered(5))
    asked = f'{{ shipmentRates(id: "{shipment["id"]}") {{ offers {{ price {{ amount }} }} }} }}'
    told = (await dock.office.ask(asked, RoleCode.WAREHOUSE_CLERK))["data"]["shipmentRates"]
    assert told["offers"] == [{"price": {"amount": "9.90"}}]


@pytest.mark.parametrize(
    ("weight", "country", "code"), [(None, "AT", "WEIGHT_UNKNOWN"), ("0.5", None, "DESTINATION_UNKNOWN")]
)
async def test_refuses_to_book_what_nobody_knows_enough_of(
    dock: Dock, weight: str | None, country: str | None, code: str
) -> None:
    await weighed(dock, weight, country)
    shipment, service = await packed(dock, {}), await service_of(dock)
    assert refusals(await booked(dock, shipment, carrierServiceId=service)) == [(code, ["id"])]
    asked = f'{{ shipmentRates(id: "{shipment["id"]}") {{ offers {{ carrier }} errors {{ code path }} }} }}'
    told = (await dock.office.ask(asked, RoleCode.WAREHOUSE_CLERK))["data"]["shipmentRates"]
    assert (told["offers"], told["errors"]) == (None, [{"code": code, "path": ["id"]}])


async def test_refuses_to_book_with_nobody_or_with_who_does_not_carry_it(dock: Dock) -> None:
    await weighed(dock, "3")
    shipment, service = await packed(dock, {}), await service_of(dock)
    assert refusals(await booked(dock, shipment)) == [("SERVICE_MISSING", ["carrierServiceId"])]
    refused = refusals(await booked(dock, shipment, carrierServiceId=service))
    assert refused == [("CARRIES_NOT", ["carrierServiceId"])]
    refused = refusals(await booked(dock, shipment, carrierServiceId=f"CarrierService:{uuid7()}"))
    assert refused == [("NOT_FOUND", ["carrierServiceId"])]


async def test_a_simulated_booking_takes_no_number(dock: Dock) -> None:
    await weighed(dock)
    shipment, service = await packed(dock, {}), await service_of(dock)
    told = await booked(dock, shipment, simulate=True, carrierServiceId=service)
    assert [each["trackingNumber"] for each in told["shipment"]["packages"]] == [None]


async def test_who_may_not_ship_books_nothing(dock: Dock) -> None:
    shipment = await packed(dock, {})
    refused = await dock.refused("Book", shipment, role=RoleCode.SALES_REP)
    assert [code for code, _ in refused] == ["FORBIDDEN"]


@pytest.mark.parametrize("sscc", ["003400123456789012", "34001234567890", "00340012345678901A", ""])
async def test_refuses_a_label_that_is_none(dock: Dock, sscc: str) -> None:
    picked = await dock.done("Pick", await dock.shipment(await dock.ordered(4)))
    parcel = {"contents": [line_of(picked, 4)], "sscc": sscc}
    assert await dock.refused("Pack", picked, packages=[parcel]) == [("SSCC_UNFIT", ["packages", "0", "sscc"])]
