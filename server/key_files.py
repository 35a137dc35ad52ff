"""Copying the keys of an installation to one file, apart from the database, and bringing them back.

With them goes what was signed last of each chain, which tells whether a backup of the database has everything.
"""

import os
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from auth.data_keys import FILE_NAME as DATA_KEYS
from auth.key_ring import FILE_NAME as RING
from auth.keys import FILE_NAME as SIGNING_KEY
from server.errors import OperatorError
from server.jobs.witness import DIRECTORY as HEADS

KEYS: Final = (SIGNING_KEY, RING, DATA_KEYS)


class KeysRefused(OperatorError):
    """Keys are not copied or brought back; the message says why."""


def backup(home: Path, file: Path) -> Sequence[str]:
    """Copy what is there of them, and name the keys among it.

    Raises:
        KeysRefused: there is no key here, or the file is there already.
    """
    found = [name for name in KEYS if (home / name).exists()]
    if not found:
        raise KeysRefused(f"{home} has no keys.")
    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise KeysRefused(f"{file} cannot be made: {error.strerror}.") from None
    with os.fdopen(opened, "wb") as target, tarfile.open(fileobj=target, mode="w") as copy:
        for name in (*found, *_heads(home)):
            copy.add(home / name, arcname=name)
        target.flush()
        os.fsync(target.fileno())
    return found


def restore(home: Path, file: Path) -> Sequence[str]:
    """Bring them back, and name the keys among them; nothing is written over.

    Raises:
        KeysRefused: the file is no such copy, or a key is there.
    """
    if there := [name for name in KEYS if (home / name).exists()]:
        raise KeysRefused(f"{home} has keys: {', '.join(there)}. Move them away first.")
    home.mkdir(parents=True, exist_ok=True)
    try:
        with tarfile.open(file) as copy:
            members = [member for member in copy.getmembers() if _is_ours(member)]
            copy.extractall(home, members, filter="data")
    except tarfile.TarError as error:
        raise KeysRefused(f"{file} is no copy of keys: {error}.") from None
    names = [member.name for member in members if member.name in KEYS]
    for name in names:
        (home / name).chmod(0o600)
    return names


def _heads(home: Path) -> Iterator[str]:
    yield from sorted(f"{HEADS}/{path.name}" for path in (home / HEADS).glob("*.json"))


def _is_ours(member: tarfile.TarInfo) -> bool:
    directory, _, name = member.name.rpartition("/")
    return member.isfile() and (member.name in KEYS or (directory == HEADS and name.endswith(".json")))
