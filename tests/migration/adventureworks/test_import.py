"""`./torso import`: what it refuses, what it prints, and that it keeps nothing that does not read back."""

import asyncio
import shutil
from pathlib import Path
from uuid import UUID

import asyncpg
import orjson
import pytest
from typer import Typer
from typer.testing import CliRunner, Result

from server.cli.import_ import import_
from server.database import Database
from server.errors import OperatorError
from server.inside import inside
from server.jobs.worker import tools_of
from server.migrating import take_back
from server.migrating.following import Migration
from services.migration.histories import HISTORIES
from services.platform.import_job import HISTORY
from tests.migration.adventureworks.files import Files, needs_extract
from tests.migration.adventureworks.runs import Counts, counts, run
from tests.migration.processes import ended_well, killed, started
from tests.migration.retail import SETTINGS, ask, state, unheard

FALSIFY = """
create function falsify() returns trigger language plpgsql as
  $$ begin new.rejected_quantity := 0; return new; end $$;
create trigger falsify before insert on purchase_order_line for each row execute function falsify()
"""


@pytest.fixture
def torso(fresh_database: Database, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Commands that work on the database of this test."""
    monkeypatch.setenv("DATABASE_URL", fresh_database.owner_url)
    monkeypatch.setenv("TORSO_APP_DATABASE_URL", fresh_database.app_url)
    monkeypatch.setenv("COLUMNS", "200")
    return CliRunner()


async def call(torso: CliRunner, *arguments: str) -> Result:
    """Run `./torso import`; beside the loop of the test, since it starts one of its own."""
    app = Typer()
    app.command()(import_)
    return await asyncio.to_thread(torso.invoke, app, arguments)


@needs_extract
async def test_prints_one_json_object(torso: CliRunner, files: Files) -> None:
    result = await call(torso, "adventureworks", str(files.folder), "--dry-run", "--json")
    told = orjson.loads(result.stdout)
    assert (result.exit_code, told["system"], told["dry_run"], told["holds"]) == (0, "adventureworks", True, True)


@needs_extract
async def test_prints_tables_for_people(torso: CliRunner, files: Files) -> None:
    files.tear("Vendor", 3)
    result = await call(torso, "adventureworks", str(files.folder))
    assert result.exit_code == 0
    assert "Purchase orders: total" in result.stdout
    assert "The row has 7 fields instead of 8." in result.stdout


async def test_refuses_a_system_that_it_does_not_know(torso: CliRunner, tmp_path: Path) -> None:
    result = await call(torso, "sap", str(tmp_path))
    assert isinstance(result.exception, OperatorError)
    assert str(result.exception) == f"There is no import from sap: choose {', '.join(HISTORIES)}."


@needs_extract
async def test_keeps_nothing_of_what_does_not_read_back(
    torso: CliRunner, fresh_database: Database, files: Files
) -> None:
    owner = await asyncpg.connect(fresh_database.owner_url)
    await owner.execute(FALSIFY)
    await owner.close()
    before = await state(fresh_database, without_imports=True)
    result = await call(torso, "adventureworks", str(files.folder), "--json")
    assert isinstance(result.exception, OperatorError)
    wrong = [each["name"] for each in orjson.loads(result.stdout)["sums"] if not each["holds"]]
    assert wrong == ["Purchase order lines: rejected"]
    assert await state(fresh_database, without_imports=True) == before
    assert await ask(fresh_database, "select state, chunks_done from import_job") == [("FAILED", 0)]


@needs_extract
async def test_refuses_to_mix_with_a_company_of_that_code(fresh_database: Database, files: Files) -> None:
    app = await asyncpg.connect(fresh_database.app_url)
    await app.execute(
        "insert into company (code, name, legal_name, currency, country, time_zone)"
        " values ('AW', 'Another', 'Another', 'EUR', 'AT', 'Europe/Vienna')"
    )
    await app.close()
    with pytest.raises(OperatorError, match="There is a company AW already"):
        await run(fresh_database, files.folder)


@needs_extract
async def test_an_import_waits_for_another_one(fresh_database: Database, files: Files) -> None:
    both = await asyncio.gather(run(fresh_database, files.folder), run(fresh_database, files.folder))
    assert all(report["holds"] for report in both)
    came_in = "select count(*)::int from import_row where part = 'PurchaseOrderHeader' and fate = 'IMPORTED'"
    assert await ask(fresh_database, came_in) == [(40,)]


@needs_extract
async def test_follows_what_another_one_has_done_since_it_looked(
    fresh_database: Database, files: Files, tmp_path: Path
) -> None:
    packed = Path(shutil.make_archive(str(tmp_path / "extract"), "zip", files.folder))
    async with inside(SETTINGS, fresh_database) as schema, tools_of(SETTINGS, fresh_database) as tools:
        migration = Migration(schema, tools, unheard)
        file_id = await migration.bring_file(packed, "application/zip")
        seen = await migration.create({"fileId": file_id, "system": "adventureworks", "target": HISTORY})
        brought = await migration.bring(seen, keep=True)
        assert await migration.bring(seen, keep=True) == {**brought, "already_in": True}


@needs_extract
async def test_is_not_taken_back_since_stock_has_moved(fresh_database: Database, files: Files) -> None:
    report = await run(fresh_database, files.folder)
    before = await state(fresh_database)
    with pytest.raises(OperatorError, match="StockMove are facts"):
        await take_back(fresh_database, SETTINGS, UUID(report["job"].removeprefix("ImportJob:")))
    assert await state(fresh_database) == before


@needs_extract
async def test_brings_more_into_a_company_that_has_gone_on(fresh_database: Database, files: Files) -> None:
    whole = files.rows("PurchaseOrderHeader")
    files.write("PurchaseOrderHeader", whole[:-1])
    await run(fresh_database, files.folder)
    await ask(
        fresh_database, "insert into party (company_id, number, kind, name) select id, 'X', 'PERSON', 'X' from company"
    )
    files.write("PurchaseOrderHeader", whole)
    report = await run(fresh_database, files.folder)
    assert (await counts(fresh_database))["PurchaseOrderHeader"] == Counts(imported=1, unchanged=39)
    assert report["holds"]


@needs_extract
async def test_begins_anew_after_it_was_killed(
    fresh_database: Database, files: Files, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("home")
    process = await started(fresh_database, home, "import", "adventureworks", files.folder)
    while await ask(fresh_database, "select from import_job where state = 'RUNNING'") == []:
        assert process.returncode is None
        await asyncio.sleep(0.01)
    await killed(process)
    assert await ask(fresh_database, "select count(*)::int from purchase_order") == [(0,)]
    assert (await ended_well(fresh_database, home, "import", "adventureworks", files.folder))["holds"]
    assert (await counts(fresh_database))["PurchaseOrderHeader"] == Counts(imported=40)
