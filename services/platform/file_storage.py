"""Where the bytes of files lie: a store of contents, each under the SHA-256 of what it is.

Equal contents are stored once, and a content never changes under its name. `server.files` has the stores.
"""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Protocol


class StorageUnavailable(Exception):
    """The store does not answer, or not as it should; trying again later may help."""


class Storage(Protocol):
    """A store of contents. Every method raises `StorageUnavailable` when the store does not work."""

    async def put(self, sha256: str, draft: Path) -> None:
        """Store a content; when this returns it survives a crash. The draft is read, and stays."""
        ...

    def read(self, sha256: str) -> AsyncGenerator[bytes]:
        """Give a content in pieces.

        Raises:
            FileNotFoundError: at the first piece: there is no such content.
        """
        ...

    async def has(self, sha256: str) -> bool:
        """Tell whether a content is there."""
        ...

    async def remove(self, sha256: str) -> None:
        """Remove a content, if it is there."""
        ...
