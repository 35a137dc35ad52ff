"""AdventureWorks, whole: the figures of its README, every row once, and the same again when it is run again."""

from decimal import Decimal

import asyncpg
import orjson
import pytest

from tests.migration.adventureworks.conftest import Imported
from tests.migration.adventureworks.files import REAL, needs_extract
from tests.migration.adventureworks.runs import counts, rejections
from tests.migration.retail import ask

pytestmark = needs_extract

HELD_BACK = "select distinct reason from import_row where fate = 'HELD_BACK'"

# Rows that came in and rows held back, on an empty database; nothing of the extract is rejected.
ROWS = {
    "Currency": (105, 0),
    "CurrencyRate": (12_435, 1_097),
    "UnitMeasure": (38, 0),
    "CountryRegion": (236, 2),
    "ProductCategory": (4, 0),
    "ProductSubcategory": (37, 0),
    "ProductModel": (128, 0),
    "Product": (504, 0),
    "Location": (14, 0),
    "ProductInventory": (1_065, 4),
    "Vendor": (104, 0),
    "Customer": (19_820, 0),
    "BusinessEntityContact": (909, 0),
    "BusinessEntityAddress": (19_324, 290),
    "ProductVendor": (460, 0),
    "PurchaseOrderHeader": (4_012, 0),
    "PurchaseOrderDetail": (8_845, 0),
}
# What was made, and how much of it was here already: 75 currencies, 34 units and 236 countries.
ENTITIES = {
    "Company": 1,
    "Currency": 30,
    "ExchangeRate": 12_435,
    "Unit": 4,
    "ExternalReference": 345,
    "ProductCategory": 41,
    "Product": 337,
    "Sku": 504,
    "Warehouse": 1,
    "Location": 15,
    "StockMove": 1_065,
    "Party": 19_924,
    "Contact": 909,
    "Address": 19_324,
    "VendorProduct": 460,
    "NumberSeries": 1,
    "PurchaseOrder": 4_012,
}

# In the source, rounding, and here as the schema shows it.
SUMS = {
    "Purchase orders: net": ("63791994.8380", "7.3720", "63792002.21"),
    "Purchase orders: tax": ("5103359.5740", "1.0160", "5103360.59"),
    "Purchase orders: freight": ("1583978.2263", "0.7837", "1583979.01"),
    "Purchase orders: total": ("70479332.6383", "9.1717", "70479341.81"),
    "Purchase order lines: quantity times price, not rounded": ("63791994.8380", "0", "63791994.8380"),
    "Purchase order lines: net": ("63791994.8380", "7.3720", "63792002.21"),
    "Purchase order lines: quantity": ("2348637", "0", "2348637"),
    "Purchase order lines: received": ("2327299.00", "0", "2327299"),
    "Purchase order lines: rejected": ("72700.00", "0", "72700"),
    "Stock: units": ("335974", "0", "335974"),
    "Stock: at standard cost": ("20092679.1712", "0", "20092679.1712"),
}


async def test_brings_in_every_row_that_has_a_place(imported: Imported) -> None:
    found = await counts(imported.database)
    told = {table: (found[table].imported + found[table].merged, found[table].held_back) for table in ROWS}
    assert told == ROWS


def test_reports_what_was_made(imported: Imported) -> None:
    assert imported.first["entities"] == ENTITIES


def test_adds_rows_up_by_what_their_orders_come_to(imported: Imported) -> None:
    amounts = [imported.first[name]["amount"] for name in ("source", "imported", "held_back", "rejected")]
    assert [Decimal(amount) for amount in amounts] == [Decimal("70479332.6383"), Decimal("70479332.6383"), 0, 0]
    assert (imported.first["rounding"], imported.first["through_the_schema"]) == ("9.1717", "70479341.81")
    assert imported.first["holds"]


@pytest.mark.parametrize("name", SUMS)
def test_reads_every_sum_back_through_the_schema(imported: Imported, name: str) -> None:
    (found,) = (each for each in imported.first["sums"] if each["name"] == name)
    told = [found["source"], found["rounding"], found["through_the_schema"]]
    assert [Decimal(figure) for figure in told] == [Decimal(figure) for figure in SUMS[name]]
    assert found["holds"]


async def test_counts_every_row_of_every_table_once(imported: Imported) -> None:
    rows = orjson.loads((REAL / "totals.json").read_bytes())["rows_per_table"]
    told = await counts(imported.database)
    assert {name: told[name].read for name in rows} == rows
    assert sum(each.read for each in told.values()) == imported.first["source"]["rows"] == 386_877


