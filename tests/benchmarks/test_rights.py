"""What rights cost is measured to the end: by an administrator and a partner, behind the second wall and without."""

from pathlib import Path

import pytest

from benchmarks import rounds
from benchmarks.rights import CASES, measure_rights
from server.settings import Settings
from tests.databases import Databases

VIEWERS = ("administrator", "partner", "administrator, wall", "partner, wall")


async def test_every_case_is_measured_by_every_viewer(
    databases: Databases, demo_template: str, worker_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "WARM_UP_SECONDS", 0.1)
    name = f"rights_{worker_id}"
    database = await databases.make(name, demo_template)
    settings = Settings(home=tmp_path, pool_size_min=0, pool_size_max=2)
    figures = await measure_rights(settings, database, [2], 0.1, print)
    assert [(each.case, each.way) for each in figures] == [
        (f"{case} by rights", viewer) for case in CASES for viewer in VIEWERS
    ]
    await databases.drop(name)
