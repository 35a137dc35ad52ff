"""In which way clients' rows are read: by the conditions of statements alone, behind the second wall too, or both to compare."""

from enum import StrEnum


class RowSecurity(StrEnum):
    """What is made of PostgreSQL's row-level security (docs/second-wall.md)."""

    OFF = "off"
    """There is none; statements carry the conditions of their viewers."""
    ON = "on"
    """It stands, and what clients are told is read behind it."""
    VERIFY = "verify"
    """It stands, and every read is done without it and behind it; where the two differ, nobody is told anything."""

    @property
    def stands(self) -> bool:
        """Whether the wall is there in the database."""
        return self is not RowSecurity.OFF


def row_security_of(said: object) -> object:
    """Read yes and no, in the words of other settings, as on and off."""
    match str(said).lower():
        case "true" | "1" | "yes":
            return RowSecurity.ON
        case "false" | "0" | "no" | "":
            return RowSecurity.OFF
        case other:
            return other
