"""Passwords that others have lost: the list of Have I Been Pwned, as a file on this machine.

The file is what its downloader writes: a line `SHA-1:count` for each password, in order. It has tens of gigabytes, so it
is looked up where it lies.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

_DIGITS: Final = 40
_NEAR: Final = 4096


@dataclass(frozen=True)
class BreachedPasswords:
    """The list in a file."""

    path: Path

    def has(self, password: str) -> bool:
        """Tell whether a password is on the list."""
        # SHA-1 because the list is made with it; nothing is kept of it here.
        wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
        with self.path.open("rb") as file:
            return _has_line(file, wanted)


def _has_line(file: BinaryIO, wanted: bytes) -> bool:
    """Find a line by halving the file: what lies between two places begins with the first whole line after the lower one."""
    low, high = 0, file.seek(0, os.SEEK_END)
    while high - low > _NEAR:
        middle = (low + high) // 2
        file.seek(middle)
        file.readline()
        line = file.readline()
        if line and line[:_DIGITS].upper() <= wanted:
            low = middle
        else:
            high = middle
    file.seek(low)
    while file.tell() <= high and (line := file.readline()):
        if line[:_DIGITS].upper() == wanted:
            return True
    return False
