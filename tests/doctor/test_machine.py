"""What the doctor finds of this machine: settings, keys, and where these lie."""

from pathlib import Path

import pytest

from auth.data_keys import data_keys
from auth.key_ring import KeyRing
from auth.keys import signing_key
from kernel.clock import SystemClock
from server.doctor.finding import Bounds, Finding, Grade, good, is_well, measured
from server.doctor.machine import examine_machine
from server.settings import REPOSITORY, Settings


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with all of its keys."""
    signing_key(tmp_path)
    KeyRing(tmp_path, SystemClock()).signing()
    data_keys(tmp_path, SystemClock())
    return tmp_path


def examined(home: Path, database_url: str | None = None, public_url: str = "") -> dict[str, list[Finding]]:
    settings = Settings.model_validate({"home": home, "database_url": database_url, "public_url": public_url})
    found: dict[str, list[Finding]] = {}
    for finding in examine_machine(settings):
        found.setdefault(finding.about, []).append(finding)
    return found


def test_finds_keys_that_can_be_read(home: Path) -> None:
    assert [finding.grade for finding in examined(home)["keys"]] == [Grade.GOOD] * 3


def test_makes_no_key_that_is_not_there(tmp_path: Path) -> None:
    assert [finding.grade for finding in examined(tmp_path)["keys"]] == [Grade.WARNING] * 3
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["token-signing-key.json", "oauth-signing-keys.json", "data-keys.json"])
def test_says_which_key_others_can_read(home: Path, name: str) -> None:
    (home / name).chmod(0o644)

    [finding] = [finding for finding in examined(home)["keys"] if finding.grade is Grade.BAD]
    assert f"{name} can be read by others" in finding.said


def test_warns_of_keys_that_lie_with_the_data(home: Path) -> None:
    [beside], [apart] = examined(home)["keys apart"], examined(home, "postgresql://o:p@db/torso")["keys apart"]
    assert (beside.grade, apart.grade) == (Grade.WARNING, Grade.GOOD)


def test_warns_of_dumps_beside_the_keys(home: Path) -> None:
    (home / "monday.dump").write_bytes(b"PGDMP and so on")

    [finding] = examined(home, "postgresql://o:p@db/torso")["keys apart"]
    assert finding.said == "Dumps lie beside the keys: monday.dump."
    assert finding.advice == "Move them away: docs/backups.md, Keys apart from the dump."
    assert "\n## Keys apart from the dump\n" in (REPOSITORY / "docs" / "backups.md").read_text()


@pytest.mark.parametrize(
    ("public_url", "grade"),
    [("", Grade.WARNING), ("http://erp.example.org", Grade.WARNING), ("https://erp.example.org", Grade.GOOD)],
)
def test_asks_for_an_address_with_tls(home: Path, public_url: str, grade: Grade) -> None:
    [finding] = examined(home, "postgresql://o:p@db/torso", public_url)["settings"]
    assert finding.grade is grade


def test_a_figure_is_graded_by_its_bounds_and_gets_advice_where_it_is_not_well() -> None:
    bounds = Bounds(warning=1, bad=5)
    found = [measured("lag", figure, bounds, "said", "do") for figure in (0.5, 1, 5)]
    assert [(finding.grade.value, finding.advice) for finding in found] == [
        ("GOOD", ""),
        ("WARNING", "do"),
        ("BAD", "do"),
    ]


def test_warnings_stand_in_nobodys_way() -> None:
    assert is_well([good("lag", "none"), Finding("lag", Grade.WARNING, "some")])
    assert not is_well([good("lag", "none"), Finding("lag", Grade.BAD, "much")])
