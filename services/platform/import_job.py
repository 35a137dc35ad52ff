"""Imports: a source is brought, it is said what becomes of it, it is tried, brought in, and taken back.

What takes longer than a request is asked for here and done in the background (`server.jobs.importing`).
"""

import asyncio
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final
from uuid import UUID

import orjson
import sqlalchemy as sa

from kernel.errors import DomainError, echo
from kernel.ids import NodeId
from kernel.workflow import TransitionUnavailable
from models import File, ImportJob, ImportJobState, Job, JobState
from services.jobs import enqueue
from services.migration.engine.job import LIFE, NewJob, move, of_source
from services.migration.histories import HISTORIES, open_history
from services.migration.mapping import MappingInvalid, Reader
from services.migration.ownership import require_own
from services.migration.refusals import SourceUnusable
from services.migration.sources.formats import format_of
from services.migration.sources.opening import read_table
from services.migration.sources.reading import EncodingUncertain
from services.migration.targets.known import TARGETS
from services.platform.file import claim, release
from services.platform.file_storage import Storage
from services.platform.import_mapping import mapping_of
from services.platform.import_source import content, unpacked
from services.refusals import NotFound, StaleVersion, ValueRequired
from services.rights import require_company, rows_of
from services.work import Work

HISTORY: Final = "history"
VALIDATE_JOB: Final = "import.validate"
RUN_JOB: Final = "import.run"
REVERT_JOB: Final = "import.revert"


@dataclass(eq=False)
class ImportTargetUnknown(DomainError):
    """Rows become something that there is a target for; history comes from a system that is known."""

    message = "Nothing can be imported to {target} from {system}. Choose one of {targets}, or history of {systems}."
    target: str
    system: str
    targets: tuple[str, ...]
    systems: tuple[str, ...]


@dataclass(eq=False)
class CompanyIsFounded(DomainError):
    """History brings its company along; only who sees all companies founds one."""

    message = "This history founds its company: leave the company out, and ask somebody who sees all companies."


@dataclass(eq=False)
class AlreadyImported(DomainError):
    """The same source comes in once in the same way; it can be taken back and come in again."""

    message = "This source has come in by another import, or is coming in."
    import_job: NodeId


@dataclass(eq=False)
class NothingToMap(DomainError):
    """History comes in without a mapping."""

    message = "History needs no mapping."


@dataclass(eq=False)
class ImportAtWork(DomainError):
    """One thing at a time is done about an import."""

    message = "Something is being done about this import: follow its job."


@dataclass(frozen=True, slots=True)
class NewImport:
    """A source to import."""

    file_id: UUID
    system: str
    target: str
    company_id: UUID | None = None
    form: dict[str, object] = field(default_factory=dict[str, object])
    let_in: bool = False
    key: UUID | None = None


async def import_create(work: Work, new: NewImport) -> UUID:
    """Make an import of a file that whoever works has uploaded, and give its id.

    Raises:
        NotFound, FileNotUploaded: the company or the file is none of theirs, or has not come.
        ImportTargetUnknown, CompanyIsFounded, ValueRequired: it cannot become that.
        EncodingUncertain, SourceUnusable: the file is not what it is said to be.
        AlreadyImported: the history came in before.
    """
    assert work.storage is not None
    try:
        file = await claim(work, new.file_id)
    except DomainError as refusal:
        raise refusal.under("fileId") from None
    if new.target == HISTORY and new.system in HISTORIES:
        return await _history(work, work.storage, file, new)
    if new.target not in TARGETS:
        known = tuple(TARGETS), tuple(HISTORIES)
        raise ImportTargetUnknown(echo(new.target), echo(new.system), *known, path=("target",))
    return await _rows(work, work.storage, file, new)


async def import_map(work: Work, key: UUID, version: int, mapping_id: UUID) -> UUID:
    """Say what the columns of an import's source become.

    Raises:
        NotFound, StaleVersion, TransitionUnavailable: as their names say.
        NothingToMap: it is history.
        MappingInvalid: the mapping does not fit the source, or is for something else.
        OwnedElsewhere: another system owns a field that it writes.
        AlreadyImported: the same source came in by the same mapping.
    """
    job = await _locked(work, key, version)
    LIFE.transition(job.state, "map")
    await _require_idle(work, job)
    if job.target == HISTORY or job.company_id is None:
        raise NothingToMap
    mapping, target = await mapping_of(work, job.company_id, mapping_id)
    try:
        if target.name != job.target:
            raise MappingInvalid("target", f"this import is to become {job.target}")
        Reader(mapping, target, _columns(job))
        await require_own(work.raw, job.company_id, job.system, target.entity_type, mapping.fields)
    except DomainError as refusal:
        raise refusal.under("mappingId") from None
    await _require_new(work, _as_new(job, mapping_id), job.id)
    job.mapping_id, job.state, job.report = mapping_id, LIFE.transition(job.state, "map").target, None
    await work.session.flush()
    return job.id


async def import_validate(work: Work, key: UUID, version: int) -> UUID:
    """Ask for an import to be tried: everything is done and taken back, and its report is kept.

    Raises:
        NotFound, StaleVersion, TransitionUnavailable, ImportAtWork: as their names say.
    """
    job = await _locked(work, key, version)
    LIFE.transition(job.state, "validate")
    return await _ask_for(work, job, VALIDATE_JOB)


