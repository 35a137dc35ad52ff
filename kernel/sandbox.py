"""Companies in which programs are tried out are told from real ones by their ids alone, wherever an id is at hand.

The ids of sandboxes lie above all others, so that leaving them out is one comparison, which asks no table.
"""

import secrets
from typing import Final
from uuid import UUID

SANDBOXES_FROM: Final = UUID("ffffffff-0000-0000-0000-000000000000")
"""No real company has this id or one above it; ids that begin with a time reach here in the year 10889."""

_RANDOM_BITS: Final = 74


def sandbox_id() -> UUID:
    """Make the id of a sandbox: of version 8 (RFC 9562, 5.8), above all others, and otherwise random."""
    randomness = secrets.randbits(_RANDOM_BITS)
    upper, lower = randomness >> 62, randomness & (1 << 62) - 1
    return UUID(int=0xFFFFFFFF << 96 | secrets.randbits(16) << 80 | 0x8 << 76 | upper << 64 | 0b10 << 62 | lower)


def is_sandbox(company_id: UUID) -> bool:
    """Tell whether a company is a sandbox."""
    return company_id >= SANDBOXES_FROM
