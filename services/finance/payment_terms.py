"""When documents are due: from a payment term, a total and a date to instalments and early-payment discounts.

An instalment's date is found by steps, one after the other: thirty days and then the end of the month is another day than
the end of the month and then thirty days.
"""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from kernel.errors import DomainError
from kernel.rounding import RoundingPolicy, exact_ratio, round_to, step_of
from models.finance.payment_term import DiscountBase, DueStepKind, InstalmentKind
from services.finance.rounding import in_cash, parts_of

WORKING_DAYS_SEARCHED_MAX = 3_660
"""How far a working day is looked for: a calendar without any for ten years is a fault of the calendar."""


@dataclass(eq=False)
class TermExceedsTotal(DomainError):
    """The instalments of a payment term come to what the document comes to, and none of them is turned round."""

    message = "The instalments of {total} come to more than it: {left} would be left."
    total: Decimal
    left: Decimal


@dataclass(eq=False)
class TermLeavesRest(DomainError):
    """A payment term says when all of a document is due; its last instalment can be the remainder."""

    message = "The instalments of {total} leave {left} that is never due."
    total: Decimal
    left: Decimal


@dataclass(eq=False)
class TermInOtherCurrency(DomainError):
    """A payment term with a fixed amount is for documents in the currency of that amount."""

    message = "An instalment of this payment term is fixed in {currency}."
    currency: str


@dataclass(eq=False)
class DueTooLate(DomainError):
    """A due date is a day of the calendar, which ends with the year 9999."""

    message = "This would be due after the year 9999."


@dataclass(eq=False)
class NoWorkingDay(DomainError):
    """A date that must be a working day needs a calendar that has some."""

    message = "There is no working day within ten years of {wanted_on}."
    wanted_on: date


class Calendar(Protocol):
    """What knows the working days of a place."""

    def is_working_day(self, day: date) -> bool:
        """Tell whether people work on a day.

        Raises:
            HolidaysUnknown: the place is not known.
        """
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """One step from the document's date: `count` days or months, or the day of the month or week that it is."""

    kind: DueStepKind
    count: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """An instalment as the term says it: `figure` is percent or an amount, by kind."""

    kind: InstalmentKind
    figure: Decimal = Decimal(0)
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Discount:
    """What is taken off for paying within some days of the document's date."""

    percent: Decimal
    days: int


@dataclass(frozen=True, slots=True)
class Term:
    """A payment term; without parts, all is due on the document's date."""

    parts: tuple[Part, ...]
    discounts: tuple[Discount, ...] = ()
    discount_base: DiscountBase = DiscountBase.GROSS


@dataclass(frozen=True, slots=True)
class Instalment:
    """An amount and the day by which it is to be paid."""

    due_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Schedule:
    """When all of a document is due. Paid in coins, `total` differs from what was owed by `cash_difference`."""

    instalments: tuple[Instalment, ...]
    total: Decimal
    cash_difference: Decimal


@dataclass(frozen=True, slots=True)
class DiscountOffer:
    """What is taken off until the end of a day, and what is payable then."""

    until: date
    percent: Decimal
    amount: Decimal
    payable: Decimal


@dataclass(frozen=True, slots=True)
class Digits:
    """How amounts are rounded: to digits, to a side, and where they are paid in coins, to a step."""

    exponent: int
    policy: RoundingPolicy = RoundingPolicy.HALF_UP
    cash_step: Decimal | None = None


def schedule(term: Term, total: Decimal, dated_on: date, digits: Digits, working: Calendar) -> Schedule:
    """Split a total into instalments, in the order of the term; each of them is payable in coins where that is asked for.

    A credit note's negative total is split as the invoice's is.

    Raises:
        TermExceedsTotal, TermLeavesRest: the instalments do not come to the total.
        NoWorkingDay: the calendar has none.
    """
    amounts = _amounts(term, total, digits)
    parts = term.parts or (Part(InstalmentKind.REMAINDER),)
    days = [due_on(part.steps, dated_on, working) for part in parts]
    paid = [_paid(amount, digits) for amount in amounts]
    instalments = tuple(Instalment(day, amount) for day, amount in zip(days, paid, strict=True) if amount)
    payable = sum(paid, start=total * 0)
    return Schedule(instalments, payable, payable - total)


def discounts(term: Term, total: Decimal, net: Decimal, dated_on: date, digits: Digits) -> list[DiscountOffer]:
    """Give what a document offers for paying early, the earliest day first."""
    base = total if term.discount_base is DiscountBase.GROSS else net
    offers: list[DiscountOffer] = []
    for discount in sorted(term.discounts, key=lambda each: each.days):
        off = round_to(exact_ratio(base) * exact_ratio(discount.percent) / 100, digits.exponent, digits.policy)
        until = min(dated_on.toordinal() + discount.days, date.max.toordinal())
        offers.append(DiscountOffer(date.fromordinal(until), discount.percent, off, total - off))
    return offers


