"""Tax returns: drafted from what was taxed, filed, which locks their days for taxes, settled by an entry, and amended."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

import models
from kernel.clock import BusinessDay, zone
from kernel.currency import currency_exponent
from kernel.errors import DomainError, InputPath
from kernel.ids import NodeId, uuid7
from kernel.rounding import round_to
from kernel.workflow import Transition, Workflow
from models import AccountRole, JournalKind, LockArea, TaxReturnState
from services import locking, masters
from services.finance.determination import account_for, journal_for
from services.finance.locks import lock_through
from services.finance.posting import Entry, Leg, post
from services.finance.rules import LegKind, SourceKind, rule_for
from services.finance.tax.return_filling import clear, fill, settled_by, tell
from services.master import Master
from services.platform.number import Series, take_number
from services.rights import require_company
from services.rows import Found
from services.work import Work

RETURN: Final = Master(models.TaxReturn)
SERIES: Final = Series("TAX_RETURN", "TR-")
LIFE: Final = Workflow(
    "TaxReturn",
    TaxReturnState.DRAFT,
    (
        Transition("recalculate", (TaxReturnState.DRAFT,), TaxReturnState.DRAFT, "finance.tax_return:write"),
        Transition("delete", (TaxReturnState.DRAFT,), TaxReturnState.DRAFT, "finance.tax_return:write"),
        Transition("file", (TaxReturnState.DRAFT,), TaxReturnState.FILED, "finance.tax_return:file"),
        Transition("settle", (TaxReturnState.FILED,), TaxReturnState.SETTLED, "finance.tax_return:settle"),
    ),
)
"""The life of a tax return."""


@dataclass(eq=False)
class FormWithoutBoxes(DomainError):
    """A return is made by a form whose boxes the company has set up."""

    message = "The company has no boxes of a form {form}."
    form: str


@dataclass(eq=False)
class DaysTold(DomainError):
    """A day is told to the tax office once with each form."""

    message = "Another return by this form tells of some of these days."


@dataclass(eq=False)
class ReturnEndsEarlier(DomainError):
    """A return begins before it ends."""

    message = "The first day comes after the last."


@dataclass(eq=False)
class FiledTooEarly(DomainError):
    """A return is filed when its days are over."""

    message = "The days of the return end on {ends_on} only."
    ends_on: date


@dataclass(eq=False)
class SettlementDisagrees(DomainError):
    """What a return says is payable is what its taxes come to in the ledger."""

    message = "The return says {payable}, and the tax accounts say {posted}."
    payable: Decimal
    posted: Decimal


@dataclass(eq=False)
class ReturnNotFiled(DomainError):
    """Only what was filed is amended; a draft is filled again instead."""

    message = "This return is a draft; recalculate it instead."


@dataclass(eq=False)
class AmendedAlready(DomainError):
    """A return is amended once; then the one that took its place is."""

    message = "Another return has taken the place of this one; amend that."
    amended_by: NodeId


_BOXES_OF = "select exists (select from tax_box where company_id = $1 and form = $2)"
_CURRENCY = "select currency from company where id = $1"
_ZONE = "select time_zone from company where id = $1"
_INSERT = """
insert into tax_return (id, company_id, number, form, starts_on, ends_on, currency, payable)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_FILE = "update tax_return set state = 'FILED', filed_at = $2, filed_by = $3, receipt = $4 where id = $1"
_SETTLE = "update tax_return set state = 'SETTLED', settlement_entry_id = $2 where id = $1"
_AMEND = """
insert into tax_return (id, company_id, number, form, starts_on, ends_on, currency, payable, amends_id)
select $2, company_id, $3, form, starts_on, ends_on, currency, payable, id from tax_return where id = $1
"""
_AMENDED = "select id from tax_return where amends_id = $1"


async def create(work: Work, company_id: UUID, form: str, starts_on: date, ends_on: date, path: InputPath = ()) -> UUID:
    """Draft a return over some days, filled from what was taxed in them.

    Raises:
        FormWithoutBoxes, DaysTold, ReturnEndsEarlier: as their names say.
        NotFound: the company is none of theirs.
    """
    require_company(work, company_id, *path, "companyId")
    if starts_on > ends_on:
        raise ReturnEndsEarlier(path=(*path, "endsOn"))
    if not await work.raw.fetchval(_BOXES_OF, company_id, form):
        raise FormWithoutBoxes(form, path=(*path, "form"))
    currency: str = await work.raw.fetchval(_CURRENCY, company_id)
    key, number = uuid7(), await take_number(work, company_id, SERIES)
    nothing = round_to(0, currency_exponent(currency))
    try:
        await work.raw.execute(_INSERT, key, company_id, number, form, starts_on, ends_on, currency, nothing)
    except asyncpg.ExclusionViolationError:
        raise DaysTold(path=(*path, "startsOn")) from None
    await fill(work, key)
    return key


