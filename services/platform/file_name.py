"""Names of files, as they may be stored and shown: what people called the file, and nothing that acts on a screen or a disk."""

import re
import unicodedata
from typing import Final

BYTES_MAX: Final = 200
UNNAMED: Final = "file"

# Control, format (which turn the direction of writing around), private and unassigned characters, and halves of pairs.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})


def cleaned(name: str) -> str:
    """Give a name as it is kept: its last part where it was a path, visible characters alone, at most 200 bytes of UTF-8.

    The extension survives the shortening. Whatever has nothing left is called "file".
    """
    visible = "".join(" " if character.isspace() else character for character in name if _is_seen(character))
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", visible))[-1]
    # Windows takes dots and blanks off the end, so that a name would be another one there.
    spaced = re.sub(r" +", " ", last).strip(" .")
    return _shortened(spaced) or UNNAMED


def _is_seen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in _UNSEEN


def _shortened(name: str) -> str:
    if len(name.encode()) <= BYTES_MAX:
        return name
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension) > 10:
        stem, dot, extension = name, "", ""
    room = BYTES_MAX - len((dot + extension).encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + dot + extension
