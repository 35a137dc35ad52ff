"""A web shop's year comes in as history: every row counted, nothing guessed, and all of it can be taken back."""

import os
import signal
import subprocess
import sys
from asyncio import sleep
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from server.database import Database
from server.errors import OperatorError
from server.migrating import take_back
from server.settings import REPOSITORY
from tests.migration.retail import (
    INVOICES,
    REAL,
    SETTINGS,
    ask,
    bring,
    everything,
    many_invoices,
    rejects,
    state,
    write_day,
)

LINKED = """
select line.position from migrated_credit_line credit join sales_order_line line on line.id = credit.order_line_id
"""


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    """A day of the shop."""
    write_day(tmp_path, "2010-12-01", INVOICES)
    return tmp_path


async def test_counts_every_row_and_all_money(fresh_database: Database, extract: Path) -> None:
    report = await bring(fresh_database, extract)
    assert report["source"] == {"rows": 8, "amount": "-11027.763"}
    assert report["imported"] == {"rows": 6, "amount": "34.297"}
    assert {because["code"]: because["rows"] for because in report["because"]} == {
        "STOCK_ADJUSTMENT": 1, "ADJUSTMENT_OF_BOOKS": 1,
    }  # fmt: skip
    assert (report["rounding"], report["through_the_schema"], report["holds"]) == ("0.003", "34.30", True)


async def test_makes_orders_of_the_past_and_credits_that_know_their_purchase(
    fresh_database: Database, extract: Path
) -> None:
    await bring(fresh_database, extract)
    orders = await ask(fresh_database, "select number, state, net_amount from sales_order order by number")
    assert orders == [("536365", "MIGRATED", Decimal("38.40")), ("536366", "MIGRATED", Decimal("6.00"))]
    assert await ask(fresh_database, LINKED) == [(2,)]
    credits_ = await ask(fresh_database, "select number, order_id is not null from migrated_credit order by number")
    assert credits_ == [("C536368", True), ("C536369", False)]


async def test_moves_no_stock_and_keeps_services_apart_from_goods(fresh_database: Database, extract: Path) -> None:
    await bring(fresh_database, extract)
    assert await ask(fresh_database, "select count(*) from stock_move") == [(0,)]
    products = await ask(fresh_database, "select code, name, kind from product order by code")
    assert products == [
        ("22633", "HAND WARMER", "GOODS"), ("85123A", "WHITE MUG", "GOODS"), ("D", "Discount", "SERVICE"),
        ("POST", "Postage", "SERVICE"),
    ]  # fmt: skip


async def test_a_dry_run_tells_the_same_and_leaves_nothing(fresh_database: Database, extract: Path) -> None:
    before = await everything(fresh_database)
    dry = await bring(fresh_database, extract, keep=False)
    assert await everything(fresh_database) == before
    kept = await bring(fresh_database, extract)
    # The company is founded when it is kept.
    assert {**dry, "job": None, "company": None} == {**kept, "job": None, "company": None}


async def test_a_second_run_changes_nothing(fresh_database: Database, extract: Path) -> None:
    first = await bring(fresh_database, extract)
    before = await everything(fresh_database)
    assert await bring(fresh_database, extract) == {**first, "already_in": True}
    assert await everything(fresh_database) == before


async def test_what_came_in_before_stays_when_there_is_more(fresh_database: Database, extract: Path) -> None:
    await bring(fresh_database, extract)
    write_day(
        extract,
        "2010-12-02",
        [("536400", "22633", "HAND WARMER", "1", "2010-12-02 08:00:00", "2", "17850.0", "France")],
    )
    report = await bring(fresh_database, extract)
    assert (report["imported"]["rows"], report["unchanged"]["rows"], report["rejected"]["rows"]) == (1, 6, 0)
    assert report["holds"]


async def test_rejects_a_document_whose_rows_have_changed_since(fresh_database: Database, extract: Path) -> None:
    await bring(fresh_database, extract)
    changed = [(*row[:3], "7", *row[4:]) if row[0] == "536366" else row for row in INVOICES]
    write_day(extract, "2010-12-01", changed)
    report = await bring(fresh_database, extract)
    assert [because["code"] for because in report["because"] if because["fate"] == "REJECTED"] == [
        "CHANGED_SINCE_IMPORT"
    ]


