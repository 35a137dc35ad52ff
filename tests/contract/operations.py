"""The operations that the contract shows: what each is for, who asks, and with which variables."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from auth.roles import RoleCode
from server.settings import REPOSITORY

DIRECTORY = REPOSITORY / "frontend-contract" / "operations"
_HEAD = re.compile(r"# (?P<about>[^\n]+)\n# Role: (?P<role>\w+)\n# Variables: (?P<variables>\{[^\n]*\})\n")


@dataclass(frozen=True)
class Shown:
    """One operation."""

    path: Path
    text: str
    about: str
    role: RoleCode
    variables: dict[str, Any]

    @property
    def name(self) -> str:
        """Its name, which is that of its file."""
        return self.path.stem

    @property
    def module(self) -> str:
        """The module that it is of."""
        return self.path.parent.name


def _read(path: Path) -> Shown:
    text = path.read_text(encoding="utf-8")
    head = _HEAD.match(text)
    assert head is not None, f"{path.name} does not say what it is for, who asks, and with which variables."
    return Shown(path, text, head["about"], RoleCode(head["role"]), orjson.loads(head["variables"]))


OPERATIONS = [_read(path) for path in sorted(DIRECTORY.rglob("*.graphql"))]
