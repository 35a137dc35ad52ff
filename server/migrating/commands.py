"""Migrations by command: files are brought, imports made, run and taken back, all of it by the schema."""

import asyncio
import zipfile
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from uuid import UUID

from strawberry.utils.str_converters import to_camel_case

from server.database import Database
from server.errors import OperatorError
from server.inside import inside
from server.jobs.worker import tools_of
from server.migrating.documents import KEEP_MAPPING, LIST, TELL
from server.migrating.following import Migration, Progress, Report, accepted
from server.settings import Settings
from services.platform.import_job import HISTORY

MEDIA_TYPES: Final = {
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".json": "application/json",
    ".ndjson": "application/x-ndjson",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# The date of everything that is packed, so that the same folder is the same file.
EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class FileImport:
    """A file, what is said of it, and what becomes of it."""

    path: Path
    form: Mapping[str, object]
    mapping_code: str
    mapping: Mapping[str, object]
    system: str
    company: str
    let_in: bool = False


async def migrate(
    database: Database, settings: Settings, system: str, folder: Path, progress: Progress, *, keep: bool
) -> Report:
    """Bring history in, or go on with bringing it in; what came in stays as it is.

    Raises:
        OperatorError: the source cannot be read.
    """
    async with _migration(database, settings, progress) as migration:
        progress("Packing", 0)
        with TemporaryDirectory(prefix="torso-history-") as directory:
            packed = Path(directory) / f"{folder.name}.zip"
            await asyncio.to_thread(_pack, folder, packed)
            file_id = await migration.bring_file(packed, "application/zip")
        stand = await migration.create({"fileId": file_id, "system": system, "target": HISTORY})
        return await migration.bring(stand, keep=keep)


async def migrate_file(
    database: Database, settings: Settings, asked: FileImport, progress: Progress, *, keep: bool
) -> Report:
    """Bring the rows of a file in by a mapping.

    Raises:
        OperatorError: the file cannot be read, the mapping does not fit, or another system owns what it writes.
    """
    async with _migration(database, settings, progress) as migration:
        company = await migration.company(asked.company)
        mapping = {"companyId": company, "code": asked.mapping_code, "document": asked.mapping}
        kept = accepted(await migration.do(KEEP_MAPPING, {"input": mapping}))["importMapping"]["id"]
        file_id = await migration.bring_file(
            asked.path, MEDIA_TYPES.get(asked.path.suffix.lower(), "text/plain"), company
        )
        stand = await migration.create(
            {
                "fileId": file_id,
                "system": asked.system,
                "target": asked.mapping.get("target", ""),
                "companyId": company,
                "format": _as_input(asked.form),
                "letLikelyDuplicatesIn": asked.let_in,
            }
        )
        return await migration.bring(await migration.map(stand, kept), keep=keep)


async def take_back(database: Database, settings: Settings, job_id: UUID) -> dict[str, int]:
    """Take an import back, and tell how many of each type went.

    Raises:
        OperatorError: there is no such import, or something of it was changed or is in use.
    """
    async with _migration(database, settings, _unheard) as migration:
        return await migration.take_back(f"ImportJob:{job_id}")


async def imports(database: Database, settings: Settings) -> list[Report]:
    """List the imports, newest first."""
    async with inside(settings, database) as schema:
        return (await schema.ask(LIST, {}))["importJobs"]["nodes"]


async def fetch_rejects(database: Database, settings: Settings, job_id: UUID, file: Path) -> bool:
    """Write the rejected rows of an import to a file, and tell whether there are any.

    Raises:
        OperatorError: there is no such import.
    """
    async with inside(settings, database) as schema:
        found = (await schema.ask(TELL, {"id": f"ImportJob:{job_id}"}))["importJob"]
        if found is None:
            raise OperatorError(f"There is no import {job_id}.")
        if found["rejectsUrl"] is not None:
            await schema.download(found["rejectsUrl"], file)
        return found["rejectsUrl"] is not None


def _as_input(form: Mapping[str, object]) -> dict[str, object]:
    """Say how a file is written as the schema is told it."""
    said = {to_camel_case(name): value for name, value in form.items()}
    return {**said, "kind": str(form.get("kind", "delimited")).upper()}


def _pack(folder: Path, packed: Path) -> None:
    """Pack a folder; the same one is always the same file."""
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), EPOCH)
            archive.writestr(entry, file.read_bytes())


def _unheard(_what: str, _rows: int) -> None:
    pass


@asynccontextmanager
async def _migration(database: Database, settings: Settings, progress: Progress) -> AsyncGenerator[Migration]:
    async with inside(settings, database) as schema, tools_of(settings, database) as tools:
        yield Migration(schema, tools, progress)
