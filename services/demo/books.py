"""The books of the demo while its days are made up: entries are collected, put into the order of their days, and posted."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple
from uuid import UUID

from asyncpg import Connection
from sqlalchemy.ext.asyncio import AsyncSession

from auth.roles import RoleCode
from kernel.clock import FixedClock
from kernel.rounding import RoundingPolicy
from models import EntryKind
from services.demo.identity import TODAY, USER_IDS, at, demo_id
from services.demo.people import NAMES
from services.finance.conversion import Conversion
from services.finance.posting import LINES_MAX, Entry, Leg, post
from services.work import Actor, Work

_ACTOR: Final = "select set_config('app.actor', $1, true)"


class Money(NamedTuple):
    """The currency of a document, and how much of the company's one unit of it is worth."""

    currency: str
    rate: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Posted:
    """An entry that will be posted: its id, and what its legs come to in the currency of the company."""

    entry_id: UUID
    legs: tuple[Leg, ...]
    amounts: tuple[Decimal, ...]


@cache
def account_id(company_id: UUID, code: str) -> UUID:
    """Give the id of an account of the demo."""
    return demo_id("ledger account", f"{company_id} {code}")


@cache
def journal_id(company_id: UUID, code: str) -> UUID:
    """Give the id of a journal of the demo."""
    return demo_id("ledger journal", f"{company_id} {code}")


@cache
def dimension_id(company_id: UUID, code: str) -> UUID:
    """Give the id of a dimension of the demo."""
    return demo_id("ledger dimension", f"{company_id} {code}")


@cache
def centre_id(company_id: UUID, code: str) -> UUID:
    """Give the id of a cost centre of the demo."""
    return demo_id("ledger centre", f"{company_id} {code}")


class Books:
    """The books of one company."""

    def __init__(self, company_id: UUID, currency: str) -> None:
        self.company_id, self.own = company_id, Money(currency)
        self._entries: list[Entry] = []
        self._journals: list[str] = []
        self._moved: defaultdict[UUID, list[tuple[date, Decimal]]] = defaultdict(list)

    def account(self, code: str) -> UUID:
        """Give the id of an account by its code."""
        return account_id(self.company_id, code)

    def enter(
        self,
        key: str,
        journal: str,
        on: date,
        words: str,
        legs: Sequence[Leg],
        money: Money | None = None,
        *,
        source: tuple[str, UUID] | None = None,
        kind: EntryKind = EntryKind.NORMAL,
        is_adjustment: bool = False,
        reverses: UUID | None = None,
    ) -> Posted:
        """Collect an entry; its id follows from the key, as do those of its lines that have none."""
        currency, rate = money or self.own
        entry_id = demo_id("journal entry", f"{self.company_id} {key}")
        conversion = Conversion(rate, self.own.currency, RoundingPolicy.HALF_UP)
        amounts = (
            [leg.amount or leg.company_amount or Decimal(0) for leg in legs]
            if currency == self.own.currency
            else conversion.convert([leg.amount for leg in legs], [leg.company_amount for leg in legs])
        )
        named = tuple(
            replace(leg, id=leg.id or demo_id("journal line", f"{entry_id} {place}"), company_amount=amount)
            for place, (leg, amount) in enumerate(zip(legs, amounts, strict=True), 1)
        )
        self._entries.append(
            Entry(
                self.company_id, journal_id(self.company_id, journal), on, named, currency, rate, words, source,
                kind, reverses, document_on=on, is_adjustment=is_adjustment, id=entry_id,
            )
        )  # fmt: skip
        self._journals.append(journal)
        for leg in named:
            self._moved[leg.account_id].append((on, leg.company_amount or Decimal(0)))
        return Posted(entry_id, named, tuple(amounts))

    def balance(self, code: str, through: date, since: date = date.min) -> Decimal:
        """Give what was posted to an account so far from a day through another."""
        moved = self._moved[self.account(code)]
        return sum((amount for on, amount in moved if since <= on <= through), Decimal("0.00"))

    @property
    def series(self) -> set[tuple[str, int]]:
        """Say which series of numbers the entries take theirs from: by journal and year."""
        return {(journal, entry.posted_on.year) for journal, entry in zip(self._journals, self._entries, strict=True)}

    async def post(self, connection: Connection) -> None:
        """Post all of it in the order of the days, as the accountant would."""
        actor = Actor(str(USER_IDS[RoleCode.ACCOUNTANT]), "demo", "demo", NAMES[RoleCode.ACCOUNTANT])
        work = Work(AsyncSession(), connection, actor, FixedClock(at(TODAY)))
        await act_as(connection, RoleCode.ACCOUNTANT)
        for batch in _batches(sorted(self._entries, key=lambda entry: entry.posted_on)):
            await post(work, batch)
        await act_as(connection, None)


async def act_as(connection: Connection, role: RoleCode | None) -> None:
    """Say to the database who works from now on: somebody in a role, or nobody but the demo itself."""
    await connection.execute(_ACTOR, "" if role is None else str(USER_IDS[role]))


def _batches(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Take as many entries at once as are posted together."""
    batch: list[Entry] = []
    count = 0
    for entry in entries:
        count += len(entry.legs)
        if count > LINES_MAX:
            yield batch
            batch, count = [], len(entry.legs)
        batch.append(entry)
    if batch:
        yield batch
