"""Who may do what: roles against permissions, and against the parts of the schema that take them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from auth.permissions import CATALOGUE
from services.platform.held_roles import PERMISSIONS_OF_ROLES


@dataclass(frozen=True)
class PermissionRow:
    """A permission, and the roles that grant it."""

    permission: str
    roles: Sequence[str]


@dataclass(frozen=True)
class CoordinateRow:
    """A part of the schema, what it takes, and the roles that may use it."""

    coordinate: str
    permissions: Sequence[str]
    roles: Sequence[str]


Granted = Mapping[str, frozenset[str]]
"""What roles grant, by their codes."""

ROLES: Final = f"""
with recursive {PERMISSIONS_OF_ROLES}
select role.id, role.code, granted.permissions from role join granted on granted.role_id = role.id
"""  # noqa: S608 - the part is ours
"""What each role that is in use grants."""


def granted_by(facts: Iterable[Mapping[str, Any]]) -> Granted:
    """Read what roles grant."""
    return {each["code"]: frozenset(each["permissions"]) for each in sorted(facts, key=lambda each: each["code"])}


def permission_rows(granted: Granted, module: str | None) -> list[PermissionRow]:
    """Give the permissions of a module, or all, with the roles that grant each."""
    wanted = [name for name, each in CATALOGUE.items() if module is None or each.module == module]
    return [PermissionRow(name, _who(granted, [name])) for name in wanted]


def coordinate_rows(granted: Granted, needs: Iterable[tuple[str, Sequence[str]]]) -> list[CoordinateRow]:
    """Give parts of the schema with the roles that grant all that each takes."""
    return [CoordinateRow(coordinate, taken, _who(granted, taken)) for coordinate, taken in needs]


def _who(granted: Granted, permissions: Sequence[str]) -> list[str]:
    return [code for code, held in granted.items() if held.issuperset(permissions)]
