"""Who asks, with everything that decides what they may see.

Effective rights are the roles' permissions, narrowed by the token's scopes, over the rows that the row policies leave:
the principal's companies, and the documents of its party if it acts for one.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class PrincipalKind(StrEnum):
    """Whether a person or a program asks."""

    USER = "USER"
    """A person, through a client program."""
    CLIENT = "CLIENT"
    """A program in its own name, without a person."""


class CompanyReach(StrEnum):
    """How many companies a principal sees; what a query plan needs to know, without their ids."""

    NONE = "NONE"
    ONE = "ONE"
    MANY = "MANY"
    ALL = "ALL"


class Narrowing(StrEnum):
    """What narrows the rows that somebody of the company itself sees; a query plan needs to know it, without the ids."""

    SALES = "SALES"
    """Customers, quotations and orders of some salespeople alone."""
    WAREHOUSES = "WAREHOUSES"
    """Some warehouses alone, and what is in them."""


class RightsKey(NamedTuple):
    """What two principals must share to share a query plan; the ids themselves are bound as values."""

    permissions: frozenset[str]
    companies: CompanyReach
    acts_for_party: bool
    narrowed: frozenset[str] = frozenset()
    """The words of `Narrowing` that hold."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who asks, authenticated."""

    subject: str
    """The id of the user, or of the client where no user is behind it."""
    client_id: str
    """The program through which they ask."""
    display_name: str
    permissions: frozenset[str]
    companies: tuple[UUID, ...] | None
    """The companies whose rows they see; None means every company, an empty tuple none."""
    party_id: UUID | None = None
    """The party they act for; they see its documents alone. None means somebody of the company itself."""
    roles: tuple[str, ...] = ()
    scopes: tuple[str, ...] | None = None
    """The words of the scope that narrows the permissions; None where it narrows nothing."""
    languages: tuple[str, ...] = ()
    """Preferred languages, best first (BCP 47); what a request says in Accept-Language goes before them."""
    expires_at: datetime | None = None
    is_looked_through: bool = False
    """Whether it is somebody else who looks as them, and sees nothing of what is theirs alone."""
    sales_reps: tuple[UUID, ...] | None = None
    """The salespeople whose customers, quotations and orders they see; None means everybody's."""
    warehouses: tuple[UUID, ...] | None = None
    """The warehouses that they see, with what is in them; None means all."""
    rights_key: RightsKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("companies", "sales_reps", "warehouses"):
            if (ids := getattr(self, name)) is not None:
                # One spelling for one set of ids, so that equal principals compare equal.
                object.__setattr__(self, name, tuple(sorted(set(ids))))
        key = RightsKey(self.permissions, _reach(self.companies), self.party_id is not None, self._narrowed())
        object.__setattr__(self, "rights_key", key)

    @property
    def kind(self) -> PrincipalKind:
        """A client that asks in its own name is its own subject (RFC 9068, 2.2)."""
        return PrincipalKind.CLIENT if self.subject == self.client_id else PrincipalKind.USER

    def _narrowed(self) -> frozenset[str]:
        """Tell what narrows the rows."""
        ids = {Narrowing.SALES: self.sales_reps, Narrowing.WAREHOUSES: self.warehouses}
        return frozenset(word for word, seen in ids.items() if seen is not None)

    def allows(self, permission: str) -> bool:
        """Tell whether a permission is granted; which rows it covers is for the row policies to say."""
        return permission in self.permissions


def _reach(companies: tuple[UUID, ...] | None) -> CompanyReach:
    if companies is None:
        return CompanyReach.ALL
    match len(companies):
        case 0:
            return CompanyReach.NONE
        case 1:
            return CompanyReach.ONE
        case _:
            return CompanyReach.MANY
