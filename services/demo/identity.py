"""What stays the same about the demo company: its ids, its days, and the chance that decides the rest."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from types import MappingProxyType
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from auth.roles import RoleCode

_NAMESPACE: Final = UUID("5c7d1f0e-8a34-5b1e-9f27-6d1c0a94e3b8")

TIME_ZONE: Final = "Europe/Vienna"
OPENED_ON: Final = date(2024, 11, 15)
"""The day of the opening stock; business starts on the Monday after."""
TODAY: Final = date(2026, 11, 20)
"""The day on which the demo's history ends."""


@lru_cache(20_000)
def demo_id(kind: str, key: str) -> UUID:
    """Give the id of a thing by its kind and the key that tells it from others of the kind."""
    return uuid5(_NAMESPACE, f"{kind} {key}")


COMPANY_ID: Final = demo_id("company", "LUMENHOLT")
SISTER_ID: Final = demo_id("company", "LUMENHOLT-US")
CUSTOMER_PARTY_ID: Final = demo_id("party", "C10001")
"""The customer that a partner's token acts for: a chain of cafés with many orders."""
VENDOR_PARTY_ID: Final = demo_id("party", "V20001")
"""The vendor that a partner's token acts for."""
USER_IDS: Final[Mapping[RoleCode, UUID]] = MappingProxyType(
    {role: demo_id("user", role) for role in RoleCode if role is not RoleCode.SANDBOX}
)
"""Somebody for each standard role of people."""
PARTY_OF: Final[Mapping[RoleCode, UUID]] = MappingProxyType(
    {RoleCode.PARTNER_CUSTOMER: CUSTOMER_PARTY_ID, RoleCode.PARTNER_VENDOR: VENDOR_PARTY_ID}
)
"""The parties that the partners act for."""
EVERYWHERE: Final = frozenset({RoleCode.ADMIN, RoleCode.AUDITOR})
"""The roles that hold in every company."""


def companies_of(role: RoleCode) -> tuple[UUID, ...] | None:
    """Give the companies in which somebody of the demo has a role; None is all of them."""
    return None if role in EVERYWHERE else (COMPANY_ID,)


def chance(of_what: str) -> Random:
    """Give the dice for one part of the demo; a change of one part leaves the others as they are."""
    return Random(f"Lumenholt {of_what}")  # noqa: S311  # it makes up data and guards nothing


def at(day: date, hour: int = 9, minute: int = 0, second: int = 0) -> datetime:
    """Give the instant that the clock on the wall in Vienna shows."""
    return datetime.combine(day, time(hour, minute, second), ZoneInfo(TIME_ZONE)).astimezone(UTC)


def working_day(day: date) -> date:
    """Give the day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


FOUNDED_AT: Final = at(OPENED_ON, 8)
"""When the masters were recorded."""
