"""Master data: made, changed, archived and restored, with everything that belongs to it, in few statements.

What a master is stands in a `Master`: its table, the lists that belong to it, what follows from what is said of a new row,
and what a change must not break. Rows are written as sets, so that a thousand take as many statements as one.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias, cast
from uuid import UUID

import sqlalchemy as sa

from auth.principal import RightsKey
from kernel.draft import Draft, Edits
from kernel.errors import InputPath
from kernel.ids import NodeId, uuid7
from models.base import Base
from services.bounds import Within, require_room, require_seen
from services.fitness import require_fit
from services.refusals import (
    AlreadyArchived,
    FixedValue,
    IdRepeated,
    IdTaken,
    MergedAway,
    NotArchived,
    NotFound,
    StaleVersion,
    TooManyRows,
)
from services.rights import require_company, rights_of, rights_values, rows_of, rows_seen
from services.rows import ChangedRow, Found, NewRow, delete_rows, insert_rows, update_rows
from services.statements import Statement, compiled
from services.work import Work

DRAFTS_MAX = 1_000
"""How many of a kind one request writes."""
ROWS_MAX = 5_000
"""How many rows that is with everything that belongs to them."""

_CHANGED = """
select distinct name from audit_entry, jsonb_object_keys(after) as name
where entity_id = $1 and operation = 'UPDATE' and entity_version > $2 order by name
"""

# An id of another system that stood for what is gone may stand for something new.
_UNKNOWN = "delete from external_reference where entity_type = $1 and entity_id = any($2::uuid[])"

Complete: TypeAlias = Callable[[Work, Sequence[NewRow]], Awaitable[None]]
Check: TypeAlias = Callable[[Work, Sequence[ChangedRow]], Awaitable[None]]


@dataclass(frozen=True)
class Master:
    """What is written as one: a table, and the lists of rows that belong to a row of it."""

    model: type[Base]
    # The lists that belong to it, by their names in drafts.
    lists: Mapping[str, "Master"] = field(default_factory=dict[str, "Master"])
    # What it belongs to itself, where it is a list of something.
    within: Within | None = None
    # Adds to new rows what follows from what was said; refuses what cannot be.
    complete: Complete | None = None
    # Refuses changes that cannot be, knowing what is there.
    check: Check | None = None

    @property
    def table(self) -> sa.Table:
        """The table."""
        return cast("sa.Table", self.model.__table__)

    @property
    def name(self) -> str:
        """The name of the type in the schema."""
        return self.model.__name__


async def create(work: Work, master: Master, drafts: Sequence[Draft]) -> list[UUID]:
    """Make new rows with their lists, and give their ids in the order of the drafts.

    Raises:
        NotFound: a company or something that is referred to is not there, or not to be seen.
        IdTaken, AlreadyTaken, ValueRequired, TextTooLong, TooManyRows, RuleBroken: as their names say.
    """
    _require_few(drafts)
    rows = [NewRow(draft, {**draft.values, "id": draft.key or uuid7()}) for draft in drafts]
    for row in rows:
        if "company_id" in row.values:
            require_company(work, cast("UUID", row.values["company_id"]), *row.at("company_id"))
    await _insert_all(work, master, rows)
    return [cast("UUID", row.values["id"]) for row in rows]


async def update(work: Work, master: Master, drafts: Sequence[Draft]) -> list[UUID]:
    """Change rows and their lists, each based on the version that its draft names, and give their ids.

    The version of a row rises also where only its lists change.

    Raises:
        NotFound: there is no such row, or none to be seen.
        StaleVersion: it has been changed since.
        FixedValue: what is said of a new one only is said anew, and differently.
        AlreadyTaken, StillInUse, ValueRequired, TextTooLong, TooManyRows, RuleBroken: as their names say.
    """
    _require_few(drafts)
    found = await locked(work, master, [(cast("UUID", draft.key), draft.at("id")) for draft in drafts])
    for draft in drafts:
        await require_version(work, master, found[cast("UUID", draft.key)], draft.version, draft.at("version"))
    rows = [_changed(draft, found[cast("UUID", draft.key)]) for draft in drafts]
    await _update_all(work, master, rows)
    return [cast("UUID", draft.key) for draft in drafts]


async def archive(work: Work, master: Master, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Put a row out of use.

    Raises:
        NotFound, StaleVersion: as for a change.
        AlreadyArchived: it is out of use.
    """
    before = await _one_of_version(work, master, key, version, path)
    if before["archived_at"] is not None:
        raise AlreadyArchived(path=(*path, "id"))
    await _set(work, master, key, {"archived_at": work.clock.now()})
    return key


