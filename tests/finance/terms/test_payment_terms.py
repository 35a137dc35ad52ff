"""Payment terms, with figures from other systems' tests."""

from datetime import date
from decimal import Decimal

import pytest

from models.finance.payment_term import DiscountBase, DueStepKind, InstalmentKind
from services.finance.payment_terms import (
    Digits,
    Discount,
    Part,
    Step,
    Term,
    TermExceedsTotal,
    TermLeavesRest,
    discounts,
    due_on,
    schedule,
)
from services.finance.working_days import HolidaysUnknown, WorkingDays

CENTS = Digits(2)
DAYS, MONTHS = DueStepKind.DAYS, DueStepKind.MONTHS
TOTAL, REMAINDER = InstalmentKind.PERCENT_OF_TOTAL, InstalmentKind.REMAINDER


class Weekdays:
    """A calendar without holidays: Monday to Friday."""

    def is_working_day(self, day: date) -> bool:
        """Tell whether people work on a day."""
        return day.isoweekday() <= 5


def part(kind: InstalmentKind, figure: str | int = 0, *steps: tuple[DueStepKind, int]) -> Part:
    """Make an instalment."""
    return Part(kind, Decimal(figure), tuple(Step(*step) for step in steps))


def instalments(term: Term, total: str, day: str, digits: Digits = CENTS) -> list[tuple[str, str]]:
    """Give due dates and amounts as text."""
    found = schedule(term, Decimal(total), date.fromisoformat(day), digits, Weekdays())
    return [(each.due_on.isoformat(), str(each.amount)) for each in found.instalments]


def test_splits_by_percent_amount_and_remainder() -> None:
    term = Term(
        (
            part(InstalmentKind.PERCENT_OF_REMAINDER, 25, (DAYS, 30)),
            part(TOTAL, 25, (MONTHS, 1)),
            part(InstalmentKind.FIXED, "396.84", (MONTHS, 1), (DAYS, 30)),
            part(REMAINDER, 0, (MONTHS, 2), (DueStepKind.DAY_OF_MONTH, 15), (DAYS, 30)),
        )
    )

    assert instalments(term, "1587.35", "2011-10-01") == [
        ("2011-10-31", "396.84"),
        ("2011-11-01", "396.84"),
        ("2011-12-01", "396.84"),
        ("2012-01-14", "396.83"),
    ]


@pytest.mark.parametrize(
    ("dated_on", "all_of_it", "in_two"),
    [
        ("2022-01-01", "2022-01-31", ["2022-01-16", "2022-02-15"]),
        ("2022-01-15", "2022-02-14", ["2022-01-30", "2022-03-01"]),
        ("2022-01-31", "2022-03-02", ["2022-02-15", "2022-03-17"]),
    ],
)
def test_counts_days_as_days(dated_on: str, all_of_it: str, in_two: list[str]) -> None:
    whole = Term((part(TOTAL, 100, (DAYS, 30)),))
    halves = Term((part(TOTAL, 30, (DAYS, 15)), part(TOTAL, 70, (DAYS, 45))))

    assert instalments(whole, "100.00", dated_on) == [(all_of_it, "100.00")]
    assert instalments(halves, "100.00", dated_on) == [(in_two[0], "30.00"), (in_two[1], "70.00")]


@pytest.mark.parametrize(("base", "payable"), [(DiscountBase.GROSS, "1035.00"), (DiscountBase.NET, "1050.00")])
def test_takes_an_early_payment_discount_of_gross_or_of_net(base: DiscountBase, payable: str) -> None:
    term = Term((part(REMAINDER, 0, (DAYS, 2)),), (Discount(Decimal(10), 1),), base)

    (offer,) = discounts(term, Decimal("1150.00"), Decimal("1000.00"), date(2016, 1, 1), CENTS)

    assert (offer.until, offer.payable) == (date(2016, 1, 2), Decimal(payable))
    assert instalments(term, "1150.00", "2016-01-01") == [("2016-01-03", "1150.00")]


def test_offers_the_discount_of_the_earliest_day_first() -> None:
    term = Term((), (Discount(Decimal(2), 20), Discount(Decimal(3), 10)))

    offers = discounts(term, Decimal("100.00"), Decimal("80.00"), date(2026, 1, 1), CENTS)

    assert [(offer.until.day, str(offer.payable)) for offer in offers] == [(11, "97.00"), (21, "98.00")]


