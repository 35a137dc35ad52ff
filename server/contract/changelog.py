"""The history of the contract: what each release has changed, for people and for `schemaChanges`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final, NamedTuple

import orjson

from server.contract.comparison import Change, Weight

_HEAD: Final = """\
# What has changed in the contract

Made by `./torso schema` from the comparison with the last contract that was released, and never edited. What is deprecated
[stays until its day](deprecations.json); [how the contract changes](../docs/contract.md).
"""
_TITLES: Final[Mapping[Weight, str]] = {
    Weight.BREAKING: "Gone, after its day",
    Weight.DANGEROUS: "May surprise programs that list all values",
    Weight.SAFE: "New",
}
_DEPRECATED: Final = "Deprecated"


class Release(NamedTuple):
    """What a release has changed."""

    on: date
    changes: Sequence[Change]


def changelog(unreleased: Sequence[Change], history: Sequence[Release]) -> str:
    """Write the history for people, newest first."""
    later = [f"\n## {release.on}\n{_listed(release.changes)}" for release in reversed(history[1:])]
    first = [f"\n## {release.on}\n\nThe first that was released.\n" for release in history[:1]]
    return "".join((_HEAD, f"\n## Not released yet\n{_listed(unreleased)}", *later, *first))


def read_history(written: str) -> list[Release]:
    """Read the history that programs read, one release a line."""
    lines = (orjson.loads(line) for line in written.splitlines())
    return [Release(date.fromisoformat(said["on"]), [_read(each) for each in said["changes"]]) for said in lines]


def history_document(history: Iterable[Release]) -> str:
    """Write the history for programs, one release a line."""
    return "".join(
        orjson.dumps({"on": release.on, "changes": [change._asdict() for change in release.changes]}).decode() + "\n"
        for release in history
    )


def _read(said: Mapping[str, Any]) -> Change:
    return Change(Weight(said["weight"]), said["kind"], said["coordinate"], said["description"])


def _listed(changes: Sequence[Change]) -> str:
    if not changes:
        return "\nNothing.\n"
    titled = sorted(((_title(change), change.description) for change in changes), key=lambda each: each[0])
    return "".join(
        f"\n### {title}\n\n" + "".join(f"- {description}\n" for _, description in group)
        for title, group in groupby(titled, key=lambda each: each[0])
    )


def _title(change: Change) -> str:
    return _DEPRECATED if change.kind == "DEPRECATED" else _TITLES[change.weight]
