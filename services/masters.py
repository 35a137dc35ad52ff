"""Master data: made, changed, archived and restored, with everything that belongs to it, in few statements."""

from collections.abc import Mapping, Sequence
from typing import Final, cast
from uuid import UUID

from kernel.draft import Draft
from kernel.errors import InputPath
from kernel.ids import NodeId, uuid7
from services.lists import changed, insert_all, remove, update_all
from services.locking import locked, require_version
from services.master import Master
from services.refusals import AlreadyArchived, MergedAway, NotArchived, TooManyRows
from services.rights import require_company
from services.rows import ChangedRow, Found, NewRow
from services.work import Work

DRAFTS_MAX: Final = 1_000
"""How many of a kind one request writes."""
ROWS_MAX: Final = 5_000
"""How many rows that is with everything that belongs to them."""


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
    await insert_all(work, master, rows)
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
    rows = [changed(draft, found[cast("UUID", draft.key)]) for draft in drafts]
    await update_all(work, master, rows)
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
    if master.check_restored is not None:
        await master.check_restored(work, [ChangedRow(Draft({}, key, path=path), {"id": key}, before)])
    await _set(work, master, key, {"archived_at": None})
    return key


async def delete(work: Work, master: Master, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Take a row away that nothing refers to.

    Raises:
        NotFound, StaleVersion: as for a change.
        StillInUse: something refers to it.
    """
    before = await _one_of_version(work, master, key, version, path)
    await remove(work, master, [ChangedRow(Draft({}, key, path=path), {"id": key}, before)])
    return key


async def _one_of_version(work: Work, master: Master, key: UUID, version: int, path: InputPath) -> Found:
    found = await locked(work, master, [(key, (*path, "id"))])
    await require_version(work, master, found[key], version, (*path, "version"))
    return found[key]


async def _set(work: Work, master: Master, key: UUID, values: Mapping[str, object]) -> None:
    sets = ", ".join(f"{column} = ${place}" for place, column in enumerate(values, 2))
    await work.raw.execute(f"update {master.table.name} set {sets} where id = $1", key, *values.values())


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
