"""Real days of a web shop, by real processes: tried, brought in, killed and gone on with, repeated, and taken back.

What every table says is compared, whoever was killed on the way and whenever.
"""

import random
from asyncio import sleep
from pathlib import Path

import pytest

from server.database import Database
from tests.databases import MIGRATED, Databases
from tests.migration.processes import chunks_done, ended_well, killed, started
from tests.migration.retail import REAL, ask, everything, state

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the extract lies beside the repository, in ../shared")

# Among them are write-offs, cancellations of days before, and the three adjustments of bad debt.
DAYS = ("2010-12-01", "2010-12-02", "2010-12-03", "2011-08-11", "2011-08-12", "2011-12-08")
SEED = 20_101_201
KILLS = 5
AUDITED = """
select operation, entity_type, count(*)::int from audit_entry
where entity_type in ('Company', 'Product', 'Sku', 'Party', 'PartyRole', 'Address', 'ExternalReference',
  'SalesOrder', 'SalesOrderLine', 'MigratedCredit', 'MigratedCreditLine') group by 1, 2 order by 1, 2
"""


@pytest.fixture
def days(tmp_path: Path) -> Path:
    """Some days of the extract."""
    folder = tmp_path / "days" / "by-day"
    folder.mkdir(parents=True)
    for day in DAYS:
        (folder / f"{day}.csv.gz").symlink_to(REAL / "by-day" / f"{day}.csv.gz")
    return folder.parent


async def test_ends_in_the_same_state_wherever_it_was_killed(
    fresh_database: Database, databases: Databases, worker_id: str, days: Path, tmp_path: Path
) -> None:
    undisturbed = await databases.make(f"undisturbed_{worker_id}", MIGRATED)
    await ended_well(undisturbed, tmp_path / "other", "import", "online-retail", days)
    chance = random.Random(SEED)
    (chunks,) = (int(str(count)) for (count,) in await ask(undisturbed, "select chunks_done from import_job"))
    stood: list[int] = []
    for point in sorted(chance.randrange(chunks) for _ in range(KILLS)):
        process = await started(fresh_database, tmp_path, "import", "online-retail", days)
        while await chunks_done(fresh_database) < point:
            assert process.returncode is None
            await sleep(0.01)
        await sleep(chance.random() / 4)
        await killed(process)
        stood.append(await chunks_done(fresh_database))
    assert any(0 < done < chunks for done in stood)
    await ended_well(fresh_database, tmp_path, "import", "online-retail", days)
    assert await state(fresh_database) == await state(undisturbed)
    assert await ask(fresh_database, AUDITED) == await ask(undisturbed, AUDITED)
    assert await ask(fresh_database, "select state, chunks_done from import_job") == [("COMPLETED", chunks)]


async def test_a_dry_run_and_a_second_run_change_nothing_and_taking_back_ends_where_it_began(
    fresh_database: Database, days: Path, tmp_path: Path
) -> None:
    empty, began = await everything(fresh_database), await state(fresh_database, without_imports=True)
    dry = await ended_well(fresh_database, tmp_path, "import", "online-retail", days, "--dry-run")
    assert await everything(fresh_database) == empty
    first = await ended_well(fresh_database, tmp_path, "import", "online-retail", days)
    assert [dry[name] for name in TOLD] == [first[name] for name in TOLD]
    full = await everything(fresh_database)
    assert (await ended_well(fresh_database, tmp_path, "import", "online-retail", days))["already_in"]
    assert await everything(fresh_database) == full
    await ended_well(fresh_database, tmp_path, "imports", "revert", first["job"].removeprefix("ImportJob:"))
    assert await state(fresh_database, without_imports=True) == began


TOLD = ("source", "imported", "held_back", "because", "figures", "entities", "rounding", "through_the_schema", "holds")
