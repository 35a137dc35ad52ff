"""Telling a person what is known of them (GDPR, articles 15 and 20): everything that names them, as JSON, made in the background.

Which tables name a person follows from the foreign keys, so what is added later is told too.
"""

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
import sqlalchemy as sa
from asyncpg import Connection
from sqlalchemy.dialects.postgresql import TSVECTOR

from kernel.ids import NodeId
from models import Base
from services.jobs import enqueue
from services.personal.person import Person, person
from services.work import Work

PERSONAL_DATA_JOB: Final = "personal.export"

_OWN: Final = ("party", "address", "contact", "user_account")
_SELECT: Final = (
    "select (to_jsonb(t) - array[{hidden}]::text[])::text from {table} as t where {condition} order by {key}"
)
_FLEETING: Final = "sign_in_step"
"""What is taken up within minutes or never: it has secrets, and nothing that is kept of somebody."""
_AUDIT: Final = """
select to_jsonb(entry)::text from audit_entry as entry where entity_id = any($1) or actor = any($2) order by id
"""


async def personal_data_request(work: Work, node: NodeId) -> UUID:
    """Ask for everything that is known of somebody as a file, and give the id of the job. Raises as `person`."""
    who = await person(work, node)
    ids = {"parties": who.parties, "addresses": who.addresses, "contacts": who.contacts, "users": who.users}
    payload = {"id": str(node), **{name: list(map(str, keys)) for name, keys in ids.items()}}
    return await enqueue(work, PERSONAL_DATA_JOB, payload, company_id=who.company_id)


def asked_of(payload: Mapping[str, Any], company_id: UUID | None) -> Person:
    """Read whom a job is about."""
    keys = ([UUID(key) for key in payload[name]] for name in ("parties", "addresses", "contacts", "users"))
    return Person(NodeId.parse(payload["id"]), company_id, *keys)


async def write_personal_data(reading: Connection, who: Person, to: Path) -> int:
    """Write what is known of somebody, as it is at one moment, and give of how many rows."""
    told: dict[str, list[Any]] = {}
    keys = dict(zip(_OWN, (who.parties, who.addresses, who.contacts, who.users), strict=True))
    async with reading.transaction(isolation="repeatable_read", readonly=True):
        for table, statement in _statements():
            rows = await reading.fetch(statement, *(keys[name] for name in _OWN))
            if rows:
                told[table] = [orjson.Fragment(row[0]) for row in rows]
        audit = await reading.fetch(_AUDIT, who.ids, who.subjects)
        told["audit_entry"] = [orjson.Fragment(row[0]) for row in audit]
    whole = orjson.dumps({"person": str(who.node), "data": told}, option=orjson.OPT_INDENT_2)
    await asyncio.to_thread(to.write_bytes, whole)
    return sum(map(len, told.values()))


def _statements() -> Iterator[tuple[str, str]]:
    """Give for each table that names a person the statement that reads its rows, without what is secret or reckoned."""
    for table in Base.metadata.sorted_tables:
        named = [f"{column} = any(${_OWN.index(of) + 1}::uuid[])" for column, of in _naming(table)]
        if table.name in _OWN:
            named.append(f"id = any(${_OWN.index(table.name) + 1}::uuid[])")
        if named and table.name != _FLEETING:
            hidden = ", ".join(f"'{column.name}'" for column in table.c if _is_hidden(column))
            # Every statement is given all four lists, of which it may need one.
            given = " and ".join(f"${place}::uuid[] is not null" for place in range(1, len(_OWN) + 1))
            condition = f"({' or '.join(named)}) and {given}"
            key = ", ".join(table.primary_key.columns.keys())
            yield str(table.name), _SELECT.format(hidden=hidden, table=table.name, condition=condition, key=key)


def _naming(table: sa.Table) -> Iterator[tuple[str, str]]:
    for key in table.foreign_keys:
        if key.column.table.name in _OWN and key.column.name == "id":
            yield key.parent.name, key.column.table.name


def _is_hidden(column: sa.Column[Any]) -> bool:
    """Tell whether a column is a secret, or only there to be searched by."""
    is_secret = isinstance(column.type, sa.LargeBinary) or "sealed" in column.info or column.name.endswith("_hash")
    return is_secret or column.computed is not None or isinstance(column.type, TSVECTOR)
