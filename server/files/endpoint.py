"""/files/ID: what signed links lead to. GET gives the content of a file, PUT takes it.

Nobody needs a token here: whoever holds a link was given it by the schema, with the rights of whoever asked.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias
from uuid import UUID

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from structlog.typing import FilteringBoundLogger

from kernel.errors import DomainError
from kernel.ids import NodeId
from models import File
from server.files.answers import GUARDS, FileRefused, disposition
from server.files.arriving import MoreThanAnnounced, arriving
from server.http.negotiation import JSON
from server.read_only import CODE, ReadOnly
from server.telemetry import logs
from server.telemetry.exchange import exchange_of
from services.platform import file as files
from services.platform.audit import Attempt, record_exported
from services.platform.file_link import FileLinks, LinkExpired, LinkRefused
from services.platform.file_storage import Storage, StorageUnavailable
from services.refusals import NotFound
from services.work import Actor, Work

Works: TypeAlias = Callable[[Actor], AbstractAsyncContextManager[Work]]
"""Opens a transaction in which somebody works; it is committed when the context ends without an error."""

CLIENT: Final = "signed-link"

_STATUS: Final[dict[type[DomainError], int]] = {
    NotFound: 404,
    files.UploadExpired: 410,
    files.FileDiffers: 422,
}


def status_of(refusal: type[DomainError]) -> int:
    """Say with which status of HTTP something is refused here."""
    return _STATUS.get(refusal, 422)


@dataclass(frozen=True)
class FileEndpoint:
    """Answers requests for files."""

    links: FileLinks
    storage: Storage
    works: Works
    # Where drafts lie while they come; for the local disk the same file system as its contents.
    drafts: Path
    read_only: ReadOnly | None = None
    log: FilteringBoundLogger = field(default_factory=logs.logger)

    async def download(self, request: Request) -> Response:
        """Give the content of a file."""
        return await self._answer(request, self._download)

    async def upload(self, request: Request) -> Response:
        """Take the content of a file, unless nothing can be written."""
        if self.read_only is not None and self.read_only.holds:
            return FileRefused(503, CODE, "Nothing can be written at the moment, only read.").answer()
        return await self._answer(request, self._upload)

    async def _answer(self, request: Request, handle: Callable[[Request, UUID], Awaitable[Response]]) -> Response:
        exchange_of(request.scope).route = "files"
        try:
            return await handle(request, self._checked(request))
        except FileRefused as refused:
            return refused.answer()
        except DomainError as error:
            return FileRefused(status_of(type(error)), error.code, str(error)).answer()
        except (StorageUnavailable, OSError) as error:
            # A full disk is for the person on call to know of, and nothing that whoever sends can mend.
            self.log.warning(
                "files are unavailable",
                request_id=exchange_of(request.scope).id,
                why=f"{type(error).__name__}: {error}",
            )
            return FileRefused(503, "UNAVAILABLE", "Files are not available right now. Try again.").answer()

    def _checked(self, request: Request) -> UUID:
        file_id: UUID = request.path_params["file_id"]
        method = "GET" if request.method == "HEAD" else request.method
        given = request.query_params
        try:
            self.links.check(method, file_id, given.get("expires", ""), given.get("signature", ""))
        except LinkExpired:
            raise FileRefused(403, "LINK_EXPIRED", "The time of this link is over: ask for a new one.") from None
        except LinkRefused:
            raise FileRefused(403, "LINK_INVALID", "This link is not one of ours, or has been changed.") from None
        return file_id

    async def _download(self, request: Request, file_id: UUID) -> Response:
        file = await self._file(request, file_id, taken_out=request.method == "GET")
        if file is None or file.stored_at is None or file.sha256 is None:
            raise FileRefused(404, "NOT_FOUND", "There is no such file.")
        headers = {
            **GUARDS,
            "content-type": file.media_type,
            "content-length": str(file.size_bytes),
            "content-disposition": disposition(file.name),
        }
        if request.method == "HEAD":
            return Response(headers=headers)
        pieces = self.storage.read(file.sha256)
        # Whatever is wrong with the store shows at the first piece, while another status can still be given.
        first = await anext(pieces)
        return StreamingResponse(_together(first, pieces), headers=headers)

    async def _upload(self, request: Request, file_id: UUID) -> Response:
        file = await self._file(request, file_id)
        if file is None:
            raise NotFound
        _require_announced(request, file)
        try:
            async with arriving(request.stream(), file.size_bytes, self.drafts) as arrived:
                async with self.works(_actor(request, file)) as work:
                    await files.upload_begin(work, file_id, arrived)
                await self.storage.put(arrived.sha256, arrived.path)
                async with self.works(_actor(request, file)) as work:
                    stored = await files.upload_record(work, self.storage, file_id, arrived)
        except MoreThanAnnounced:
            message = f"More has come than the {file.size_bytes} bytes that were announced."
            raise FileRefused(413, "FILE_DIFFERS", message) from None
        except ClientDisconnect:
            raise FileRefused(400, "INCOMPLETE", "The connection ended before the file did.") from None
        body = {"id": str(NodeId("File", stored.id)), "sha256": stored.sha256, "sizeBytes": stored.size_bytes}
        return Response(orjson.dumps(body), 201, GUARDS, JSON)

    async def _file(self, request: Request, file_id: UUID, *, taken_out: bool = False) -> File | None:
        async with self.works(Actor(CLIENT, CLIENT, exchange_of(request.scope).id, CLIENT)) as work:
            file = await work.session.get(File, file_id)
            if file is not None:
                if taken_out and file.stored_at is not None:
                    # A link does not say who follows it; from where it was is all that is known.
                    address = request.client.host if request.client is not None else ""
                    what = Attempt("files.download", "File", file.id, file.company_id)
                    await record_exported(work, what, {"address": address, "sizeBytes": file.size_bytes})
                work.session.expunge(file)
            return file


def _require_announced(request: Request, file: File) -> None:
    """Refuse by its headers what will not be what was announced, before any of it is read."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != file.media_type:
        message = f"The file was announced as {file.media_type}: send it with this Content-Type."
        raise FileRefused(415, "FILE_DIFFERS", message)
    length = request.headers.get("content-length", str(file.size_bytes))
    if length != str(file.size_bytes):
        message = f"The file was announced with {file.size_bytes} bytes: send it with this Content-Length."
        raise FileRefused(413, "FILE_DIFFERS", message)


def _actor(request: Request, file: File) -> Actor:
    return Actor(file.requested_by, CLIENT, exchange_of(request.scope).id, file.requested_by)


async def _together(first: bytes, rest: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    yield first
    async with aclosing(rest) as pieces:
        async for piece in pieces:
            yield piece
