"""Taking in what comes over the wire: to a draft on the disk, counted and hashed on the way."""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from services.platform.file import Arrived
from services.platform.file_kind import HEAD_BYTES


class MoreThanAnnounced(Exception):
    """More bytes have come than were announced; the rest is not read."""


@asynccontextmanager
async def arriving(pieces: AsyncIterator[bytes], size_bytes_max: int, directory: Path) -> AsyncGenerator[Arrived]:
    """Write what comes to a draft in `directory`, which is gone when the context ends.

    Raises:
        MoreThanAnnounced: it is longer than `size_bytes_max`.
    """
    with _draft(directory) as draft:
        digest, size_bytes, head = hashlib.sha256(), 0, b""
        async for piece in pieces:
            size_bytes += len(piece)
            if size_bytes > size_bytes_max:
                raise MoreThanAnnounced
            head += piece[: HEAD_BYTES - len(head)]
            digest.update(piece)
            await asyncio.to_thread(draft.write, piece)
        await asyncio.to_thread(draft.flush)
        yield Arrived(Path(draft.name), size_bytes, digest.hexdigest(), head)


def forget_drafts(directory: Path, before: datetime) -> None:
    """Remove what a process that was killed has left: drafts that nobody has written to since."""
    for draft in directory.iterdir() if directory.is_dir() else ():
        with suppress(FileNotFoundError):
            if draft.stat().st_mtime < before.timestamp():
                draft.unlink()


@contextmanager
def _draft(directory: Path) -> Generator[IO[bytes]]:
    directory.mkdir(parents=True, exist_ok=True)
    # Readable by its owner alone, and of a name that nobody can guess.
    with tempfile.NamedTemporaryFile(dir=directory, delete=False) as draft:
        try:
            yield draft
        finally:
            Path(draft.name).unlink(missing_ok=True)
