"""Whatever of an entry, its lines or what these belong to is changed after it was sealed, the chain names the entry."""

from collections.abc import AsyncGenerator
from uuid import UUID

import pytest
import sqlalchemy as sa
from asyncpg import Connection

import models
from tests.finance.office import Office

TABLES = ("journal_entry", "journal_line", "journal_line_dimension")
# What a value of a type becomes; null becomes something as well.
CHANGED = {
    sa.Uuid: "uuidv7()",
    sa.Text: "coalesce({0}, '') || 'x'",
    sa.Enum: "{0} || 'x'",
    sa.Numeric: "coalesce({0}, 0) + 1",
    sa.Integer: "{0} + 100",
    sa.Boolean: "not {0}",
    sa.Date: "coalesce({0}, '2026-01-01') + 1",
    sa.DateTime: "{0} + interval '1 minute'",
    sa.ARRAY: "array_append({0}, uuidv7())",
}
CONSTRAINTS = """
select conrelid::regclass::text as table, conname as name from pg_constraint
where contype in ('c', 'f') and (conrelid = any($1::regclass[]) or confrelid = any($1::regclass[]))
"""
LAST = "select id from journal_entry where company_id = $1 order by number desc limit 1"
OF_ENTRY = {
    "journal_entry": "id = $1",
    "journal_line": "entry_id = $1 and position = 1",
    "journal_line_dimension": "line_id in (select id from journal_line where entry_id = $1)",
}
BREAK = "select journal_first_break(journal_id) from journal_seal where entry_id = $1"


@pytest.fixture
async def sealed(office: Office) -> AsyncGenerator[UUID]:
    """The second of two sealed entries, whose first line belongs to a cost centre; nothing keeps the owner from changing it."""
    answer = await office.ask("{ dimensions(first: 10) { nodes { id code } } }")
    centre = next(node["id"] for node in answer["data"]["dimensions"]["nodes"] if node["code"] == "COST_CENTRE")
    said = {"companyId": f"Company:{office.company}", "dimensionId": centre, "code": "NORTH", "name": "North"}
    north = await office.done("dimensionValueCreate", "dimensionValue { id }", input=said)
    await office.post({"1410": "5.00", "3010": "-5.00"}, "2026-01-05")
    first, second = office.line("6110", "7.00"), office.line("1410", "-7.00")
    draft = await office.draft([{**first, "dimensions": [{"valueId": north["id"]}]}, second], "2026-01-06")
    await office.done(
        "journalEntryPost", "journalEntry { id }", id=draft["id"], version=1, idempotencyKey=str(draft["id"])
    )
    owner = office.shop.owner
    await owner.execute("select journal_seal(1000)")
    transaction = owner.transaction()
    await transaction.start()
    for row in await owner.fetch(CONSTRAINTS, list(TABLES)):
        await owner.execute(f'alter table {row["table"]} drop constraint if exists "{row["name"]}"')
    for table in TABLES:
        await owner.execute(f"alter table {table} disable trigger user")
    yield await owner.fetchval(LAST, office.company)
    await transaction.rollback()


async def first_break(owner: Connection, entry: UUID, statement: str) -> str | None:
    """Change something, look at the chain, and take the change back."""
    transaction = owner.transaction()
    await transaction.start()
    try:
        assert await owner.execute(statement, entry) in ("UPDATE 1", "DELETE 1")
        return await owner.fetchval(BREAK, entry)
    finally:
        await transaction.rollback()


async def test_a_chain_that_nobody_touched_holds(office: Office, sealed: UUID) -> None:
    assert await office.shop.owner.fetchval(BREAK, sealed) is None


@pytest.mark.parametrize("table", TABLES)
async def test_finds_a_change_of_any_column(office: Office, sealed: UUID, table: str) -> None:
    passed: list[str] = []
    for column in models.Base.metadata.tables[table].columns:
        value = next(said for type_, said in CHANGED.items() if isinstance(column.type, type_)).format(column.name)
        statement = f"update {table} set {column.name} = {value} where {OF_ENTRY[table]}"
        broken = await first_break(office.shop.owner, sealed, statement)
        if broken is None or not broken.endswith(f"JournalEntry:{sealed}"):
            passed.append(f"{column.name}: {broken}")
    assert passed == []


@pytest.mark.parametrize("table", ["journal_line", "journal_line_dimension"])
async def test_finds_what_is_gone(office: Office, sealed: UUID, table: str) -> None:
    broken = await first_break(office.shop.owner, sealed, f"delete from {table} where {OF_ENTRY[table]}")
    assert broken == f"2: ENTRY_CHANGED JournalEntry:{sealed}"


async def test_finds_a_line_that_came_later(office: Office, sealed: UUID) -> None:
    copy = "update journal_line set entry_id = $1, position = 3 where id = (select id from journal_line where entry_id <> $1 limit 1)"
    assert await first_break(office.shop.owner, sealed, copy) is not None


async def test_finds_an_entry_that_is_gone(office: Office, sealed: UUID) -> None:
    broken = await first_break(office.shop.owner, sealed, "delete from journal_entry where id = $1")
    assert broken == f"2: ENTRY_MISSING JournalEntry:{sealed}"
