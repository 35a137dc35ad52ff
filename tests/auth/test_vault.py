import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest

from auth.data_keys import FILE_NAME, DataKeys, DataKeysUnusable, DataKeyUnknown, data_keys, keep
from auth.vault import NotSealedHere, Place, Vault, is_sealed
from kernel.clock import FixedClock
from tests.auth.builders import NOON

CLOCK = FixedClock(NOON)
HERE = Place("bank_account", "iban", UUID(int=1))
IBAN = "AT483200000012345864"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(lambda: data_keys(tmp_path, CLOCK))


def test_opens_what_it_sealed(vault: Vault) -> None:
    sealed = vault.seal(IBAN, HERE)
    assert is_sealed(sealed)
    assert IBAN not in sealed
    assert vault.open(sealed, HERE) == IBAN


def test_seals_the_same_value_otherwise_each_time(vault: Vault) -> None:
    assert vault.seal(IBAN, HERE) != vault.seal(IBAN, HERE)


@pytest.mark.parametrize(
    "elsewhere",
    [HERE._replace(table="party"), HERE._replace(column="number"), HERE._replace(row_id=UUID(int=2))],
    ids=["table", "column", "row"],
)
def test_does_not_open_a_value_that_was_moved(vault: Vault, elsewhere: Place) -> None:
    with pytest.raises(NotSealedHere):
        vault.open(vault.seal(IBAN, HERE), elsewhere)


@pytest.mark.parametrize(("part", "other"), [(":1:", ":2:"), ("=", "A"), (IBAN, ""), ("sealed", "SEALED")])
def test_does_not_open_what_was_changed(vault: Vault, part: str, other: str) -> None:
    sealed = vault.seal(IBAN, HERE)
    changed = sealed.replace(part, other) if part in sealed else sealed[:-8]
    with pytest.raises(NotSealedHere):
        vault.open(changed, HERE)


def test_seals_with_the_newest_key_and_opens_with_all() -> None:
    keys = DataKeys.generate(CLOCK)
    old = Vault(lambda: keys).seal(IBAN, HERE)
    new = Vault(lambda: keys.rotated(CLOCK))
    assert new.open(old, HERE) == IBAN
    assert new.is_current(new.seal(IBAN, HERE))
    assert not new.is_current(old)


def test_finds_a_key_that_was_made_since_it_was_opened(tmp_path: Path, vault: Vault) -> None:
    keep(tmp_path, data_keys(tmp_path, CLOCK).rotated(CLOCK))
    sealed = Vault(lambda: data_keys(tmp_path, CLOCK)).seal(IBAN, HERE)
    assert vault.open(sealed, HERE) == IBAN


def test_opens_nothing_whose_key_was_taken_off() -> None:
    keys = DataKeys.generate(CLOCK)
    sealed, later = Vault(lambda: keys).seal(IBAN, HERE), keys.rotated(CLOCK).without(keys.newest.id)
    with pytest.raises(DataKeyUnknown):
        Vault(lambda: later).open(sealed, HERE)


def test_never_takes_off_the_key_that_seals() -> None:
    keys = DataKeys.generate(CLOCK)
    with pytest.raises(DataKeyUnknown):
        keys.without(keys.newest.id)


def test_processes_that_start_together_end_up_with_one_ring(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as starts:
        rings = list(starts.map(data_keys, [tmp_path / "home"] * 8, [CLOCK] * 8))
    assert len({ring.newest.id for ring in rings}) == 1
    (path,) = (tmp_path / "home").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_refuses_keys_that_others_can_read(tmp_path: Path) -> None:
    data_keys(tmp_path, CLOCK)
    (tmp_path / FILE_NAME).chmod(0o640)
    with pytest.raises(DataKeysUnusable, match="chmod 600"):
        data_keys(tmp_path, CLOCK)


def test_reads_a_ring_of_before_that_had_a_key_for_an_index() -> None:
    keys = DataKeys.generate(CLOCK)
    before = json.dumps({"index": "c2VjcmV0", **json.loads(keys.model_dump_json())})
    assert DataKeys.model_validate_json(before) == keys


@pytest.mark.parametrize("given", ["", "{}", '{"keys": []}'])
def test_refuses_what_is_no_ring_without_a_word_of_it(tmp_path: Path, given: str) -> None:
    with pytest.raises(DataKeysUnusable, match=r"^TORSO_DATA_KEYS does not hold data keys$"):
        data_keys(tmp_path, CLOCK, given)


def test_takes_keys_that_are_given_and_makes_no_file(tmp_path: Path) -> None:
    given = DataKeys.generate(CLOCK)
    assert data_keys(tmp_path, CLOCK, given.model_dump_json()) == given
    assert not list(tmp_path.iterdir())


def test_shows_no_key_to_whoever_prints_them() -> None:
    keys = DataKeys.generate(CLOCK)
    assert str(keys.newest.secret) not in f"{keys!r} {keys}"
    assert "secret=" not in f"{keys!r}"
