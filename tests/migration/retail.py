"""Small extracts of a web shop, and databases summed up by what they say."""

import csv
import gzip
import io
import json
import random
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkdtemp
from uuid import UUID

import asyncpg

from server.database import Database
from server.migrating import Report, migrate
from server.settings import REPOSITORY, Settings
from services.migration.online_retail.extract import COLUMNS

# The key that signs links, and the contents of files, lie here for as long as the tests run.
SETTINGS = Settings(home=Path(mkdtemp(prefix="torso-imports-")))

REAL = REPOSITORY.parent / "shared" / "data" / "online_retail"

# The ids of these tables are made anew with every import; everything else of them is compared.
OWN_IDS = ("external_reference", "import_entity", "import_row")
# What happened is told, also of the run itself, and stays told when it is taken back.
TOLD = ("feed", "feed_state", "outbox")
NOTES = ("audit_entry", "audit_unsealed", "file", "import_mapping", "job", *TOLD)
OF_THE_RUN = ("audit_entry", "audit_unsealed", "file", "import_job", "job", *TOLD)
REJECTS = (
    "select part, number, code, values from import_row where job_id = $1 and fate = 'REJECTED' order by part, number"
)

INVOICES = [
    ("536365", "85123A", "WHITE  MUG", "6", "2010-12-01 08:26:00", "2.55", "17850.0", "United Kingdom"),
    ("536365", "85123a", "WHITE MUG", "2", "2010-12-01 08:26:00", "2.55", "17850.0", "United Kingdom"),
    ("536365", "POST", "POSTAGE", "1", "2010-12-01 08:26:00", "18.00", "17850.0", "United Kingdom"),
    ("536366", "22633", "HAND WARMER", "3", "2010-12-01 09:00:00", "1.999", "", "France"),
    ("536367", "22633", "", "-9", "2010-12-01 09:01:00", "0.0", "", "United Kingdom"),
    ("A563185", "B", "Adjust bad debt", "1", "2010-12-01 09:02:00", "-11062.06", "", "United Kingdom"),
    ("C536368", "85123A", "WHITE MUG", "-2", "2010-12-01 10:00:00", "2.55", "17850.0", "United Kingdom"),
    ("C536369", "D", "Discount", "-1", "2010-12-01 10:01:00", "5.00", "17850.0", "United Kingdom"),
]


def write_day(folder: Path, day: str, rows: Iterable[tuple[str, ...]]) -> None:
    """Write the file of a day."""
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *rows])
    (folder / "by-day").mkdir(parents=True, exist_ok=True)
    (folder / "by-day" / f"{day}.csv.gz").write_bytes(gzip.compress(text.getvalue().encode()))


def many_invoices(count: int) -> list[tuple[str, ...]]:
    """Invent invoices, the same ones every time."""
    chance = random.Random(7)
    rows: list[tuple[str, ...]] = []
    for number in range(count):
        customer = f"{12346 + number % 50}.0"
        for _ in range(chance.randint(1, 9)):
            code = str(20000 + chance.randint(0, 300))
            price = f"{chance.randint(1, 2000) / 100:.2f}"
            rows.append(
                (f"{536365 + number}", code, f"THING {code}", "3", "2010-12-01 08:26:00", price, customer, "France")
            )
    return rows


async def bring(database: Database, folder: Path, *, keep: bool = True) -> Report:
    """Bring an extract in."""
    return await migrate(database, SETTINGS, "online-retail", folder, unheard, keep=keep)


def unheard(_what: str, _rows: int) -> None:
    """Hear nothing of how far it is."""


async def rejects(database: Database, report: Report) -> list[asyncpg.Record]:
    """Give the rejected rows of an import: part, number, code, values."""
    connection = await asyncpg.connect(database.owner_url)
    try:
        await connection.set_type_codec("json", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
        return await connection.fetch(REJECTS, UUID(report["job"].removeprefix("ImportJob:")))
    finally:
        await connection.close()


async def state(database: Database, *, without_imports: bool = False) -> dict[str, str]:
    """Sum up what every table says, whenever it was written and whatever the run was."""
    connection = await asyncpg.connect(database.owner_url)
    try:
        names = [
            name for (name,) in await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
        ]
        told = [
            name for name in names if name not in OF_THE_RUN and not (without_imports and name.startswith("import_"))
        ]
        return {name: await _sum(connection, name) for name in told}
    finally:
        await connection.close()


async def everything(database: Database) -> dict[str, str]:
    """Sum up every table with all that is in it, but for what is noted of work: what was asked for, with which file and mapping."""
    connection = await asyncpg.connect(database.owner_url)
    try:
        names = [
            name for (name,) in await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
        ]
        return {
            name: await connection.fetchval(f"select md5(string_agg(t::text, '' order by t::text)) from {name} t")
            for name in names
            if name not in NOTES
        }
    finally:
        await connection.close()


async def ask(database: Database, query: str, *values: object) -> list[tuple[object, ...]]:
    """Read with SQL, as the owner."""
    connection = await asyncpg.connect(database.owner_url)
    try:
        return [tuple(row) for row in await connection.fetch(query, *values)]
    finally:
        await connection.close()


async def _sum(connection: asyncpg.Connection, name: str) -> str:
    left = ["recorded_at", "changed_at", *(("id", "job_id") if name in OWN_IDS else ())]
    row = f"(to_jsonb(t) - '{{{','.join(left)}}}'::text[])::text"
    return await connection.fetchval(f"select md5(string_agg({row}, '' order by {row})) from {name} t")
