"""Refusals that writing anything can meet, whatever it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kernel.errors import DomainError
from kernel.ids import NodeId
from services.work import Work


@dataclass(eq=False)
class NotFound(DomainError):
    """What is referred to is there, and whoever asks may see it."""

    message = "There is nothing with this id, or nothing that you may see."


@dataclass(eq=False)
class IdTaken(DomainError):
    """An id that a caller chooses for something new is not in use."""

    message = "This id is in use already."


@dataclass(eq=False)
class IdRepeated(DomainError):
    """One request says of one row what is to become of it once."""

    message = "This id comes twice in the request."


@dataclass(eq=False)
class AlreadyTaken(DomainError):
    """What must be unique is."""

    message = "There is one with this {field} already."
    field: str


@dataclass(eq=False)
class StaleVersion(DomainError):
    """A change is based on the version that is there; whoever read an older one looks at it again."""

    message = "It has been changed since: version {current_version} is there now."
    current_version: int
    changed_fields: Sequence[str]
    current: NodeId


@dataclass(eq=False)
class StillInUse(DomainError):
    """What others refer to is not taken away; it can be archived."""

    message = "It is still in use: {used_by}."
    used_by: str


@dataclass(eq=False)
class ValueRequired(DomainError):
    """What everything of its kind has cannot be left out, cleared or blank."""

    message = "This cannot be empty."


@dataclass(eq=False)
class TextTooLong(DomainError):
    """Text has a length that people can read and indexes can hold."""

    message = "This text has {length} characters, and {maximum} is the most."
    length: int
    maximum: int


@dataclass(eq=False)
class TextUnfit(DomainError):
    """Text consists of characters that can be stored: all but U+0000."""

    message = "Text cannot hold the character U+0000."


@dataclass(eq=False)
class NumberTooLarge(DomainError):
    """Numbers have at most 14 digits before the point."""

    message = "This number is too large."


@dataclass(eq=False)
class RuleBroken(DomainError):
    """A rule of the database holds whatever the way to it; each has a name that says what holds."""

    message = "This breaks the rule {rule}."
    rule: str


@dataclass(eq=False)
class FixedValue(DomainError):
    """Some things are said of what is new, and stay as they are."""

    message = "This can only be said of something new, and is something else here."


@dataclass(eq=False)
class PermissionUnknown(DomainError):
    """Roles and rules are made of permissions that there are."""

    message = "There is no permission {permission}."
    permission: str


@dataclass(eq=False)
class PartOfItself(DomainError):
    """Nothing is below itself in its tree, nor a part of its parts."""

    message = "It would be a part of itself."


@dataclass(eq=False)
class MergedAway(DomainError):
    """What was merged stays out of use: whatever named it names the one that goes on."""

    message = "It was merged into another, which goes on in its place."
    into: NodeId


@dataclass(eq=False)
class AlreadyArchived(DomainError):
    """Only what is in use is put out of use."""

    message = "It has been archived already."


@dataclass(eq=False)
class NotArchived(DomainError):
    """Only what was put out of use is put back."""

    message = "It is not archived."


@dataclass(eq=False)
class Busy(DomainError):
    """Nobody waits for a lock for ever; the same request can be sent again."""

    message = "Somebody else is writing this at the moment. Try again."


@dataclass(eq=False)
class TooManyRows(DomainError):
    """One request writes a number of rows that one transaction can hold."""

    message = "These are {count} rows, and {maximum} is the most for one request."
    count: int
    maximum: int


@dataclass(eq=False)
class PeriodClosed(DomainError):
    """Entries are posted into open periods; while one is closing, general, opening and closing entries still are."""

    message = "The period of {posted_on} is {state}."
    posted_on: date
    state: str


@dataclass(eq=False)
class RightsWithdrawn(DomainError):
    """What is done is done with the rights that whoever asks has when it is committed."""

    message = "Your rights have changed meanwhile, and nothing was written."


@dataclass(eq=False)
class RolledBack(DomainError):
    """What is done together is done as a whole: where one part is refused, none is written."""

    message = "Nothing was written, because {refused} was refused."
    refused: str


@dataclass(eq=False)
class Remembered(DomainError):
    """A refusal of which something stays, though whatever else was done is taken back."""

    async def remember(self, work: Work) -> None:
        """Write what stays, in a transaction of its own after the refused one."""
        raise NotImplementedError


class SeveralRefusals(Exception):
    """More than one thing is wrong, and all of it is told."""

    def __init__(self, refusals: Sequence[DomainError]) -> None:
        """Refuse for these reasons."""
        super().__init__()
        self.refusals = list(refusals)
