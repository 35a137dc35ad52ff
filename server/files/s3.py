"""Contents in an S3-compatible store: AWS S3, MinIO, Ceph, R2 and others, each an object `content/3a7b…`.

The bucket stays private: what goes out goes through the signed links of Torso.
"""

from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from obstore.exceptions import BaseError
from obstore.store import S3Store

from server.settings import S3Settings
from services.platform.file_storage import StorageUnavailable

if TYPE_CHECKING:
    # obstore has the types of its options for checkers alone.
    from obstore.store import S3Config

PIECE_BYTES = 256 * 1024
_ANSWER_WITHIN = timedelta(seconds=30)
_GIVE_UP_AFTER = timedelta(seconds=60)


class S3Storage:
    """Keeps contents in a bucket."""

    def __init__(self, settings: S3Settings) -> None:
        """Keep them in this bucket, which exists."""
        self._store = S3Store(
            settings.bucket,
            prefix=settings.prefix or None,
            config=_config(settings),
            client_options={"allow_http": True, "connect_timeout": _ANSWER_WITHIN, "timeout": _GIVE_UP_AFTER},
            retry_config={"max_retries": 3, "retry_timeout": _GIVE_UP_AFTER},
        )

    async def put(self, sha256: str, draft: Path) -> None:
        """Store a content; the store answers when it is safe there."""
        try:
            with _answering():
                await self._store.put_async(_key(sha256), draft)
        except FileNotFoundError as error:
            raise StorageUnavailable("there is no such bucket") from error

    async def read(self, sha256: str) -> AsyncGenerator[bytes]:
        """Give a content in pieces."""
        with _answering():
            found = await self._store.get_async(_key(sha256))
            async for piece in found.stream(min_chunk_size=PIECE_BYTES):
                yield bytes(piece)

    async def has(self, sha256: str) -> bool:
        """Tell whether a content is there."""
        with _answering():
            try:
                await self._store.head_async(_key(sha256))
            except FileNotFoundError:
                return False
            return True

    async def remove(self, sha256: str) -> None:
        """Remove a content, if it is there."""
        with _answering():
            try:
                await self._store.delete_async(_key(sha256))
            except FileNotFoundError:
                return


def _config(settings: S3Settings) -> "S3Config":
    # AWS has a host for each bucket; others have one host, with the bucket in the path.
    config: S3Config = {
        "region": settings.region,
        "virtual_hosted_style_request": settings.endpoint is None,
        # Not every store deletes several objects in one request, and we delete one at a time.
        "disable_bulk_delete": True,
    }
    if settings.endpoint is not None:
        config["endpoint"] = settings.endpoint
    if settings.access_key_id is not None and settings.secret_access_key is not None:
        config["access_key_id"] = settings.access_key_id
        config["secret_access_key"] = settings.secret_access_key.get_secret_value()
    return config


def _key(sha256: str) -> str:
    return f"content/{sha256}"


@contextmanager
def _answering() -> Generator[None]:
    try:
        yield
    except BaseError as error:
        raise StorageUnavailable(str(error)) from error
