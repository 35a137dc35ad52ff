"""Files: announced, brought in, claimed by what needs them, and forgotten when nothing does.

Whoever wants to bring a file announces what it is; a signed link then takes exactly that (`server.files`). A file that
has arrived waits a day for something to claim it, by the same person alone.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TypeAlias
from uuid import UUID

import sqlalchemy as sa

from kernel.errors import DomainError, echo
from models import Attachment, BulkOperation, BulkOperationState, File, ImportJob
from services.platform.file_kind import ATTACHMENTS, FileRule, looks_like
from services.platform.file_link import UPLOAD_LASTS
from services.platform.file_name import cleaned
from services.platform.file_storage import Storage, StorageUnavailable
from services.refusals import NotFound
from services.rights import require_company
from services.work import Work

UNCLAIMED_LASTS: Final = timedelta(days=1)

Begin: TypeAlias = Callable[[], AbstractAsyncContextManager[Work]]
"""Opens a transaction in the name of the system, which is committed when the context ends without an error."""


# What is to be forgotten cannot be claimed any more before its content is removed; whoever is killed in between finds it again.
_LET_GO: Final = (
    "update file set stored_at = null where claimed_at is null and stored_at is not null and changed_at < $1"
)
_GONE: Final = "select id, sha256 from file where claimed_at is null and stored_at is null and expires_at < $1"
_FORGET: Final = "delete from file where id = $1 and claimed_at is null and stored_at is null"
_LOCK: Final = "select pg_advisory_xact_lock(hashtextextended($1, 0))"
_IS_USED: Final = "select exists (select from file where sha256 = $1 and stored_at is not null)"


@dataclass(frozen=True, slots=True)
class Announced:
    """What somebody says of a file before it comes; the checksum is optional, and then checked too."""

    name: str
    media_type: str
    size_bytes: int
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """What has come: a file on this machine, how large it is, what it is, and how it begins."""

    path: Path
    size_bytes: int
    sha256: str
    head: bytes = field(repr=False)


@dataclass(eq=False)
class FileTooLarge(DomainError):
    """Files have a greatest size, for each purpose."""

    message = "A file may have {size_bytes_max} bytes at most, and this one has {size_bytes}."
    size_bytes: int
    size_bytes_max: int


@dataclass(eq=False)
class FileEmpty(DomainError):
    """A file has something in it."""

    message = "The file is empty."


@dataclass(eq=False)
class FileTypeRefused(DomainError):
    """Only kinds of files that are known and that no browser runs are taken."""

    message = 'Files of the type "{media_type}" are not taken here.'
    media_type: str


@dataclass(eq=False)
class FileChecksumInvalid(DomainError):
    """A SHA-256 is 64 digits of base 16 in lower case."""

    message = "The checksum is not a SHA-256 in hexadecimal, in lower case."


@dataclass(eq=False)
class FileDiffers(DomainError):
    """What comes is what was announced: size, type and checksum."""

    message = "The {what} is not what was announced: {received} instead of {announced}."
    what: str
    announced: str
    received: str


@dataclass(eq=False)
class FileNotUploaded(DomainError):
    """A file is used after it has been uploaded."""

    message = "The file has not been uploaded yet: send it with PUT to its upload URL."


@dataclass(eq=False)
class UploadExpired(DomainError):
    """A file comes within an hour of being announced."""

    message = "The time to upload the file is over: announce it again."


async def upload_request(
    work: Work, company_id: UUID | None, announced: Announced, rule: FileRule = ATTACHMENTS
) -> File:
    """Write down that a file will come; `FileLinks.upload` gives the link that takes it.

    Only what founds a company is for none.

    Raises:
        NotFound: the company is none of theirs.
        FileTooLarge, FileEmpty, FileTypeRefused, FileChecksumInvalid: it would not be taken.
    """
    if company_id is not None:
        require_company(work, company_id, "companyId")
    media_type = announced.media_type.partition(";")[0].strip().lower()
    _require_takable(announced, media_type, rule)
    file = File(
        company_id=company_id,
        name=cleaned(announced.name),
        media_type=media_type,
        size_bytes=announced.size_bytes,
        sha256=announced.sha256,
        requested_by=work.actor.subject,
        expires_at=work.clock.now() + UPLOAD_LASTS,
    )
    work.session.add(file)
    await work.session.flush()
    return file


def require_announced(file: File, arrived: Arrived) -> None:
    """Check what has come against what was announced.

    Raises:
        FileDiffers: it is something else.
    """
    if arrived.size_bytes != file.size_bytes:
        raise FileDiffers("size", f"{file.size_bytes} bytes", f"{arrived.size_bytes} bytes")
    if file.sha256 is not None and arrived.sha256 != file.sha256:
        raise FileDiffers("SHA-256", file.sha256, arrived.sha256)
    if not looks_like(file.media_type, arrived.head):
        raise FileDiffers("type", file.media_type, "a file that does not begin as such files do")


async def upload_begin(work: Work, file_id: UUID, arrived: Arrived) -> None:
    """Write down what is about to be put into the storage, so that it is swept away if nobody comes to say that it is there.

    Raises:
        NotFound, UploadExpired, FileDiffers: it cannot come now.
    """
    file = await _locked(work, file_id)
    require_announced(file, arrived)
    _require_in_time(work, file)
    file.sha256 = arrived.sha256
    await work.session.flush()


async def upload_record(work: Work, storage: Storage, file_id: UUID, arrived: Arrived) -> File:
    """Write down that a file has come, after its content has been put into the storage.

    A second time with the same content changes nothing.

    Raises:
        NotFound, UploadExpired, FileDiffers: it cannot come now.
        StorageUnavailable: the content has been swept away in between; put it again.
    """
    file = await _locked(work, file_id)
    require_announced(file, arrived)
    if file.stored_at is not None:
        return file
    _require_in_time(work, file)
    # Nobody sweeps a content away while somebody else writes down that it is needed.
    await work.raw.execute(_LOCK, arrived.sha256)
    if not await storage.has(arrived.sha256):
        raise StorageUnavailable(f"{arrived.sha256} is not in the storage")
    file.stored_at = work.clock.now()
    await work.session.flush()
    return file


async def upload_complete(work: Work, file_id: UUID) -> File:
    """Give a file of whoever works here, once it has arrived.

    Raises:
        NotFound: there is none, or it is somebody else's.
        FileNotUploaded: it has not come yet.
    """
    file = await _locked(work, file_id)
    if file.requested_by != work.actor.subject:
        raise NotFound
    if file.stored_at is None:
        raise FileNotUploaded
    return file


async def claim(work: Work, file_id: UUID) -> File:
    """Take a file into use, so that it is kept. Raises as `upload_complete`."""
    file = await upload_complete(work, file_id)
    file.claimed_at = file.claimed_at or work.clock.now()
    await work.session.flush()
    return file


async def release(work: Work, file_id: UUID) -> None:
    """Let a file go that no document has attached, and no import or bulk operation reads any more; it is forgotten after a day."""
    await work.session.flush()
    # Whoever takes it into use, or lets it go, holds its row until their commit. What they have written is seen by the
    # statement that begins after that, and not by one that has waited for it.
    await work.session.execute(sa.select(File.id).where(File.id == file_id).with_for_update())
    await work.session.execute(sa.update(File).where(File.id == file_id, *_unused()).values(claimed_at=None))


async def withdraw(work: Work, file_ids: Sequence[UUID]) -> None:
    """Let files go that nothing needs, at once: nobody fetches them any more, and with the next that are forgotten their contents go."""
    await work.session.flush()
    await work.session.execute(sa.select(File.id).where(File.id.in_(file_ids)).order_by(File.id).with_for_update())
    gone = {"claimed_at": None, "stored_at": None, "expires_at": work.clock.now() - UNCLAIMED_LASTS}
    await work.session.execute(sa.update(File).where(File.id.in_(file_ids), *_unused()).values(gone))


async def forget_unclaimed(begin: Begin, storage: Storage, now: datetime) -> int:
    """Forget files that nothing has claimed for a day, remove contents that nobody has any more, and tell how many."""
    async with begin() as work:
        await work.raw.execute(_LET_GO, now - UNCLAIMED_LASTS)
        gone = await work.raw.fetch(_GONE, now - UNCLAIMED_LASTS)
    return sum([await _forget(begin, storage, row["id"], row["sha256"]) for row in gone])


async def _forget(begin: Begin, storage: Storage, file_id: UUID, sha256: str | None) -> bool:
    async with begin() as work:
        removed = sha256 is not None and await _sweep(work, storage, sha256)
        await work.raw.execute(_FORGET, file_id)
    return removed


async def _sweep(work: Work, storage: Storage, sha256: str) -> bool:
    await work.raw.execute(_LOCK, sha256)
    if await work.raw.fetchval(_IS_USED, sha256):
        return False
    await storage.remove(sha256)
    return True


def _unused() -> Sequence[sa.ColumnElement[bool]]:
    """Write that nothing needs a file."""
    attached = sa.select(Attachment.id).where(Attachment.file_id == File.id).exists()
    read = sa.or_(ImportJob.file_id == File.id, ImportJob.rejects_file_id == File.id)
    imported = sa.select(ImportJob.id).where(read).exists()
    waits = BulkOperation.state.in_((BulkOperationState.QUEUED, BulkOperationState.RUNNING))
    awaited = sa.select(BulkOperation.id).where(BulkOperation.source_file_id == File.id, waits).exists()
    return (~attached, ~imported, ~awaited)


def _require_in_time(work: Work, file: File) -> None:
    if work.clock.now() >= file.expires_at:
        raise UploadExpired


def _require_takable(announced: Announced, media_type: str, rule: FileRule) -> None:
    if announced.size_bytes <= 0:
        raise FileEmpty().under("sizeBytes")
    if announced.size_bytes > rule.size_bytes_max:
        raise FileTooLarge(announced.size_bytes, rule.size_bytes_max).under("sizeBytes")
    if media_type not in rule.media_types:
        raise FileTypeRefused(echo(announced.media_type)).under("mediaType")
    if announced.sha256 is not None and not _is_sha256(announced.sha256):
        raise FileChecksumInvalid().under("sha256")


def _is_sha256(text: str) -> bool:
    return len(text) == 64 and not set(text) - set("0123456789abcdef")


async def _locked(work: Work, file_id: UUID) -> File:
    file = await work.session.get(File, file_id, with_for_update=True)
    if file is None:
        raise NotFound
    return file
