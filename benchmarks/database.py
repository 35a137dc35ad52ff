"""The database of the benches: the demo company many times over, on the embedded server, beside the user's own.

It is made once and kept. When what it is made from has changed, it is made anew.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import asyncpg
from asyncpg import Connection

from server.database import APPLICATION_ROLE, Database
from server.migration import upgrade
from server.postgres import EmbeddedServer
from server.reference_data import bring_reference_data
from server.settings import REPOSITORY
from services.demo import seed

NAME: Final = "bench"
MADE_FROM: Final = ("benchmarks/database.py", "migrations/versions", "models", "services/demo", "services/platform")

# The case of the newest orders is about five lines each, as in the figures of other systems, so orders with fewer get free
# samples until they have five.
FIVE_LINES: Final = """
insert into sales_order_line (company_id, order_id, position, sku_id, description, quantity, unit_id, currency, unit_price,
  discount_percent, net_amount, tax_amount)
select newest.company_id, newest.id, 100 + extra, sample.id, sample.name, 1, sample.unit_id, newest.currency, 0, 100,
  newest.net_amount - newest.net_amount, newest.net_amount - newest.net_amount
from (select *, row_number() over (partition by company_id order by placed_at desc) as rank from sales_order) newest
cross join generate_series(1, 4) as extra
cross join lateral (select * from sku where company_id = newest.company_id order by code offset newest.rank * 4 + extra limit 1)
  as sample
where newest.rank <= 60 and extra <= 5 - (select count(*) from sales_order_line where order_id = newest.id)
"""


async def bench_database(server: EmbeddedServer, scale: int) -> Database:
    """Give the database with the demo at a scale, made now if it is not there."""
    database = Database(server.url("torso_owner", NAME), server.url(APPLICATION_ROLE, NAME), embedded=True)
    wanted = f"the demo {scale} times, made from {fingerprint()}"
    admin = await asyncpg.connect(server.url("postgres", "postgres"))
    try:
        if await _comment(admin) == wanted:
            return database
        await admin.execute(f"drop database if exists {NAME} with (force)")
        await admin.execute(f"create database {NAME} owner torso_owner")
        await _fill(database, scale)
        await admin.execute(f"comment on database {NAME} is '{wanted}'")
        await admin.execute("checkpoint")
        return database
    finally:
        await admin.close()


def fingerprint() -> str:
    """Give a checksum of the files that say what the database holds."""
    digest = hashlib.sha256()
    for file in _files():
        digest.update(str(file.relative_to(REPOSITORY)).encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _files() -> Iterator[Path]:
    for name in MADE_FROM:
        path = REPOSITORY / name
        found = [path] if path.is_file() else sorted(path.rglob("*"))
        yield from (file for file in found if file.suffix in {".py", ".csv"})


async def _fill(database: Database, scale: int) -> None:
    await upgrade(database)
    await bring_reference_data(database)
    owner = await asyncpg.connect(database.owner_url)
    try:
        await seed(owner, scale)
        await give_five_lines(owner)
        # As after some days of use: everything known to be visible, statistics at hand.
        await owner.execute("vacuum (analyze, freeze)")
    finally:
        await owner.close()


async def give_five_lines(owner: Connection) -> None:
    """Let the newest orders have five lines each; what is agreed gets no more lines, but for these samples."""
    async with owner.transaction():
        await owner.execute("alter table sales_order_line disable trigger agreed_comes_to_none")
        await owner.execute(FIVE_LINES)
        await owner.execute("set constraints all immediate")
        await owner.execute("alter table sales_order_line enable trigger agreed_comes_to_none")


async def _comment(admin: Connection) -> str | None:
    return await admin.fetchval(
        "select shobj_description(oid, 'pg_database') from pg_database where datname = $1", NAME
    )
