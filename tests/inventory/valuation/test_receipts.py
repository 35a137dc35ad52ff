"""Goods are received with their prices, lots and serial numbers: into stock at what they cost, against what is owed for them."""

from typing import Any
from uuid import UUID

import pytest

from auth.roles import RoleCode
from tests.inventory.valuation.yard import Yard, journal
from tests.schema import builders


async def order(yard: Yard, code: str, quantity: int, price: str, **more: object) -> str:
    """Order something of the vendor, and give the line of the order."""
    owner, company = yard.office.shop.owner, yard.office.company
    said = {"currency": "EUR", "vendor_id": yard.vendor, "state": "SENT", **more}
    purchase = await owner.fetchval(
        "insert into purchase_order (company_id, currency, vendor_id, state, number, ordered_at, net_amount, tax_amount, "
        "freight_amount, total_amount) values ($1, $2, $3, $4, 'PO-1', now(), 0.00, 0.00, 0.00, 0.00) returning id",
        company, *(said[name] for name in ("currency", "vendor_id", "state")),
    )  # fmt: skip
    line = await owner.fetchval(
        "insert into purchase_order_line (company_id, order_id, position, sku_id, description, quantity, unit_id, currency, "
        "unit_price, net_amount) select $1, $2, 1, id, code, $4, unit_id, $6, $5::text::numeric, 0.00 from sku where id = $3 "
        "returning id",
        company, purchase, yard.skus[code], quantity, price, said["currency"],
    )  # fmt: skip
    return f"PurchaseOrderLine:{line}"


async def ordered(yard: Yard, line: str) -> tuple[int, str]:
    """Tell how much of a line of an order has come, and what became of the order."""
    row = await yard.office.shop.owner.fetchrow(
        "select line.received_quantity, purchase.state from purchase_order_line as line "
        "join purchase_order as purchase on purchase.id = line.order_id where line.id = $1",
        UUID(line.partition(":")[2]),
    )
    assert row is not None
    return int(row["received_quantity"]), row["state"]


async def refusal(yard: Yard, *lines: dict[str, Any], **more: Any) -> tuple[str, list[str]]:
    """Receive what is refused, and tell why."""
    (error,) = (await yard.receive(*lines, **more))["errors"]
    return error["code"], error["path"]


async def test_what_arrives_is_worth_what_is_owed_for_it(yard: Yard) -> None:
    await yard.sku("BOLT")
    await yard.sku("NUT")
    receipt = await yard.received(
        {"code": "BOLT", "quantity": "3", "unitPrice": "3.333333"},
        {"code": "NUT", "quantity": "2", "unitPrice": "1.50"},
    )
    assert journal(receipt) == ["STK 1110 13.00 Dr", "STK 2030 13.00 Cr"]
    assert [line["accrued"]["amount"] for line in receipt["lines"]] == ["10.00", "3.00"]
    assert receipt["number"].startswith("GR-")
    assert await yard.worth("BOLT") == ("3", "10.00", "3.333333")


async def test_prices_in_another_currency_are_worth_what_the_rate_says(yard: Yard) -> None:
    await yard.sku("BOLT")
    receipt = await yard.received({"code": "BOLT", "quantity": "4", "unitPrice": "10"}, currency="USD", rate="0.9")
    assert journal(receipt) == ["STK 1110 36.00 Dr", "STK 2030 36.00 Cr"]
    assert receipt["lines"][0]["unitPrice"] == {"amount": "10.000000", "currency": "USD"}


async def test_what_is_held_at_a_standard_differs_from_what_it_costs(yard: Yard) -> None:
    await yard.sku("BOLT", "STANDARD", standard_cost=5)
    receipt = await yard.received({"code": "BOLT", "quantity": "2", "unitPrice": "6"})
    assert sorted(journal(receipt)) == ["STK 1110 10.00 Dr", "STK 2030 12.00 Cr", "STK 5050 2.00 Dr"]
    less = await yard.received({"code": "BOLT", "quantity": "2", "unitPrice": "4.50"})
    assert sorted(journal(less)) == ["STK 1110 10.00 Dr", "STK 2030 9.00 Cr", "STK 5050 1.00 Cr"]


async def test_a_line_of_an_order_says_goods_unit_and_price(yard: Yard) -> None:
    await yard.sku("BOLT")
    line = await order(yard, "BOLT", 10, "2.50")
    receipt = await yard.received({"quantity": "4", "purchaseOrderLineId": line})
    assert journal(receipt) == ["STK 1110 10.00 Dr", "STK 2030 10.00 Cr"]
    assert await ordered(yard, line) == (4, "SENT")
    await yard.received({"quantity": "6", "purchaseOrderLineId": line})
    assert await ordered(yard, line) == (10, "COMPLETED")


async def test_no_more_arrives_of_an_order_than_was_ordered(yard: Yard) -> None:
    await yard.sku("BOLT")
    line = await order(yard, "BOLT", 10, "2.50")
    twice = [{"quantity": "6", "purchaseOrderLineId": line}] * 2
    assert await refusal(yard, *twice) == ("ORDER_LINE_OVER_RECEIVED", ["input", "lines", "1", "quantity"])
    assert await ordered(yard, line) == (0, "SENT")


