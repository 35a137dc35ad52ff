"""Merging two of a kind that turned out to be the same: whatever named the one names the other from then on.

What is merged stays, archived, with a pointer to the one that goes on. Facts are never changed: where one names what is to
be merged, it is not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

import models
from kernel.errors import DomainError
from services.bounds import require_few
from services.locking import locked, require_version
from services.master import Master
from services.refusals import AlreadyArchived
from services.rows import Found
from services.work import Work

# Tables that name entities of any type: the column with the type, and the one with the id.
_ANY = {"external_reference": ("entity_type", "entity_id"), "attachment": ("entity_type", "entity_id")}


_ARCHIVE = "update {0} set archived_at = $2, merged_into_id = $3 where id = $1"
_BELOW = """
with recursive above as (
  select id, parent_id from {0} where id = $1
  union select next.id, next.parent_id from {0} as next join above on next.id = above.parent_id
)
select exists (select from above where id = $2)
"""


@dataclass(eq=False)
class MergedWithItself(DomainError):
    """Two are merged."""

    message = "This is the one that it is to be merged into."


@dataclass(eq=False)
class NotAlike(DomainError):
    """What is merged is of one kind, in one company."""

    message = "The two cannot be the same: they differ in {field}."
    field: str


@dataclass(eq=False)
class NamedByFacts(DomainError):
    """Facts never change, so what they name is not merged into another."""

    message = "It cannot be merged: {used_by} name it, and these never change."
    used_by: str


@dataclass(eq=False)
class BothHave(DomainError):
    """Where each of the two has one of something that one may have once, somebody decides which one goes."""

    message = "Both have the same among {used_by}: take one of them away first."
    used_by: str


@dataclass(frozen=True)
class Mergeable:
    """What can be merged: a master, what the two must have in common, and lists in which the same may stand twice."""

    master: Master
    alike: Sequence[str] = ("company_id",)
    doubled: Sequence[str] = ()


async def merge(work: Work, kind: Mergeable, key: UUID, version: int, into: UUID) -> UUID:
    """Merge one into another, and give the id of the one that goes on.

    Raises:
        NotFound, StaleVersion: as for a change of the one that is merged.
        MergedWithItself, NotAlike, AlreadyArchived, NamedByFacts, BothHave, TooManyRows: as their names say.
    """
    if key == into:
        raise MergedWithItself(path=("intoId",))
    found = await locked(work, kind.master, [(key, ("id",)), (into, ("intoId",))])
    one, other = found[key], found[into]
    await require_version(work, kind.master, one, version, ("version",))
    _require_alike(kind, one, other)
    await _out_of_its_tree(work, kind.master, one, other)
    for table, column in _naming(kind.master.table):
        await _point_anew(work, kind, table, column, key, into)
    for name, (type_column, id_column) in _ANY.items():
        await _point_anew_any(work, kind.master.name, name, type_column, id_column, key, into)
    for owned in kind.master.lists.values():
        assert owned.within is not None
        await require_few(work, owned.table, owned.within, [(into, ("intoId",))])
    name = kind.master.table.name
    await work.raw.execute(_ARCHIVE.format(name), key, work.clock.now(), into)
    # What belongs to it has changed, and so has it.
    await work.raw.execute(f"update {name} set version = version where id = $1", into)  # noqa: S608 - a name of ours
    return into


def _require_alike(kind: Mergeable, one: Found, other: Found) -> None:
    for row, path in ((one, ("id",)), (other, ("intoId",))):
        if row["archived_at"] is not None:
            raise AlreadyArchived(path=path)
    for column in kind.alike:
        if one[column] != other[column]:
            raise NotAlike(column.removesuffix("_id").replace("_", " "), path=("intoId",))


async def _out_of_its_tree(work: Work, master: Master, one: Found, other: Found) -> None:
    """Where the one that goes on is below the other, it takes that one's place."""
    name = master.table.name
    if "parent_id" in master.table.c and await work.raw.fetchval(_BELOW.format(name), other["id"], one["id"]):
        await work.raw.execute(f"update {name} set parent_id = $2 where id = $1", other["id"], one["parent_id"])  # noqa: S608 - a name of ours


def _naming(target: sa.Table) -> Iterator[tuple[sa.Table, str]]:
    """Find the columns that name rows of a table."""
    for table in models.Base.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            if key.referred_table is target:
                column = next(element.parent.name for element in key.elements if element.column.name == "id")
                if column != "merged_into_id":
                    yield table, column


async def _point_anew(work: Work, kind: Mergeable, table: sa.Table, column: str, key: UUID, into: UUID) -> None:
    # Open items are written by what settles them alone, and stay with the party that the books name.
    if table.name in (*models.FACTS, "open_item"):
        named = sa.select(sa.literal(1)).select_from(table).where(table.c[column] == key).limit(1)
        if (await work.session.execute(named)).first() is not None:
            raise NamedByFacts(table.name.replace("_", " "), path=("id",))
        return
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint) and column in constraint.columns:
            others = [each.name for each in constraint.columns if each.name != column]
            await _without_doubles(work, kind, table, column, others, key, into)
    await work.session.execute(sa.update(table).where(table.c[column] == key).values({column: into}))


async def _without_doubles(
    work: Work, kind: Mergeable, table: sa.Table, column: str, others: Sequence[str], key: UUID, into: UUID
) -> None:
    theirs = table.alias()
    same = sa.and_(theirs.c[column] == into, *(theirs.c[name] == table.c[name] for name in others))
    double = sa.and_(table.c[column] == key, sa.exists().where(same))
    if table.name in kind.doubled:
        await work.session.execute(sa.delete(table).where(double))
    elif (await work.session.execute(sa.select(table.c.id).where(double).limit(1))).first() is not None:
        raise BothHave(table.name.replace("_", " "), path=("id",))


async def _point_anew_any(
    work: Work, type_name: str, name: str, type_column: str, id_column: str, key: UUID, into: UUID
) -> None:
    table = models.Base.metadata.tables[name]
    theirs = sa.and_(table.c[type_column] == type_name, table.c[id_column] == key)
    await work.session.execute(sa.update(table).where(theirs).values({id_column: into}))