async def import_run(work: Work, key: UUID, version: int) -> UUID:
    """Ask for an import to come in, or to go on coming in.

    Raises:
        NotFound, StaleVersion, TransitionUnavailable, ImportAtWork: as their names say.
    """
    job = await _locked(work, key, version)
    LIFE.transition(job.state, "run")
    await _require_idle(work, job)
    await work.session.flush()
    await move(work.raw, job.id, "run")
    return await _ask_for(work, job, RUN_JOB)


async def import_revert(work: Work, key: UUID, version: int) -> UUID:
    """Ask for an import to be taken back, all or nothing.

    Raises:
        NotFound, StaleVersion, TransitionUnavailable, ImportAtWork: as their names say.
    """
    job = await _locked(work, key, version)
    LIFE.transition(job.state, "revert")
    return await _ask_for(work, job, REVERT_JOB)


async def import_delete(work: Work, key: UUID, version: int) -> None:
    """Forget an import that has brought nothing in.

    Raises:
        NotFound, StaleVersion, ImportAtWork: as their names say.
        TransitionUnavailable: it has been run.
    """
    job = await _locked(work, key, version)
    if job.state not in (ImportJobState.DRAFT, ImportJobState.MAPPED, ImportJobState.VALIDATED):
        names = tuple(transition.name for transition in LIFE.available(job.state))
        raise TransitionUnavailable(LIFE.document, "delete", job.state, names)
    await _require_idle(work, job)
    files = [file_id for file_id in (job.file_id, job.rejects_file_id) if file_id is not None]
    await work.session.delete(job)
    for file_id in files:
        await release(work, file_id)


async def _history(work: Work, storage: Storage, file: File, new: NewImport) -> UUID:
    founds = work.principal is None or work.principal.companies is None
    if new.company_id is not None or not founds:
        raise CompanyIsFounded(path=("companyId",))
    try:
        async with unpacked(storage, file) as folder:
            opened = await asyncio.to_thread(open_history, new.system, folder, work.actor.subject)
    except SourceUnusable as refusal:
        raise refusal.under("fileId") from None
    await _require_new(work, opened.job)
    job = ImportJob(
        system=opened.job.system,
        target=opened.job.target,
        state=LIFE.transition(LIFE.initial, "map").target,
        source_name=file.name.removesuffix(".zip"),
        source_sha256=opened.job.source_sha256,
    )
    return await _keep(work, job, file, new)


async def _rows(work: Work, storage: Storage, file: File, new: NewImport) -> UUID:
    if new.company_id is None:
        raise ValueRequired(path=("companyId",))
    require_company(work, new.company_id, "companyId")
    if file.company_id not in (None, new.company_id):
        raise NotFound(path=("fileId",))
    if not new.system.strip():
        raise ValueRequired(path=("system",))
    data = await content(storage, file)
    try:
        table = await asyncio.to_thread(read_table, data, file.name, format_of(new.form))
    except EncodingUncertain as refusal:
        raise refusal.under("format", "encoding") from None
    except SourceUnusable as refusal:
        raise refusal.under("format") from None
    how: dict[str, object] = {"format": new.form, "let_in": new.let_in}
    job = ImportJob(
        company_id=new.company_id,
        system=new.system.strip(),
        target=new.target,
        state=LIFE.initial,
        source_name=file.name,
        source_sha256=sha256(data + orjson.dumps(how, option=orjson.OPT_SORT_KEYS)).hexdigest(),
        options={**how, "columns": list(table.columns)},
    )
    return await _keep(work, job, file, new)


async def _keep(work: Work, job: ImportJob, file: File, new: NewImport) -> UUID:
    job.file_id, job.requested_by = file.id, work.actor.subject
    if new.key is not None:
        job.id = new.key
    work.session.add(job)
    await work.session.flush()
    return job.id


async def _locked(work: Work, key: UUID, version: int) -> ImportJob:
    table = ImportJob.__table__
    query = sa.select(ImportJob).where(table.c.id == key, *rows_of(work, table)).with_for_update()
    job = await work.session.scalar(query)
    if job is None:
        raise NotFound(path=("id",))
    if job.version != version:
        raise StaleVersion(job.version, [], NodeId("ImportJob", job.id), path=("version",))
    return job


async def _require_new(work: Work, new: NewJob, itself: UUID | None = None) -> None:
    found = await of_source(work.raw, new)
    if found is not None and found.id != itself and found.state is not ImportJobState.FAILED:
        raise AlreadyImported(NodeId("ImportJob", found.id))


async def _require_idle(work: Work, job: ImportJob) -> None:
    at_work = sa.select(Job.id).where(Job.id == job.job_id, Job.state.in_([JobState.QUEUED, JobState.RUNNING]))
    if await work.session.scalar(at_work) is not None:
        raise ImportAtWork(path=("id",))


async def _ask_for(work: Work, job: ImportJob, kind: str) -> UUID:
    await _require_idle(work, job)
    # What founds its company is for none: it goes with the company when that is taken back.
    company_id = None if job.target == HISTORY else job.company_id
    asked = await enqueue(work, kind, {"import": str(job.id)}, company_id=company_id, once=f"import {job.id}")
    await work.session.execute(sa.update(ImportJob).where(ImportJob.id == job.id).values(job_id=asked))
    return job.id


def _as_new(job: ImportJob, mapping_id: UUID) -> NewJob:
    return NewJob(
        job.system, job.target, job.source_name, job.source_sha256, job.requested_by, job.company_id, mapping_id
    )


def _columns(job: ImportJob) -> list[str]:
    columns = job.options["columns"]
    assert isinstance(columns, list)
    return [str(column) for column in columns]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - JSON
