"""Tax that is withheld from payments."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.ids import uuid7
from services.finance.tax.withholding import Certificate, WithholdingTerms, withheld
from tests.finance.tax.builders import figures

ZERO = Decimal("0.00")


def year(percent: str, threshold: str, *, of_excess: bool = False) -> WithholdingTerms:
    """Terms with a threshold for the year."""
    return WithholdingTerms(Decimal(percent), year_threshold=Decimal(threshold), of_excess=of_excess)


def in_turn(terms: WithholdingTerms, *bases: str) -> list[Decimal]:
    """Pay one after the other, and give what is withheld each time."""
    before = taxed = ZERO
    amounts: list[Decimal] = []
    for base in bases:
        parts = withheld(terms, Decimal(base), before, taxed, 2)
        assert sum(part.base for part in parts) == Decimal(base)
        before += Decimal(base)
        taxed += sum((part.base for part in parts if part.amount), start=ZERO)
        amounts.append(sum((part.amount for part in parts), start=ZERO))
    return amounts


@pytest.mark.parametrize(
    ("terms", "amounts"),
    [
        (WithholdingTerms(Decimal(10)), figures("40.00", "50.00", "30.00", "20.00")),
        # What was paid below the threshold is made up for.
        (year("10", "1000"), figures("0.00", "0.00", "120.00", "20.00")),
        (year("10", "1000", of_excess=True), figures("0.00", "0.00", "20.00", "20.00")),
        (WithholdingTerms(Decimal(10), document_threshold=Decimal(350)), figures("40.00", "50.00", "0.00", "0.00")),
        # A single large payment is taxed below the year's threshold, and not a second time above it.
        (
            WithholdingTerms(Decimal(10), document_threshold=Decimal(450), year_threshold=Decimal(1000)),
            figures("0.00", "50.00", "70.00", "20.00"),
        ),
    ],
)
def test_withholds_by_thresholds(terms: WithholdingTerms, amounts: tuple[Decimal, ...]) -> None:
    assert in_turn(terms, "400.00", "500.00", "300.00", "200.00") == list(amounts)


def test_withholds_less_by_a_certificate_up_to_what_is_left_of_it() -> None:
    certificate = Certificate(uuid7(), Decimal(2), Decimal("600.00"))

    parts = withheld(WithholdingTerms(Decimal(10)), Decimal("1000.00"), ZERO, ZERO, 2, certificate)

    assert [(part.base, part.amount) for part in parts] == [figures("600.00", "12.00"), figures("400.00", "40.00")]
    assert [part.certificate for part in parts] == [certificate.key, None]


@settings(deadline=None)
@given(st.lists(st.decimals(1, 1000, places=2), min_size=1, max_size=8), st.booleans())
def test_a_year_is_withheld_alike_however_it_is_paid(bases: list[Decimal], of_excess: bool) -> None:
    terms = year("10", "1000", of_excess=of_excess)
    total = sum(bases, start=ZERO)

    amounts = in_turn(terms, *map(str, bases))

    base = (total - 1000 if of_excess else total) if total > 1000 else ZERO
    assert abs(sum(amounts, start=ZERO) - base / 10) <= Decimal("0.01") * len(bases)
