"""Up to where in the log of the database somebody has written.

All processes of a home share a small file of it, so that whichever of them is asked next knows before the first has answered.
Several people may share a place in it; then one may be read from the primary for what another wrote, and never the other way.
"""

import fcntl
import mmap
import os
from hashlib import blake2b
from pathlib import Path
from typing import Final

FILE_NAME: Final = "written-positions"
PLACES: Final = 4096
_BYTES: Final = 8


class Positions:
    """Remembers them; a position is a number of bytes since the log began."""

    def __init__(self, home: Path) -> None:
        """Share the file of a home, which is made at the first time."""
        home.mkdir(parents=True, exist_ok=True)
        self._file = os.open(home / FILE_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        os.ftruncate(self._file, PLACES * _BYTES)
        self._shared = mmap.mmap(self._file, PLACES * _BYTES)
        # Of the machine's own numbers each is read and written at once.
        self._places = memoryview(self._shared).cast("Q")

    def close(self) -> None:
        """Let go of the file."""
        self._places.release()
        self._shared.close()
        os.close(self._file)

    def note(self, subject: str, position: int) -> None:
        """Remember that somebody has written up to a position, or further."""
        place = _place(subject)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            self._places[place] = max(self._places[place], position)
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def of(self, subject: str) -> int:
        """Tell up to where somebody has written; 0 where that was never, or long ago."""
        return self._places[_place(subject)]


def _place(subject: str) -> int:
    return int.from_bytes(blake2b(subject.encode("utf-8", "surrogatepass"), digest_size=4).digest()) % PLACES
