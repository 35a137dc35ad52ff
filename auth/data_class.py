"""How sensitive data is, by class."""

from enum import StrEnum


class DataClass(StrEnum):
    """What kind of harm it does when the wrong people read something."""

    PUBLIC = "PUBLIC"
    """Anybody may know it: catalogue, units, currencies."""
    INTERNAL = "INTERNAL"
    """Known inside the company, and to the partner whom a document concerns."""
    COST = "COST"
    """What the company pays and earns: costs, vendor prices, margins."""
    PAYROLL = "PAYROLL"
    """What people earn."""
    PERSONAL = "PERSONAL"
    """About a person: how to reach them, who they are (GDPR, article 4)."""
