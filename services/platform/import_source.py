"""The file of an import: what is in it, as rows of a table or as the folder that was packed into it."""

import asyncio
import zipfile
import zlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from models import File
from services.migration.refusals import SourceUnusable
from services.platform.file_storage import Storage

UNPACKED_BYTES_MAX: Final = 8 * 1024 * 1024 * 1024
MEMBERS_MAX: Final = 100_000
SOURCE: Final = "source"


@dataclass(eq=False)
class ArchiveUnfit(SourceUnusable):
    """History comes as a ZIP of the folder with its files, of a size that fits on the disk."""

    message = "{file} cannot be unpacked: {problem}."
    file: str
    problem: str


async def content(storage: Storage, file: File) -> bytes:
    """Give all bytes of a file that has come."""
    assert file.sha256 is not None
    return b"".join([piece async for piece in storage.read(file.sha256)])


@asynccontextmanager
async def unpacked(storage: Storage, file: File) -> AsyncGenerator[Path]:
    """Unpack a ZIP into a folder that is there for as long as the context.

    Raises:
        ArchiveUnfit: it is no ZIP, or too much is in it.
    """
    assert file.sha256 is not None
    with TemporaryDirectory(prefix="torso-import-") as directory:
        packed, folder = Path(directory) / "packed", Path(directory) / SOURCE
        with packed.open("wb") as draft:
            async for piece in storage.read(file.sha256):
                await asyncio.to_thread(draft.write, piece)
        await asyncio.to_thread(_unpack, packed, folder, file.name)
        packed.unlink()
        yield folder


def _unpack(packed: Path, folder: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(packed) as archive:
            members = archive.infolist()
            if len(members) > MEMBERS_MAX or sum(member.file_size for member in members) > UNPACKED_BYTES_MAX:
                raise ArchiveUnfit(name, "there is too much in it")
            # Names that lead out of the folder lose what leads there.
            archive.extractall(folder)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise ArchiveUnfit(
            name, "it is no ZIP, is damaged, or is locked or packed in a way that is not known"
        ) from error
