"""What new rows keep within: ids that are free, what their writer sees, and how many belong to one."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, cast
from uuid import UUID

import sqlalchemy as sa

from auth.principal import RightsKey
from auth.visible import narrowings
from kernel.errors import InputPath
from models import Location, Warehouse
from services.refusals import IdTaken, NotFound, TooManyRows
from services.rights import rights_of, rights_values, rows_of, rows_seen
from services.rows import ChangedRow, NewRow
from services.statements import Statement, compiled
from services.work import Work

_PLACE: Final = cast("sa.Table", Location.__table__)
_WAREHOUSE: Final = cast("sa.Table", Warehouse.__table__)


class Within(NamedTuple):
    """A list that rows belong to: by which column they refer to its owner, and how many there are at most."""

    foreign_key: str
    at_most: int


async def require_seen(work: Work, table: sa.Table, rows: Sequence[NewRow] | Sequence[ChangedRow]) -> None:
    """Check that who acts for a party, or sees some customers or warehouses alone, has written nothing that only others see.

    Of their company's own, everybody else sees what they may write.

    Raises:
        NotFound: a row belongs to somebody else, or names what does.
    """
    if work.principal is None or (work.principal.party_id is None and not work.principal.rights_key.narrowed):
        return
    for column, named in _narrowed_references(table, work.principal.rights_key):
        paths = {
            key: row.at(column) for row in rows if (key := cast("UUID | None", row.values.get(column))) is not None
        }
        await require_all_seen(work, named, paths)
    await require_all_seen(work, table, {row.key: row.draft.path for row in rows})


async def require_all_seen(work: Work, table: sa.Table, paths: Mapping[UUID, InputPath]) -> None:
    """Check that whoever works sees some rows; the system itself sees all.

    Raises:
        NotFound: one of them is not there, or not to be seen.
    """
    if work.principal is None or not paths:
        return
    seeing = _seeing(table, rights_of(work))
    found = await work.raw.fetch(seeing.sql, *seeing.values(keys=list(paths), **rights_values(work)))
    seen: set[UUID] = {row["id"] for row in found}
    for key, path in paths.items():
        if key not in seen:
            raise NotFound(path=path)


async def require_places(work: Work, paths: Mapping[UUID, InputPath]) -> None:
    """Check that who works in some warehouses alone names no place in another.

    Raises:
        NotFound: one of the places is in another warehouse.
    """
    if work.principal is not None and work.principal.warehouses is not None:
        await require_all_seen(work, _PLACE, paths)


async def require_warehouses(work: Work, paths: Mapping[UUID, InputPath]) -> None:
    """Check that who works in some warehouses alone names no other.

    Raises:
        NotFound: one of the warehouses is another.
    """
    if work.principal is not None and work.principal.warehouses is not None:
        await require_all_seen(work, _WAREHOUSE, paths)


async def require_room(work: Work, table: sa.Table, within: Within, rows: Sequence[NewRow]) -> None:
    """Check that nothing has more rows in a list than it may have, now that some were added.

    Raises:
        TooManyRows: something has.
    """
    paths = {row.values[within.foreign_key]: _list_of(row, within) for row in rows}
    # What is new as well has no rows but these.
    new = [row for row in rows if row.of_new_owner]
    if len(new) < len(rows) or len(rows) > within.at_most:
        await require_few(work, table, within, paths.items())


async def require_few(work: Work, table: sa.Table, within: Within, owners: Iterable[tuple[object, InputPath]]) -> None:
    """Check that none of some owners has more rows in a list than it may have.

    Raises:
        TooManyRows: one has.
    """
    paths = dict(owners)
    statement = (
        f"select {within.foreign_key} as owner, count(*) as rows from {table.name} "  # noqa: S608 - names of ours
        f"where {within.foreign_key} = any($1::uuid[]) group by 1 having count(*) > $2 limit 1"
    )
    for row in await work.raw.fetch(statement, list(paths), within.at_most):
        raise TooManyRows(row["rows"], within.at_most, path=paths[row["owner"]])


async def require_free_ids(work: Work, table: sa.Table, rows: Sequence[NewRow]) -> None:
    """Check that ids that callers chose are new; of what they may not see they are told no more than that there is nothing.

    Raises:
        IdTaken, NotFound: one is in use.
    """
    chosen = {row.draft.key: row for row in rows if row.draft.key is not None}
    if not chosen:
        return
    seen = sa.and_(sa.true(), *rows_of(work, table)).label("seen")
    taken = await work.session.execute(
        sa.select(table.c.id, seen).where(table.c.id == sa.any_(sa.literal(list(chosen), sa.ARRAY(sa.Uuid()))))
    )
    for key, is_seen in taken:
        path = chosen[key].at("id")
        raise IdTaken(path=path) if is_seen else NotFound(path=path)


@lru_cache(maxsize=1_000)
def _narrowed_references(table: sa.Table, rights: RightsKey) -> list[tuple[str, sa.Table]]:
    """Give the columns by which rows of a table name rows of others that not everybody with these rights sees all of."""
    named = [(key.parent.name, key.column.table) for key in table.foreign_keys if key.column.name == "id"]
    return [(column, other) for column, other in named if narrowings(other.name) & rights.narrowed]


def _list_of(row: NewRow, within: Within) -> InputPath:
    return row.draft.path[:-1] if row.owner is not None else row.at(within.foreign_key)


@lru_cache(maxsize=1_000)
def _seeing(table: sa.Table, rights: RightsKey | None) -> Statement:
    keys = sa.bindparam("keys", type_=sa.ARRAY(sa.Uuid()))
    return compiled(sa.select(table.c.id).where(table.c.id == sa.any_(keys), *rows_seen(table, rights)))
