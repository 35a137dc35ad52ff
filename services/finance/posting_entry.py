"""Entries as they are to be posted: what whoever posts says of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from kernel.errors import InputPath
from models import EntryKind


@dataclass(frozen=True, slots=True)
class Leg:
    """One line that is to be posted. Amounts are signed: debits positive, credits negative."""

    account_id: UUID
    amount: Decimal
    """In the currency of the entry; zero for differences that only the company's currency has."""
    party_id: UUID | None = None
    description: str | None = None
    dimensions: Sequence[UUID] = ()
    """Values of dimensions, one of each at most."""
    tax_code_id: UUID | None = None
    tax_base: Decimal | None = None
    due_on: date | None = None
    company_amount: Decimal | None = None
    """In the currency of the company, where that does not follow from the rate."""
    account_amount: Decimal | None = None
    """In the currency of the account, where it is kept in one of its own and that does not follow."""
    id: UUID | None = None
    """The id of the line, for who needs to know it before."""
    path: InputPath = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that is to be posted."""

    company_id: UUID
    journal_id: UUID
    posted_on: date
    legs: Sequence[Leg]
    currency: str
    rate: Decimal | None
    """How much of the company's currency one unit of the document's is worth; None for the rate of the day."""
    description: str
    source: tuple[str, UUID] | None = None
    """The document whose consequence it is: the name of its type in the schema, and its id."""
    kind: EntryKind = EntryKind.NORMAL
    reverses_id: UUID | None = None
    document_on: date | None = None
    is_adjustment: bool = False
    """Into the adjustment period of the year."""
    is_closing: bool = False
    is_taxed: bool = False
    """Taxes are told of it; where a leg carries a tax, that goes without saying. A tax of nothing has no leg."""
    id: UUID | None = None
    path: InputPath = ()
