"""Contents on the local disk, under TORSO_HOME/files: `content/3a/7b/3a7b…`, each written whole or not at all."""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from functools import partial
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

from services.platform.file_storage import StorageUnavailable

P = ParamSpec("P")
T = TypeVar("T")
PIECE_BYTES: Final = 256 * 1024


class DiskStorage:
    """Keeps contents below a directory; drafts must lie on the same file system."""

    def __init__(self, directory: Path) -> None:
        """Keep them here; the directory is made when the first content comes."""
        self._directory = directory

    async def put(self, sha256: str, draft: Path) -> None:
        """Store a content: to the disk first, then under its name in one step."""
        await _on_disk(partial(_put, draft, self._path(sha256)))

    async def read(self, sha256: str) -> AsyncGenerator[bytes]:
        """Give a content in pieces."""
        file = await _on_disk(self._path(sha256).open, "rb")
        with file:
            while piece := await _on_disk(file.read, PIECE_BYTES):
                yield piece

    async def has(self, sha256: str) -> bool:
        """Tell whether a content is there."""
        return await _on_disk(self._path(sha256).exists)

    async def remove(self, sha256: str) -> None:
        """Remove a content, if it is there."""
        await _on_disk(partial(self._path(sha256).unlink, missing_ok=True))

    def _path(self, sha256: str) -> Path:
        # Names are hashes that we made ourselves; nothing else becomes a path.
        assert len(sha256) == 64, sha256
        assert sha256.isalnum(), sha256
        return self._directory / sha256[:2] / sha256[2:4] / sha256


def _put(draft: Path, target: Path) -> None:
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    target.parent.mkdir(parents=True, exist_ok=True)
    draft.replace(target)
    # The name is safe when the directory is, and a new directory when the one above it is.
    for directory in (target.parent, target.parent.parent, target.parent.parent.parent):
        _sync(directory)


def _sync(directory: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


async def _on_disk(work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """Do something that waits for the disk, beside the event loop."""
    try:
        return await asyncio.to_thread(work, *arguments, **named)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StorageUnavailable(str(error)) from error
