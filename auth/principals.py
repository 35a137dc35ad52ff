"""From what the database says of a grant to the principal: which rights somebody has at a moment, and for how long that holds.

Effective rights are what the roles grant that hold today, narrowed by what the program may ask for and by what it was
granted. Nothing here adds a right: every step takes away.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID

from auth.permissions import CATALOGUE
from auth.principal import Principal
from auth.scopes import narrow
from kernel.errors import DomainError
from models import SalesReach, WarehouseReach


@dataclass(eq=False)
class CompanyNotReached(DomainError):
    """The header `Torso-Company` names a company in which whoever asks has a role."""

    message = "There is no such company, or none in which you have a role."


@dataclass(frozen=True, slots=True)
class Holding:
    """That somebody has a role in a company, or in every one, from a day through another."""

    role: str
    permissions: frozenset[str]
    """What the role grants, with everything that it inherits."""
    for_partners: bool
    company_id: UUID | None
    valid_from: date | None = None
    valid_until: date | None = None
    sales_reach: SalesReach = SalesReach.ALL
    warehouse_reach: WarehouseReach = WarehouseReach.ALL

    def holds_on(self, day: date) -> bool:
        """Tell whether it holds on a day of UTC; the last one counts."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True)
class Standing:
    """What the database says of a grant that is alive: who asks, through which program, and with which roles."""

    grant_id: UUID
    client_key: UUID
    """The id of the program's row; `client_id` is the name by which it asks."""
    client_id: str
    user_id: UUID | None
    session_id: UUID | None
    display_name: str
    languages: tuple[str, ...]
    scopes: frozenset[str]
    """What the program may ask for at most."""
    granted: frozenset[str]
    """What was granted to it."""
    party_id: UUID | None
    """The party for which they act; that of the program goes before that of the user, where they are the same."""
    party_company_id: UUID | None
    is_torn: bool
    """Whether program and user act for two different parties: then there is nothing that both may see."""
    ends_at: datetime
    """When the grant, or the signing-in that it came of, ends by itself."""
    holdings: tuple[Holding, ...]
    lenders: frozenset[UUID] = frozenset()
    """Who lets them have a role for as long as they have it themselves, also those who have none at the moment."""
    team: frozenset[tuple[UUID, UUID]] = frozenset()
    """The companies in which they are in sales teams, each with a user who is in one of these."""
    warehouses: frozenset[UUID] = frozenset()
    """The warehouses that they are assigned to."""
    only_persisted: bool = False
    """Whether the program asks by the operations that are registered for it, and nothing else."""

    @property
    def subject(self) -> str:
        """The id of the user, or the name of the program that asks in its own name (RFC 9068, 2.2)."""
        return self.client_id if self.user_id is None else str(self.user_id)

    @cached_property
    def names(self) -> frozenset[str]:
        """What an event must name for this to be looked at again."""
        of = {f"oauth_grant:{self.grant_id}", f"oauth_client:{self.client_key}"}
        if self.user_id is not None:
            of.add(f"user_account:{self.user_id}")
        if self.session_id is not None:
            of.add(f"user_session:{self.session_id}")
        return frozenset(of | {f"user_account:{each}" for each in self.lenders})

    def holds_until(self, day: date) -> datetime:
        """Tell until when what was worked out on a day holds, if nothing is changed: the next midnight that changes a role."""
        return min([self.ends_at, *_turns(self.holdings, day)])


def principal_of(
    standing: Standing, day: date, scope: str, expires_at: datetime, company_id: UUID | None = None
) -> Principal:
    """Work out who asks on a day, by a token with a scope; a company narrows it to the roles that hold there.

    Raises:
        CompanyNotReached: they have no role in that company.
    """
    held = [each for each in standing.holdings if each.holds_on(day) and _fits(each, standing)]
    companies = _companies(held, standing)
    if company_id is not None:
        if companies is not None and company_id not in companies:
            raise CompanyNotReached
        companies = frozenset({company_id})
    said = narrow(narrow(_everywhere(held, companies), scope), " ".join(standing.granted))
    return Principal(
        subject=standing.subject,
        client_id=standing.client_id,
        display_name=standing.display_name,
        permissions=narrow(said, " ".join(standing.scopes)),
        companies=None if companies is None else tuple(companies),
        party_id=standing.party_id,
        roles=tuple(sorted({each.role for each in held if _holds_in_all(each, held, companies)})),
        languages=standing.languages,
        expires_at=expires_at,
        sales_reps=_sales_reps(held, companies, standing),
        warehouses=_warehouses(held, companies, standing),
    )


def still_holds(before: Principal, now: Principal) -> bool:
    """Tell whether somebody may still do and see everything that they might before."""
    return (
        before.permissions <= now.permissions
        and before.party_id == now.party_id
        and before.subject == now.subject
        and before.client_id == now.client_id
        and _reaches(now.companies, before.companies)
        and _reaches(now.sales_reps, before.sales_reps)
        and _reaches(now.warehouses, before.warehouses)
    )


def seen_as(own: Principal, other: Principal) -> Principal:
    """Give what somebody sees who looks as somebody else: the rights that both have, over the rows that both see.

    What is the other's alone, such as their notifications, sessions, jobs and files, is none of these.
    """
    return Principal(
        subject=other.subject,
        client_id=own.client_id,
        display_name=other.display_name,
        permissions=own.permissions & other.permissions,
        companies=_both(own.companies, other.companies),
        party_id=other.party_id,
        roles=other.roles,
        languages=own.languages,
        expires_at=own.expires_at,
        is_looked_through=True,
        sales_reps=_both(own.sales_reps, other.sales_reps),
        warehouses=_both(own.warehouses, other.warehouses),
    )


