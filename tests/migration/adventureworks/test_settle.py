"""Rounding a purchase order: everything adds up, and no line is a cent away from its share."""

import datetime as dt
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.clock import BusinessDay
from kernel.rounding import RoundingPolicy
from services.migration.adventureworks.purchasing import settle
from services.migration.plans.fields import Facts, Scope
from services.migration.plans.plan import Values
from services.migration.plans.references import References
from services.migration.plans.source import Table
from services.migration.refusals import DocumentDoesNotAddUp


class _NoTables:
    names = ()

    def table(self, name: str) -> Table:
        raise LookupError(name)

    def count(self, name: str) -> int:
        raise LookupError(name)


NOW = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
FACTS = Facts(UUID(int=1), "USD", BusinessDay(ZoneInfo("UTC")), RoundingPolicy.HALF_UP, NOW)
SCOPE = Scope(_NoTables(), FACTS, References(UUID(int=1), "test", {}))


def order(net: str, tax: str = "0", freight: str = "0") -> Values:
    return {"net_amount": Decimal(net), "tax_amount": Decimal(tax), "freight_amount": Decimal(freight)}


def line(net: str, due_on: dt.date | None = None) -> Values:
    return {"net_amount": Decimal(net), "due_on": due_on}


def test_rounds_net_tax_and_freight_each_and_adds_them_up() -> None:
    whole = order("201.045", "16.0832", "5.026")
    settle(whole, [line("201.045")], SCOPE)
    amounts = [str(whole[name]) for name in ("net_amount", "tax_amount", "freight_amount", "total_amount")]
    assert amounts == ["201.05", "16.08", "5.03", "222.16"]


def test_lines_share_the_net_by_largest_remainder() -> None:
    lines = [line("0.3333"), line("0.3333"), line("0.3334")]
    settle(order("1.0000"), lines, SCOPE)
    assert [(each["position"], str(each["net_amount"])) for each in lines] == [(1, "0.33"), (2, "0.33"), (3, "0.34")]


def test_expects_an_order_when_its_last_line_is_due() -> None:
    whole = order("2")
    settle(whole, [line("1", dt.date(2014, 5, 1)), line("1", dt.date(2014, 6, 1))], SCOPE)
    assert whole["expected_on"] == dt.date(2014, 6, 1)


def test_an_order_without_lines_comes_to_nothing() -> None:
    whole = order("0")
    settle(whole, [], SCOPE)
    assert (str(whole["total_amount"]), whole["expected_on"]) == ("0.00", None)


def test_refuses_lines_that_come_to_something_else() -> None:
    with pytest.raises(DocumentDoesNotAddUp, match=r"add up to 1\.0001, and the header says 1\.0000"):
        settle(order("1.0000"), [line("1.0001")], SCOPE)


@given(st.lists(st.decimals(min_value=0, max_value=99_999, places=4), min_size=1, max_size=20))
def test_lines_always_add_up_to_the_order(nets: list[Decimal]) -> None:
    whole, lines = order(str(sum(nets))), [line(str(net)) for net in nets]
    settle(whole, lines, SCOPE)
    shares = [each["net_amount"] for each in lines]
    assert sum(share for share in shares if isinstance(share, Decimal)) == whole["net_amount"]
    assert all(
        abs(share - net) < Decimal("0.02")
        for share, net in zip(shares, nets, strict=True)
        if isinstance(share, Decimal)
    )
