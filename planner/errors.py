"""Why a request cannot be planned. Each has a code that clients can act on, and a sentence without internals."""

from dataclasses import dataclass
from typing import Self


@dataclass
class PlanError(Exception):
    """A request that is well-formed and valid by the schema, and still cannot be answered as it stands."""

    message: str
    code: str = "BAD_USER_INPUT"
    # The argument that is at fault, from its name on: ("filter", "and", 0, "total").
    argument: tuple[str | int, ...] = ()
    # The field whose argument it is, by response keys from the root.
    path: tuple[str, ...] = ()

    def at(self, argument: tuple[str | int, ...], path: tuple[str, ...]) -> Self:
        """Say which argument of which field is at fault, unless that is known already."""
        self.argument, self.path = self.argument or argument, self.path or path
        return self

    def __str__(self) -> str:
        return self.message


@dataclass
class Denied(Exception):
    """The viewer lacks a permission for a field, argument or value of the schema."""

    coordinate: str
    permission: str


@dataclass
class NotPlannable(Exception):
    """A type or field of the schema that the planner has no rule for: a fault of ours, found when the schema is built."""

    coordinate: str
    reason: str

    def __str__(self) -> str:
        return f"{self.coordinate}: {self.reason}"
