"""Which kinds of files are taken, and how one is told from its first bytes.

What a browser would run (HTML, SVG, scripts) is in no table, so it is refused, whatever it is called.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

HEAD_BYTES: Final = 4_096
"""How much of the beginning of a file it takes to know its kind."""

Looks: TypeAlias = Callable[[bytes], bool]
MIB: Final = 1024 * 1024


def _starts(*beginnings: bytes) -> Looks:
    return lambda head: head.startswith(beginnings)


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _is_iso_media(head: bytes) -> bool:
    return head[4:8] == b"ftyp"


def _is_text(head: bytes) -> bool:
    """Text has no NUL, unless it is of two bytes each, which its first two say."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in head


_ZIP: Final = _starts(b"PK\x03\x04", b"PK\x05\x06")
_OLE: Final = _starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_OPEN: Final = "application/vnd.oasis.opendocument"

KINDS: Final[Mapping[str, Looks]] = MappingProxyType(
    {
        "application/pdf": _starts(b"%PDF-"),
        "image/png": _starts(b"\x89PNG\r\n\x1a\n"),
        "image/jpeg": _starts(b"\xff\xd8\xff"),
        "image/gif": _starts(b"GIF87a", b"GIF89a"),
        "image/webp": _is_webp,
        "image/tiff": _starts(b"II*\0", b"MM\0*"),
        "image/heic": _is_iso_media,
        "video/mp4": _is_iso_media,
        "application/zip": _ZIP,
        "application/gzip": _starts(b"\x1f\x8b"),
        f"{_OFFICE}.wordprocessingml.document": _ZIP,
        f"{_OFFICE}.spreadsheetml.sheet": _ZIP,
        f"{_OFFICE}.presentationml.presentation": _ZIP,
        f"{_OPEN}.text": _ZIP,
        f"{_OPEN}.spreadsheet": _ZIP,
        f"{_OPEN}.presentation": _ZIP,
        "application/msword": _OLE,
        "application/vnd.ms-excel": _OLE,
        "application/vnd.ms-powerpoint": _OLE,
        "application/vnd.ms-outlook": _OLE,
        "application/json": _is_text,
        "application/x-ndjson": _is_text,
        "application/xml": _is_text,
        "text/xml": _is_text,
        "text/csv": _is_text,
        "text/tab-separated-values": _is_text,
        "text/plain": _is_text,
        "text/calendar": _is_text,
        "text/vcard": _is_text,
        "message/rfc822": _is_text,
    }
)
"""The kinds by their media type (without parameters, in lower case), and what their beginning looks like."""


@dataclass(frozen=True, slots=True)
class FileRule:
    """What may be uploaded for a purpose."""

    size_bytes_max: int
    media_types: frozenset[str]


ATTACHMENTS: Final = FileRule(50 * MIB, frozenset(KINDS))
IMPORTS: Final = FileRule(
    1024 * MIB,
    frozenset(
        {
            "application/gzip",
            "application/json",
            "application/x-ndjson",
            "application/xml",
            "application/zip",
            "text/csv",
            "text/plain",
            "text/tab-separated-values",
            "text/xml",
            f"{_OFFICE}.spreadsheetml.sheet",
        }
    ),
)


def looks_like(media_type: str, head: bytes) -> bool:
    """Tell whether a file that begins so can be of the kind that it is said to be."""
    look = KINDS.get(media_type)
    return look is not None and look(head[:HEAD_BYTES])
