"""The ring of keys that sign what the authorization server issues, in a file of the home directory.

A key is published before it signs, so that whoever keeps our keys for a while has it in time, and stays published until
nothing that it signed is good any more. The file holds private JWKs and is readable by its owner alone; every process
looks at the time of its last change before it is used, so that a rotation needs no restart.
"""

import fcntl
import json
import os
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypedDict, cast

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from auth.keys import ALGORITHM, SigningKeyUnusable, require_private
from kernel.clock import Clock

PUBLISHED_BEFORE: Final = timedelta(minutes=10)
"""How long a new key is published before it signs: longer than anybody is told to keep our keys."""
KEPT_AFTER: Final = timedelta(hours=1)
"""How long an old key stays published after the last thing that it signed: longer than that is good."""

FILE_NAME: Final = "oauth-signing-keys.json"
_CURVE: Final = "P-256"


class _Stored(TypedDict):
    signs_from: str
    key: dict[str, Any]


@dataclass(frozen=True)
class RingKey:
    """One key, and from when on it is the one that signs."""

    signs_from: datetime
    key: ECKey = field(repr=False)


class KeyRing:
    """Gives the key that signs now, and those that are published."""

    def __init__(self, home: Path, clock: Clock) -> None:
        self._path = home / FILE_NAME
        self._clock = clock
        self._read_at: tuple[int, int] | None = None
        self._keys: Sequence[RingKey] = ()

    def signing(self) -> ECKey:
        """Give the key that signs now.

        Raises:
            SigningKeyUnusable: the file can be read by others, or does not hold private keys.
        """
        return _signing(self._current(), self._clock.now()).key

    def published(self) -> KeySet:
        """Give the public halves of all keys with which something good was signed, or will be soon."""
        return KeySet([ECKey.import_key(each.key.as_dict(private=False)) for each in self.in_use()])

    def in_use(self) -> Sequence[RingKey]:
        """Give all keys that are published, oldest first."""
        return _still_good(self._current(), self._clock.now())

    def rotate(self) -> RingKey:
        """Put a new key on the ring, and take away those that nothing needs any more; the new one signs in ten minutes."""
        now = self._clock.now()
        self._current()
        with _locked(self._path):
            added = _new_key(now + PUBLISHED_BEFORE)
            _write(self._path, [*_still_good(_read(self._path), now), added])
        return added

    def _current(self) -> Sequence[RingKey]:
        if not self._path.exists():
            self._begin()
        state = self._path.stat()
        seen = (state.st_mtime_ns, state.st_ino)
        if seen != self._read_at:
            require_private(self._path)
            self._keys = _read(self._path)
            self._read_at = seen
        return self._keys

    def _begin(self) -> None:
        with _locked(self._path):
            if not self._path.exists():
                _write(self._path, [_new_key(self._clock.now())])


def _signing(keys: Sequence[RingKey], now: datetime) -> RingKey:
    """Give the newest key whose time has come; the oldest where the clock was set back."""
    return max((each for each in keys if each.signs_from <= now), key=lambda each: each.signs_from, default=keys[0])


def _still_good(keys: Sequence[RingKey], now: datetime) -> Sequence[RingKey]:
    """Leave out the keys whose successor has been signing for so long that nothing of theirs is good any more."""
    signing = _signing(keys, now - KEPT_AFTER)
    return [each for each in keys if each.signs_from >= signing.signs_from]


def _new_key(signs_from: datetime) -> RingKey:
    return RingKey(signs_from, ECKey.generate_key(_CURVE, {"alg": ALGORITHM, "use": "sig"}, auto_kid=True))


@contextmanager
def _locked(path: Path) -> Generator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(path: Path, keys: Sequence[RingKey]) -> None:
    """Replace the file at once, so that whoever reads it has the old one or the new one whole."""
    stored = [
        _Stored(signs_from=each.signs_from.isoformat(), key=dict(each.key.as_dict(private=True))) for each in keys
    ]
    # mkstemp creates with mode 0600.
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{FILE_NAME}.")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(stored, file)
        file.flush()
        os.fsync(file.fileno())
    Path(draft).replace(path)


def _read(path: Path) -> Sequence[RingKey]:
    try:
        stored = cast("list[_Stored]", json.loads(path.read_text(encoding="ascii")))
        keys = [
            RingKey(datetime.fromisoformat(each["signs_from"]).astimezone(UTC), ECKey.import_key(each["key"]))
            for each in stored
        ]
    except (ValueError, TypeError, KeyError, JoseError):
        raise SigningKeyUnusable(f"{path} does not hold keys; move it away to get a new one") from None
    if not keys or not all(each.key.is_private and each.key.kid for each in keys):
        raise SigningKeyUnusable(f"{path} does not hold private keys; move it away to get a new one")
    return sorted(keys, key=lambda each: each.signs_from)