def due_on(steps: Sequence[Step], dated_on: date, working: Calendar) -> date:
    """Walk from the date of a document to a due date.

    Raises:
        NoWorkingDay: the calendar has none.
        DueTooLate: there is no such day.
    """
    day = dated_on
    try:
        for step in steps:
            day = _STEPS[step.kind](day, step.count, working)
    except (OverflowError, ValueError):
        raise DueTooLate from None
    return day


def _amounts(term: Term, total: Decimal, digits: Digits) -> list[Decimal]:
    """Split the total by largest remainder, so that no instalment is a full cent away from its share."""
    whole = exact_ratio(total)
    left = whole
    amounts: list[Fraction] = []
    for part in term.parts or (Part(InstalmentKind.REMAINDER),):
        amounts.append(_share(part, whole, left))
        left -= amounts[-1]
    if not whole:
        return [total for _ in amounts]
    turned = [amount for amount in amounts if amount * whole < 0]
    if turned or left * whole < 0:
        raise TermExceedsTotal(total, round_to(left or turned[0], digits.exponent, digits.policy))
    if left:
        raise TermLeavesRest(total, round_to(left, digits.exponent, digits.policy))
    return parts_of(total, amounts, step_of(digits.exponent))


def _share(part: Part, whole: Fraction, left: Fraction) -> Fraction:
    match part.kind:
        case InstalmentKind.PERCENT_OF_TOTAL:
            return whole * exact_ratio(part.figure) / 100
        case InstalmentKind.PERCENT_OF_REMAINDER:
            return left * exact_ratio(part.figure) / 100
        case InstalmentKind.FIXED:
            return exact_ratio(part.figure) * (-1 if whole < 0 else 1)
        case InstalmentKind.REMAINDER:
            return left


def _paid(amount: Decimal, digits: Digits) -> Decimal:
    return amount if digits.cash_step is None else in_cash(amount, digits.cash_step, digits.policy).amount


def _days(day: date, count: int, _working: Calendar) -> date:
    return day + timedelta(days=count)


def _months(day: date, count: int, _working: Calendar) -> date:
    """Go on by months; a day that the month does not have is its last one."""
    years, month = divmod(day.month - 1 + count, 12)
    return _in_month(day.replace(year=day.year + years, month=month + 1, day=1), day.day)


def _end_of_month(day: date, _count: int, _working: Calendar) -> date:
    return _in_month(day, 31)


def _day_of_month(day: date, count: int, _working: Calendar) -> date:
    """Take that day of the month the date is in, also where it is before the date."""
    return _in_month(day, count)


def _next_day_of_month(day: date, count: int, working: Calendar) -> date:
    found = _in_month(day, count)
    return found if found >= day else _in_month(_months(day.replace(day=1), 1, working), count)


def _weekday(day: date, count: int, _working: Calendar) -> date:
    """Take the next such day of the week, the date itself if it is one."""
    return day + timedelta(days=(count - day.isoweekday()) % 7)


def _working_days(day: date, count: int, working: Calendar) -> date:
    for _ in range(count):
        day = _to_working_day(day + timedelta(days=1), 1, working)
    return day


def _next_working_day(day: date, _count: int, working: Calendar) -> date:
    return _to_working_day(day, 1, working)


def _previous_working_day(day: date, _count: int, working: Calendar) -> date:
    return _to_working_day(day, -1, working)


def _to_working_day(day: date, direction: int, working: Calendar) -> date:
    for distance in range(WORKING_DAYS_SEARCHED_MAX):
        found = day + timedelta(days=direction * distance)
        if working.is_working_day(found):
            return found
    raise NoWorkingDay(day)


def _in_month(day: date, number: int) -> date:
    return day.replace(day=min(number, calendar.monthrange(day.year, day.month)[1]))


class _Walk(Protocol):
    def __call__(self, day: date, count: int, working: Calendar, /) -> date: ...


_STEPS: Mapping[DueStepKind, _Walk] = {
    DueStepKind.DAYS: _days,
    DueStepKind.MONTHS: _months,
    DueStepKind.END_OF_MONTH: _end_of_month,
    DueStepKind.DAY_OF_MONTH: _day_of_month,
    DueStepKind.NEXT_DAY_OF_MONTH: _next_day_of_month,
    DueStepKind.WEEKDAY: _weekday,
    DueStepKind.WORKING_DAYS: _working_days,
    DueStepKind.NEXT_WORKING_DAY: _next_working_day,
    DueStepKind.PREVIOUS_WORKING_DAY: _previous_working_day,
}
