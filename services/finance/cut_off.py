"""Cut-off of revenue: it is told on the day on which goods leave, whenever they are invoiced, where a company wants that (IFRS 15, 38).

What is delivered and not invoiced, and what is invoiced and not delivered, follows from what has left and what is billed
(`sales_order_line_cut_offs`). Whoever changes that reads it before and afterwards, and posts the difference; so both accounts are
at zero once as much is billed as has left.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from kernel.errors import InputPath
from models import JournalKind
from services.finance.determination import account_for, journal_for
from services.finance.posting import Entry, Leg, post
from services.finance.rules import LegKind, SourceKind, rule_for
from services.refusals import NotFound
from services.rights import require_company
from services.work import Work

# Of two who ship and bill the same at once, the second sees what the first has done. Components are billed with their bundle.
_LOCK: Final = """
select id from sales_order_line where id in (select coalesce(bundle_line_id, id) from sales_order_line where id = any($1::uuid[]))
order by id for no key update
"""
_TOLD: Final = """
select category_id, account_id, sum(delivered + said_delivered) as delivered, sum(invoiced - said_invoiced) as invoiced
from sales_order_line_cut_offs($1::uuid[]) group by category_id, account_id
"""
_OPEN: Final = """
select category_id, account_id, sum(delivered) as delivered, sum(invoiced) as invoiced
from sales_order_line_cut_offs($1::uuid[]) group by category_id, account_id
"""
_OF_INVOICE: Final = (
    "select sales_order_line_id from invoice_line where invoice_id = $1 and sales_order_line_id is not null"
)
_COMPANY: Final = "select currency, ($2::timestamptz at time zone time_zone)::date as today from company where id = $1"
_IS_ON: Final = "select revenue_cut_off from company where id = $1 for update"
_SET: Final = "update company set revenue_cut_off = $2 where id = $1"
# Whoever ships or bills has one of these locked, and looks afterwards whether revenue is cut off.
_LOCK_OPEN: Final = """
select id from sales_order where company_id = $1 and (state in ('CONFIRMED', 'ON_HOLD') or exists (
  select from return_authorization where sales_order_id = sales_order.id)) order by id for no key update
"""
_LINES: Final = "select id from sales_order_line where order_id = any($1::uuid[]) order by id for no key update"


class _Revenue(NamedTuple):
    """Which revenue it is: that of a category of goods, or what invoices have named an account of their own for."""

    category_id: UUID | None
    account_id: UUID | None


class _Amounts(NamedTuple):
    """What of one revenue is delivered and not invoiced, and what is invoiced and not delivered."""

    delivered: Decimal
    invoiced: Decimal


_NOTHING: Final = _Amounts(Decimal(0), Decimal(0))
_Told = Mapping[_Revenue, _Amounts]


@dataclass(frozen=True, slots=True)
class Before:
    """Lines of orders, which stay locked, and how far one of delivery and invoice was ahead of the other."""

    lines: Sequence[UUID]
    told: _Told


@dataclass(frozen=True, slots=True)
class Event:
    """What has happened to the lines since."""

    company_id: UUID
    source: tuple[str, UUID]
    """The name of the document's type in the schema, and its id."""
    words: str
    on: date | None = None
    """None for today, in the time zone of the company."""
    path: InputPath = ()


async def before_invoice(work: Work, invoice_id: UUID) -> Before:
    """Tell how it is with the lines that an invoice or note names, before that is posted."""
    rows = await work.raw.fetch(_OF_INVOICE, invoice_id)
    return await before(work, [row["sales_order_line_id"] for row in rows])


async def before(work: Work, lines: Sequence[UUID]) -> Before:
    """Tell how it is with lines of orders before something happens to them; they stay locked."""
    locked = [row["id"] for row in await work.raw.fetch(_LOCK, lines)]
    return Before(locked, await _told(work, _TOLD, locked))


async def post_cut_off(work: Work, was: Before, event: Event) -> None:
    """Post by how much that has changed with what happened since. Numbers of entries are taken: call it last.

    Raises:
        AccountUndetermined, JournalMissing: as their names say.
        DomainError: as for every posting.
    """
    await _post(work, was.told, await _told(work, _TOLD, was.lines), event)


async def set_cut_off(work: Work, company_id: UUID, *, is_on: bool) -> UUID:
    """Let revenue be told when goods leave, or with the invoice, from today on: what is on its way is told today.

    Raises:
        NotFound: there is no such company.
        DomainError: as for every posting.
    """
    require_company(work, company_id, "companyId")
    orders = await work.raw.fetch(_LOCK_OPEN, company_id)
    lines = await work.raw.fetch(_LINES, [row["id"] for row in orders])
    was_on = await work.raw.fetchval(_IS_ON, company_id)
    if was_on is None:
        raise NotFound(path=("companyId",))
    if was_on == is_on:
        return company_id
    told = await _told(work, _OPEN, [row["id"] for row in lines])
    event = Event(company_id, ("Company", company_id), "Cut-off of revenue", path=("companyId",))
    await (_post(work, {}, told, event) if is_on else _post(work, told, {}, event))
    await work.raw.execute(_SET, company_id, is_on)
    return company_id


async def _told(work: Work, statement: str, lines: Sequence[UUID]) -> _Told:
    rows = await work.raw.fetch(statement, list(lines))
    return {
        _Revenue(row["category_id"], row["account_id"]): _Amounts(row["delivered"], row["invoiced"]) for row in rows
    }


async def _post(work: Work, was: _Told, now: _Told, event: Event) -> None:
    legs = await _legs(work, event.company_id, was, now)
    if not legs:
        return
    company = await work.raw.fetchrow(_COMPANY, event.company_id, work.clock.now())
    assert company is not None
    journal = await journal_for(work, event.company_id, JournalKind.GENERAL)
    on = event.on or company["today"]
    entry = Entry(
        event.company_id, journal, on, legs, company["currency"], None, event.words, event.source, path=event.path
    )
    await post(work, [entry])


async def _legs(work: Work, company_id: UUID, was: _Told, now: _Told) -> list[Leg]:
    """Give what goes to which account, added up by account: what is ahead of the invoice is revenue, what is behind is none yet."""
    amounts: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    for revenue in {**was, **now}:
        old, new = was.get(revenue, _NOTHING), now.get(revenue, _NOTHING)
        delivered, invoiced = new.delivered - old.delivered, new.invoiced - old.invoiced
        for leg, amount in (
            (LegKind.ACCRUED, delivered),
            (LegKind.CUT_OFF, invoiced),
            (LegKind.NET, delivered - invoiced),
        ):
            if delivered or invoiced:
                role, side = rule_for(SourceKind.REVENUE_CUT_OFF, leg)
                named = revenue.account_id if leg is LegKind.NET else None
                account = named or await account_for(work, company_id, role, revenue.category_id)
                amounts[account] += side.signed(amount)
    return [Leg(account, amount) for account, amount in amounts.items() if amount]
