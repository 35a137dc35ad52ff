"""The ring of keys: a key is published before it signs, and stays until nothing of its is good."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auth.key_ring import KEPT_AFTER, PUBLISHED_BEFORE, KeyRing
from auth.keys import SigningKeyUnusable
from kernel.clock import FixedClock


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 3, 1, 12, tzinfo=UTC))


def published(ring: KeyRing) -> list[str | None]:
    return [key.kid for key in ring.published().keys]


def file(home: Path) -> Path:
    return next(path for path in home.iterdir() if path.suffix == ".json")


def test_makes_a_key_once_that_only_its_owner_can_read(tmp_path: Path, clock: FixedClock) -> None:
    with ThreadPoolExecutor(8) as starts:
        kids = {key.kid for key in starts.map(KeyRing.signing, [KeyRing(tmp_path, clock) for _ in range(8)])}
    assert len(kids) == 1
    assert stat.S_IMODE(file(tmp_path).stat().st_mode) == 0o600


def test_publishes_a_key_before_it_signs(tmp_path: Path, clock: FixedClock) -> None:
    ring = KeyRing(tmp_path, clock)
    first = ring.signing().kid
    second = KeyRing(tmp_path, clock).rotate().key.kid
    assert (ring.signing().kid, published(ring)) == (first, [first, second])
    clock.advance(PUBLISHED_BEFORE)
    assert ring.signing().kid == second


def test_keeps_an_old_key_until_nothing_of_its_is_good(tmp_path: Path, clock: FixedClock) -> None:
    ring = KeyRing(tmp_path, clock)
    first, second = ring.signing().kid, ring.rotate().key.kid
    clock.advance(PUBLISHED_BEFORE + KEPT_AFTER - timedelta(seconds=1))
    assert published(ring) == [first, second]
    clock.advance(timedelta(seconds=1))
    assert published(ring) == [second]
    third = ring.rotate().key.kid
    assert published(KeyRing(tmp_path, clock)) == [second, third]


def test_publishes_no_private_key(tmp_path: Path, clock: FixedClock) -> None:
    ring = KeyRing(tmp_path, clock)
    ring.rotate()
    assert not any(key.is_private for key in ring.published().keys)


def test_refuses_a_file_that_others_can_read(tmp_path: Path, clock: FixedClock) -> None:
    KeyRing(tmp_path, clock).signing()
    file(tmp_path).chmod(0o644)
    with pytest.raises(SigningKeyUnusable, match="chmod 600"):
        KeyRing(tmp_path, clock).signing()


@pytest.mark.parametrize("content", ["", "[]", "{}", '[{"signs_from": "now", "key": {}}]', '[{"key": 1}]'])
def test_refuses_a_file_that_holds_no_keys(tmp_path: Path, clock: FixedClock, content: str) -> None:
    KeyRing(tmp_path, clock).signing()
    file(tmp_path).write_text(content)
    with pytest.raises(SigningKeyUnusable, match="does not hold"):
        KeyRing(tmp_path, clock).signing()