async def test_says_of_every_row_that_is_held_back_why(imported: Imported) -> None:
    reasons = {str(reason) for (reason,) in await ask(imported.database, HELD_BACK)}
    assert {because["example"] for because in imported.first["because"]} == reasons
    assert not any("does not know this file" in reason for reason in reasons)


async def test_knows_the_stray_duplicates(imported: Imported) -> None:
    for name in ("JobCandidate_TOREMOVE", "ProductModelorg"):
        ((reason,),) = await ask(imported.database, f"{HELD_BACK} and part = $1", name)
        assert "stray duplicate" in str(reason)


async def test_rejects_nothing(imported: Imported) -> None:
    assert await rejections(imported.database) == []


def test_a_dry_run_tells_the_same_and_keeps_nothing(imported: Imported) -> None:
    assert imported.empty_stayed_empty
    assert {**imported.dry, "job": "", "company": ""} == {**imported.first, "job": "", "company": ""}


def test_a_second_run_changes_nothing(imported: Imported) -> None:
    assert imported.stayed
    assert imported.second == {**imported.first, "already_in": True}


STORIES = {
    "a person who buys for a store": """
        select party.name, party.kind, party.email, store.name, store.kind
        from party join party store on store.id = party.parent_id where party.number = 'AW00029773'""",
    "parties by role": "select role, count(*)::int from party_role group by role order by role",
    "vendors who are no longer used": """
        select count(*)::int from party join party_role role on role.party_id = party.id
        where role.role = 'VENDOR' and party.archived_at is not null""",
    "an address in France": """
        select line1, city, region, country from address where line1 = '22, rue du Départ' and city = 'Pantin'""",
    "a bike": """
        select sku.code, sku.variant, product.name, category.name, parent.name, sku.weight_kg::text, sku.list_price::text
        from sku join product on product.id = product_id join product_category category on category.id = category_id
        join product_category parent on parent.id = category.parent_id where sku.code = 'BK-R93R-62'""",
    "orders by state": """
        select state, count(*)::int, sum(total_amount)::text from purchase_order group by state order by state""",
    "the first order": """
        select number, ordered_at::text, expected_on::text, total_amount::text from purchase_order where number = 'PO-000001'""",
    "the next number": "select prefix, next_value from number_series where code = 'PURCHASE_ORDER'",
    "orders that their lines do not add up to": """
        select number from purchase_order join purchase_order_line line on line.order_id = purchase_order.id
        group by purchase_order.id having sum(line.net_amount) <> purchase_order.net_amount""",
    "stock without a move": """
        select count(*)::int from stock_level level where on_hand <> (
            select sum(quantity) from stock_move move where move.sku_id = level.sku_id and move.to_location_id = level.location_id)""",
    "the value of a dollar": """
        select rate::text from exchange_rate where to_currency = 'EUR' and valid_on = '2011-05-31'""",
}

TOLD = {
    "a person who buys for a store": [
        ("Orlando N. Gee", "PERSON", "orlando0@adventure-works.com", "A Bike Store", "ORGANISATION")
    ],
    "parties by role": [("CUSTOMER", 19_820), ("VENDOR", 104)],
    "vendors who are no longer used": [(4,)],
    "an address in France": [("22, rue du Départ", "Pantin", "Seine Saint Denis", "FR")],
    "a bike": [("BK-R93R-62", "Red, 62", "Road-150", "Road Bikes", "Bikes", "6.803886", "3578.270000")],
    "orders by state": [
        ("APPROVED", 12, "2380772.82"),
        ("COMPLETED", 3_689, "62786170.97"),
        ("PENDING_APPROVAL", 225, "3873880.20"),
        ("REJECTED", 86, "1438517.82"),
    ],
    "the first order": [("PO-000001", "2011-04-16 07:00:00+00", "2011-04-30", "222.15")],
    "the next number": [("PO-", 4_013)],
    "orders that their lines do not add up to": [],
    "stock without a move": [(0,)],
    "the value of a dollar": [("0.9703000000",)],
}


@pytest.mark.parametrize("story", STORIES)
async def test_what_came_in_reads_as_it_should(imported: Imported, story: str) -> None:
    connection = await asyncpg.connect(imported.database.app_url)
    try:
        rows = await connection.fetch(STORIES[story])
    finally:
        await connection.close()
    assert [tuple(row) for row in rows] == TOLD[story]
