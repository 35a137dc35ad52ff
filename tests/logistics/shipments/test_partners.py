"""A customer follows what it gets: its own shipments, their parcels, and what it sends back; and changes nothing of it."""

from uuid import UUID

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer
from tests.logistics.shipments.dock import Dock, line_of
from tests.logistics.shipments.test_arriving import carrier_of, told
from tests.schema import builders

SHIPMENT = """
shipment(id: "%s") {
  number state availableTransitions lines { quantity { value } sku { code } }
  packages { trackingNumber contents { quantity { value } } } trackingEvents(first: 9) { nodes { kind } }
}
"""
LISTS = """
shipments(first: 9) { nodes { id } } packages(first: 9) { nodes { id } } packageContents(first: 9) { nodes { id } }
shipmentLines(first: 9) { nodes { id } } trackingEvents(first: 9) { nodes { id } } returnAuthorizations(first: 9) { nodes { id } }
returnAuthorizationLines(first: 9) { nodes { id } }
"""


async def asked(dock: Dock, party: UUID, document: str) -> Answer:
    """Ask as a customer."""
    shop = dock.office.shop
    token = shop.token(RoleCode.PARTNER_CUSTOMER, companies=[dock.office.company], party=party)
    answer = await shop.ask(document, token=token)
    assert answer.get("data") is not None, answer
    return answer


async def sent(dock: Dock) -> Answer:
    """Let goods leave in a parcel that a carrier tells of, and ask to send one piece back."""
    order, number = await dock.ordered(4), uuid7().hex
    picked = await dock.done("Pick", await dock.shipment(order))
    parcels = [{"contents": [line_of(picked, 4)], "trackingNumber": number}]
    shipped = await dock.done("Ship", await dock.done("Pack", picked, packages=parcels))
    await told(dock, await carrier_of(dock), number, "COLLECTED")
    line: Answer = {"orderLineId": order["lines"][0]["id"], "quantity": "1"}
    said: Answer = {"salesOrderId": order["id"], "lines": [line], "reason": "Chipped."}
    await dock.office.done(
        "returnAuthorizationCreate", "returnAuthorization { id }", RoleCode.SALES_REP, input=said, idempotencyKey=number
    )
    return shipped


def customer(dock: Dock) -> UUID:
    """Give the key of the customer of the orders."""
    return UUID(dock.counter.customer.partition(":")[2])


async def test_a_customer_sees_its_shipment_and_where_its_parcels_are(dock: Dock) -> None:
    shipped = await sent(dock)
    found = (await asked(dock, customer(dock), "{" + SHIPMENT % shipped["id"] + "}"))["data"]["shipment"]
    assert (found["state"], found["availableTransitions"]) == ("SHIPPED", [])
    assert [line["quantity"]["value"] for line in found["lines"]] == ["4.000000"]
    assert [each["contents"] for each in found["packages"]] == [[{"quantity": {"value": "4.000000"}}]]
    assert found["trackingEvents"]["nodes"] == [{"kind": "COLLECTED"}]


async def test_a_customer_sees_what_it_sends_back(dock: Dock) -> None:
    await sent(dock)
    document = "{ returnAuthorizations(first: 9) { nodes { state lines { quantity { value } } } } }"
    found = (await asked(dock, customer(dock), document))["data"]["returnAuthorizations"]["nodes"]
    assert found == [{"state": "REQUESTED", "lines": [{"quantity": {"value": "1.000000"}}]}]


async def test_a_customer_sees_nothing_of_what_others_get(dock: Dock) -> None:
    shipped = await sent(dock)
    other = await builders.party(dock.office.shop.owner, dock.office.company, f"P-{uuid7().hex[-10:]}")
    seen = (await asked(dock, other, "{" + LISTS + SHIPMENT % shipped["id"] + "}"))["data"]
    assert seen.pop("shipment") is None
    assert all(each["nodes"] == [] for each in seen.values())


@pytest.mark.parametrize("field", ["location { code }", "reservation { id }", "lot { number }"])
async def test_a_customer_does_not_see_where_things_lie(dock: Dock, field: str) -> None:
    shipped = await sent(dock)
    document = f'{{ shipment(id: "{shipped["id"]}") {{ lines {{ {field} }} }} }}'
    answer = await asked(dock, customer(dock), document)
    assert [list(line.values()) for line in answer["data"]["shipment"]["lines"]] == [[None]]


async def test_a_customer_does_not_see_what_carriers_cost(dock: Dock) -> None:
    parcel = 'parcel: { weightKg: "1", country: "AT" }, shippedOn: "2026-06-01"'
    document = f'{{ carrierRates(input: {{ companyId: "Company:{dock.office.company}", {parcel} }}) {{ offers {{ service }} }} }}'
    answer = await asked(dock, customer(dock), document)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]


@pytest.mark.parametrize("step", ["Split", "Pick", "Ship", "Deliver", "Cancel"])
async def test_a_customer_changes_nothing_of_a_shipment(dock: Dock, step: str) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    said = ", lines: []" if step == "Split" else ""
    keyed = f', idempotencyKey: "{uuid7()}"' if step in ("Split", "Ship") else ""
    document = f'mutation {{ shipment{step}(id: "{shipment["id"]}", version: 1{said}{keyed}) {{ errors {{ code }} }} }}'
    answer = await asked(dock, customer(dock), document)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
