import asyncpg
from asyncpg import Connection

from models import Base
from server.database import Database
from services.demo import is_seeded, seed
from tests.databases import Databases

# What the database says of a row by itself.
OWN_WORDS = {
    *((table, "recorded_at") for table in ("stock_level", "journal_entry", "journal_line")),
    *((table, "changed_at") for table in ("stock_level", "accounting_period", "fiscal_year", "number_series")),
    *(
        (table, "changed_at")
        for table in ("journal_entry", "journal_line", "payment", "bank_statement_line", "tax_return")
    ),
}
# Comes with Torso, and knows when it came.
REFERENCE = {"country", "currency", "role", "unit", "unit_conversion"}
# Tells when each row came, so it never tells the same twice.
AUDIT = {"audit_entry", "audit_head", "audit_seal", "audit_unsealed", "outbox"}
# Follows from what was posted and moved, with ids and moments of its own.
REFLECTED = {
    "cost_layer", "cost_layer_consumption", "stock_value", "stock_value_entry", "journal_head", "journal_line_dimension", "journal_seal", "journal_unsealed", "open_item", "period_balance",
    "period_balance_delta",
}  # fmt: skip


async def checksums(connection: Connection) -> dict[str, str]:
    """Give a checksum over all rows for each table of the demo."""
    sums: dict[str, str] = {}
    for table in Base.metadata.tables.values():
        if table.name not in REFERENCE | AUDIT | REFLECTED:
            columns = ", ".join(column.name for column in table.columns if (table.name, column.name) not in OWN_WORDS)
            key = ", ".join(f"t.{column.name}" for column in table.primary_key)
            statement = (
                f"select md5(string_agg(t::text, '|' order by {key})) from (select {columns} from {table.name}) t"
            )
            sums[table.name] = await connection.fetchval(statement)
    return sums


async def test_gives_the_same_rows_in_every_database(
    databases: Databases, demo_template: str, fresh_database: Database, worker_id: str
) -> None:
    owner = await asyncpg.connect(fresh_database.owner_url)
    # One in which no server has worked since.
    other = await asyncpg.connect((await databases.make(f"untouched_{worker_id}", demo_template)).owner_url)
    assert not await is_seeded(owner)
    await seed(owner)
    assert await is_seeded(owner)
    assert await checksums(owner) == await checksums(other)
    await owner.close()
    await other.close()


async def test_repeats_everything_at_a_larger_scale(demo: Connection, fresh_database: Database) -> None:
    owner = await asyncpg.connect(fresh_database.owner_url)
    keys = (
        "select conrelid::regclass::text || conname from pg_constraint union select indexdef from pg_indexes order by 1"
    )
    before = await owner.fetch(keys)
    await seed(owner, 3)
    for table in ("party", "sku", "lot", "sales_order", "sales_order_line", "purchase_order_line", "stock_move"):
        count = f"select count(*) from {table}"
        assert await owner.fetchval(count) == 3 * await demo.fetchval(count), table
    on_hand = "select sum(on_hand) from stock_level"
    assert await owner.fetchval(on_hand) == 3 * await demo.fetchval(on_hand)
    assert await owner.fetch(keys) == before
    await owner.close()
