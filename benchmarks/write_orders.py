"""What `./torso bench write` sells: orders of five lines, promised, and all the way to the invoice.

`order_placed` is drafted, priced, taxed and confirmed in one request, with its goods reserved. `order_chain` goes on as
people do, each step in a request of its own: the shipment is made, the goods leave, the order is billed, the invoice posted.
"""

import random
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from benchmarks.write_cases import Step, WriteCase
from benchmarks.write_goods import Goods
from benchmarks.write_orders_by_hand import place_by_hand, sell_by_hand
from kernel.ids import uuid7
from services.demo.identity import COMPANY_ID

LINES: Final = 5

_PLACE: Final = """
mutation Place($input: SalesOrderCreateInput!, $key: ID!) {
  salesOrderPlace(input: $input, idempotencyKey: $key) {
    salesOrder { id number state total { amount } lines { id reservedQuantity { value } } } errors { code path }
  }
}
"""
_GATHER: Final = """
mutation Gather($order: ID!, $key: ID!) {
  shipmentCreate(input: { salesOrderId: $order }, idempotencyKey: $key) {
    shipments { id number version } errors { code path }
  }
}
"""
_SHIP: Final = """
mutation Ship($id: ID!, $version: Int!, $key: ID!) {
  shipmentShip(id: $id, version: $version, idempotencyKey: $key) { shipment { id state } errors { code path } }
}
"""
_BILL: Final = """
mutation Bill($order: ID!) { salesOrderBill(ids: [$order]) { invoice { id version } errors { code path } } }
"""
_POST: Final = """
mutation Post($id: ID!, $version: Int!, $valid: Int!, $key: ID!) @atomic {
  invoiceValidate(id: $id, version: $version) { errors { code path } }
  invoicePost(id: $id, version: $valid, idempotencyKey: $key) {
    invoice { id number total { amount } entry { id } instalments { dueOn openItem { id } } } errors { code path }
  }
}
"""


def order_cases(goods: Goods) -> tuple[WriteCase, ...]:
    """Give the cases: each client orders for a customer of its own, any five of all SKUs."""

    def order(client: int) -> dict[str, Any]:
        skus = random.sample(goods.skus, LINES)
        lines = [{"skuId": f"Sku:{sku}", "quantity": "2"} for sku in skus]
        said = {"companyId": f"Company:{COMPANY_ID}", "customerId": f"Party:{goods.customers[client]}"}
        which = {"id": f"SalesOrder:{uuid7()}", "shipmentPolicy": "ON_CONFIRM"}
        return {"input": {**said, **which, "lines": lines}, "key": uuid7().hex}

    then = (Step(_GATHER, _to_gather), Step(_SHIP, _to_ship), Step(_BILL, _to_bill), Step(_POST, _to_post))
    return (
        WriteCase("order_placed", _PLACE, partial(place_by_hand, goods), order),
        WriteCase("order_chain", _PLACE, partial(sell_by_hand, goods), order, then),
    )


def _to_gather(answered: Mapping[str, Any]) -> dict[str, Any]:
    return {"order": answered["salesOrderPlace"]["salesOrder"]["id"], "key": uuid7().hex}


def _to_ship(answered: Mapping[str, Any]) -> dict[str, Any]:
    (shipment,) = answered["shipmentCreate"]["shipments"]
    return {"id": shipment["id"], "version": shipment["version"], "key": uuid7().hex}


def _to_bill(answered: Mapping[str, Any]) -> dict[str, Any]:
    return {"order": answered["salesOrderPlace"]["salesOrder"]["id"]}


def _to_post(answered: Mapping[str, Any]) -> dict[str, Any]:
    invoice = answered["salesOrderBill"]["invoice"]
    version = invoice["version"]
    return {"id": invoice["id"], "version": version, "valid": version + 1, "key": uuid7().hex}
