"""The tax returns of the demo: one for each month, filed, settled and paid by the middle of the second month after it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from asyncpg import Connection

import models
from auth.roles import RoleCode
from models import AccountRole, LockArea, TaxFigure, TaxReturnState, TaxSide
from services.demo.banking import CurrentAccount
from services.demo.documents import ACCOUNTS
from services.demo.identity import COMPANY_ID, FOUNDED_AT, TODAY, USER_IDS, at, demo_id
from services.demo.rows import Rows
from services.demo.tax_facts import TaxFacts, Told
from services.demo.taxes import BOXES, FORM, code_id
from services.finance.posting import Leg
from services.finance.recurring import following

FIRST: Final = date(2024, 11, 1)
SERIES, PREFIX = "TAX_RETURN", "TR-"
OFFICE: Final = "Finanzamt Österreich"
FIGURES: Final = {TaxFigure.BASE: "base", TaxFigure.TAX: "amount", TaxFigure.DEDUCTIBLE: "deductible"}

_FILED: Final = """
update tax_return set state = 'FILED', filed_at = said.at, filed_by = $3, receipt = said.receipt
from unnest($1::uuid[], $2::timestamptz[], $4::text[]) as said (id, at, receipt) where tax_return.id = said.id
"""
_SETTLED: Final = """
update tax_return set state = 'SETTLED', settlement_entry_id = said.entry_id
from unnest($1::uuid[], $2::uuid[]) as said (id, entry_id) where tax_return.id = said.id
"""


@dataclass(frozen=True)
class _Return:
    place: int
    starts_on: date
    ends_on: date
    boxes: tuple[Decimal, ...]
    payable: Decimal
    settled_by: UUID | None

    @property
    def id(self) -> UUID:
        return demo_id("tax return", str(self.starts_on))

    @property
    def filed_on(self) -> date:
        return following(self.ends_on, 2, 12)


@dataclass
class TaxFiling:
    """The returns, from what was told of taxes."""

    facts: TaxFacts
    made: list[_Return] = field(default_factory=list[_Return])

    def file(self, current: CurrentAccount) -> None:
        """Make the returns; those that are due by today are filed, settled and paid, and the one after them is a draft."""
        starts_on = FIRST
        while not self.made or self.made[-1].settled_by is not None:
            ends_on = following(starts_on, 0, 31)
            self.made.append(self._return(current, len(self.made) + 1, starts_on, ends_on))
            starts_on = ends_on + timedelta(days=1)

    def _return(self, current: CurrentAccount, place: int, starts_on: date, ends_on: date) -> _Return:
        told = list(self.facts.within(starts_on, ends_on))
        boxes = tuple(sum((_figure(told, part) for part in parts), Decimal("0.00")) for _, _, _, *parts in BOXES)
        payable = sum((sign * amount for (_, _, sign, *_), amount in zip(BOXES, boxes, strict=True)), Decimal("0.00"))
        due_on = following(ends_on, 2, 15)
        settled_by = _settle(current, told, starts_on, ends_on, payable) if due_on <= TODAY else None
        return _Return(place, starts_on, ends_on, boxes, payable, settled_by)

    def add_to(self, rows: Rows) -> None:
        """Add the returns as drafts, with the boxes filled."""
        for each in self.made:
            when = at(each.ends_on + timedelta(days=1), 10)
            rows.add(
                models.TaxReturn, each.id, when, company_id=COMPANY_ID, number=f"{PREFIX}{each.place:06}", form=FORM,
                starts_on=each.starts_on, ends_on=each.ends_on, state=TaxReturnState.DRAFT, currency="EUR",
                payable=each.payable,
            )  # fmt: skip
            for place, ((code, name, sign, *_), amount) in enumerate(zip(BOXES, each.boxes, strict=True), 1):
                rows.add(
                    models.TaxReturnBox, demo_id("tax return box", f"{each.id} {code}"), when, company_id=COMPANY_ID,
                    return_id=each.id, box_id=demo_id("tax box", code), code=code, name=name, position=place,
                    payable_sign=sign, currency="EUR", amount=amount, late_amount=Decimal("0.00"),
                )  # fmt: skip
        self._tell(rows)
        rows.add(
            models.NumberSeries, demo_id("series", f"{COMPANY_ID} {SERIES}"), FOUNDED_AT, company_id=COMPANY_ID,
            code=SERIES, prefix=PREFIX, digits=6, next_value=len(self.made) + 1, gapless=True,
        )  # fmt: skip

    def _tell(self, rows: Rows) -> None:
        """Add what those that are filed have told of."""
        for each in self._filed:
            for told in self.facts.within(each.starts_on, each.ends_on):
                line = f"{told.entry_id} {told.position}"
                rows.add(
                    models.TaxReturnLine, demo_id("tax return line", line), at(each.filed_on, 11), company_id=COMPANY_ID,
                    return_id=each.id, tax_line_id=demo_id("tax line", line), entry_id=told.entry_id, is_late=False,
                )  # fmt: skip

    async def finish(self, connection: Connection) -> None:
        """File and settle those that are filed, and set the lock that filing sets."""
        keys = [each.id for each in self._filed]
        when = [at(each.filed_on, 11) for each in self._filed]
        receipts = [f"FON-{each.starts_on:%Y%m}-{each.place:04}" for each in self._filed]
        await connection.execute(_FILED, keys, when, str(USER_IDS[RoleCode.ACCOUNTANT]), receipts)
        await connection.execute(_SETTLED, keys, [each.settled_by for each in self._filed])
        locks = Rows()
        locks.add(
            models.PeriodLock, demo_id("period lock", LockArea.TAX), at(self._filed[-1].filed_on, 11),
            company_id=COMPANY_ID, area=LockArea.TAX, locked_through=self._filed[-1].ends_on, hard=False,
        )  # fmt: skip
        await locks.copy_into(connection)

    @property
    def _filed(self) -> list[_Return]:
        return [each for each in self.made if each.settled_by is not None]


def _figure(told: Sequence[Told], part: tuple[str, TaxSide, TaxFigure]) -> Decimal:
    """Add up what goes into a box."""
    code, side, figure = part
    key = code_id(COMPANY_ID, code)
    fitting = (each for each in told if each.fact.tax_code_id == key and each.fact.side is side)
    return sum((getattr(each, FIGURES[figure]) for each in fitting), Decimal("0.00"))


def _settle(
    current: CurrentAccount, told: Sequence[Told], starts_on: date, ends_on: date, payable: Decimal
) -> UUID | None:
    """Enter what a return says is owed, and pay it."""
    owed = sum((each.amount for each in told if each.fact.side is TaxSide.OUTPUT), Decimal("0.00"))
    back = sum((each.deductible for each in told if each.fact.side is TaxSide.INPUT), Decimal("0.00"))
    assert owed - back == payable, "every tax of the demo has its boxes"
    books, words, key = current.books, f"{FORM} {starts_on} – {ends_on}", demo_id("tax return", str(starts_on))
    of_office = books.account(ACCOUNTS[AccountRole.TAX_PAYABLE])
    legs = [
        Leg(books.account(ACCOUNTS[AccountRole.OUTPUT_TAX]), owed),
        Leg(books.account(ACCOUNTS[AccountRole.INPUT_TAX]), -back),
        Leg(of_office, -payable),
    ]
    legs = [leg for leg in legs if leg.amount]
    if not legs:
        return None
    posted = books.enter(words, "GEN", following(ends_on, 2, 12), words, legs, source=("TaxReturn", key))
    current.move(
        f"{words} paid", following(ends_on, 2, 15), f"{FORM} {starts_on:%m/%Y}", [Leg(of_office, payable)], OFFICE
    )
    return posted.entry_id
