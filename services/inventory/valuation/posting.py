"""Posting what stock is worth: an entry for each day, stock against what the document says of each move."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from kernel.errors import InputPath
from kernel.ids import uuid7
from models import AccountRole, EntryKind, JournalKind
from services.finance.determination import journal_for
from services.finance.posting import Entry, Leg, post
from services.finance.rules import LegKind, Rule, SourceKind, rule_for
from services.inventory.valuation.back_dating import correct_later
from services.inventory.valuation.values import Valued, values_of
from services.work import Work

_CURRENCY: Final = "select currency from company where id = $1"
_WRITE: Final = """
insert into stock_value_posting (company_id, value_entry_id, journal_entry_id, account_id, contra_account_id)
select $1, * from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[])
"""


# Of what was worth nothing, and was posted nowhere, before it was corrected.
_UNPOSTED: Final = {
    "Shipment": SourceKind.SHIPMENT,
    "GoodsReceipt": SourceKind.GOODS_RECEIPT,
    "VendorReturn": SourceKind.VENDOR_RETURN,
}


class Beside(NamedTuple):
    """What is posted beside the value of a move: an amount from one account to another, for the category of its goods."""

    move_id: UUID
    leg: LegKind
    against: LegKind
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Valuation:
    """A document whose moves are written, and how their value is posted."""

    company_id: UUID
    kind: SourceKind
    source: tuple[str, UUID]
    """The name of its type in the schema, and its id: what its moves name as their document."""
    words: str
    contra: Mapping[UUID, LegKind] = field(default_factory=dict[UUID, LegKind])
    """Against what the value of a move is posted, where that is not the rule for `CONTRA`."""
    beside: Sequence[Beside] = ()
    entry_kind: EntryKind = EntryKind.NORMAL
    path: InputPath = ()


@dataclass
class _Day:
    """The lines of one day, added up by account, and apart for what came and what went, so that both are to be seen."""

    amounts: dict[tuple[UUID, bool], Decimal] = field(
        default_factory=lambda: defaultdict[tuple[UUID, bool], Decimal](Decimal)
    )

    def add(self, value: Valued, account: UUID, amount: Decimal) -> None:
        self.amounts[account, value.value > 0] += amount

    @property
    def legs(self) -> list[Leg]:
        return [Leg(account, amount) for (account, _), amount in self.amounts.items() if amount]


async def post_values(work: Work, valuation: Valuation) -> list[UUID]:
    """Post what the moves of a document were worth, and give the ids of the entries: one for each day, in their order.

    None where nothing was worth anything, or where the company keeps its stock outside of its books. Numbers of entries are
    taken: call it last.

    What went after it on later days is worth something else then; the corrections are posted with it, on the days of what they
    correct as far as these are open, against the accounts of that.

    Raises:
        StockBelowZeroLater, AccountUndetermined, JournalMissing: as their names say.
        DomainError: as for every posting.
    """
    await correct_later(work, valuation.source[1], valuation.path)
    rules = {leg: rule_for(valuation.kind, leg) for leg in _legs_of(valuation)}
    roles = {rule.role for rule in rules.values()} | {AccountRole.COST_OF_SALES, AccountRole.STOCK_ADJUSTMENT}
    values = await values_of(work, valuation.source[1], sorted(roles))
    if not values:
        return []
    days: defaultdict[date, _Day] = defaultdict(_Day)
    posted: list[tuple[Valued, UUID, UUID]] = []
    for value in values:
        account, contra = value.account(AccountRole.STOCK), _contra(value, valuation, rules)
        days[value.posted_on].add(value, account, value.value)
        days[value.posted_on].add(value, contra, -value.value)
        posted.append((value, account, contra))
    _add_beside(days, valuation, values, rules)
    entries = await _entries(work, valuation, days)
    await post(work, list(entries.values()))
    rows = [
        (value.entry_id, entries[value.posted_on].id, account, contra)
        for value, account, contra in posted if value.value
    ]  # fmt: skip
    if rows:
        await work.raw.execute(_WRITE, valuation.company_id, *(list(column) for column in zip(*rows, strict=True)))
    return [entry.id for entry in entries.values() if entry.id is not None]


def _legs_of(valuation: Valuation) -> list[LegKind]:
    beside = {leg for each in valuation.beside for leg in (each.leg, each.against)}
    return sorted({LegKind.STOCK_VALUE, LegKind.CONTRA, *valuation.contra.values(), *beside})


def _contra(value: Valued, valuation: Valuation, rules: Mapping[LegKind, Rule]) -> UUID:
    if value.corrected_contra is not None:
        return value.corrected_contra
    if value.corrects_id is not None:
        return value.account(_rule_of_unposted(value).role)
    leg = LegKind.CONTRA if value.move_id is None else valuation.contra.get(value.move_id, LegKind.CONTRA)
    return value.account(rules[leg].role)


def _rule_of_unposted(value: Valued) -> Rule:
    return rule_for(_UNPOSTED.get(value.corrected_type or "", SourceKind.STOCK_ADJUSTMENT), LegKind.CONTRA)


def _add_beside(
    days: Mapping[date, _Day], valuation: Valuation, values: Sequence[Valued], rules: Mapping[LegKind, Rule]
) -> None:
    of_move = {value.move_id: value for value in values}
    for each in valuation.beside:
        value = of_move[each.move_id]
        for leg in (each.leg, each.against):
            role, side = rules[leg]
            days[value.posted_on].add(value, value.account(role), side.signed(each.amount))


async def _entries(work: Work, valuation: Valuation, days: Mapping[date, _Day]) -> dict[date, Entry]:
    moved = {on: day.legs for on, day in days.items() if day.legs}
    if not moved:
        return {}
    is_opening = valuation.entry_kind is EntryKind.OPENING
    journal = await journal_for(work, valuation.company_id, JournalKind.OPENING if is_opening else JournalKind.STOCK)
    currency = await work.raw.fetchval(_CURRENCY, valuation.company_id)
    return {
        on: Entry(
            valuation.company_id, journal, on, legs, currency, None, valuation.words, valuation.source,
            valuation.entry_kind, id=uuid7(), path=valuation.path,
        )
        for on, legs in sorted(moved.items())
    }  # fmt: skip
