"""Rows with the lists that belong to them, written as sets: a thousand take as many statements as one."""

from collections.abc import Iterable, Sequence
from typing import cast
from uuid import UUID

from kernel.draft import Draft, Edits
from kernel.errors import InputPath
from kernel.ids import uuid7
from services.bounds import require_free_ids, require_room, require_seen
from services.fitness import require_fit
from services.locking import locked
from services.master import Master
from services.refusals import FixedValue, NotFound
from services.rows import ChangedRow, Found, NewRow, delete_rows, insert_rows, update_rows
from services.work import Work

# An id of another system that stood for what is gone may stand for something new.
_UNKNOWN = "delete from external_reference where entity_type = $1 and entity_id = any($2::uuid[])"


async def insert_all(work: Work, master: Master, rows: Sequence[NewRow]) -> None:
    """Insert rows with their lists.

    Raises:
        DomainError: something that is said does not fit, or the database refuses it.
    """
    if not rows:
        return
    if master.complete is not None:
        await master.complete(work, rows)
    require_fit(master.table, rows)
    await require_free_ids(work, master.table, rows)
    await insert_rows(work, master.table, rows)
    await require_seen(work, master.table, rows)
    if master.within is not None:
        await require_room(work, master.table, master.within, rows)
    for name, owned in master.lists.items():
        await insert_all(work, owned, [new for row in rows for new in _new_rows(row, name, owned)])


async def update_all(work: Work, master: Master, rows: Sequence[ChangedRow]) -> None:
    """Update rows, and edit their lists.

    Raises:
        DomainError: something that is said does not fit, or the database refuses it.
    """
    if not rows:
        return
    if master.check is not None:
        await master.check(work, rows)
    require_fit(master.table, rows)
    await update_rows(work, master.table, rows)
    await require_seen(work, master.table, rows)
    for name, owned in master.lists.items():
        await _edit_lists(work, owned, rows, name)


async def remove(work: Work, master: Master, rows: Sequence[ChangedRow]) -> None:
    """Take rows away, what belongs to them before, and what other systems call them after."""
    if not rows:
        return
    keys = [row.key for row in rows]
    for inner in master.lists.values():
        assert inner.within is not None
        await delete_rows(work, inner.table, keys, rows, column=inner.within.foreign_key)
    await delete_rows(work, master.table, keys, rows)
    await work.raw.execute(_UNKNOWN, master.name, keys)


def changed(draft: Draft, before: Found) -> ChangedRow:
    """Prepare a change; what is said of a new row only may be said again, as it is.

    Raises:
        FixedValue: it is said differently.
    """
    values = dict(draft.values)
    for name in draft.fixed & values.keys():
        if values.pop(name) != before[name]:
            raise FixedValue(path=draft.at(name))
    return ChangedRow(draft, values, before)


def _new_rows(row: NewRow | ChangedRow, name: str, owned: Master) -> Iterable[NewRow]:
    assert owned.within is not None
    owner: Found = row.values if isinstance(row, NewRow) else {**row.before, **row.values}
    for draft in row.draft.lists.get(name, Edits()).add:
        values = {**draft.values, "id": draft.key or uuid7(), owned.within.foreign_key: owner["id"]}
        yield NewRow(draft, {**values, "company_id": owner["company_id"]}, owner, isinstance(row, NewRow))


async def _edit_lists(work: Work, owned: Master, owners: Sequence[ChangedRow], name: str) -> None:
    edits = [(owner, owner.draft.lists[name]) for owner in owners if name in owner.draft.lists]
    found = await _owned_rows(work, owned, edits)
    removals = [removal for _, edit in edits for removal in edit.remove]
    gone = [ChangedRow(Draft({}, each.key, path=each.path), {"id": each.key}, found[each.key]) for each in removals]
    await remove(work, owned, gone)
    changes = [draft for _, edit in edits for draft in edit.update]
    await update_all(work, owned, [changed(draft, found[cast("UUID", draft.key)]) for draft in changes])
    await insert_all(work, owned, [new for owner, _ in edits for new in _new_rows(owner, name, owned)])


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
