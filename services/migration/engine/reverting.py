"""Taking an import back: what it made goes, as long as nobody has changed it or built on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

import asyncpg
from asyncpg import Connection

from kernel.errors import DomainError
from models import FACTS, Base, tables_by_type
from services.migration.engine.job import move


class Part(NamedTuple):
    """A table whose rows belong to an entity, by a column."""

    table: str
    owner: str


PARTS: Final[dict[str, tuple[Part, ...]]] = {
    "Party": (Part("party_role", "party_id"), Part("address", "party_id"), Part("contact", "party_id")),
    "SalesOrder": (Part("sales_order_line", "order_id"),),
    "MigratedCredit": (Part("migrated_credit_line", "credit_id"),),
    "PurchaseOrder": (Part("purchase_order_line", "order_id"),),
}
"""What goes with an entity, because it never stands alone."""

COUNT = "select count(*) from import_entity where job_id = $1 and entity_type = $2"
OF_JOB = "(select entity_id from import_entity where job_id = $1 and entity_type = $2)"


@dataclass(eq=False)
class ChangedAfterImport(DomainError):
    """Only what is as it came in is taken back."""

    message = "{count} of {kind} were changed or added to after the import."
    kind: str
    count: int


@dataclass(eq=False)
class BuiltUponImport(DomainError):
    """What others refer to is not taken back."""

    message = "Something that came later refers to {kind} ({rule})."
    kind: str
    rule: str


@dataclass(eq=False)
class FactImported(DomainError):
    """A fact, such as a move of stock, stays as it was entered; so does an import that brought some."""

    message = "{count} of {kind} are facts, which are not taken back."
    kind: str
    count: int


async def revert(connection: Connection, job_id: UUID) -> dict[str, int]:
    """Take back everything that a job made, all or nothing, and tell how many of each.

    Raises:
        TransitionUnavailable: the job has made nothing, or runs.
        FactImported: there are facts among it.
        ChangedAfterImport: something of it was changed.
        BuiltUponImport: something else refers to something of it.
    """
    await move(connection, job_id, "revert")
    kinds = await _kinds(connection, job_id)
    for kind in kinds:
        await _require_no_facts(connection, job_id, kind)
        await _require_untouched(connection, job_id, kind)
    await connection.execute(
        "delete from external_reference where entity_id in (select entity_id from import_entity where job_id = $1)",
        job_id,
    )
    removed = {kind: await _remove(connection, job_id, kind) for kind in kinds}
    await connection.execute("delete from import_entity where job_id = $1", job_id)
    return removed


async def _kinds(connection: Connection, job_id: UUID) -> Sequence[str]:
    """Give the types that the job made, those that refer before those that are referred to."""
    made = {
        kind
        for (kind,) in await connection.fetch(
            "select distinct entity_type from import_entity where job_id = $1", job_id
        )
    }
    order = {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}
    tables = tables_by_type()
    return sorted(made, key=lambda kind: order[tables[kind].name], reverse=True)


async def _require_no_facts(connection: Connection, job_id: UUID, kind: str) -> None:
    if tables_by_type()[kind].name in FACTS:
        raise FactImported(kind, await connection.fetchval(COUNT, job_id, kind))


async def _require_untouched(connection: Connection, job_id: UUID, kind: str) -> None:
    # Names of tables and columns come from the models and the table above.
    table = tables_by_type()[kind].name
    changed = await connection.fetchval(
        f"select count(*) from {table} where id in {OF_JOB} and version <> 1",  # noqa: S608
        job_id,
        kind,
    )
    for part in PARTS.get(kind, ()):
        changed += await connection.fetchval(
            f"select count(*) from {part.table} where {part.owner} in {OF_JOB} and (version <> 1 or recorded_at >"  # noqa: S608
            " (select finished_at from import_job where id = $1))",
            job_id,
            kind,
        )
    if changed:
        raise ChangedAfterImport(kind, changed)


async def _remove(connection: Connection, job_id: UUID, kind: str) -> int:
    table = tables_by_type()[kind].name
    removed = 0
    owned = [(part.table, part.owner) for part in PARTS.get(kind, ())]
    try:
        for name, column in owned:
            await connection.execute(
                f"delete from external_reference where entity_id in (select id from {name} where {column} in {OF_JOB})",  # noqa: S608
                job_id,
                kind,
            )
        for name, column in (*owned, (table, "id")):
            status = await connection.execute(f"delete from {name} where {column} in {OF_JOB}", job_id, kind)  # noqa: S608
            removed = int(status.rsplit(maxsplit=1)[-1])
    except asyncpg.ForeignKeyViolationError as violation:
        # asyncpg gives this as an attribute that it has no type for.
        raise BuiltUponImport(kind, str(getattr(violation, "constraint_name", ""))) from violation
    return removed
