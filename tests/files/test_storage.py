"""What holds of every store of contents: the local disk, and a real S3-compatible server."""

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from server.files.disk import DiskStorage
from server.files.s3 import S3Storage
from server.settings import S3Settings
from services.platform.file_storage import Storage, StorageUnavailable

CONTENT = bytes(range(256)) * 4096
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(params=["disk", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """Each store in turn."""
    if request.param == "disk":
        return DiskStorage(tmp_path / "content")
    address: str = request.getfixturevalue("s3_address")
    return S3Storage(_settings(address, prefix=tmp_path.name))


@pytest.fixture
def draft(tmp_path: Path) -> Callable[[], Path]:
    """Make a draft of the content."""

    def make() -> Path:
        path = tmp_path / "draft"
        path.write_bytes(CONTENT)
        return path

    return make


async def read(storage: Storage, sha256: str = SHA256) -> bytes:
    """Read a content, whole."""
    return b"".join([piece async for piece in storage.read(sha256)])


async def test_gives_what_was_put(storage: Storage, draft: Callable[[], Path]) -> None:
    await storage.put(SHA256, draft())
    assert await storage.has(SHA256)
    assert await read(storage) == CONTENT


async def test_the_same_content_is_put_as_often_as_it_comes(storage: Storage, draft: Callable[[], Path]) -> None:
    for _ in range(2):
        await storage.put(SHA256, draft())
    assert await read(storage) == CONTENT


async def test_says_that_a_content_is_not_there(storage: Storage) -> None:
    assert not await storage.has(SHA256)
    with pytest.raises(FileNotFoundError):
        await read(storage)


async def test_removes_a_content_once_and_does_not_mind_a_second_time(
    storage: Storage, draft: Callable[[], Path]
) -> None:
    await storage.put(SHA256, draft())
    await storage.remove(SHA256)
    await storage.remove(SHA256)
    assert not await storage.has(SHA256)


async def test_a_store_that_does_not_answer_is_unavailable() -> None:
    storage = S3Storage(_settings("http://127.0.0.1:9"))
    with pytest.raises(StorageUnavailable):
        await asyncio.wait_for(storage.has(SHA256), 30)


async def test_a_bucket_that_is_not_there_is_unavailable(s3_address: str, draft: Callable[[], Path]) -> None:
    storage = S3Storage(_settings(s3_address, bucket="another-bucket"))
    with pytest.raises(StorageUnavailable):
        await storage.put(SHA256, draft())


async def test_a_disk_that_is_a_file_is_unavailable(tmp_path: Path, draft: Callable[[], Path]) -> None:
    (tmp_path / "content").write_text("in the way")
    with pytest.raises(StorageUnavailable):
        await DiskStorage(tmp_path / "content").put(SHA256, draft())


def _settings(address: str, *, bucket: str = "torso-files", prefix: str = "") -> S3Settings:
    return S3Settings(
        bucket=bucket, prefix=prefix, endpoint=address, access_key_id="key", secret_access_key=SecretStr("secret")
    )