async def test_a_damaged_row_keeps_its_invoice_outside_and_can_be_put_right(
    fresh_database: Database, tmp_path: Path
) -> None:
    damaged = [(*row[:3], "six", *row[4:]) if number == 0 else row for number, row in enumerate(INVOICES)]
    write_day(tmp_path, "2010-12-01", damaged)
    report = await bring(fresh_database, tmp_path)
    rejected = [(row["number"], row["code"]) for row in await rejects(fresh_database, report)]
    assert rejected == [(1, "VALUE_UNREADABLE"), (2, "DOCUMENT_INCOMPLETE"), (3, "DOCUMENT_INCOMPLETE")]
    write_day(tmp_path, "2010-12-01", INVOICES)
    report = await bring(fresh_database, tmp_path)
    assert (report["imported"]["rows"], report["rejected"]["rows"]) == (3, 0)


async def test_is_taken_back_to_where_it_began(fresh_database: Database, extract: Path) -> None:
    before = await state(fresh_database, without_imports=True)
    report = await bring(fresh_database, extract)
    await take_back(fresh_database, SETTINGS, UUID(report["job"].removeprefix("ImportJob:")))
    assert await state(fresh_database, without_imports=True) == before
    again = await bring(fresh_database, extract)
    assert again["imported"] == report["imported"]


@pytest.mark.parametrize(
    "change",
    [
        "update party set name = 'Jane' where number = '17850'",
        "update sales_order_line set description = 'Red mug' where position = 1",
        "insert into product_category (company_id, code, name) select id, 'NEW', 'New' from company",
    ],
)
async def test_is_not_taken_back_once_somebody_worked_on_it(
    fresh_database: Database, extract: Path, change: str
) -> None:
    report = await bring(fresh_database, extract)
    await ask(fresh_database, change)
    before = await state(fresh_database)
    with pytest.raises(OperatorError):
        await take_back(fresh_database, SETTINGS, UUID(report["job"].removeprefix("ImportJob:")))
    assert await state(fresh_database) == before


async def test_goes_on_after_it_was_killed_and_ends_in_the_same_state(fresh_database: Database, tmp_path: Path) -> None:
    write_day(tmp_path, "2010-12-01", many_invoices(4_000))
    process = start(fresh_database, tmp_path)
    while not await chunks_done(fresh_database):
        assert process.poll() is None
        await sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert await ask(fresh_database, "select state from import_job") == [("RUNNING",)]
    assert start(fresh_database, tmp_path).wait() == 0
    killed = await state(fresh_database)
    report = await bring(fresh_database, tmp_path)
    await take_back(fresh_database, SETTINGS, UUID(report["job"].removeprefix("ImportJob:")))
    await bring(fresh_database, tmp_path)
    assert (
        await ask(
            fresh_database,
            "delete from import_row where job_id <> (select id from import_job order by id desc limit 1)",
        )
        == []
    )
    assert await state(fresh_database) == killed


@pytest.mark.skipif(not REAL.is_dir(), reason="the extract lies beside the repository, in ../shared")
async def test_three_real_days_add_up(fresh_database: Database, tmp_path: Path) -> None:
    (tmp_path / "by-day").mkdir()
    for file in sorted((REAL / "by-day").iterdir())[:3]:
        (tmp_path / "by-day" / file.name).symlink_to(file)
    report = await bring(fresh_database, tmp_path)
    assert report["source"] == {"rows": 7419, "amount": "150463.30"}
    assert (report["through_the_schema"], report["held_back"]["rows"], report["holds"]) == ("150463.30", 45, True)


def start(database: Database, folder: Path) -> subprocess.Popen[bytes]:
    """Start the import as a process of its own."""
    environment = {
        **os.environ, "DATABASE_URL": database.owner_url, "TORSO_APP_DATABASE_URL": database.app_url,
        "PYTHONPATH": str(REPOSITORY),
    }  # fmt: skip
    command = [sys.executable, "-P", "-m", "server.cli", "import", "online-retail", str(folder), "--json"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


async def chunks_done(database: Database) -> int:
    """Tell how many chunks are committed."""
    found = await ask(database, "select chunks_done from import_job")
    return int(str(found[0][0])) if found else 0
