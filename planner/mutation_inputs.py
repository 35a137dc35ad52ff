"""The inputs of mutations, made from what can be written of an entity.

ProductCreateInput     a new one: what it must have is required
ProductUpdateInput     a change: what is left out stays, null clears
ProductUpsertInput     new or changed, found by the id that another system has for it
ProductSkuCreateInput  a new row of a list of it, and so on for changed ones
ProductSkuEditsInput   what is to become of the list: add, update, remove
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import strawberry
from strawberry.types.field import StrawberryField

from planner.directives import requires
from planner.inputs import Later, input_field, input_type, list_of, resolved
from planner.words import words
from planner.writable import Rows, Value, Writable, writable

ID_CHOSEN = (
    "Its id, where the caller chooses it: `Type:` and a UUID of any version; the system gives one when left out."
)


def create_input(entity_type: Any) -> Any:
    """Give the `…CreateInput` of an entity, to be made when the schema is built."""
    return Later("CreateInput", lambda: _create(resolved(entity_type)))


def update_input(entity_type: Any) -> Any:
    """Give the `…UpdateInput` of an entity, to be made when the schema is built."""
    return Later("UpdateInput", lambda: _update(resolved(entity_type)))


def upsert_input(entity_type: Any) -> Any:
    """Give the `…UpsertInput` of an entity, to be made when the schema is built."""
    return Later("UpsertInput", lambda: _upsert(resolved(entity_type)))


@cache
def _create(entity_type: type[Any]) -> type[Any]:
    can = writable(entity_type)
    fields = [input_field("id", strawberry.ID, ID_CHOSEN), *_company(can), *_new_values(can.values), *_new_rows(can)]
    return input_type(f"{can.entity.name}CreateInput", fields, f"A new {_words(can)}.")


@cache
def _update(entity_type: type[Any]) -> type[Any]:
    can = writable(entity_type)
    fields = [
        input_field("id", strawberry.ID, "Which to change.", required=True),
        input_field("version", int, "The version that the change is based on.", required=True),
        *_changed_values(can.values),
        *_edited_rows(can),
    ]
    return input_type(f"{can.entity.name}UpdateInput", fields, f"A change of a {_words(can)}. {_KEEPS}")


@cache
def _upsert(entity_type: type[Any]) -> type[Any]:
    can = writable(entity_type)
    fields = [
        *_company(can),
        input_field("system", str, "The other system.", required=True),
        input_field("external_id", str, "The id that it has there.", required=True),
        *(_value(value, required=False) for value in can.values),
    ]
    said = f"A {_words(can)} that another system knows: changed where it is known here already, else new. {_KEEPS}"
    return input_type(f"{can.entity.name}UpsertInput", fields, said)


@cache
def _new_row(owner: type[Any], list_name: str) -> type[Any]:
    can, rows = _list(owner, list_name)
    child = writable(rows.child)
    values = child.without(rows.foreign_key)
    fields = [input_field("id", strawberry.ID, ID_CHOSEN), *_new_values(values), *_new_rows(child)]
    name = f"{can.entity.name}{child.entity.name}CreateInput"
    return input_type(name, fields, f"A new {_words(child)} of a {_words(can)}.")


@cache
def _changed_row(owner: type[Any], list_name: str) -> type[Any]:
    can, rows = _list(owner, list_name)
    child = writable(rows.child)
    values = [value for value in child.without(rows.foreign_key) if not value.fixed]
    fields = [
        input_field("id", strawberry.ID, "Which to change.", required=True),
        *(_value(value, required=False) for value in values),
        *_edited_rows(child),
    ]
    name = f"{can.entity.name}{child.entity.name}UpdateInput"
    return input_type(name, fields, f"A change of a {_words(child)} of a {_words(can)}. {_KEEPS}")


@cache
def _edits(owner: type[Any], list_name: str) -> type[Any]:
    can, rows = _list(owner, list_name)
    new = Later("New", lambda: _new_row(owner, list_name))
    changed = Later("Changed", lambda: _changed_row(owner, list_name))
    fields = [
        input_field("add", list_of(new), "Which to add."),
        input_field("update", list_of(changed), "Which to change."),
        input_field("remove", list_of(strawberry.ID), "Which to take away, by their ids."),
    ]
    child = writable(rows.child)
    name = f"{can.entity.name}{child.entity.name}EditsInput"
    return input_type(name, fields, f"What is to become of a list of a {_words(can)}; the rest of it stays.")


def _company(can: Writable) -> Iterator[StrawberryField]:
    column = can.entity.table.c.get("company_id")
    # What need not have a company gets it from something else that is said of it.
    if column is not None and not column.nullable and "company_id" not in {value.column for value in can.values}:
        yield input_field("company_id", strawberry.ID, "The company whose it is to be.", required=True)


def _new_values(values: tuple[Value, ...]) -> Iterator[StrawberryField]:
    for value in values:
        yield _value(value, required=value.required)


def _changed_values(values: tuple[Value, ...]) -> Iterator[StrawberryField]:
    for value in values:
        if not value.fixed:
            yield _value(value, required=False)


def _value(value: Value, *, required: bool) -> StrawberryField:
    return _needing(input_field(value.column, value.type_, value.description, required=required), value.needs)


def _new_rows(can: Writable) -> Iterator[StrawberryField]:
    for rows in can.rows:
        made = Later("New", lambda name=rows.name: _new_row(can.type_, name))
        yield _needing(input_field(rows.name, list_of(made), rows.description), rows.needs)


def _edited_rows(can: Writable) -> Iterator[StrawberryField]:
    for rows in can.rows:
        made = Later("Edits", lambda name=rows.name: _edits(can.type_, name))
        yield _needing(input_field(rows.name, made, rows.description), rows.needs)


def _needing(field: StrawberryField, needs: str | None) -> StrawberryField:
    if needs:
        field.directives = [*field.directives, requires(needs)]
    return field


def _list(owner: type[Any], name: str) -> tuple[Writable, Rows]:
    can = writable(owner)
    return can, next(rows for rows in can.rows if rows.name == name)


def _words(can: Writable) -> str:
    """Say the name of a type in words: "product category"."""
    name = can.entity.name
    if name.isupper() or name == "Sku":
        return name.upper()
    return words(name)


_KEEPS = "What is left out stays as it is, null clears."
