"""What a clerk is told who scans."""

import datetime as dt

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from services.inventory.gs1 import check_digit
from tests.inventory.scanning.warehouse import Warehouse

FNC1 = "\x1d"
TODAY = dt.datetime.now(dt.UTC).date()
LATER, SOON, GONE = (TODAY + dt.timedelta(days=days) for days in (400, 40, -40))


def gtin_14(ean_13: str) -> str:
    """Write a number of 13 digits with 14, as labels do."""
    return f"0{ean_13}"


async def test_a_barcode_is_a_piece_of_its_sku(warehouse: Warehouse) -> None:
    _, value = await warehouse.article()
    for code in (value, f"]E0{value}\r\n", f"01{gtin_14(value)}", f"]d201{gtin_14(value)}"):
        answer = await warehouse.scan(code)
        assert answer["errors"] == []
        assert (answer["scan"]["sku"]["code"], answer["scan"]["quantity"]) == (f"S-{value[:-1]}", "1.000000")


async def test_a_carton_counts_for_what_is_inside(warehouse: Warehouse) -> None:
    sku, value = await warehouse.article()
    digits = f"1{value[:-1]}"
    carton = digits + check_digit(digits)
    await warehouse.barcode(sku, carton, "GTIN_14", 12)
    assert (await warehouse.scan(carton))["scan"]["quantity"] == "12.000000"
    assert (await warehouse.scan(f"02{carton}373"))["scan"]["quantity"] == "36.000000"
    assert (await warehouse.scan(value, carton))["scan"]["quantity"] == "12.000000"


async def test_a_weight_is_told_in_the_unit_of_the_sku(warehouse: Warehouse) -> None:
    _, value = await warehouse.article(unit="KG")
    kilograms = await warehouse.scan(f"01{gtin_14(value)}3103001250")
    assert (kilograms["scan"]["quantity"], kilograms["scan"]["remarks"]) == ("1.250000", [])
    pounds = await warehouse.scan(f"01{gtin_14(value)}3201000010")
    assert (pounds["scan"]["quantity"], pounds["scan"]["remarks"]) == ("0.453592", [])
    litres = await warehouse.scan(f"01{gtin_14(value)}3150000002")
    assert (litres["scan"]["quantity"], litres["scan"]["remarks"]) == ("1.000000", ["MEASURE_UNFIT"])


async def test_a_label_says_lot_and_expiry(warehouse: Warehouse) -> None:
    sku, value = await warehouse.article("LOT")
    await warehouse.lot(sku, "L-1", LATER)
    answer = (await warehouse.scan(f"]C101{gtin_14(value)}17{LATER:%y%m%d}10L-1{FNC1}3024"))["scan"]
    assert (answer["sku"]["code"], answer["lot"], answer["quantity"]) == (
        f"S-{value[:-1]}",
        {"number": "L-1"},
        "24.000000",
    )
    assert (answer["label"]["expiresOn"], answer["remarks"]) == (LATER.isoformat(), [])


async def test_remarks_tell_what_to_look_at(warehouse: Warehouse) -> None:
    sku, value = await warehouse.article("LOT")
    await warehouse.lot(sku, "L-1", LATER)
    label = f"01{gtin_14(value)}"
    assert (await warehouse.scan(value))["scan"]["remarks"] == ["LOT_MISSING"]
    assert (await warehouse.scan(f"{label}10NEW"))["scan"]["remarks"] == ["LOT_UNKNOWN"]
    assert (await warehouse.scan(f"{label}17{SOON:%y%m%d}10L-1"))["scan"]["remarks"] == ["EXPIRY_DIFFERS"]
    assert (await warehouse.scan(f"{label}17{GONE:%y%m%d}10NEW"))["scan"]["remarks"] == ["LOT_UNKNOWN", "EXPIRED"]


async def test_a_serial_number_is_one_piece_and_finds_it_alone(warehouse: Warehouse) -> None:
    sku, value = await warehouse.article("SERIAL")
    number = f"SN{value}"
    await warehouse.lot(sku, number)
    labelled = (await warehouse.scan(f"01{gtin_14(value)}21{number}"))["scan"]
    alone = (await warehouse.scan(number))["scan"]
    assert (
        (labelled["lot"], labelled["quantity"]) == (alone["lot"], alone["quantity"]) == ({"number": number}, "1.000000")
    )


async def test_two_labels_of_one_carton_are_read_together(warehouse: Warehouse) -> None:
    sku, value = await warehouse.article("LOT")
    await warehouse.lot(sku, "L-1")
    answer = await warehouse.scan(f"01{gtin_14(value)}", "]C110L-1")
    assert (answer["scan"]["lot"], [each["code"] for each in answer["scan"]["elements"]]) == (
        {"number": "L-1"},
        ["01", "10"],
    )


async def test_a_pallet_of_unknown_content_is_told_by_its_number(warehouse: Warehouse) -> None:
    answer = await warehouse.scan("(00)340123450000000000")
    assert answer["errors"] == []
    assert (answer["scan"]["sku"], answer["scan"]["label"]["sscc"]) == (None, "340123450000000000")


