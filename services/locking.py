"""Rows that are about to change: read and kept from others, and of the version that the change is based on."""

from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

import sqlalchemy as sa

from auth.principal import RightsKey
from kernel.errors import InputPath
from kernel.ids import NodeId
from services.master import Master
from services.refusals import IdRepeated, NotFound, StaleVersion
from services.rights import rights_of, rights_values, rows_seen
from services.rows import Found
from services.statements import Statement, compiled
from services.work import Work

_CHANGED = """
select distinct name from audit_entry, jsonb_object_keys(after) as name
where entity_id = $1 and operation = 'UPDATE' and entity_version > $2 order by name
"""


async def locked(work: Work, master: Master, wanted: Sequence[tuple[UUID, InputPath]]) -> dict[UUID, Found]:
    """Read rows that are about to change and keep others from changing them, in the order of ids.

    Raises:
        NotFound: one of them is not there, or not to be seen.
        IdRepeated: one of them is wanted twice.
    """
    keys = [key for key, _ in wanted]
    seen: set[UUID] = set()
    for key, path in wanted:
        if key in seen:
            raise IdRepeated(path=path)
        seen.add(key)
    locking = _locking(master.table, rights_of(work))
    rows = await work.raw.fetch(locking.sql, *locking.values(keys=keys, **rights_values(work)))
    found: dict[UUID, Found] = {row["id"]: dict(row) for row in rows}
    for key, path in wanted:
        if key not in found:
            raise NotFound(path=path)
    return found


async def require_version(work: Work, master: Master, before: Found, version: int | None, path: InputPath) -> None:
    """Check that a change is based on what is there.

    Raises:
        StaleVersion: it is based on something older.
    """
    if version is None or version == before["version"]:
        return
    changed = await _changed_since(work, before, version)
    raise StaleVersion(before["version"], changed, NodeId(master.name, before["id"]), path=path)


def _field_name(column: str) -> str:
    """Name a column as the inputs of the schema do: `category_id` is `categoryId`."""
    first, *rest = column.split("_")
    return first + "".join(word.title() for word in rest)


@lru_cache(maxsize=1_000)
def _locking(table: sa.Table, rights: RightsKey | None) -> Statement:
    columns = [column for column in table.columns if column.computed is None]
    keys = sa.bindparam("keys", type_=sa.ARRAY(sa.Uuid()))
    query = sa.select(*columns).where(table.c.id == sa.any_(keys), *rows_seen(table, rights))
    return compiled(query.order_by(table.c.id).with_for_update(of=table))


async def _changed_since(work: Work, before: Found, version: int) -> list[str]:
    """Name the fields that have changed since a version, by what the audit kept."""
    columns = await work.raw.fetch(_CHANGED, before["id"], version)
    return [_field_name(row["name"]) for row in columns]
