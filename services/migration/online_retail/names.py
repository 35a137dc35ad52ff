"""Ids and names of what comes in: an id is always the same for the same key, so that an import may be repeated anywhere."""

import re
from hashlib import sha256
from typing import Final
from uuid import UUID

SYSTEM: Final = "online-retail"
COMPANY_CODE: Final = "UCI-OR"
CURRENCY: Final = "GBP"
GUESTS: Final = "GUEST"
"""The party that stands for all who bought without an account."""

# RFC 9562, 5.8: version 8, which says nothing but that the rest is ours.
_VERSION_AND_VARIANT: Final = 0x8000_8000_0000_0000_0000
_NUMBERS: Final = re.compile(r"[A-Z]?(\d{1,14})(?:/(\d{1,3})$)?", re.ASCII)


def id_of(entity_type: str, key: str) -> UUID:
    """Give the id of something that comes in.

    It begins with the number in the key: what is numbered one after the other lies side by side in every index, and half a
    million lines are entered without searching for their place.
    """
    numbers = _NUMBERS.match(key)
    number, position = (int(numbers[1]), int(numbers[2] or 0)) if numbers else (0, 0)
    digest = int.from_bytes(sha256(f"{SYSTEM}/{entity_type}:{key}".encode()).digest()[:7])
    return UUID(int=number << 80 | position << 64 | digest | _VERSION_AND_VARIANT)


COMPANY_ID: Final = id_of("Company", COMPANY_CODE)
