"""Mappings of imports: kept as revisions, each checked against what it writes before it is kept."""

from uuid import UUID

import sqlalchemy as sa

from kernel.errors import DomainError
from models import ImportMapping
from services.migration.mapping import Mapping, MappingInvalid, Reader
from services.migration.targets.known import TARGETS
from services.migration.targets.target import Target
from services.refusals import NotFound, ValueRequired
from services.rights import require_company, rows_of
from services.work import Work

_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtextextended($1, 0))"


async def mapping_create(
    work: Work, company_id: UUID, code: str, document: dict[str, object], key: UUID | None = None
) -> UUID:
    """Keep a mapping as the next revision of its code, and give its id; what says the same as the newest is that one.

    Raises:
        NotFound: the company is none of theirs.
        ValueRequired: the code is blank.
        MappingInvalid: it says what cannot be.
    """
    require_company(work, company_id, "companyId")
    code = code.strip()
    if not code:
        raise ValueRequired(path=("code",))
    mapping, target = checked(document)
    await work.raw.execute(_ONE_AT_A_TIME, f"import mapping {company_id} {code}")
    newest = await _newest(work, company_id, code)
    said = mapping.document()
    if newest is not None and newest.document == said:
        return newest.id
    revision = newest.revision + 1 if newest else 1
    kept = ImportMapping(company_id=company_id, code=code, revision=revision, target=target.name, document=said)
    if key is not None:
        kept.id = key
    work.session.add(kept)
    await work.session.flush()
    return kept.id


async def mapping_of(work: Work, company_id: UUID, mapping_id: UUID) -> tuple[Mapping, Target]:
    """Give a mapping of a company.

    Raises:
        NotFound: there is none, or none to be seen.
    """
    table = ImportMapping.__table__
    query = sa.select(ImportMapping).where(
        table.c.id == mapping_id, table.c.company_id == company_id, *rows_of(work, table)
    )
    found = await work.session.scalar(query)
    if found is None:
        raise NotFound(path=("mappingId",))
    return Mapping.of(found.document), TARGETS[found.target]


def checked(document: dict[str, object]) -> tuple[Mapping, Target]:
    """Read a mapping, and check all of it that can be without a source.

    Raises:
        MappingInvalid: it has another form, or names what there is not.
    """
    try:
        mapping = Mapping.of(document)
        target = TARGETS.get(mapping.target)
        if target is None:
            raise MappingInvalid("target", f"choose one of {', '.join(TARGETS)}")
        named = {column for field in mapping.fields.values() for column in field.columns}
        Reader(mapping, target, (*mapping.key, *named))
    except DomainError as refusal:
        raise refusal.under("document") from None
    return mapping, target


async def _newest(work: Work, company_id: UUID, code: str) -> ImportMapping | None:
    query = sa.select(ImportMapping).where(ImportMapping.company_id == company_id, ImportMapping.code == code)
    return await work.session.scalar(query.order_by(ImportMapping.revision.desc()).limit(1))
