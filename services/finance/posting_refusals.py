"""Why an entry is not posted, or not undone."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kernel.errors import DomainError
from kernel.ids import NodeId
from models import LockArea


@dataclass(eq=False)
class EntryUnbalanced(DomainError):
    """The debits of an entry are equal to its credits."""

    message = "Debits and credits differ by {difference} {currency}."
    difference: Decimal
    currency: str


@dataclass(eq=False)
class EntryTooShort(DomainError):
    """An entry has two lines at least, and each has an amount."""

    message = "An entry has at least two lines, each with an amount."


@dataclass(eq=False)
class PeriodMissing(DomainError):
    """What is posted falls into an accounting period."""

    message = "No accounting period has {posted_on} in it."
    posted_on: date


@dataclass(eq=False)
class PostingLocked(DomainError):
    """Nothing is posted into what is locked, unless whoever posts has an exception from a soft lock."""

    message = "Posting is locked on {posted_on}: {area} through {locked_until}."
    posted_on: date
    area: LockArea
    locked_until: date
    tax_return: NodeId | None


@dataclass(eq=False)
class AccountIsHeading(DomainError):
    """Postings go to the accounts below a heading, not to the heading itself."""

    message = "Account {account_code} is a heading."
    account_code: str


@dataclass(eq=False)
class AccountArchived(DomainError):
    """What is out of use takes no new postings."""

    message = "Account {account_code} is out of use."
    account_code: str


@dataclass(eq=False)
class PartyRequired(DomainError):
    """Where it matters who owes or is owed, each line says so."""

    message = "On account {account_code} each line names a party."
    account_code: str


@dataclass(eq=False)
class JournalArchived(DomainError):
    """Nothing new is written in a journal that is out of use."""

    message = "The journal is out of use."


@dataclass(eq=False)
class AlreadyReversed(DomainError):
    """An entry is undone once."""

    message = "This entry has been reversed already."
    reversal: NodeId


@dataclass(eq=False)
class ReversalOfReversal(DomainError):
    """What undoes an entry is not undone itself; the entry is posted again instead."""

    message = "This entry is a reversal; post the original again instead."


@dataclass(eq=False)
class ReversedTooEarly(DomainError):
    """An entry is undone on its own day or later."""

    message = "The entry was posted on {posted_on}, and cannot be reversed before."
    posted_on: date
