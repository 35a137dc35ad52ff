"""The permissions as files for frontends: the catalogue, what the standard roles grant, and what each part of the schema takes."""

from collections.abc import Iterator
from typing import Any, Final

import orjson
from graphql import GraphQLSchema

from auth.permissions import CATALOGUE, Module, Permission
from auth.roles import STANDARD_ROLES
from planner.needs import coordinates, needs_of

_HEAD: Final = """\
# Permissions and the standard roles

Made by `./torso schema` from the catalogue of permissions and the table of the standard roles, and never edited.
[`permissions.json`](permissions.json) has the same for programs, with what each part of the schema takes.
[How rights work](../docs/rights-explained.md)

Administrators have all of them, and auditors all that read; they are left out below.

A permission opens kinds of things. Which rows of them somebody sees follows from their companies, and a role may narrow it further, to the customers and orders
of some salespeople and to assigned warehouses; the standard roles narrow nothing.
[Own customers, and assigned warehouses](../docs/rights.md#own-customers-and-assigned-warehouses)
"""
_LEFT_OUT: Final = ("ADMIN", "AUDITOR")


def permissions_document(schema: GraphQLSchema) -> str:
    """Give the permissions as JSON, one permission, role and part of the schema a line."""
    permissions = {name: _said(each) for name, each in CATALOGUE.items()}
    roles = {
        code.value: {"name": role.name, "forPartners": role.for_partners, "permissions": sorted(role.permissions)}
        for code, role in STANDARD_ROLES.items()
    }
    parts = {"permissions": permissions, "roles": roles, "needs": dict(_needs(schema))}
    written = (f'"{name}": {{\n{_lines(part)}\n}}' for name, part in parts.items())
    return "{\n" + ",\n".join(written) + "\n}\n"


def permissions_page() -> str:
    """Give the permissions as a page for people: a table for each module."""
    return _HEAD + "".join(_table(module) for module in Module)


def _said(permission: Permission) -> dict[str, Any]:
    return {"dataClass": permission.data_class, "description": permission.description}


def _needs(schema: GraphQLSchema) -> Iterator[tuple[str, list[str]]]:
    """Give what each part takes. What is not there takes nothing; an argument takes what its field takes."""
    for coordinate in coordinates(schema):
        needs = needs_of(schema, coordinate)
        if needs and not coordinate.endswith(":)"):
            yield coordinate, [need.permission for need in needs]


def _lines(part: dict[str, Any]) -> str:
    return ",\n".join(f'  "{key}": {orjson.dumps(value).decode()}' for key, value in part.items())


def _table(module: Module) -> str:
    rows = [each for each in CATALOGUE.values() if each.module is module]
    lines = [f"| `{each.name}` | {each.description} | {each.data_class} | {_who(each)} |" for each in rows]
    head = f"\n## {module.value.title()}\n\n| permission | lets people | data | roles |\n|---|---|---|---|\n"
    return head + "\n".join(lines) + "\n"


def _who(permission: Permission) -> str:
    roles = (code.value for code, role in STANDARD_ROLES.items() if permission.name in role.permissions)
    return ", ".join(code for code in roles if code not in _LEFT_OUT)
