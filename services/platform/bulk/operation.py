"""Asking for a bulk operation, and calling one off.

What is asked for is done in the background (`server.bulk`), with the rights that whoever asked has while it is done.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import orjson
import sqlalchemy as sa

from auth.principal import Principal
from kernel.errors import DomainError, InputPath
from models import BulkErrorPolicy, BulkOperation, BulkOperationKind, BulkOperationState
from services.jobs import enqueue
from services.platform.bulk import rights
from services.platform.bulk.document import Asked
from services.platform.file import claim
from services.platform.persisted_operation.limited import require_registered
from services.refusals import NotFound
from services.rights import rows_of
from services.work import Work

QUERY_JOB: Final = "bulk.query"
MUTATION_JOB: Final = "bulk.mutation"
MEDIA_TYPES: Final = frozenset({"application/x-ndjson"})
AT_ONCE_MAX: Final = 3
"""How many bulk operations of a program wait or run at once."""
VARIABLES_BYTES_MAX: Final = 1_000_000
FORGOTTEN_AFTER: Final = timedelta(days=30)
AT_WORK: Final = (BulkOperationState.QUEUED, BulkOperationState.RUNNING)

_LOCK: Final = "select pg_advisory_xact_lock(hashtextextended('bulk ' || $1, 0))"
# What is held waits for an operator, and not for its turn.
_AT_WORK: Final = """
select count(*) from bulk_operation operation join job on job.id = operation.job_id
where operation.client_id = $1 and operation.state in ('QUEUED', 'RUNNING') and job.state <> 'HELD'
"""
_FORGET: Final = "delete from bulk_operation where finished_at < $1"


@dataclass(eq=False)
class BulkOperationsFull(DomainError):
    """A program has a few bulk operations at once, so that others have their turn."""

    message = "{running} bulk operations of this program wait or run, and {maximum} may at once."
    running: int
    maximum: int


@dataclass(eq=False)
class BulkVariablesTooLarge(DomainError):
    """Variables have a greatest size."""

    message = "The variables may have {size_bytes_max} bytes at most."
    size_bytes_max: int


@dataclass(eq=False)
class BulkFileUnfit(DomainError):
    """What is done line by line is JSON Lines."""

    message = "The file is {media_type}, and not application/x-ndjson."
    media_type: str


@dataclass(eq=False)
class BulkOperationEnded(DomainError):
    """What has come to its end cannot be called off."""

    message = "This bulk operation is {state} already."
    state: str


async def bulk_query_run(work: Work, asked: Asked, path: InputPath = ()) -> UUID:
    """Ask for everything that a query finds, as a file, and give the id of the bulk operation.

    Raises:
        BulkDocumentUnfit, BulkFieldForbidden, BulkVariablesTooLarge, BulkOperationsFull: as their names say.
        OperationNotRegistered: the program is limited to other documents.
    """
    assert work.bulk is not None
    principal = _require_somebody(work)
    _require_small(asked.variables, path)
    try:
        await require_registered(work, asked.document)
        cost = work.bulk.page_cost(asked, principal)
    except DomainError as refused:
        raise refused.under(*path, "document") from None
    work.named |= work.bulk.names(asked)
    operation = BulkOperation(
        kind=BulkOperationKind.QUERY,
        document=asked.document,
        operation_name=asked.operation_name,
        variables=dict(asked.variables),
        page_cost=cost,
        requested_by=work.actor.subject,
        client_id=work.actor.client_id,
        rights=rights.told(principal),
    )
    return await _asked_for(work, operation, QUERY_JOB)


async def bulk_mutation_run(
    work: Work, asked: Asked, file_id: UUID, policy: BulkErrorPolicy, path: InputPath = ()
) -> UUID:
    """Ask for a mutation to be done for each line of a file, and give the id of the bulk operation.

    Raises:
        BulkDocumentUnfit, BulkFieldForbidden, BulkOperationsFull: as their names say.
        OperationNotRegistered: the program is limited to other documents.
        NotFound, FileNotUploaded: the file is none of theirs, or has not come.
        BulkFileUnfit: it is no file of JSON Lines.
    """
    assert work.bulk is not None
    principal = _require_somebody(work)
    try:
        await require_registered(work, asked.document)
        work.bulk.require_mutation(asked, principal)
    except DomainError as refused:
        raise refused.under(*path, "document") from None
    try:
        file = await claim(work, file_id)
        if file.media_type not in MEDIA_TYPES:
            raise BulkFileUnfit(file.media_type)
    except DomainError as refused:
        raise refused.under(*path, "fileId") from None
    work.named |= work.bulk.names(asked)
    operation = BulkOperation(
        kind=BulkOperationKind.MUTATION,
        document=asked.document,
        operation_name=asked.operation_name,
        error_policy=policy,
        source_file_id=file.id,
        requested_by=work.actor.subject,
        client_id=work.actor.client_id,
        rights=rights.told(principal),
    )
    return await _asked_for(work, operation, MUTATION_JOB)


async def bulk_cancel(work: Work, key: UUID, kind: BulkOperationKind) -> UUID:
    """Call a bulk operation off: it ends within seconds, and there is no file of it.

    Raises:
        NotFound: there is none, or it is somebody else's.
        BulkOperationEnded: it has come to its end.
    """
    table = BulkOperation.__table__
    query = sa.select(BulkOperation).where(table.c.id == key, table.c.kind == kind, *rows_of(work, table))
    operation = await work.session.scalar(query.with_for_update())
    if operation is None:
        raise NotFound(path=("id",))
    if operation.state not in AT_WORK:
        raise BulkOperationEnded(operation.state, path=("id",))
    operation.state, operation.finished_at = BulkOperationState.CANCELED, work.clock.now()
    await work.session.flush()
    return operation.id


def name_of(operation: BulkOperation) -> str:
    """Name the file of a bulk operation."""
    return operation.operation_name or "bulk"


async def forget_ended(work: Work) -> None:
    """Forget bulk operations that have ended a month ago; their files were forgotten within days."""
    await work.raw.execute(_FORGET, work.clock.now() - FORGOTTEN_AFTER)


def _require_somebody(work: Work) -> Principal:
    assert work.principal is not None, "somebody asks"
    return work.principal


def _require_small(variables: Mapping[str, Any], path: InputPath) -> None:
    if len(orjson.dumps(dict(variables))) > VARIABLES_BYTES_MAX:
        raise BulkVariablesTooLarge(VARIABLES_BYTES_MAX, path=(*path, "variables"))


async def _asked_for(work: Work, operation: BulkOperation, job: str) -> UUID:
    """Keep a bulk operation, and ask for what does it.

    Raises:
        BulkOperationsFull: the program has as many as it may.
    """
    # Two requests at once would both find room for the last one.
    await work.raw.execute(_LOCK, operation.client_id)
    running = await work.raw.fetchval(_AT_WORK, operation.client_id)
    if running >= AT_ONCE_MAX:
        raise BulkOperationsFull(running, AT_ONCE_MAX)
    work.session.add(operation)
    await work.session.flush()
    operation.job_id = await enqueue(work, job, {"operation": str(operation.id)})
    await work.session.flush()
    return operation.id
