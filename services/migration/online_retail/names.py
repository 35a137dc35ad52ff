"""Ids and names of what comes in: an id is always the same for the same key, so that an import may be repeated anywhere."""

from typing import Final
from uuid import NAMESPACE_DNS, UUID, uuid5

SYSTEM: Final = "online-retail"
COMPANY_CODE: Final = "UCI-OR"
CURRENCY: Final = "GBP"
GUESTS: Final = "GUEST"
"""The party that stands for all who bought without an account."""

_OF_SYSTEM: Final = uuid5(NAMESPACE_DNS, "online-retail.torso")


def id_of(entity_type: str, key: str) -> UUID:
    """Give the id of something that comes in."""
    return uuid5(_OF_SYSTEM, f"{entity_type}:{key}")


COMPANY_ID: Final = id_of("Company", COMPANY_CODE)
