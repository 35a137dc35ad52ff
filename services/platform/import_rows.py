"""The importer of a file by a mapping, made of what is kept of its import."""

from typing import Any, cast

from asyncpg import Connection
from sqlalchemy.ext.asyncio import AsyncSession

from models import File, ImportJob, ImportMapping
from services.migration.files import FileImport, importer
from services.migration.mapped import Mapped
from services.migration.mapping import Mapping
from services.migration.ownership import require_own
from services.platform.file_storage import Storage
from services.platform.import_source import content


async def importer_of(
    session: AsyncSession, connection: Connection, storage: Storage, job: ImportJob, file: File
) -> Mapped:
    """Give what reads the file of an import, and knows what the company has already.

    Raises:
        SourceUnusable, MappingInvalid: the file is not what it is said to be, or the mapping does not fit it.
        OwnedElsewhere: by now another system owns a field that the mapping writes.
    """
    assert job.company_id is not None
    kept = await session.get_one(ImportMapping, job.mapping_id)
    options = cast("dict[str, Any]", job.options)
    mapping = Mapping.of(kept.document)
    asked = FileImport(
        job.source_name,
        await content(storage, file),
        options["format"],
        mapping,
        job.system,
        job.company_id,
        options["let_in"],
    )
    await require_own(connection, job.company_id, job.system, asked.target.entity_type, mapping.fields)
    return await importer(connection, asked, job.id)
