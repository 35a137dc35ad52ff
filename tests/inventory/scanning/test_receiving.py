"""What a clerk is told who scans what arrives of a purchase order."""

import datetime as dt

from auth.roles import RoleCode
from tests.inventory.scanning.warehouse import Warehouse, problems_of

GONE = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=40)
LATER = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=400)
RECEIVE = """
mutation ($input: GoodsReceiptPostInput!, $idempotencyKey: ID!) {
  goodsReceiptPost(input: $input, idempotencyKey: $idempotencyKey) {
    goodsReceipt { lines { quantity { value } lot { number expiresOn } } } errors { code path message }
  }
}
"""


async def test_what_arrives_is_received_as_it_is_proposed(warehouse: Warehouse) -> None:
    sku, value = await warehouse.article("LOT")
    order = await warehouse.ordered(sku, f"PO-{value}", 10, received=2)
    label = f"01{value:0>14}17{LATER:%y%m%d}10NEW"
    place = f"Location:{warehouse.first}"
    (proposal,) = (await warehouse.scan(label, documentId=f"PurchaseOrder:{order}", locationId=place))["scan"][
        "proposals"
    ]
    assert (proposal["problems"], proposal["mutation"]) == ([], "goodsReceiptPost")
    token = warehouse.shop.token(RoleCode.WAREHOUSE_CLERK)
    posted = (await warehouse.shop.ask(RECEIVE, proposal["variables"], token=token))["data"]["goodsReceiptPost"]
    assert posted["errors"] == []
    assert posted["goodsReceipt"]["lines"] == [
        {"quantity": {"value": "1.000000"}, "lot": {"number": "NEW", "expiresOn": LATER.isoformat()}}
    ]


async def test_what_is_wrong_with_it_is_told(warehouse: Warehouse) -> None:
    sku, value = await warehouse.article("LOT")
    order = f"PurchaseOrder:{await warehouse.ordered(sku, f'PO-{value}', 10, received=10)}"
    assert problems_of(await warehouse.scan(value, documentId=order)) == ["PLACE_MISSING", "LOT_MISSING", "TOO_MUCH"]
    label, place = f"01{value:0>14}17{GONE:%y%m%d}10OLD", f"Location:{warehouse.first}"
    assert problems_of(await warehouse.scan(label, documentId=order, locationId=place)) == ["EXPIRED", "TOO_MUCH"]


async def test_an_order_that_nobody_waits_for_takes_nothing(warehouse: Warehouse) -> None:
    sku, value = await warehouse.article()
    order = await warehouse.ordered(sku, f"PO-{value}", 10, state="CANCELLED")
    place = f"Location:{warehouse.first}"
    told = await warehouse.scan(value, documentId=f"PurchaseOrder:{order}", locationId=place)
    assert problems_of(told) == ["NOT_OPEN"]


async def test_who_may_not_see_purchase_orders_scans_for_none(warehouse: Warehouse) -> None:
    sku, value = await warehouse.article()
    order = await warehouse.ordered(sku, f"PO-{value}", 10)
    refused = await warehouse.scan(value, documentId=f"PurchaseOrder:{order}", role=RoleCode.SALES_REP)
    assert [(error["code"], error["path"]) for error in refused["errors"]] == [("NOT_FOUND", ["input", "documentId"])]
