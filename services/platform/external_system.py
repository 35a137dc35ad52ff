"""Other systems, and the fields that they own."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from kernel.errors import DomainError, echo
from kernel.ids import NodeId
from models import ExternalSystem, FieldOwnership
from services.master import Master
from services.migration.targets.known import TARGETS
from services.refusals import NotFound, StaleVersion
from services.rights import rows_of
from services.work import Work

EXTERNAL_SYSTEM: Final = Master(ExternalSystem)


@dataclass(eq=False)
class FieldUnknown(DomainError):
    """Only fields that imports write are owned."""

    message = "No import writes a field {field} of {entity_type}."
    entity_type: str
    field: str


async def ownership_set(work: Work, system_id: UUID, entity_type: str, field: str) -> UUID:
    """Give a field to a system, whoever owned it before, and give the id of that.

    Raises:
        NotFound: there is no such system, or none to be seen.
        FieldUnknown: no target has such a field.
    """
    if not any(target.entity_type == entity_type and field in target.fields for target in TARGETS.values()):
        raise FieldUnknown(echo(entity_type), echo(field), path=("field",))
    table = ExternalSystem.__table__
    company_id = await work.session.scalar(
        sa.select(table.c.company_id).where(table.c.id == system_id, *rows_of(work, table))
    )
    if company_id is None:
        raise NotFound(path=("systemId",))
    values = {"company_id": company_id, "system_id": system_id, "entity_type": entity_type, "field": field}
    owned = insert(FieldOwnership).values(**values)
    owned = owned.on_conflict_do_update(
        index_elements=["company_id", "entity_type", "field"], set_={"system_id": system_id}
    )
    return (await work.session.scalars(owned.returning(FieldOwnership.id))).one()


async def ownership_remove(work: Work, ownership_id: UUID, version: int) -> None:
    """Leave a field to whoever writes it.

    Raises:
        NotFound: there is no such ownership, or none to be seen.
        StaleVersion: it has been changed since.
    """
    table = FieldOwnership.__table__
    query = sa.select(FieldOwnership).where(table.c.id == ownership_id, *rows_of(work, table)).with_for_update()
    owned = await work.session.scalar(query)
    if owned is None:
        raise NotFound(path=("id",))
    if owned.version != version:
        raise StaleVersion(owned.version, ["systemId"], NodeId("FieldOwnership", owned.id), path=("version",))
    await work.session.delete(owned)
