"""What says whether an installation is well, as metrics: the database, the disk, and the keys."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from prometheus_client import Gauge

from auth.data_keys import FILE_NAME as DATA_KEYS
from auth.data_keys import DataKeysUnusable
from auth.key_ring import FILE_NAME as RING
from auth.key_ring import KeyRing
from auth.keys import SigningKeyUnusable
from kernel.clock import Clock
from server.settings import Settings
from server.telemetry.condition import Condition, Disk
from server.vault import keys_of

MakeGauge: TypeAlias = Callable[[str, str, Sequence[str]], Gauge]

_CONDITION: Final[Mapping[str, tuple[str, str]]] = {
    "oldest_transaction_seconds": (
        "torso_oldest_transaction_seconds",
        "How long the oldest transaction of the application has been open.",
    ),
    "lock_waits": ("torso_lock_waits", "Who waits for a lock at this moment."),
    "lock_wait_seconds": ("torso_lock_wait_seconds", "How long that one of these has waited who came first."),
    "books_broken": ("torso_books_broken", "Companies whose books were not whole when they were checked last."),
    "unsigned": ("torso_audit_unsigned", "Entries of the audit that are sealed, and whose seal nobody has signed."),
    "secret_expires_seconds": (
        "torso_secret_expires_seconds",
        "When the last good secret of a program ends, of the program for which that is soonest.",
    ),
    "database_bytes": ("torso_database_bytes", "How large the database is."),
}


class Vitals:
    """The gauges of them."""

    def __init__(self, gauge: MakeGauge) -> None:
        """Make them."""
        self._condition = {field: gauge(name, said, ()) for field, (name, said) in _CONDITION.items()}
        self._disk_free = gauge("torso_disk_free_bytes", "Room that is left where the files of Torso lie.", ())
        self._disk = gauge("torso_disk_bytes", "All of the room there.", ())
        self._replica_lag = gauge("torso_replica_lag_seconds", "How far the read replica is behind.", ())
        self._read_only = gauge("torso_read_only", "1 where nothing can be written, only read.", ())
        self._key_age = gauge("torso_key_age_seconds", "How old the key is that signs or seals now.", ("key",))

    def observe_condition(self, found: Condition) -> None:
        """Note how the database is."""
        for field, gauge in self._condition.items():
            gauge.set(getattr(found, field))

    def observe_disk(self, found: Disk) -> None:
        """Note how full the disk is."""
        self._disk_free.set(found.free_bytes)
        self._disk.set(found.total_bytes)

    def observe_replica(self, lag_seconds: float) -> None:
        """Note how far the read replica is behind."""
        self._replica_lag.set(lag_seconds)

    def observe_read_only(self, *, holds: bool) -> None:
        """Note whether nothing can be written."""
        self._read_only.set(int(holds))

    def observe_keys(self, ages: Mapping[str, timedelta]) -> None:
        """Note how old the keys are."""
        for key, age in ages.items():
            self._key_age.labels(key).set(age.total_seconds())


def key_ages(settings: Settings, ring: KeyRing, clock: Clock) -> dict[str, timedelta]:
    """Say how old the newest keys are; of keys that cannot be read nothing is said."""
    now, found = clock.now(), dict[str, timedelta]()
    ways = (
        (RING, "signing", lambda: _signs_since(ring)),
        (DATA_KEYS, "data", lambda: keys_of(settings).newest.made_at),
    )
    for name, key, made_at in ways:
        # Reading keys that are not there would make them.
        if (settings.home / name).exists() or (key == "data" and settings.data_keys is not None):
            with suppress(SigningKeyUnusable, DataKeysUnusable, OSError):
                found[key] = now - made_at()
    return found


def _signs_since(ring: KeyRing) -> datetime:
    signing = ring.signing().kid
    return next(each.signs_from for each in ring.in_use() if each.key.kid == signing)
