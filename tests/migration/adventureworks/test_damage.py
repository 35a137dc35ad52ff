"""A damaged row stays outside with its reason, and everything else comes in."""

import pytest

from server.database import Database
from server.errors import OperatorError
from tests.migration.adventureworks.files import Files, needs_extract
from tests.migration.adventureworks.runs import Counts, counts, reasons, rejections, run

pytestmark = needs_extract


async def test_brings_a_small_extract_in_whole(fresh_database: Database, files: Files) -> None:
    report = await run(fresh_database, files.folder)
    assert await rejections(fresh_database) == []
    assert report["holds"]
    assert (await counts(fresh_database))["PurchaseOrderHeader"] == Counts(imported=40)


async def test_rejects_what_is_damaged_and_takes_the_rest(fresh_database: Database, files: Files) -> None:
    files.set("Product", 3, 20, "2014-13-45 00:00:00")
    files.set("ProductInventory", 1, 4, "many")
    files.set("Vendor", 2, 2, "")
    files.set("PurchaseOrderHeader", 30, 4, "99999")
    files.tear("Location", 14)
    report = await run(fresh_database, files.folder)
    told = {(name, row): code for name, row, code in await rejections(fresh_database)}
    assert told["Product", 3] == "VALUE_UNREADABLE"
    assert told["ProductInventory", 1] == "VALUE_UNREADABLE"
    assert told["Vendor", 2] == "VALUE_MISSING"
    assert told["PurchaseOrderHeader", 30] == "REFERENCE_UNKNOWN"
    assert told["Location", 14] == "FIELD_COUNT_WRONG"
    assert report["holds"]
    found = await counts(fresh_database)
    assert sum(each.read for each in found.values()) == report["source"]["rows"]
    assert found["Product"] == Counts(imported=503, rejected=1)
    assert found["Location"] == Counts(imported=13, rejected=1)


async def test_says_what_is_wrong_in_words(fresh_database: Database, files: Files) -> None:
    files.set("PurchaseOrderHeader", 5, 6, "31.04.2011")
    await run(fresh_database, files.folder)
    (reason,) = await reasons(fresh_database, "PurchaseOrderHeader")
    assert reason == 'OrderDate: "31.04.2011" is not a moment such as 2014-05-31 00:00:00.'


async def test_an_order_comes_in_whole_or_not_at_all(fresh_database: Database, files: Files) -> None:
    lines = files.rows("PurchaseOrderDetail")
    number = next(index for index, line in enumerate(lines, start=1) if line[0] == "2")
    siblings = [index for index, line in enumerate(lines, start=1) if line[0] == "2" and index != number]
    files.set("PurchaseOrderDetail", number, 3, "-3")
    await run(fresh_database, files.folder)
    assert sorted(await rejections(fresh_database)) == [
        ("PurchaseOrderDetail", number, "VALUE_UNREADABLE"),
        *(("PurchaseOrderDetail", sibling, "DOCUMENT_INCOMPLETE") for sibling in siblings),
        ("PurchaseOrderHeader", 2, "DOCUMENT_INCOMPLETE"),
    ]


async def test_refuses_an_order_whose_lines_do_not_add_up(fresh_database: Database, files: Files) -> None:
    files.set("PurchaseOrderHeader", 1, 8, "201.05")
    await run(fresh_database, files.folder)
    assert ("PurchaseOrderHeader", 1, "DOCUMENT_DOES_NOT_ADD_UP") in await rejections(fresh_database)
    assert (await counts(fresh_database))["PurchaseOrderHeader"] == Counts(imported=39, rejected=1)


async def test_rejects_what_breaks_a_rule_of_the_database(fresh_database: Database, files: Files) -> None:
    files.set("ProductVendor", 7, 2, "-1")
    files.set("ProductVendor", 9, 2, "99999999999")
    files.set("ProductVendor", 11, 3, "999999999999999.5")
    await run(fresh_database, files.folder)
    told = [each for each in await rejections(fresh_database) if each[0] == "ProductVendor"]
    assert told == [("ProductVendor", number, "ROW_BREAKS_RULE") for number in (7, 9, 11)]
    assert "lead_time_days_not_negative" in (await reasons(fresh_database, "ProductVendor"))[0]


async def test_takes_in_later_what_was_rejected_and_put_right(fresh_database: Database, files: Files) -> None:
    vendor = files.rows("PurchaseOrderHeader")[29][4]
    files.set("PurchaseOrderHeader", 30, 4, "99999")
    await run(fresh_database, files.folder)
    files.set("PurchaseOrderHeader", 30, 4, vendor)
    report = await run(fresh_database, files.folder)
    assert (await counts(fresh_database))["PurchaseOrderHeader"] == Counts(imported=1, unchanged=39)
    assert report["holds"]


async def test_a_repeated_key_counts_once(fresh_database: Database, files: Files) -> None:
    rows = files.rows("Vendor")
    files.write("Vendor", [*rows, rows[0]])
    await run(fresh_database, files.folder)
    assert await rejections(fresh_database) == [("Vendor", 105, "ROW_REPEATED")]


async def test_leaves_an_exchange_rate_alone_that_others_rely_on(fresh_database: Database, files: Files) -> None:
    await run(fresh_database, files.folder)
    files.set("CurrencyRate", 1, 0, "77777")
    files.set("CurrencyRate", 1, 5, "9.99")
    await run(fresh_database, files.folder)
    assert await rejections(fresh_database) == [("CurrencyRate", 1, "STORED_OTHERWISE")]


async def test_refuses_an_extract_without_a_table_that_is_needed(fresh_database: Database, files: Files) -> None:
    (files.folder / "raw" / "Vendor.csv").unlink()
    with pytest.raises(OperatorError, match="Vendor is missing"):
        await run(fresh_database, files.folder)


async def test_refuses_a_file_in_another_encoding(fresh_database: Database, files: Files) -> None:
    (files.folder / "raw" / "Product.csv").write_bytes("1\tFahrräder".encode("cp1252"))
    with pytest.raises(OperatorError, match=r"Product.csv is not readable as utf-8"):
        await run(fresh_database, files.folder)
