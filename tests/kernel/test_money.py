from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.currency import currency_exponent
from kernel.decimals import DecimalInvalid, product
from kernel.money import AmountTooFine, CurrencyMismatch, Money
from kernel.rounding import RoundingPolicy
from kernel.split import AmountOffStep

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "CLF"])


@st.composite
def moneys(draw: st.DrawFn) -> Money:
    currency = draw(CURRENCIES)
    return Money(draw(st.decimals(-(10**14), 10**14, places=currency_exponent(currency))), currency)


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [("10", "EUR", "10.00 EUR"), ("10.50", "KWD", "10.500 KWD"), ("7", "JPY", "7 JPY"), ("1.20000", "EUR", "1.20 EUR")],
)
def test_prints_at_the_exponent_of_its_currency(amount: str, currency: str, text: str) -> None:
    assert str(Money.of(amount, currency)) == text


def test_refuses_more_digits_than_the_currency_has() -> None:
    with pytest.raises(AmountTooFine) as refusal:
        Money.of("10.005", "EUR")
    assert str(refusal.value) == "10.005 has more digits after the point than EUR has (2)."


def test_rounds_only_where_it_says_so() -> None:
    assert Money.rounded(Decimal("10.005"), "EUR") == Money.of("10.01", "EUR")
    assert Money.rounded(Decimal("10.005"), "EUR", RoundingPolicy.HALF_EVEN) == Money.of("10.00", "EUR")


def test_reads_only_plain_text() -> None:
    with pytest.raises(DecimalInvalid):
        Money.of("1e2", "EUR")


def test_a_price_times_a_quantity_is_rounded_once() -> None:
    extended = Money.rounded(product(Decimal("0.333333"), Decimal("3.000003")), "EUR")
    assert extended == Money.of("1.00", "EUR")


@given(moneys(), st.data())
def test_what_is_added_can_be_taken_away(money: Money, data: st.DataObject) -> None:
    other = Money(data.draw(st.decimals(-(10**14), 10**14, places=currency_exponent(money.currency))), money.currency)
    assert money + other - other == money
    assert money - money == Money.zero(money.currency)
    assert Money.zero(money.currency) - money == -money
    assert (money < other) == (other > money)


@pytest.mark.parametrize("operation", ["__add__", "__sub__", "__lt__"])
def test_refuses_to_mix_currencies(operation: str) -> None:
    with pytest.raises(CurrencyMismatch) as refusal:
        getattr(Money.of(1, "EUR"), operation)(Money.of(1, "USD"))
    assert refusal.value.facts() == {"left": "EUR", "right": "USD"}


def test_totals_keep_the_currency_even_of_nothing() -> None:
    assert Money.total([Money.of("1.10", "EUR"), Money.of("2.20", "EUR")], "EUR") == Money.of("3.30", "EUR")
    assert Money.total([], "JPY") == Money.zero("JPY")
    with pytest.raises(CurrencyMismatch):
        Money.total([Money.of(1, "USD")], "EUR")


def test_one_value_has_one_hash_whatever_its_scale() -> None:
    assert len({Money.of("1", "EUR"), Money.of("1.0", "EUR"), Money(Decimal("1E0"), "EUR")}) == 1


@given(moneys(), st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any))
def test_allocated_parts_add_up(money: Money, weights: list[int]) -> None:
    assert Money.total(money.allocate(weights), money.currency) == money


def test_allocates_in_coins_of_a_cash_step() -> None:
    step = Decimal("0.05")
    paid = Money.of("10.03", "CHF").in_cash(step)
    assert paid.allocate([1, 1, 1], step) == tuple(Money.of(part, "CHF") for part in ("3.35", "3.35", "3.35"))
    with pytest.raises(AmountOffStep):
        Money.of("10.03", "CHF").allocate([1], step)


def test_takes_a_share_with_one_rounding() -> None:
    assert Money.of("19.99", "EUR").times(Decimal("0.19")) == Money.of("3.80", "EUR")
    assert abs(Money.of("-2.50", "EUR")) == Money.of("2.50", "EUR")
    assert Money.of("-2.50", "EUR").is_negative
    assert Money.zero("EUR").amount == 0
