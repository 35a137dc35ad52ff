"""This machine: the home directory, its disk, the settings, and the keys that lie apart from the database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from auth.data_keys import FILE_NAME as DATA_KEYS
from auth.data_keys import DataKeysUnusable
from auth.key_ring import FILE_NAME as RING
from auth.key_ring import KeyRing
from auth.keys import FILE_NAME as SIGNING_KEY
from auth.keys import SigningKeyUnusable, signing_key
from kernel.clock import SystemClock
from server.doctor.finding import Bounds, Finding, bad, good, measured, warning
from server.read_only import ReadOnly
from server.settings import Settings
from server.telemetry.condition import disk
from server.vault import keys_of

DISK_USED_SHARE: Final = Bounds(warning=0.85, bad=0.95)
_GIBIBYTE: Final = 2**30
_DUMP: Final = b"PGDMP"
_APART: Final = "docs/backups.md, Keys apart from the dump"


def examine_machine(settings: Settings) -> Iterator[Finding]:
    """Look at everything that needs no database."""
    yield from _settings(settings)
    yield _writing(ReadOnly.of(settings))
    yield from _keys(settings)
    yield _apart(settings)
    yield _disk(settings.home)


def _settings(settings: Settings) -> Iterator[Finding]:
    if settings.database_url is not None and not settings.public_url:
        advice = "Set TORSO_PUBLIC_URL to where clients reach the server, such as https://erp.example.org."
        yield warning("settings", "Nobody has said how this server is reached: links would be of this machine.", advice)
    elif settings.database_url is not None and not settings.public_url.startswith("https://"):
        yield warning("settings", "Clients reach this server without TLS.", "Set TORSO_PUBLIC_URL to an https address.")
    elif settings.pool_size_min > settings.pool_size_max:
        said = f"TORSO_POOL_SIZE_MIN ({settings.pool_size_min}) is more than TORSO_POOL_SIZE_MAX ({settings.pool_size_max})."
        yield bad("settings", said, "Set the first to at most the second.")
    else:
        yield good("settings", "The settings fit together.")


def _writing(switch: ReadOnly) -> Finding:
    if switch.holds:
        said = f"Nothing can be written. {switch.reason}".strip()
        return warning("writing", said, "When it is over: ./torso writing on, or take away TORSO_READ_ONLY.")
    return good("writing", "Things can be written.")


def _keys(settings: Settings) -> Iterator[Finding]:
    home = settings.home
    yield _readable(home / SIGNING_KEY, lambda: signing_key(home))
    yield _readable(home / RING, lambda: KeyRing(home, SystemClock()).signing())
    if settings.data_keys is None:
        yield _readable(home / DATA_KEYS, lambda: keys_of(settings))
    else:
        yield _opened("TORSO_DATA_KEYS", lambda: keys_of(settings))


def _readable(path: Path, read: Callable[[], object]) -> Finding:
    """Look at a file of keys; reading one that is not there would make it, so that is not done."""
    if not path.exists():
        return warning(
            "keys", f"{path} is not there.", "It is made at the first start; bring it back if there was one."
        )
    return _opened(str(path), read)


def _opened(where: str, read: Callable[[], object]) -> Finding:
    try:
        read()
    except (SigningKeyUnusable, DataKeysUnusable) as error:
        return bad("keys", f"{error}.", "Bring the keys back from their copy, or do what is said.")
    except OSError as error:
        return bad(
            "keys", f"{where} cannot be read: {error.strerror}.", "Give the file to the account that runs Torso."
        )
    return good("keys", f"{where} can be read, by its owner alone.")


def _apart(settings: Settings) -> Finding:
    """Say whether somebody who finds the keys finds the data with them."""
    dumps = sorted(path.name for path in settings.home.glob("*") if path.is_file() and _is_dump(path))
    if dumps:
        return warning("keys apart", f"Dumps lie beside the keys: {', '.join(dumps)}.", f"Move them away: {_APART}.")
    if settings.database_url is None:
        said = "The keys lie in the same directory as the embedded database."
        return warning("keys apart", said, f"Back both up, each to a place of its own: {_APART}.")
    return good("keys apart", "The keys lie apart from the database and its dumps.")


def _is_dump(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_DUMP)) == _DUMP
    except OSError:
        return False


def _disk(home: Path) -> Finding:
    room = disk(home)
    said = f"{room.free_bytes / _GIBIBYTE:,.1f} GiB ({room.free_share:.0%}) are free where {home} lies."
    return measured("disk", 1 - room.free_share, DISK_USED_SHARE, said, "Make room: docs/runbooks/disk-full.md.")