def test_rounds_each_instalment_to_what_coins_can_pay() -> None:
    term = Term((part(TOTAL, 50, (DAYS, 20)), part(REMAINDER, 0, (DAYS, 40))))

    found = schedule(term, Decimal("42.06"), date(2026, 1, 1), Digits(2, cash_step=Decimal("0.05")), Weekdays())

    assert [each.amount for each in found.instalments] == [Decimal("21.05"), Decimal("21.05")]
    assert (found.total, found.cash_difference) == (Decimal("42.10"), Decimal("0.04"))
    assert schedule(term, Decimal("42.06"), date(2026, 1, 1), CENTS, Weekdays()).total == Decimal("42.06")


def test_splits_a_credit_note_as_its_invoice() -> None:
    term = Term((part(TOTAL, 33, (DAYS, 1)), part(InstalmentKind.FIXED, 10), part(REMAINDER)))

    assert instalments(term, "-99.99", "2026-01-01") == [
        ("2026-01-02", "-33.00"),
        ("2026-01-01", "-10.00"),
        ("2026-01-01", "-56.99"),
    ]


def test_splits_a_few_cents_without_turning_an_instalment_round() -> None:
    tenths = Term(tuple(part(TOTAL, 10, (MONTHS, month)) for month in range(10)))

    assert [amount for _, amount in instalments(tenths, "0.05", "2026-01-31")] == ["0.01"] * 5


def test_is_due_at_once_without_instalments() -> None:
    assert instalments(Term(()), "10.00", "2026-01-01") == [("2026-01-01", "10.00")]


def test_refuses_instalments_that_do_not_come_to_the_total() -> None:
    with pytest.raises(TermExceedsTotal):
        instalments(Term((part(InstalmentKind.FIXED, 200), part(TOTAL, 50))), "100.00", "2026-01-01")
    with pytest.raises(TermLeavesRest):
        instalments(Term((part(TOTAL, 50),)), "100.00", "2026-01-01")


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([(DAYS, 30), (DueStepKind.END_OF_MONTH, 0)], "2026-03-31"),
        ([(DueStepKind.END_OF_MONTH, 0), (DAYS, 30)], "2026-03-02"),
        ([(MONTHS, 1)], "2026-02-28"),
        ([(MONTHS, 13)], "2027-02-28"),
        ([(DueStepKind.DAY_OF_MONTH, 15)], "2026-01-15"),
        ([(DueStepKind.NEXT_DAY_OF_MONTH, 15)], "2026-02-15"),
        ([(DueStepKind.NEXT_DAY_OF_MONTH, 31)], "2026-01-31"),
        ([(DueStepKind.WEEKDAY, 5)], "2026-02-06"),
        ([(DueStepKind.WORKING_DAYS, 3)], "2026-02-04"),
        ([(DueStepKind.NEXT_WORKING_DAY, 0)], "2026-02-02"),
        ([(DueStepKind.PREVIOUS_WORKING_DAY, 0)], "2026-01-30"),
    ],
)
def test_walks_to_the_due_date_step_by_step(steps: list[tuple[DueStepKind, int]], expected: str) -> None:
    saturday = date(2026, 1, 31)

    assert due_on([Step(*step) for step in steps], saturday, Weekdays()).isoformat() == expected


def test_knows_the_holidays_of_a_country_and_of_its_parts() -> None:
    national_day, leopold = date(2026, 10, 26), date(2027, 11, 15)

    assert not WorkingDays("AT").is_working_day(national_day)
    assert WorkingDays("DE").is_working_day(national_day)
    assert WorkingDays("AT").is_working_day(leopold)
    assert due_on([Step(DueStepKind.NEXT_WORKING_DAY)], date(2026, 12, 25), WorkingDays("AT")) == date(2026, 12, 28)
    assert not WorkingDays("DE", "DE-BY").is_working_day(date(2026, 1, 6))
    assert WorkingDays("DE", "DE-BE").is_working_day(date(2026, 1, 6))


def test_refuses_places_whose_holidays_are_not_known() -> None:
    with pytest.raises(HolidaysUnknown):
        WorkingDays("AQ", "AQ-1").is_working_day(date(2026, 1, 6))
