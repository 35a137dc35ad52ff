"""Which tax position holds for whom."""

from uuid import UUID

import pytest

from kernel.ids import uuid7
from models import TaxUse, Territory, Trade
from services.finance.tax.position import Rule, Whereabouts, mapped, position_for

DOMESTIC, UNION, UNION_PRIVATE, EXPORT, SWISS, SWISS_BOUGHT = (uuid7() for _ in range(6))
NAMES = {DOMESTIC: "domestic", UNION: "union", UNION_PRIVATE: "private", EXPORT: "export", SWISS: "swiss"}
RULES = [
    Rule(DOMESTIC, territory=Territory.DOMESTIC),
    Rule(UNION, territory=Territory.EU, has_vat_number=True),
    Rule(UNION_PRIVATE, territory=Territory.EU),
    Rule(EXPORT, territory=Territory.THIRD_COUNTRY),
    Rule(SWISS, country="CH"),
    Rule(SWISS_BOUGHT, used_for=TaxUse.PURCHASE, country="CH"),
]


@pytest.mark.parametrize(
    ("country", "has_vat_number", "trade", "expected"),
    [
        ("AT", True, Trade.SALE, DOMESTIC),
        (None, False, Trade.SALE, DOMESTIC),
        ("DE", True, Trade.SALE, UNION),
        ("DE", False, Trade.SALE, UNION_PRIVATE),
        ("US", True, Trade.PURCHASE, EXPORT),
        ("CH", True, Trade.SALE, SWISS),
        ("CH", True, Trade.PURCHASE, SWISS_BOUGHT),
        ("GB", True, Trade.SALE, EXPORT),
    ],
)
def test_the_rule_that_says_most_decides(
    country: str | None, has_vat_number: bool, trade: Trade, expected: UUID
) -> None:
    found = position_for(Whereabouts("AT", country, has_vat_number, trade), reversed(RULES))

    assert found == expected


def test_no_rule_is_no_position() -> None:
    assert position_for(Whereabouts("AT", "DE", has_vat_number=True, trade=Trade.SALE), [RULES[0]]) is None


def test_the_union_is_no_neighbour_of_a_company_outside_it() -> None:
    assert Whereabouts("CH", "DE", has_vat_number=True, trade=Trade.SALE).territory is Territory.THIRD_COUNTRY


def test_taxes_become_others_none_or_stay() -> None:
    vat, low, export, other = (uuid7() for _ in range(4))

    assert mapped([vat, low, other], {vat: export, low: None}) == [export, other]
    assert mapped([vat, low], {vat: export, low: export}) == [export]