async def restore(work: Work, master: Master, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Put a row back into use.

    Raises:
        NotFound, StaleVersion: as for a change.
        NotArchived: it is in use.
        MergedAway: it was merged into another.
    """
    before = await _one_of_version(work, master, key, version, path)
    if before.get("merged_into_id") is not None:
        raise MergedAway(NodeId(master.name, before["merged_into_id"]), path=(*path, "id"))
    if before["archived_at"] is None:
        raise NotArchived(path=(*path, "id"))
    await _set(work, master, key, {"archived_at": None})
    return key


async def delete(work: Work, master: Master, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Take a row away that nothing refers to.

    Raises:
        NotFound, StaleVersion: as for a change.
        StillInUse: something refers to it.
    """
    before = await _one_of_version(work, master, key, version, path)
    await _remove(work, master, [ChangedRow(Draft({}, key, path=path), {"id": key}, before)])
    return key


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


@lru_cache(maxsize=1_000)
def _locking(table: sa.Table, rights: RightsKey | None) -> Statement:
    columns = [column for column in table.columns if column.computed is None]
    keys = sa.bindparam("keys", type_=sa.ARRAY(sa.Uuid()))
    query = sa.select(*columns).where(table.c.id == sa.any_(keys), *rows_seen(table, rights))
    return compiled(query.order_by(table.c.id).with_for_update(of=table))


async def require_version(work: Work, master: Master, before: Found, version: int | None, path: InputPath) -> None:
    """Check that a change is based on what is there.

    Raises:
        StaleVersion: it is based on something older.
    """
    if version is None or version == before["version"]:
        return
    changed = await _changed_since(work, before, version)
    raise StaleVersion(before["version"], changed, NodeId(master.name, before["id"]), path=path)


async def _insert_all(work: Work, master: Master, rows: Sequence[NewRow]) -> None:
    if not rows:
        return
    if master.complete is not None:
        await master.complete(work, rows)
    require_fit(master.table, rows)
    await _require_free_ids(work, master, rows)
    await insert_rows(work, master.table, rows)
    await require_seen(work, master.table, rows)
    if master.within is not None:
        await require_room(work, master.table, master.within, rows)
    for name, owned in master.lists.items():
        await _insert_all(work, owned, [new for row in rows for new in _new_rows(row, name, owned)])


def _new_rows(row: NewRow | ChangedRow, name: str, owned: Master) -> Iterable[NewRow]:
    assert owned.within is not None
    owner: Found = row.values if isinstance(row, NewRow) else {**row.before, **row.values}
    for draft in row.draft.lists.get(name, Edits()).add:
        values = {**draft.values, "id": draft.key or uuid7(), owned.within.foreign_key: owner["id"]}
        yield NewRow(draft, {**values, "company_id": owner["company_id"]}, owner, isinstance(row, NewRow))


async def _update_all(work: Work, master: Master, rows: Sequence[ChangedRow]) -> None:
    if not rows:
        return
    if master.check is not None:
        await master.check(work, rows)
    require_fit(master.table, rows)
    await update_rows(work, master.table, rows)
    await require_seen(work, master.table, rows)
    for name, owned in master.lists.items():
        await _edit_lists(work, owned, rows, name)


async def _edit_lists(work: Work, owned: Master, owners: Sequence[ChangedRow], name: str) -> None:
    edits = [(owner, owner.draft.lists[name]) for owner in owners if name in owner.draft.lists]
    found = await _owned_rows(work, owned, edits)
    removals = [removal for _, edit in edits for removal in edit.remove]
    gone = [ChangedRow(Draft({}, each.key, path=each.path), {"id": each.key}, found[each.key]) for each in removals]
    await _remove(work, owned, gone)
    changes = [draft for _, edit in edits for draft in edit.update]
    await _update_all(work, owned, [_changed(draft, found[cast("UUID", draft.key)]) for draft in changes])
    await _insert_all(work, owned, [new for owner, _ in edits for new in _new_rows(owner, name, owned)])


async def _owned_rows(work: Work, owned: Master, edits: Sequence[tuple[ChangedRow, Edits]]) -> dict[UUID, Found]:
    """Lock the rows of a list that are to change or go; what belongs to another is as good as not there."""
    wanted: list[tuple[UUID, InputPath]] = []
    owners: list[UUID] = []
    for owner, edit in edits:
        keys = [(cast("UUID", draft.key), draft.at("id")) for draft in edit.update]
        keys += [(removal.key, removal.path) for removal in edit.remove]
        wanted += keys
        owners += [owner.before["id"]] * len(keys)
    if not wanted:
        return {}
    assert owned.within is not None
    found = await locked(work, owned, wanted)
    for (key, path), owner_id in zip(wanted, owners, strict=True):
        if found[key][owned.within.foreign_key] != owner_id:
            raise NotFound(path=path)
    return found


async def _remove(work: Work, master: Master, rows: Sequence[ChangedRow]) -> None:
    """Take rows away, what belongs to them before, and what other systems call them after."""
    if not rows:
        return
    keys = [row.key for row in rows]
    for inner in master.lists.values():
        assert inner.within is not None
        await delete_rows(work, inner.table, keys, rows, column=inner.within.foreign_key)
    await delete_rows(work, master.table, keys, rows)
    await work.raw.execute(_UNKNOWN, master.name, keys)


def _changed(draft: Draft, before: Found) -> ChangedRow:
    """Prepare a change; what is said of a new row only may be said again, as it is.

    Raises:
        FixedValue: it is said differently.
    """
    values = dict(draft.values)
    for name in draft.fixed & values.keys():
        if values.pop(name) != before[name]:
            raise FixedValue(path=draft.at(name))
    return ChangedRow(draft, values, before)


async def _one_of_version(work: Work, master: Master, key: UUID, version: int, path: InputPath) -> Found:
    found = await locked(work, master, [(key, (*path, "id"))])
    await require_version(work, master, found[key], version, (*path, "version"))
    return found[key]


async def _set(work: Work, master: Master, key: UUID, values: Mapping[str, object]) -> None:
    sets = ", ".join(f"{column} = ${place}" for place, column in enumerate(values, 2))
    await work.raw.execute(f"update {master.table.name} set {sets} where id = $1", key, *values.values())


async def _require_free_ids(work: Work, master: Master, rows: Sequence[NewRow]) -> None:
    """Ids that callers chose must be new; of what they may not see they are told no more than that there is nothing."""
    chosen = {row.draft.key: row for row in rows if row.draft.key is not None}
    if not chosen:
        return
    table = master.table
    seen = sa.and_(sa.true(), *rows_of(work, table)).label("seen")
    taken = await work.session.execute(
        sa.select(table.c.id, seen).where(table.c.id == sa.any_(sa.literal(list(chosen), sa.ARRAY(sa.Uuid()))))
    )
    for key, is_seen in taken:
        path = chosen[key].at("id")
        raise IdTaken(path=path) if is_seen else NotFound(path=path)


async def _changed_since(work: Work, before: Found, version: int) -> list[str]:
    """Name the fields that have changed since a version, by what the audit kept."""
    columns = await work.raw.fetch(_CHANGED, before["id"], version)
    return [field_name(row["name"]) for row in columns]


def field_name(column: str) -> str:
    """Name a column as the inputs of the schema do: `category_id` is `categoryId`."""
    first, *rest = column.split("_")
    return first + "".join(word.title() for word in rest)


def _require_few(drafts: Sequence[Draft]) -> None:
    if len(drafts) > DRAFTS_MAX:
        raise TooManyRows(len(drafts), DRAFTS_MAX)
    count = sum(_rows_in(draft) for draft in drafts)
    if count > ROWS_MAX:
        raise TooManyRows(count, ROWS_MAX)


def _rows_in(draft: Draft) -> int:
    lists = draft.lists.values()
    inner = sum(_rows_in(each) for edits in lists for each in (*edits.add, *edits.update))
    return 1 + inner + sum(len(edits.remove) for edits in lists)