async def amend(work: Work, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Draft the return that takes the place of a filed one: the same days, told anew with what came late for them.

    Raises:
        ReturnNotFiled, AmendedAlready: as their names say.
        NotFound, StaleVersion: as their names say.
    """
    found = (await locking.locked(work, RETURN, [(key, (*path, "id"))]))[key]
    await locking.require_version(work, RETURN, found, version, (*path, "version"))
    if found["state"] == TaxReturnState.DRAFT:
        raise ReturnNotFiled(path=(*path, "id"))
    by = await work.raw.fetchval(_AMENDED, key)
    if by is not None:
        raise AmendedAlready(NodeId("TaxReturn", by), path=(*path, "id"))
    new, number = uuid7(), await take_number(work, found["company_id"], SERIES)
    await work.raw.execute(_AMEND, key, new, number)
    await fill(work, new)
    return new


async def recalculate(work: Work, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Fill a draft again, from what was taxed until now.

    Raises:
        TransitionUnavailable: it has been filed.
        NotFound, StaleVersion: as their names say.
    """
    await _found(work, key, version, "recalculate", path)
    await fill(work, key)
    return key


async def delete(work: Work, key: UUID, version: int, path: InputPath = ()) -> None:
    """Throw a draft away.

    Raises:
        TransitionUnavailable: it has been filed.
        NotFound, StaleVersion: as their names say.
    """
    await _found(work, key, version, "delete", path)
    await clear(work, key)
    await masters.delete(work, RETURN, key, version, path)


async def file(work: Work, key: UUID, version: int, receipt: str | None = None, path: InputPath = ()) -> UUID:
    """File a return: its days are locked for taxes, it is filled for the last time, and never changes again.

    Raises:
        FiledTooEarly: its days are not over.
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    found = await _found(work, key, version, "file", path)
    wall = BusinessDay(zone(await work.raw.fetchval(_ZONE, found["company_id"])))
    if wall.today(work.clock) <= found["ends_on"]:
        raise FiledTooEarly(found["ends_on"], path=(*path, "id"))
    await lock_through(work, found["company_id"], LockArea.TAX, found["ends_on"])
    await fill(work, key)
    await tell(work, key)
    await work.raw.execute(_FILE, key, work.clock.now(), work.actor.subject, receipt)
    return key


async def settle(work: Work, key: UUID, version: int, posted_on: date, path: InputPath = ()) -> UUID:
    """Post what a filed return says is owed: from the tax accounts to what is payable to the tax office.

    Raises:
        SettlementDisagrees: the ledger says otherwise than the return.
        AccountUndetermined, JournalMissing: the company has no account for it, or no general journal.
        TransitionUnavailable, NotFound, StaleVersion: as their names say; and what `post` raises.
    """
    found = await _found(work, key, version, "settle", path)
    payable, legs = await settled_by(work, key)
    owed = sum((leg.amount for leg in legs), start=payable * 0)
    if owed != payable:
        raise SettlementDisagrees(payable, owed, path=(*path, "id"))
    entry = await _posted(work, found, payable, legs, posted_on) if legs else None
    await work.raw.execute(_SETTLE, key, entry)
    return key


async def _posted(work: Work, found: Found, payable: Decimal, legs: list[Leg], posted_on: date) -> UUID:
    company_id: UUID = found["company_id"]
    rule = rule_for(SourceKind.TAX_RETURN, LegKind.TOTAL)
    if payable:
        account = await account_for(work, company_id, AccountRole(rule.role))
        legs = [*legs, Leg(account, rule.side.signed(payable))]
    entry = Entry(
        company_id=company_id,
        journal_id=await journal_for(work, company_id, JournalKind.GENERAL),
        posted_on=posted_on,
        legs=legs,
        currency=found["currency"],
        rate=Decimal(1),
        description=f"{found['form']} {found['starts_on']} – {found['ends_on']}",
        source=("TaxReturn", found["id"]),
    )
    return (await post(work, [entry]))[0]


async def _found(work: Work, key: UUID, version: int, transition: str, path: InputPath) -> Found:
    found = (await locking.locked(work, RETURN, [(key, (*path, "id"))]))[key]
    await locking.require_version(work, RETURN, found, version, (*path, "version"))
    LIFE.transition(TaxReturnState(found["state"]), transition, (*path, "id"))
    return found
