"""Files by a mapping: from the bytes of a file, what is said of it and a mapping, to an importer of its rows."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from asyncpg import Connection

from services.migration.mapped import Mapped
from services.migration.mapping import Mapping
from services.migration.sources.formats import format_of
from services.migration.sources.opening import read_table
from services.migration.targets.known import TARGETS
from services.migration.targets.target import Existing, Into, Target

COMPANY: Final = "select id, currency, country from company where id = $1"
UNITS: Final = "select code, id from unit"


@dataclass(frozen=True)
class FileImport:
    """A file, what is said of it, and what becomes of it."""

    name: str
    data: bytes
    form: dict[str, object]
    mapping: Mapping
    system: str
    company_id: UUID
    let_in: bool = False

    @property
    def target(self) -> Target:
        """What rows become."""
        return TARGETS[self.mapping.target]


async def importer(connection: Connection, asked: FileImport, job_id: UUID) -> Mapped:
    """Give what reads the file, and knows what the company has already, but for what the job itself has made.

    Raises:
        SourceUnusable: the file is not what it is said to be.
        MappingInvalid: the mapping does not fit it.
    """
    company = await connection.fetchrow(COMPANY, asked.company_id)
    assert company is not None
    units = {row["code"]: row["id"] for row in await connection.fetch(UNITS)}
    into = Into(company["id"], company["currency"], company["country"], asked.system, units)
    existing = await asked.target.existing(connection, into.company_id, job_id)
    return await asyncio.to_thread(_mapped, asked, into, existing)


def _mapped(asked: FileImport, into: Into, existing: Sequence[Existing]) -> Mapped:
    table = read_table(asked.data, asked.name, format_of(asked.form))
    return Mapped(table, asked.mapping, asked.target, into, existing, let_in=asked.let_in)
