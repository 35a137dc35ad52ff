"""Opening balances: what a company had and owed when its books began here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from kernel.errors import DomainError, InputPath
from models import EntryKind, JournalKind
from services.finance.determination import account_for, journal_for
from services.finance.entry_approval import limits_of
from services.finance.posting import Entry, Leg, post
from services.finance.rules import LegKind, SourceKind, rule_for
from services.refusals import TooManyRows
from services.rights import require_company
from services.work import Work

LINES_MAX: Final = 5_000


@dataclass(eq=False)
class NothingToOpen(DomainError):
    """Opening balances have an account with an amount at least."""

    message = "Say what is on at least one account."


@dataclass(frozen=True, slots=True)
class Opening:
    """What is on some accounts on a day; what they lack of a balance goes against the account for opening balances."""

    company_id: UUID
    posted_on: date
    legs: Sequence[Leg]
    description: str
    # Null for the company's own, and for the rate of the day.
    currency: str | None = None
    rate: Decimal | None = None
    path: InputPath = ()


async def post_opening(work: Work, opening: Opening) -> UUID:
    """Post opening balances, and give the id of the entry.

    Raises:
        NothingToOpen, TooManyRows, AccountUndetermined, JournalMissing: as their names say.
        DraftRequired: a policy of the company wants others to agree to it.
        DomainError: as for every posting.
    """
    require_company(work, opening.company_id, *opening.path, "companyId")
    if not opening.legs:
        raise NothingToOpen(path=(*opening.path, "lines"))
    if len(opening.legs) > LINES_MAX:
        raise TooManyRows(len(opening.legs), LINES_MAX, path=(*opening.path, "lines"))
    journal = await journal_for(work, opening.company_id, JournalKind.OPENING)
    limits = await limits_of(work, opening.company_id, (*opening.path, "companyId"))
    currency = opening.currency or limits.currency
    difference = sum((leg.amount for leg in opening.legs), Decimal(0))
    legs = list(opening.legs)
    if difference:
        role, _ = rule_for(SourceKind.OPENING, LegKind.CONTRA)
        legs.append(Leg(await account_for(work, opening.company_id, role), -difference))
    entry = Entry(
        opening.company_id, journal, opening.posted_on, legs, currency, opening.rate, opening.description,
        kind=EntryKind.OPENING, path=opening.path,
    )  # fmt: skip
    await limits.require(work, entry)
    (key,) = await post(work, [entry])
    return key