def in_company(principal: Principal, company_id: UUID) -> Principal:
    """Narrow somebody whose rights are the same everywhere to one of their companies.

    Raises:
        CompanyNotReached: it is none of theirs.
    """
    if not _reaches(principal.companies, (company_id,)):
        raise CompanyNotReached
    return Principal(
        subject=principal.subject,
        client_id=principal.client_id,
        display_name=principal.display_name,
        permissions=principal.permissions,
        companies=(company_id,),
        party_id=principal.party_id,
        roles=principal.roles,
        languages=principal.languages,
        expires_at=principal.expires_at,
        sales_reps=principal.sales_reps,
        warehouses=principal.warehouses,
    )


def start_of(day: date) -> datetime:
    """Give the first instant of a day of UTC."""
    return datetime.combine(day, time.min, UTC)


def _fits(holding: Holding, standing: Standing) -> bool:
    """Roles of partners are for those who act for one, and for them alone."""
    if standing.is_torn or holding.for_partners != (standing.party_id is not None):
        return False
    return standing.party_id is None or holding.company_id in (None, standing.party_company_id)


def _companies(held: Sequence[Holding], standing: Standing) -> frozenset[UUID] | None:
    """Give the companies that roles reach; None is every one."""
    if standing.party_company_id is not None:
        return frozenset({standing.party_company_id} if held else ())
    if any(each.company_id is None for each in held):
        return None
    return frozenset(each.company_id for each in held if each.company_id is not None)


def _everywhere(held: Sequence[Holding], companies: frozenset[UUID] | None) -> frozenset[str]:
    """Give the permissions that are held in each of some companies, so that none is used where it is not held."""
    of_all = _granted(each for each in held if each.company_id is None)
    if not companies:
        # Besides every company there is always one in which nobody has a role of its own.
        return of_all & frozenset(CATALOGUE)
    each_of = [of_all | _granted(each for each in held if each.company_id == company) for company in companies]
    return frozenset[str].intersection(*each_of) & frozenset(CATALOGUE)


def _sales_reps(
    held: Sequence[Holding], companies: frozenset[UUID] | None, standing: Standing
) -> tuple[UUID, ...] | None:
    """Give whose customers and orders somebody sees in each of some companies; None is everybody's."""
    seen: tuple[UUID, ...] | None = None
    for company in () if standing.party_id is not None else _places(companies):
        seen = _both(seen, _sales_reps_in(company, held, standing))
    return seen


def _sales_reps_in(company: UUID | None, held: Sequence[Holding], standing: Standing) -> tuple[UUID, ...] | None:
    """Give whose they see in one company: the widest of the roles that hold there counts."""
    reaches = [each.sales_reach for each in _in_place(held, company)]
    reach = max(reaches, key=list(SalesReach).index, default=SalesReach.OWN)
    own = () if standing.user_id is None else (standing.user_id,)
    match reach:
        case SalesReach.ALL:
            return None
        case SalesReach.TEAM:
            return own + tuple(user for place, user in standing.team if place == company)
        case SalesReach.OWN:
            return own


def _warehouses(
    held: Sequence[Holding], companies: frozenset[UUID] | None, standing: Standing
) -> tuple[UUID, ...] | None:
    """Give the warehouses that somebody sees; None is all of them. In each company the widest of the roles counts."""
    if standing.party_id is not None:
        return None
    reaches = ({each.warehouse_reach for each in _in_place(held, company)} for company in _places(companies))
    return None if all(WarehouseReach.ALL in each for each in reaches) else tuple(standing.warehouses)


def _places(companies: frozenset[UUID] | None) -> Iterable[UUID | None]:
    # Besides every company there is always one in which nobody has a role, or a team, of its own.
    return (None,) if companies is None else companies


def _in_place(held: Iterable[Holding], company: UUID | None) -> list[Holding]:
    return [each for each in held if each.company_id in (None, company)]


def _holds_in_all(holding: Holding, held: Sequence[Holding], companies: frozenset[UUID] | None) -> bool:
    """Tell whether a role is held in each of some companies, be it by several holdings."""
    if holding.company_id is None:
        return True
    own = {each.company_id for each in held if each.role == holding.role}
    return companies is not None and companies <= own


def _granted(held: Iterable[Holding]) -> frozenset[str]:
    return frozenset[str]().union(*(each.permissions for each in held))


def _turns(holdings: Iterable[Holding], day: date) -> Iterator[datetime]:
    """Give the midnights after a day at which roles begin or end."""
    for each in holdings:
        if each.valid_from is not None and each.valid_from > day:
            yield start_of(each.valid_from)
        if each.valid_until is not None and each.valid_until >= day:
            yield start_of(each.valid_until + timedelta(days=1))


def _reaches(outer: tuple[UUID, ...] | None, inner: tuple[UUID, ...] | None) -> bool:
    return outer is None or (inner is not None and set(inner) <= set(outer))


def _both(one: tuple[UUID, ...] | None, other: tuple[UUID, ...] | None) -> tuple[UUID, ...] | None:
    if one is None or other is None:
        return one if other is None else other
    return tuple(set(one) & set(other))
