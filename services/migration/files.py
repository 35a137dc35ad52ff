"""Files by a mapping: from the bytes of a file, what is said of it and a mapping, to an import that can be run."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import UUID

import orjson
from asyncpg import Connection

from kernel.errors import DomainError
from services.migration.engine.job import NewJob
from services.migration.mapped import Mapped
from services.migration.mapping import Mapping, MappingInvalid
from services.migration.ownership import require_own
from services.migration.sources.formats import format_of
from services.migration.sources.opening import read_table
from services.migration.targets.known import TARGETS
from services.migration.targets.target import Existing, Into, Target

COMPANY: Final = "select id, currency, country from company where code = $1 and archived_at is null"
UNITS: Final = "select code, id from unit"
NEWEST: Final = """
select id, revision, document from import_mapping where company_id = $1 and code = $2 order by revision desc limit 1
"""
KEEP: Final = """
insert into import_mapping (company_id, code, revision, target, document) values ($1, $2, $3, $4, $5) returning id
"""


@dataclass(eq=False)
class CompanyUnknown(DomainError):
    """Rows come into a company that there is."""

    message = "There is no company {company}."
    company: str


@dataclass(frozen=True)
class FileImport:
    """A file, what is said of it, and what becomes of it."""

    name: str
    data: bytes
    form: dict[str, object]
    mapping_code: str
    mapping: Mapping
    system: str
    company: str
    requested_by: str
    let_in: bool = False

    @property
    def target(self) -> Target:
        """What rows become.

        Raises:
            MappingInvalid: there is no such target.
        """
        found = TARGETS.get(self.mapping.target)
        if found is None:
            raise MappingInvalid("target", f"choose one of {', '.join(TARGETS)}")
        return found


async def prepare(connection: Connection, asked: FileImport) -> NewJob:
    """Check what is asked, and keep the mapping under its next revision unless it is the one that is there.

    Raises:
        CompanyUnknown: there is no such company.
        MappingInvalid: the mapping does not fit the file or the target.
        OwnedElsewhere: another system owns a field that the mapping writes.
        SourceUnusable: the file is not what it is said to be.
    """
    into = await _into(connection, asked)
    await require_own(connection, into.company_id, asked.system, asked.target.entity_type, asked.mapping.fields)
    _mapped(asked, into, ())
    mapping_id = await _keep(connection, into.company_id, asked)
    options: dict[str, object] = {"format": asked.form, "let_in": asked.let_in}
    digest = sha256(asked.data + orjson.dumps(options, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return NewJob(
        asked.system, asked.mapping.target, asked.name, digest, asked.requested_by, into.company_id, mapping_id, options
    )


async def importer(connection: Connection, asked: FileImport, job_id: UUID) -> Mapped:
    """Give what reads the file, and knows what the company has already, but for what the job itself has made."""
    into = await _into(connection, asked)
    return _mapped(asked, into, await asked.target.existing(connection, into.company_id, job_id))


def _mapped(asked: FileImport, into: Into, existing: Sequence[Existing]) -> Mapped:
    table = read_table(asked.data, asked.name, format_of(asked.form))
    return Mapped(table, asked.mapping, asked.target, into, existing, let_in=asked.let_in)


async def _into(connection: Connection, asked: FileImport) -> Into:
    company = await connection.fetchrow(COMPANY, asked.company)
    if company is None:
        raise CompanyUnknown(asked.company)
    units = {row["code"]: row["id"] for row in await connection.fetch(UNITS)}
    return Into(company["id"], company["currency"], company["country"], asked.system, units)


async def _keep(connection: Connection, company_id: UUID, asked: FileImport) -> UUID:
    document = asked.mapping.document()
    newest = await connection.fetchrow(NEWEST, company_id, asked.mapping_code)
    if newest is not None and orjson.loads(newest["document"]) == document:
        return newest["id"]
    revision = newest["revision"] + 1 if newest else 1
    return await connection.fetchval(
        KEEP, company_id, asked.mapping_code, revision, asked.mapping.target, orjson.dumps(document).decode()
    )
