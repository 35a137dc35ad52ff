"""Values are sealed anew with a new key while others work."""

from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from typer.testing import CliRunner

from auth.data_keys import DataKeys
from auth.vault import NotSealedHere, Place, Vault
from kernel.clock import SystemClock
from server.cli.vault import app
from server.database import Database
from server.settings import Settings
from server.vault import keys_of
from services.platform import sealed
from services.platform.sealed import SealedColumn, reseal, sealed_by

THINGS = [SealedColumn("thing", "secret")]


async def test_seals_every_value_with_the_newest_key(fresh_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "BATCH", 2)
    keys = DataKeys.generate(SystemClock())
    later = keys.rotated(SystemClock())
    old, new = Vault(lambda: keys), Vault(lambda: later)
    owner = await asyncpg.connect(fresh_database.owner_url)
    await owner.execute("create table thing (id uuid primary key, secret text)")
    places = [Place("thing", "secret", uuid4()) for _ in range(5)]
    await owner.executemany(
        "insert into thing values ($1, $2)", [(each.row_id, old.seal("s", each)) for each in places]
    )
    await owner.execute("insert into thing values (uuidv7(), null)")
    assert await reseal(owner, new, THINGS) == 5
    assert await sealed_by(owner, THINGS) == {later.newest.id: 5}
    assert {
        new.open(await owner.fetchval("select secret from thing where id = $1", each.row_id), each) for each in places
    } == {"s"}
    assert await reseal(owner, new, THINGS) == 0
    await owner.close()


async def test_stops_at_a_value_that_was_moved(fresh_database: Database) -> None:
    keys = DataKeys.generate(SystemClock())
    later = keys.rotated(SystemClock())
    owner = await asyncpg.connect(fresh_database.owner_url)
    await owner.execute("create table thing (id uuid primary key, secret text)")
    moved = Vault(lambda: keys).seal("s", Place("thing", "secret", uuid4()))
    await owner.execute("insert into thing values (uuidv7(), $1)", moved)
    with pytest.raises(NotSealedHere):
        await reseal(owner, Vault(lambda: later), THINGS)
    await owner.close()


def test_a_new_key_goes_behind_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORSO_HOME", str(tmp_path))
    first = keys_of(Settings())
    done = CliRunner().invoke(app, ["rotate"])
    assert (done.exit_code, keys_of(Settings()).keys[0]) == (0, first.newest)
    assert keys_of(Settings()).newest.id in done.output
