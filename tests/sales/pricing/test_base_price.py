from decimal import Decimal

import pytest

from kernel.errors import DomainError
from services.refusals import SeveralRefusals
from services.sales.pricing.base_price import PriceSource
from services.sales.pricing.facts import Audience, PriceList
from tests.sales.pricing.building import DOZEN, METRE, facts, good, item, key, line, price_list, priced
from tests.sales.pricing.days import TODAY, YESTERDAY

LAMP = good("LAMP", "20", ("home", "lamps"))


def unit_price(*lists: PriceList, quantity: str = "1", **said: object) -> Decimal:
    known = facts([LAMP], lists=lists)
    return priced(known, line("LAMP", quantity, **said)).lines[0].base.unit_price


def refused(*args: object, **said: object) -> list[tuple[str, tuple[str | int, ...]]]:
    with pytest.raises(SeveralRefusals) as caught:
        priced(*args, **said)  # type: ignore[arg-type] # whatever is priced
    return [(each.code, each.path) for each in caught.value.refusals]


def test_without_a_list_a_good_costs_what_its_sku_says() -> None:
    (found,) = priced(facts([LAMP]), line("LAMP", "3")).lines
    assert (found.base.source, found.listed) == (PriceSource.SKU, Decimal("60.00"))


def test_the_customers_list_counts_before_its_groups_and_that_before_everybodys() -> None:
    lists = [
        price_list(str(audience), item(price, sku_id=LAMP.sku_id), audience=audience)
        for audience, price in ((Audience.EVERYBODY, "19"), (Audience.GROUP, "18"), (Audience.CUSTOMER, "17"))
    ]
    assert [unit_price(*lists[:count]) for count in (1, 2, 3)] == [19, 18, 17]


def test_the_list_that_a_document_names_counts_before_all() -> None:
    own = price_list("OWN", item("17", sku_id=LAMP.sku_id), audience=Audience.CUSTOMER)
    named = price_list("NAMED", item("25", sku_id=LAMP.sku_id))
    found = priced(facts([LAMP], lists=[own, named]), line("LAMP", "1"), price_list_id=key("NAMED"))
    assert found.lines[0].base.unit_price == 25


def test_of_lists_alike_the_one_that_began_last_counts() -> None:
    old = price_list("A", item("19", sku_id=LAMP.sku_id), valid_from=YESTERDAY)
    new = price_list("B", item("21", sku_id=LAMP.sku_id), valid_from=TODAY)
    assert unit_price(old, new) == unit_price(new, old) == 21


def test_a_list_that_says_nothing_of_a_good_leaves_it_to_the_next() -> None:
    own = price_list("OWN", item("1", sku_id=key("other")), audience=Audience.CUSTOMER)
    assert unit_price(own, price_list("ALL", item("19", sku_id=LAMP.sku_id))) == 19


def test_a_sku_counts_before_its_product_and_the_nearest_category_last() -> None:
    items = (
        item("1", category_id=key("home")),
        item("2", category_id=key("lamps")),
        item("3", product_id=LAMP.product_id),
        item("4", sku_id=LAMP.sku_id),
    )
    assert [unit_price(price_list("L", *items[:count])) for count in (1, 2, 3, 4)] == [1, 2, 3, 4]


def test_the_highest_minimum_that_is_reached_counts() -> None:
    breaks = [item(price, least, sku_id=LAMP.sku_id) for price, least in (("20", "0"), ("18", "10"), ("15", "100"))]
    prices = [unit_price(price_list("L", *breaks), quantity=each) for each in ("9.999", "10", "99", "100")]
    assert prices == [20, 18, 18, 15]


def test_prices_convert_between_units_with_six_digits() -> None:
    by_the_dozen = price_list("L", item("100", "1", DOZEN, sku_id=LAMP.sku_id))
    assert unit_price(by_the_dozen, quantity="12") == Decimal("8.333333")
    assert unit_price(by_the_dozen, quantity="11") == 20
    assert unit_price(quantity="1", unit_id=DOZEN) == 240


def test_a_price_for_the_unit_of_the_line_counts_before_one_that_converts() -> None:
    both = price_list("L", item("100", "1", DOZEN, sku_id=LAMP.sku_id), item("9", sku_id=LAMP.sku_id))
    assert unit_price(both, quantity="12") == 9
    assert unit_price(both, quantity="1", unit_id=DOZEN) == 100


def test_a_price_by_hand_counts_before_all() -> None:
    assert unit_price(price_list("L", item("9", sku_id=LAMP.sku_id)), unit_price=Decimal("7.5")) == Decimal("7.5")


def test_refuses_everything_that_has_no_price_at_once() -> None:
    known = facts([LAMP, good("GIFT", None)])
    lines = [
        line("GIFT", "1", path=("lines", 0)),
        line("NOTHING", "1", path=("lines", 1)),
        line("LAMP", "0", path=("lines", 2)),
        line("LAMP", "1", unit_id=METRE, path=("lines", 3)),
    ]
    assert refused(known, *lines) == [
        ("PRICE_MISSING", ("lines", 0, "sku_id")),
        ("NOT_FOUND", ("lines", 1, "sku_id")),
        ("QUANTITY_NOT_POSITIVE", ("lines", 2, "quantity")),
        ("PRICE_MISSING", ("lines", 3, "sku_id")),
    ]


def test_refuses_a_list_that_does_not_hold() -> None:
    with pytest.raises(DomainError) as caught:
        priced(facts([LAMP]), line("LAMP", "1"), price_list_id=key("GONE"))
    assert (caught.value.code, caught.value.path) == ("PRICE_LIST_UNFIT", ("price_list_id",))
