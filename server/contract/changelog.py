"""The history of the contract: what each release has changed, for people and for `schemaChanges`."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final

from services.platform.contract_history import Change, ChangeWeight, Release

_HEAD: Final = """\
# What has changed in the contract

Made by `./torso schema` from the comparison with the last contract that was released, and never edited. What is deprecated
[stays until its day](deprecations.json); [how the contract changes](../docs/contract.md).
"""
_TITLES: Final[Mapping[ChangeWeight, str]] = {
    ChangeWeight.BREAKING: "Gone, after its day",
    ChangeWeight.DANGEROUS: "May surprise programs that list all values",
    ChangeWeight.SAFE: "New",
}
_DEPRECATED: Final = "Deprecated"


def changelog(unreleased: Sequence[Change], history: Sequence[Release]) -> str:
    """Write the history for people, newest first."""
    later = [f"\n## {release.on}\n{_listed(release.changes)}" for release in reversed(history[1:])]
    first = [f"\n## {release.on}\n\nThe first that was released.\n" for release in history[:1]]
    return "".join((_HEAD, f"\n## Not released yet\n{_listed(unreleased)}", *later, *first))


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
