"""Keys are copied apart from the dump, and open what is sealed where they are brought back."""

import tarfile
from pathlib import Path
from uuid import uuid4

import pytest

from auth.data_keys import data_keys
from auth.key_ring import KeyRing
from auth.keys import signing_key
from auth.vault import Place, Vault
from kernel.clock import SystemClock
from server import key_files


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with all of its keys, and what was signed last."""
    home = tmp_path / "home"
    signing_key(home)
    KeyRing(home, SystemClock()).signing()
    (home / "audit-heads").mkdir()
    (home / "audit-heads" / "1-torso.json").write_text("{}")
    data_keys(home, SystemClock())
    return home


def vault_of(home: Path) -> Vault:
    return Vault(lambda: data_keys(home, SystemClock()))


def test_what_was_sealed_opens_where_keys_were_brought_back(home: Path, tmp_path: Path) -> None:
    place = Place("user_totp", "sealed_secret", uuid4())
    sealed = vault_of(home).seal("a secret", place)
    key_files.backup(home, tmp_path / "keys.tar")
    there = tmp_path / "there"

    assert key_files.restore(there, tmp_path / "keys.tar") == list(key_files.KEYS)
    assert vault_of(there).open(sealed, place) == "a secret"
    assert signing_key(there).kid == signing_key(home).kid
    assert (there / "audit-heads" / "1-torso.json").exists()


def test_nobody_else_reads_a_copy(home: Path, tmp_path: Path) -> None:
    key_files.backup(home, tmp_path / "keys.tar")
    assert (tmp_path / "keys.tar").stat().st_mode & 0o077 == 0


def test_writes_over_no_key_and_no_copy(home: Path, tmp_path: Path) -> None:
    key_files.backup(home, tmp_path / "keys.tar")
    with pytest.raises(key_files.KeysRefused, match="File exists"):
        key_files.backup(home, tmp_path / "keys.tar")
    with pytest.raises(key_files.KeysRefused, match="Move them away first"):
        key_files.restore(home, tmp_path / "keys.tar")


def test_takes_nothing_else_out_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "evil").write_text("evil")
    with tarfile.open(tmp_path / "keys.tar", "w") as copy:
        for name in ("../token-signing-key.json", "audit-heads/../../x.json", "torso.conf"):
            copy.add(tmp_path / "evil", arcname=name)
    assert key_files.restore(tmp_path / "home", tmp_path / "keys.tar") == []
    assert [path for path in (tmp_path / "home").rglob("*") if path.is_file()] == []
    assert not (tmp_path / "token-signing-key.json").exists()


def test_refuses_what_is_no_copy(tmp_path: Path) -> None:
    (tmp_path / "note").write_text("no copy")
    with pytest.raises(key_files.KeysRefused, match="is no copy of keys"):
        key_files.restore(tmp_path / "home", tmp_path / "note")
