"""The year of a web shop, whole: the published figures, every row once, history without stock, and credits that know their purchase."""

from decimal import Decimal

import asyncpg
import orjson
import pytest

from tests.migration.conftest import Year
from tests.migration.retail import REAL

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the extract lies beside the repository, in ../shared")

FATES = {
    "source": (541_909, "9747747.934"),
    "imported": (539_798, "9758809.994"),
    "merged": (0, "0"),
    "unchanged": (0, "0"),
    "rejected": (0, "0"),
    "held_back": (2_111, "-11062.06"),
}
OUTSIDE = {"STOCK_ADJUSTMENT": (2_108, "0"), "ADJUSTMENT_OF_BOOKS": (3, "-11062.06")}
FIGURES = {
    "POSITIVE": (530_104, "10666684.544"),
    "CANCELLATION": (9_288, "-896812.49"),
    "BAD_DEBT": (3, "-11062.06"),
    "WRITE_OFF": (1_336, "0"),
    "FREE": (2_515, "0"),
    "WITHOUT_CUSTOMER": (135_080, "1447682.12"),
}


def test_tells_how_quickly_it_came_in(year: Year) -> None:
    print(f"\n{year.seconds:.1f} s, {541_909 / year.seconds:,.0f} rows per second")
    assert year.seconds < 300


def test_counts_every_row_once(year: Year) -> None:
    told = {name: (year.report[name]["rows"], Decimal(year.report[name]["amount"])) for name in FATES}
    assert told == {name: (rows, Decimal(amount)) for name, (rows, amount) in FATES.items()}
    assert {each["code"]: (each["rows"], Decimal(each["amount"])) for each in year.report["because"]} == {
        code: (rows, Decimal(amount)) for code, (rows, amount) in OUTSIDE.items()
    }


def test_adds_up_to_the_penny_with_rounding_apart(year: Year) -> None:
    source, outside = Decimal(year.report["source"]["amount"]), Decimal(year.report["held_back"]["amount"])
    assert source - outside + Decimal(year.report["rounding"]) == Decimal(year.report["through_the_schema"])
    assert (year.report["rounding"], year.report["through_the_schema"]) == ("-0.004", "9758809.99")
    assert year.report["holds"]


@pytest.mark.parametrize("code", FIGURES)
def test_comes_to_the_published_figures(year: Year, code: str) -> None:
    (found,) = (each for each in year.report["figures"] if each["code"] == code)
    rows, amount = FIGURES[code]
    assert (found["rows"], Decimal(found["amount"])) == (rows, Decimal(amount))


def test_says_how_many_cancellations_have_found_their_purchase(year: Year) -> None:
    found = {each["code"]: each["rows"] for each in year.report["figures"] if each["code"].startswith("CREDIT")}
    assert found == {"CREDIT_OF_PURCHASE": 7_138, "CREDIT_ALONE": 2_150}


OF_MONTHS = """
select to_char(at at time zone 'Europe/London', 'YYYY-MM'), sum(net) from (
  select placed_at as at, net_amount as net from sales_order union all select credited_at, -net_amount from migrated_credit
) as documents group by 1
"""


async def test_every_month_comes_to_what_was_published(year: Year) -> None:
    published = orjson.loads((REAL / "totals.json").read_bytes())["by_month"]
    # The three adjustments of bad debt are all of August.
    published["2011-08"] = str(Decimal(published["2011-08"]) - Decimal("-11062.06"))
    connection = await asyncpg.connect(year.database.app_url)
    try:
        stored = {month: net for month, net in await connection.fetch(OF_MONTHS)}  # noqa: C416 - typed so
    finally:
        await connection.close()
    assert {
        month: abs(stored[month] - Decimal(net)) < Decimal("0.01") for month, net in published.items()
    } == dict.fromkeys(published, True)


# What is asked of the database past everything that has brought the rows in, and what it says.
STORIES = {
    "rows by fate": "select fate, count(*)::int from import_row group by 1 order by 1",
    "what the rows add up to": "select sum(amount)::text from import_row",
    "orders by state": "select state, count(*)::int from sales_order group by 1",
    "credits, and those of one order": "select count(*)::int, count(order_id)::int from migrated_credit",
    "stock that moved": "select (select count(*) from stock_move)::int, (select count(*) from stock_level)::int",
    "lines that are not their document": """
        select count(*)::int from (
          select from sales_order doc join sales_order_line line on line.order_id = doc.id
          group by doc.id having sum(line.net_amount) <> doc.net_amount
          union all
          select from migrated_credit doc join migrated_credit_line line on line.credit_id = doc.id
          group by doc.id having sum(line.net_amount) <> doc.net_amount) as wrong""",
    "credits of another purchase": """
        select count(*)::int from migrated_credit_line given join migrated_credit credit on credit.id = given.credit_id
        join sales_order_line bought on bought.id = given.order_line_id join sales_order placed on placed.id = bought.order_id
        where placed.customer_id <> credit.customer_id or bought.sku_id <> given.sku_id
          or bought.unit_price <> given.unit_price or placed.placed_at > credit.credited_at""",
    "purchases taken back more than once": """
        select count(*)::int from (
          select from sales_order_line bought join migrated_credit_line given on given.order_line_id = bought.id
          group by bought.id having sum(given.quantity) > bought.quantity) as wrong""",
    "customers and guests": "select count(*)::int, count(*) filter (where number = 'GUEST')::int from party",
    "goods and services": "select kind, count(*)::int from product group by 1 order by 1",
    "codes in small letters": "select count(*)::int from sku where code <> upper(code)",
}
TOLD: dict[str, list[tuple[object, ...]]] = {
    "rows by fate": [("HELD_BACK", 2_111), ("IMPORTED", 539_798)],
    "what the rows add up to": [("9747747.934",)],
    "orders by state": [("MIGRATED", 19_963)],
    "credits, and those of one order": [(3_836, 2_378)],
    "stock that moved": [(0, 0)],
    "lines that are not their document": [(0,)],
    "credits of another purchase": [(0,)],
    "purchases taken back more than once": [(0,)],
    "customers and guests": [(4_373, 1)],
    "goods and services": [("GOODS", 3_813), ("SERVICE", 14)],
    "codes in small letters": [(0,)],
}


@pytest.mark.parametrize("story", STORIES)
async def test_what_came_in_reads_as_it_should(year: Year, story: str) -> None:
    connection = await asyncpg.connect(year.database.app_url)
    try:
        rows = await connection.fetch(STORIES[story])
    finally:
        await connection.close()
    assert [tuple(row) for row in rows] == TOLD[story]
