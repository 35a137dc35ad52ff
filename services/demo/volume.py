"""The demo at many times its size: every row again and again, made by the database itself.

Each copy is a world of its own: its orders are of its own customers, for its own SKUs, and explained by its own moves.
Warehouses, locations, categories, rates and people are shared. The figures of a copy are those of the
original; its instants lie some minutes earlier for every copy, so that orders do not all fall together. Copies are not
audited, and nobody is told of them: nobody did anything, and an entry for each would take longer than all the rest.
"""

from typing import Any, Final

import sqlalchemy as sa
from asyncpg import Connection

from models import Base
from services.demo.unaudited import unaudited

REPEATED: Final = (
    "party", "party_role", "address", "contact", "product", "sku", "barcode", "lot", "vendor_product", "quotation",
    "quotation_line", "blanket_agreement", "blanket_agreement_line", "sales_order", "sales_order_line", "migrated_credit", "migrated_credit_line", "purchase_order", "purchase_order_line",
    "external_reference", "stock_adjustment", "stock_move", "stock_value", "stock_value_entry", "cost_layer",
    "cost_layer_consumption", "reservation",
)  # fmt: skip
"""In the order of their references. Stock levels follow from the moves; what these are worth is repeated with them."""

# The number of the copy is added to the first four digits, so that a reference to a row becomes one to its copy without a
# look-up.
COPIED_ID: Final = """
overlay({0}::text placing lpad(to_hex((('x' || left({0}::text, 4))::bit(16)::integer + copy) % 65536), 4, '0') from 1)::uuid
"""
EXPRESSIONS: Final = {
    **dict.fromkeys(("id", "document_id", "entity_id", "demand_id"), COPIED_ID),
    **dict.fromkeys(("number", "code", "external_id"), "{0} || '-' || copy"),
    "name": "{0} || ' ' || copy",
    **dict.fromkeys(
        ("placed_at", "credited_at", "ordered_at", "adjusted_at", "moved_at", "recorded_at", "changed_at"),
        "{0} - copy * interval '7 minutes'",
    ),
}
UNLIKE_THE_REST: Final = {
    # The numbers of lots are told apart by their SKUs.
    ("lot", "number"): "{0}",
    # The check digit of an EAN would be wrong.
    ("barcode", "kind"): "'CODE_128'",
    ("barcode", "value"): "{0} || '-' || copy",
}

LOADING: Final = (
    "set local synchronous_commit = off",
    "set local maintenance_work_mem = '512MB'",
    "set local work_mem = '256MB'",
)
LEAVES: Final = (
    "sales_order_line", "migrated_credit_line", "purchase_order_line", "stock_move", "stock_value_entry", "cost_layer",
    "cost_layer_consumption",
)  # fmt: skip
"""The large tables that only tables repeated here refer to, if any, so that their own keys can be made afterwards too."""
DROPPED: Final = """
select contype <> 'f' as is_key, format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
  format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as make
from pg_constraint
where contype = 'f' and (conrelid = any($1::text[]::regclass[]) or confrelid = any($2::text[]::regclass[]))
  or contype in ('p', 'u') and conrelid = any($2::text[]::regclass[])
union all
select false, format('drop index %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
from pg_index where indrelid = any($1::text[]::regclass[])
  and not exists (select from pg_constraint where conindid = indexrelid)
order by is_key, make
"""
"""Keys and indexes that are quicker made anew over all rows than kept row by row."""

# Copies have moved in months that are closed: these are told again with them. A copy is worth what it is a copy of, so that
# no move has to be valued in its turn; and it calls off what its original does.
_WITHOUT_CONSEQUENCES: Final = (
    "alter table sales_order_line disable trigger sales_order_line_calls_off",
    "alter table stock_move disable trigger stock_move_holds_its_day",
    "alter table stock_move disable trigger stock_move_values",
    "alter table stock_move disable trigger stock_transfer_is_moved",
    "alter table stock_move disable trigger vendor_return_is_moved",
    "alter table stock_value_entry disable trigger stock_value_entry_applies",
    "alter table stock_value_entry disable trigger stock_value_holds_its_day",
    "delete from stock_snapshot",
)
_WITH_CONSEQUENCES: Final = (
    "alter table sales_order_line enable trigger sales_order_line_calls_off",
    "alter table stock_move enable trigger stock_move_holds_its_day",
    "alter table stock_move enable trigger stock_move_values",
    "alter table stock_move enable trigger stock_transfer_is_moved",
    "alter table stock_move enable trigger vendor_return_is_moved",
    "alter table stock_value_entry enable trigger stock_value_entry_applies",
    "alter table stock_value_entry enable trigger stock_value_holds_its_day",
    "select stock_snapshots_take(id) from company",
)


async def multiply(connection: Connection, scale: int) -> None:
    """Repeat the demo's rows until there are `scale` times as many, as the owner of the tables."""
    for setting in LOADING:
        await connection.execute(setting)
    async with unaudited(connection, [*REPEATED, "stock_level"]):
        dropped = await connection.fetch(DROPPED, [*REPEATED, "stock_level"], LEAVES)
        for row in dropped:
            await connection.execute(row["drop"])
        for statement in _WITHOUT_CONSEQUENCES:
            await connection.execute(statement)
        for table in REPEATED:
            await connection.execute(_repeat(Base.metadata.tables[table], scale))
        # What foreign keys refer to has to be there first, so keys come back in the opposite order.
        for row in reversed(dropped):
            await connection.execute(row["make"])
    for statement in _WITH_CONSEQUENCES:
        await connection.execute(statement)


def _repeat(table: sa.Table, scale: int) -> str:
    columns = [column for column in table.columns if column.computed is None]
    names = ", ".join(column.name for column in columns)
    values = ", ".join(_copied(column) for column in columns)
    copies = f"generate_series(1, {scale - 1:d}) as copy"
    return f"insert into {table.name} ({names}) select {values} from {table.name} cross join {copies}"  # noqa: S608


def _copied(column: sa.Column[Any]) -> str:
    """Say what a column is in a copy."""
    table = column.table.name
    if any(key.column.name == "id" and key.column.table.name in REPEATED for key in column.foreign_keys):
        template = EXPRESSIONS["id"]
    else:
        template = UNLIKE_THE_REST.get((table, column.name)) or EXPRESSIONS.get(column.name, "{0}")
    return template.format(f"{table}.{column.name}")