async def test_picking_takes_what_expires_first_and_nothing_that_has_expired(warehouse: Warehouse) -> None:
    sku, value = await warehouse.article("LOT")
    for number, expires_on, shelf in (("L", LATER, 1), ("S", SOON, 2), ("G", GONE, 1)):
        lot = await warehouse.lot(sku, number, expires_on)
        await warehouse.put(sku, warehouse.first if shelf == 1 else warehouse.second, 5, lot)
    picks = (await warehouse.scan(value, purpose="PICK"))["scan"]["proposals"]
    assert [(each["purpose"], each["lot"]["number"], each["openQuantity"]) for each in picks] == [
        ("PICK", "S", "5.000000"),
        ("PICK", "L", "5.000000"),
    ]
    moves = (await warehouse.scan(value, purpose="TRANSFER"))["scan"]["proposals"]
    assert [each["lot"]["number"] for each in moves] == ["G", "S", "L"]


async def test_proposes_places_in_the_place_that_is_scanned_along(warehouse: Warehouse) -> None:
    sku, value = await warehouse.article()
    await warehouse.put(sku, warehouse.first, 3)
    await warehouse.put(sku, warehouse.second, 4)
    code = await warehouse.shop.owner.fetchval("select code from location where id = $1", warehouse.second)
    for answer in (
        await warehouse.scan(code, value, purpose="TRANSFER"),
        await warehouse.scan(value, purpose="TRANSFER", locationId=f"Location:{warehouse.second}"),
    ):
        assert [each["location"]["code"] for each in answer["scan"]["proposals"]] == [code]
    assert (await warehouse.scan(code))["scan"]["location"] == {"code": code}


async def test_receiving_proposes_what_waits_for_it(warehouse: Warehouse) -> None:
    sku, value = await warehouse.article()
    await warehouse.ordered(sku, f"PO-1-{value}", 10, received=8)
    await warehouse.ordered(sku, f"PO-2-{value}", 10, received=10)
    await warehouse.ordered(sku, f"PO-3-{value}", 10, state="CANCELLED")
    (proposal,) = (await warehouse.scan(value, purpose="RECEIVE"))["scan"]["proposals"]
    assert (proposal["quantity"], proposal["openQuantity"]) == ("1.000000", "2.000000")
    assert proposal["line"] == {"__typename": "PurchaseOrderLine", "order": {"number": f"PO-1-{value}"}}


async def test_whoever_may_not_see_purchase_orders_is_told_of_none(warehouse: Warehouse) -> None:
    sku, value = await warehouse.article()
    await warehouse.ordered(sku, f"PO-{value}", 10)
    answer = await warehouse.scan(value, purpose="RECEIVE", role=RoleCode.SALES_REP)
    assert (answer["scan"]["sku"] is None, answer["scan"]["proposals"]) == (False, [])


async def test_refuses_a_wrong_check_digit_by_its_place(warehouse: Warehouse) -> None:
    (error,) = (await warehouse.scan("SHELF", "]C10109501101530004"))["errors"]
    assert (error["code"], error["path"]) == ("GS1_CHECK_DIGIT_WRONG", ["input", "codes", "1"])
    assert (error["identifier"], error["position"], error["expected"]) == ("01", 18, "3")


async def test_refuses_labels_that_contradict_each_other(warehouse: Warehouse) -> None:
    _, value = await warehouse.article()
    (error,) = (await warehouse.scan(f"01{gtin_14(value)}10A", "]C110B"))["errors"]
    assert (error["code"], error["path"], error["other"]) == ("GS1_CONTRADICTION", ["input", "codes", "1"], "10")


async def test_refuses_what_nobody_knows(warehouse: Warehouse) -> None:
    (error,) = (await warehouse.scan("NOBODY-KNOWS-THIS"))["errors"]
    assert (error["code"], error["text"], error["path"]) == (
        "SCAN_UNKNOWN",
        "NOBODY-KNOWS-THIS",
        ["input", "codes", "0"],
    )


async def test_refuses_codes_of_different_things(warehouse: Warehouse) -> None:
    (_, one), (_, two) = await warehouse.article(), await warehouse.article()
    assert [error["code"] for error in (await warehouse.scan(one, two))["errors"]] == ["SCANS_DIFFER"]


async def test_refuses_a_lot_number_that_lots_of_several_skus_have(warehouse: Warehouse) -> None:
    (one, value), (two, _) = await warehouse.article("LOT"), await warehouse.article("LOT")
    await warehouse.lot(one, f"TWICE-{value}")
    await warehouse.lot(two, f"TWICE-{value}")
    assert [error["code"] for error in (await warehouse.scan(f"TWICE-{value}"))["errors"]] == ["SCAN_AMBIGUOUS"]
    together = await warehouse.scan(value, f"(10)TWICE-{value}")
    assert together["scan"]["lot"] == {"number": f"TWICE-{value}"}


@pytest.mark.parametrize(
    ("codes", "code"),
    [([], "TOO_MANY_ROWS"), (9 * ["A"], "TOO_MANY_ROWS"), ([" "], "VALUE_REQUIRED"), (["A" * 5000], "TEXT_TOO_LONG")],
)
async def test_refuses_no_code_and_too_much_of_it(warehouse: Warehouse, codes: list[str], code: str) -> None:
    assert [error["code"] for error in (await warehouse.scan(*codes))["errors"]] == [code]


async def test_refuses_a_place_that_is_not_there(warehouse: Warehouse) -> None:
    _, value = await warehouse.article()
    (error,) = (await warehouse.scan(value, locationId=f"Location:{uuid7()}"))["errors"]
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "locationId"])


async def test_shows_nothing_of_another_company(warehouse: Warehouse) -> None:
    _, value = await warehouse.article()
    answer = await warehouse.scan(value, companyId=f"Company:{warehouse.shop.other}")
    assert [(error["code"], error["path"]) for error in answer["errors"]] == [("NOT_FOUND", ["input", "companyId"])]
