import datetime as dt
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.ids import uuid7
from services.logistics.rates import Parcel, Rate, Service, WeightInvalid, offers

FIRST, SECOND = dt.date(2026, 1, 1), dt.date(2026, 7, 1)


def rate(
    weight: str, price: str, country: str | None = "AT", prefix: str | None = None, valid_from: dt.date = FIRST
) -> Rate:
    return Rate(country, prefix, valid_from, Decimal(weight), Decimal(price))


def service(*rates: Rate, currency: str = "EUR", days: int | None = 2, code: str = "PAKET") -> Service:
    return Service(uuid7(), code, code.title(), "Post", currency, None, days, rates)


def price(*rates: Rate, weight: str = "1", postal_code: str | None = "1010") -> Decimal | None:
    found = offers([service(*rates)], Parcel(Decimal(weight), "AT", postal_code))
    return found[0].rate.price if found else None


def test_takes_the_lightest_step_that_the_parcel_does_not_exceed() -> None:
    steps = (rate("10", "7.90"), rate("2", "4.90"), rate("5", "5.90"))
    assert [price(*steps, weight=weight) for weight in ("1", "2", "2.001", "10", "10.1")] == [
        Decimal("4.90"),
        Decimal("4.90"),
        Decimal("5.90"),
        Decimal("7.90"),
        None,
    ]


def test_the_narrowest_zone_counts() -> None:
    everywhere, country = rate("5", "9", None), rate("5", "5")
    region, district = rate("5", "4", "AT", "1"), rate("5", "3", "AT", "10 1")
    zones = (everywhere, country, region, district)
    assert price(*zones) == 3
    assert price(*zones, postal_code="1200") == 4
    assert price(*zones, postal_code="8010") == 5
    assert price(*zones, postal_code=None) == 5
    assert price(everywhere, rate("5", "5", "DE")) == 9


def test_a_zone_whose_tariff_ends_earlier_is_not_carried_at_the_price_of_a_wider_one() -> None:
    assert price(rate("100", "9", None), rate("5", "5"), weight="6") is None


def test_a_later_tariff_replaces_the_whole_of_an_earlier_one() -> None:
    old = (rate("2", "4"), rate("31.5", "9"))
    assert price(*old, rate("2", "5", valid_from=SECOND)) == 5
    assert price(*old, rate("2", "5", valid_from=SECOND), weight="20") is None


def test_offers_are_by_currency_the_cheapest_first_then_the_fastest() -> None:
    services = [
        service(rate("5", "9"), code="DEAR"),
        service(rate("5", "5"), code="SLOW", days=None),
        service(rate("5", "5"), code="FAST", days=1),
        service(rate("5", "1"), code="DOLLAR", currency="USD"),
    ]
    found = offers(services, Parcel(Decimal(1), "AT", None))
    assert [offer.service.code for offer in found] == ["FAST", "SLOW", "DEAR", "DOLLAR"]


@pytest.mark.parametrize("weight", ["0", "-1"])
def test_refuses_a_parcel_that_weighs_nothing(weight: str) -> None:
    with pytest.raises(WeightInvalid):
        Parcel(Decimal(weight), "AT", None)


RATES = st.lists(
    st.builds(
        Rate,
        country=st.sampled_from(["AT", None]),
        postal_code_prefix=st.none(),
        valid_from=st.sampled_from([FIRST, SECOND]),
        weight_kg_max=st.integers(1, 40).map(Decimal),
        price=st.integers(0, 100).map(Decimal),
    )
    | st.builds(
        Rate,
        country=st.just("AT"),
        postal_code_prefix=st.sampled_from(["1", "10", "2"]),
        valid_from=st.sampled_from([FIRST, SECOND]),
        weight_kg_max=st.integers(1, 40).map(Decimal),
        price=st.integers(0, 100).map(Decimal),
    ),
    unique_by=lambda each: (each.zone, each.valid_from, each.weight_kg_max),
)


@given(RATES, st.integers(1, 45), st.sampled_from(["1010", "1100", "2000", "9000", None]), st.randoms())
def test_the_order_of_rates_changes_nothing(rates: list[Rate], weight: int, code: str | None, dice: Random) -> None:
    shuffled = dice.sample(rates, len(rates))
    assert price(*rates, weight=str(weight), postal_code=code) == price(*shuffled, weight=str(weight), postal_code=code)


@given(RATES, st.integers(1, 44), st.sampled_from(["1010", "2000", None]))
def test_what_is_carried_is_carried_when_it_is_lighter(rates: list[Rate], weight: int, code: str | None) -> None:
    if price(*rates, weight=str(weight + 1), postal_code=code) is not None:
        assert price(*rates, weight=str(weight), postal_code=code) is not None
