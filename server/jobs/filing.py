"""Files that jobs make: kept for a day for whoever asked, and recorded in the audit as taken out."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeAlias, cast
from uuid import UUID

from asyncpg import Connection

from kernel.ids import NodeId
from models import File
from server.files.wiring import drafts_of, storage_of
from server.jobs.binding import Tools
from services.jobs import JobContext, JobResult
from services.platform.audit import Attempt, record_exported

# Nothing claims an export, so that it is swept away like everything that nobody needs for a day.
_ARRIVED: Final = "update file set stored_at = $2 where id = $1"

Facts: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Made:
    """A file that is to be made: what it is called, and what writes it and tells the facts of it."""

    kind: str
    name: str
    media_type: str
    company_id: UUID | None
    write: Callable[[Connection, Path], Awaitable[Facts]]


async def make_file(tools: Tools, context: JobContext, made: Made) -> JobResult:
    """Make a file, keep it for whoever asked, and end the job with its id."""
    await context.progress(0, None, "Writing")
    directory = drafts_of(tools.settings)
    directory.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="torso-export-", dir=directory) as drafts:
        draft = Path(drafts) / "file"
        async with tools.pool.acquire() as reading:
            facts = await made.write(cast("Connection", reading), draft)
        file = await _announced(context, made, draft, tools.clock.now())
        assert file.sha256 is not None
        await storage_of(tools.settings).put(file.sha256, draft)
    async with context.transaction() as work:
        await work.raw.execute(_ARRIVED, file.id, tools.clock.now())
        what = Attempt(made.kind, "File", file.id, made.company_id)
        await record_exported(work, what, {**facts, "sizeBytes": file.size_bytes, "sha256": file.sha256})
        result = {"file": str(NodeId("File", file.id))}
        await context.done(work, result)
    return result


async def _announced(context: JobContext, made: Made, draft: Path, now: datetime) -> File:
    """Write down what is about to be put into the storage, so that it is swept away if nobody comes to say that it is there."""
    size_bytes, digest = await asyncio.to_thread(_measured, draft)
    async with context.transaction() as work:
        file = File(
            company_id=made.company_id,
            name=made.name,
            media_type=made.media_type,
            size_bytes=size_bytes,
            sha256=digest,
            requested_by=context.actor.subject,
            expires_at=now,
        )
        work.session.add(file)
        await work.session.flush()
    return file


def _measured(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, file_digest(file, "sha256").hexdigest()