@pytest.mark.parametrize("other", [{"state": "CANCELLED"}, {"currency": "USD"}, {"vendor_id": None}])
async def test_an_order_of_others_or_that_binds_nobody_is_not_received(yard: Yard, other: dict[str, object]) -> None:
    await yard.sku("BOLT")
    if "vendor_id" in other:
        other = {"vendor_id": await builders.party(yard.office.shop.owner, yard.office.company, "V-2")}
    line = await order(yard, "BOLT", 10, "2.50", **other)
    named = {"quantity": "1", "purchaseOrderLineId": line}
    assert await refusal(yard, named, currency="EUR") == (
        "ORDER_LINE_NOT_RECEIVABLE", ["input", "lines", "0", "purchaseOrderLineId"],
    )  # fmt: skip


async def test_lots_and_pieces_arrive_with_their_numbers(yard: Yard) -> None:
    for code, tracking in (("MILK", "LOT"), ("SAW", "SERIAL")):
        await yard.sku(code)
        await yard.office.shop.owner.execute(
            "update product set tracking = $2 where id = (select product_id from sku where id = $1)",
            yard.skus[code],
            tracking,
        )
    receipt = await yard.received(
        {"code": "MILK", "quantity": "12", "unitPrice": "1", "lotNumber": "L1", "expiresOn": "2026-12-31"},
        {"code": "SAW", "quantity": "2", "unitPrice": "40", "serialNumbers": ["S1", "S2"]},
    )
    moved = [(move["lot"]["number"], move["quantity"]["value"]) for move in receipt["moves"]["nodes"]]
    assert sorted(moved) == [("L1", "12.000000"), ("S1", "1.000000"), ("S2", "1.000000")]
    assert [line["lot"] and line["lot"]["number"] for line in receipt["lines"]] == ["L1", None]
    again = {"code": "SAW", "unitPrice": "40", "serialNumbers": ["S2"]}
    assert await refusal(yard, again) == ("SERIAL_NUMBER_TAKEN", ["input", "lines", "0", "serialNumbers"])
    assert (await refusal(yard, {"code": "SAW", "quantity": "2", "serialNumbers": ["S3"]}))[0] == "LOTS_UNFIT"
    assert (await refusal(yard, {"code": "MILK"})) == ("LOTS_UNFIT", ["input", "lines", "0", "lotNumber"])


async def test_what_nobody_knows_the_price_of_is_worth_what_is_there(yard: Yard) -> None:
    await yard.sku("BOLT")
    await yard.received({"code": "BOLT", "quantity": "2", "unitPrice": "5"})
    receipt = await yard.received({"code": "BOLT", "quantity": "3"})
    assert journal(receipt) == ["STK 1110 15.00 Dr", "STK 2030 15.00 Cr"]


@pytest.mark.parametrize(
    ("line", "more", "code", "place"),
    [
        ({"code": "BOLT", "quantity": "0"}, {}, "ARRIVAL_UNFIT", ["lines", "0", "quantity"]),
        ({"code": "BOLT", "unitPrice": "-1"}, {}, "ARRIVAL_UNFIT", ["lines", "0", "unitPrice"]),
        ({"quantity": "1"}, {}, "GOODS_UNCLEAR", ["lines", "0", "skuId"]),
        ({"code": "BOLT"}, {"receivedOn": "2999-01-01"}, "ARRIVAL_UNFIT", ["receivedOn"]),
        ({"code": "BOLT", "unitPrice": "1"}, {"receivedOn": "2020-01-01"}, "PERIOD_MISSING", ["postedOn"]),
        ({"code": "BOLT"}, {"currency": "JPY"}, "RATE_MISSING", []),
    ],
)
async def test_refuses_what_cannot_have_arrived(
    yard: Yard, line: dict[str, object], more: dict[str, str], code: str, place: list[str]
) -> None:
    await yard.sku("BOLT")
    found = await refusal(yard, line, **more)
    assert found[0] == code
    assert not place or found[1] == ["input", *place]


async def test_refuses_a_unit_that_does_not_convert(yard: Yard) -> None:
    await yard.sku("BOLT")
    kilogram = await builders.unit(yard.office.shop.owner, "KG")
    line = {"code": "BOLT", "unitId": f"Unit:{kilogram}"}
    assert await refusal(yard, line) == ("RECEIVED_UNIT_UNFIT", ["input", "lines", "0", "unitId"])


async def test_a_simulation_takes_no_number_and_leaves_nothing(yard: Yard) -> None:
    await yard.sku("BOLT")
    payload = await yard.receive({"code": "BOLT", "unitPrice": "1"}, simulate=True)
    assert (payload["errors"], payload["goodsReceipt"]["number"]) == ([], None)
    assert journal(payload["goodsReceipt"]) == ["STK 1110 1.00 Dr", "STK 2030 1.00 Cr"]
    assert await yard.office.shop.owner.fetchval("select count(*) from goods_receipt where company_id = $1", yard.office.company) == 0  # fmt: skip


async def test_a_clerk_receives_and_sees_no_prices(yard: Yard) -> None:
    await yard.sku("BOLT")
    payload = await yard.receive({"code": "BOLT", "unitPrice": "1"}, role=RoleCode.WAREHOUSE_CLERK)
    (line,) = payload["goodsReceipt"]["lines"]
    assert (payload["errors"], line["accrued"], line["unitPrice"]) == ([], None, None)
    refused = await yard.receive({"code": "BOLT", "unitPrice": "1"}, role=RoleCode.SALES_REP)
    assert [error["code"] for error in refused["errors"]] == ["FORBIDDEN"]
