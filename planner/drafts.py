"""Reading the inputs of mutations: from the words of the schema to the columns of rows.

Whoever asks for something that is not an id, or the id of another type, is told where it stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum
from typing import Any, cast
from uuid import UUID

from kernel.draft import Draft, Edits, ExternalId, Removal
from kernel.errors import DomainError, InputPath
from kernel.ids import NodeId
from planner.inputs import resolved
from planner.writable import Rows, Value, Writable, writable

Given = Mapping[str, Any]


def draft_of(entity_type: Any, given: Given, path: InputPath) -> Draft:
    """Read an input of an entity: what is said of it, of its lists, and which one it is.

    Raises:
        DomainError: something that should be an id is none, or that of another type.
    """
    can = writable(resolved(entity_type))
    draft = _draft(can, can.values, given, path)
    if given.get("companyId") is not None:
        company_id = key_of(given["companyId"], "Company", (*path, "companyId"))
        draft = replace(draft, values={**draft.values, "company_id": company_id})
    if "externalId" in given:
        fixed = frozenset(value.column for value in can.values if value.fixed)
        draft = replace(draft, external_id=ExternalId(given["system"], given["externalId"]), fixed=fixed)
    return draft


def key_of(text: str, type_name: str, path: InputPath) -> UUID:
    """Read an id of a type.

    Raises:
        DomainError: it is none.
    """
    try:
        return NodeId.parse(text, type_name).key
    except DomainError as error:
        raise error.under(*path) from None


def _draft(can: Writable, values: Sequence[Value], given: Given, path: InputPath) -> Draft:
    said = {
        value.column: _read(value, given[value.name], (*path, value.name)) for value in values if value.name in given
    }
    lists = {rows.name: _edits(rows, given[rows.name], (*path, rows.name)) for rows in can.rows if given.get(rows.name)}
    key = key_of(given["id"], can.entity.name, (*path, "id")) if given.get("id") is not None else None
    return Draft(values=said, key=key, version=given.get("version"), lists=lists, path=path)


def _read(value: Value, given: Any, path: InputPath) -> object:
    if given is not None and value.of is not None:
        return key_of(given, value.of, path)
    return given.value if isinstance(given, Enum) else given


def _edits(rows: Rows, given: Any, path: InputPath) -> Edits:
    """Read what is to become of a list; a new owner has a plain list of new rows."""
    if isinstance(given, list):
        return Edits(add=_drafts(rows, cast("list[Given]", given), path))
    name = writable(rows.child).entity.name
    removed: list[str] = given.get("remove") or []
    return Edits(
        add=_drafts(rows, given.get("add") or [], (*path, "add")),
        update=_drafts(rows, given.get("update") or [], (*path, "update")),
        remove=[
            Removal(key_of(text, name, (*path, "remove", index)), (*path, "remove", index))
            for index, text in enumerate(removed)
        ],
    )


def _drafts(rows: Rows, given: Sequence[Given], path: InputPath) -> list[Draft]:
    child = writable(rows.child)
    values = child.without(rows.foreign_key)
    return [_draft(child, values, each, (*path, index)) for index, each in enumerate(given)]
