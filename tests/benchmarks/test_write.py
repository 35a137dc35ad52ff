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
from benchmarks.write_invoices import invoice_cases
from benchmarks.write_place import find_place
from server.database import Database
from server.inside import Inside, inside
from server.settings import Settings
from tests.databases import DEMO, Databases

CASES = ("entry", "entry_one_account", "invoice_posted")
# What is another each time, or says who and how often.
OWN = {
    "id", "entry_id", "invoice_id", "line_id", "journal_line_id", "open_item_id", "source_id", "number", "recorded_at",
    "changed_at", "version", "entered_by", "description",
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
    cases = {case.name: case for case in (*entry_cases(place), *invoice_cases(place))}
    async with inside(Settings(home=run_directory / "home"), database) as asks, sql_pool(database) as pool:
        yield Site(owner, pool, asks, cases)
    await owner.close()


async def left(site: Site, key: object) -> dict[str, list[dict[str, Any]]]:
    """Give the rows that are there of an entry or invoice, without what is another each time."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table, condition in TABLES.items():
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
