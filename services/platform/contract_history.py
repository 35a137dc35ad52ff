"""What has changed in the contract, release by release, as it is kept beside the contract."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson

HISTORY: Final = Path(__file__).parents[2] / "frontend-contract" / "released" / "history.jsonl"


class ChangeWeight(StrEnum):
    """How much a change matters to programs that are there."""

    BREAKING = "BREAKING"
    DANGEROUS = "DANGEROUS"
    SAFE = "SAFE"


class Change(NamedTuple):
    """One change of the contract."""

    weight: ChangeWeight
    kind: str
    coordinate: str
    description: str


class Release(NamedTuple):
    """What a release has changed."""

    on: date
    changes: Sequence[Change]


@cache
def history() -> Sequence[Release]:
    """Give what each release has changed, the first one first; a running system has those that it was released with."""
    return read_history(HISTORY)


def read_history(path: Path) -> list[Release]:
    """Read a history, one release a line; none where there is no file yet."""
    if not path.exists():
        return []
    lines = (orjson.loads(line) for line in path.read_bytes().splitlines())
    return [Release(date.fromisoformat(said["on"]), [_read(each) for each in said["changes"]]) for said in lines]


def write_history(path: Path, releases: Iterable[Release]) -> None:
    """Write a history, one release a line."""
    said = ({"on": release.on, "changes": [change._asdict() for change in release.changes]} for release in releases)
    path.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in said))


def _read(said: Mapping[str, Any]) -> Change:
    return Change(ChangeWeight(said["weight"]), said["kind"], said["coordinate"], said["description"])
