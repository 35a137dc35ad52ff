"""The SQL by hand that the bench compares with has to leave the rows that the mutation leaves, or its figures mean nothing."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from benchmarks.write import sql_pool
from benchmarks.write_cases import WriteCase, key_in
from benchmarks.write_entries import entry_cases
from benchmarks.write_goods import find_goods
from benchmarks.write_invoices import invoice_cases
from benchmarks.write_orders import LINES, order_cases
from benchmarks.write_place import find_place
from kernel.ids import uuid7
from server.database import Database
from server.inside import Inside, inside
from server.settings import Settings
from tests.databases import DEMO, Databases

CASES = ("entry", "entry_one_account", "invoice_posted")
ORDERS = ("order_placed", "order_chain")
# What is another each time, or says who and how often.
OWN = {
    "id", "entry_id", "invoice_id", "line_id", "journal_line_id", "open_item_id", "source_id", "number", "recorded_at",
    "changed_at", "version", "entered_by", "description",
    "order_id", "sales_order_id", "demand_id", "shipment_id", "sales_order_line_id", "reservation_id", "document_id", "move_id",
    "value_entry_id", "journal_entry_id", "placed_at", "confirmed_at", "shipped_at", "moved_at",
}  # fmt: skip
OF_ENTRY = "(select id from journal_entry where id = $1 or source_id = $1)"
TABLES = {
    "journal_entry": f"id = {OF_ENTRY}",
    "journal_line": f"entry_id = {OF_ENTRY}",
    "open_item": f"entry_id = {OF_ENTRY}",
    "tax_line": f"entry_id = {OF_ENTRY}",
    "invoice": "id = $1",
    "invoice_line": "invoice_id = $1",
    "invoice_line_tax": "line_id in (select id from invoice_line where invoice_id = $1)",
    "invoice_tax": "invoice_id = $1",
    "invoice_instalment": "invoice_id = $1",
}
OF_LINE = "(select id from sales_order_line where order_id = $1)"
OF_SHIPMENT = "(select id from shipment where sales_order_id = $1)"
OF_INVOICE = f"(select distinct invoice_id from invoice_line where sales_order_line_id in {OF_LINE})"
OF_ENTRIES = f"(select id from journal_entry where source_id in {OF_SHIPMENT} or source_id in {OF_INVOICE})"
TABLES_OF_ORDER = {
    "sales_order": "id = $1",
    "sales_order_line": "order_id = $1",
    "reservation": f"demand_id in {OF_LINE}",
    "shipment": "sales_order_id = $1",
    "shipment_line": f"shipment_id in {OF_SHIPMENT}",
    "stock_move": f"document_id in {OF_SHIPMENT}",
    "stock_value_entry": f"document_id in {OF_SHIPMENT}",
    "stock_value_posting": f"journal_entry_id in {OF_ENTRIES}",
    "journal_entry": f"id in {OF_ENTRIES}",
    "journal_line": f"entry_id in {OF_ENTRIES}",
    "open_item": f"entry_id in {OF_ENTRIES}",
    "tax_line": f"entry_id in {OF_ENTRIES}",
    "invoice": f"id in {OF_INVOICE}",
    "invoice_line": f"invoice_id in {OF_INVOICE}",
    "invoice_tax": f"invoice_id in {OF_INVOICE}",
    "invoice_instalment": f"invoice_id in {OF_INVOICE}",
}


@dataclass
class Site:
    """A database of these tests' own, what asks it, and the cases."""

    owner: asyncpg.Connection
    pool: asyncpg.Pool
    inside: Inside
    cases: Mapping[str, WriteCase]


@pytest.fixture(scope="module")
async def site(
    databases: Databases, demo_database: Database, worker_id: str, run_directory: Path
) -> AsyncGenerator[Site]:
    assert demo_database
    database = await databases.make(f"bench_write_{worker_id}", DEMO)
    owner = await asyncpg.connect(database.owner_url)
    place = await find_place(owner, 1)
    goods = await find_goods(owner, place, "TEST", 1)
    known = (*entry_cases(place), *invoice_cases(place), *order_cases(goods))
    cases = {case.name: case for case in known}
    async with inside(Settings(home=run_directory / "home"), database) as asks, sql_pool(database) as pool:
        yield Site(owner, pool, asks, cases)
    await owner.close()


async def left(site: Site, key: object, tables: Mapping[str, str] = TABLES) -> dict[str, list[dict[str, Any]]]:
    """Give the rows that are there of an entry, invoice or order, without what is another each time."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table, condition in tables.items():
        rows = await site.owner.fetch(f"select * from {table} where {condition}", key)
        told = [{name: value for name, value in row.items() if name not in OWN} for row in rows]
        found[table] = sorted(told, key=str)
    return found


@pytest.mark.parametrize("name", CASES)
async def test_sql_by_hand_leaves_the_rows_of_the_mutation(site: Site, name: str) -> None:
    case = site.cases[name]
    asked, said = case.given(0), case.given(0)
    await site.inside.ask(case.operation, asked)
    async with site.pool.acquire() as connection:
        await case.sql(connection, said)  # pyright: ignore[reportArgumentType] - a proxy of the pool
    by_mutation, by_hand = [await left(site, key_in(each["input"]["id"])) for each in (asked, said)]
    assert by_mutation["journal_line"]
    assert by_mutation == by_hand


@pytest.mark.parametrize("name", ORDERS)
async def test_orders_by_hand_leave_the_rows_of_the_mutations(site: Site, name: str) -> None:
    case = site.cases[name]
    asked = case.given(0)
    said: dict[str, Any] = {"input": {**asked["input"], "id": f"SalesOrder:{uuid7()}"}, "key": uuid7().hex}
    await case.do(asked, site.inside.ask)
    async with site.pool.acquire() as connection:
        await case.sql(connection, said)  # pyright: ignore[reportArgumentType] - a proxy of the pool
    by_mutation, by_hand = [await left(site, key_in(each["input"]["id"]), TABLES_OF_ORDER) for each in (asked, said)]
    assert len(by_mutation["reservation"]) == LINES
    assert len(by_mutation["invoice_line"]) == (LINES if name == "order_chain" else 0)
    assert by_mutation == by_hand
