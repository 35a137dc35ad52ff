"""`./torso usage`: what programs use, as the check of the contract reads it."""

from collections.abc import AsyncGenerator
from datetime import date
from pathlib import Path

import asyncpg
import pytest

from server.cli.quality import CHECKS, checks
from server.cli.usage import usage_of
from server.contract.use import Stored, Usage, Use, read_usage, usage_document
from server.database import Database

SHOP = "a shop of this test"


@pytest.fixture
async def used(database: Database) -> AsyncGenerator[None]:
    """Somebody has used a unit's code on two days."""
    owner = await asyncpg.connect(database.owner_url)
    for day in (1, 3):
        await owner.execute("insert into schema_use values ('Unit.code', $1, $2, 2)", SHOP, date(2026, 1, day))
    yield
    await owner.execute("delete from schema_use where client_id = $1", SHOP)
    await owner.close()


@pytest.mark.usefixtures("used")
async def test_tells_who_used_what_and_when(database: Database) -> None:
    today = date(2026, 1, 9)
    usage = await usage_of(database, today)
    assert (usage.taken_on, usage.counted_since <= date(2026, 1, 1)) == (today, True)
    assert Use(SHOP, "Unit.code", 4, date(2026, 1, 3)) in usage.uses


def test_reads_what_it_writes() -> None:
    stored = Stored("Shop", "subscription { jobProgress { cursor } }", None, {"a": [1]})
    usage = Usage(date(2026, 1, 9), date(2026, 1, 1), [Use("shop", "Unit.code", 4, date(2026, 1, 3))], [stored])
    assert read_usage(usage_document(usage)) == usage


def test_the_check_of_the_contract_is_given_it(tmp_path: Path) -> None:
    (told,) = (each for each in checks(tmp_path / "usage.json") if each.name == "contract")
    assert told.command[-2:] == ("--usage", tmp_path / "usage.json")
    assert checks(None) == CHECKS
