"""One client does whatever comes to mind, and after each step stock, orders and books are whole.

What there is of a product is reckoned beside it, so that each order is promised as much as is there. TORSO_TRADES says how many
sequences are tried, TORSO_TRADE_LENGTH how long they get.
"""

import asyncio
import os
from collections.abc import Coroutine
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.finance.office import office_of
from tests.sales.proof.market import Market, market_of
from tests.writing.shop import Shop

TRADES = int(os.environ.get("TORSO_TRADES", "3"))
LENGTH = int(os.environ.get("TORSO_TRADE_LENGTH", "12"))
PRODUCTS, UNITS = 2, 5

T = TypeVar("T")
products = st.integers(0, PRODUCTS - 1)
quantities = st.integers(1, UNITS + 1)
chosen = st.integers(0, 99)


class Trade(RuleBasedStateMachine):
    """A market, and what there should be on its shelf that is promised to nobody."""

    shop: Shop
    loop: asyncio.AbstractEventLoop

    def __init__(self) -> None:
        super().__init__()
        self.market: Market
        self.orders: list[str] = []
        self.free: dict[str, Decimal] = {}

    def wait(self, doing: Coroutine[Any, Any, T]) -> T:
        """Do something in the loop of the server."""
        return self.loop.run_until_complete(doing)

    @initialize()
    def opens(self) -> None:
        """Open a market."""
        self.market = self.wait(self._opened())
        self.free = dict.fromkeys(self.market.skus, Decimal(UNITS))

    async def _opened(self) -> Market:
        return await market_of(await office_of(self.shop, datetime.now(UTC).year), PRODUCTS, UNITS)

    @rule(first=quantities, second=quantities, whole=st.booleans())
    def order(self, first: int, second: int, *, whole: bool) -> None:
        """Order of each product: as much is promised as there is, or nothing where all of it is wanted."""
        basket = dict(zip(self.market.skus, (first, second), strict=True))
        policy = "COMPLETE_ONLY" if whole else "PARTIAL_ALLOWED"
        placed = self.wait(self.market.place(basket, policy))
        short = {sku: self.free[sku] for sku, wanted in basket.items() if self.free[sku] < wanted}
        if whole and short:
            (error,) = placed["errors"]
            assert {each["sku"]["id"]: Decimal(each["available"]) for each in error["shortages"]} == short
            return
        assert placed["errors"] == []
        self.orders.append(placed["salesOrder"]["id"])
        for line in placed["salesOrder"]["lines"]:
            sku = line["sku"]["id"]
            assert Decimal(line["reservedQuantity"]["value"]) == min(self.free[sku], basket[sku])

    @rule(which=chosen)
    def cancel(self, which: int) -> None:
        """Call an order off; what it had is free again."""
        self._with(which, "cancel", {"ORDER_SHIPPED", "ORDER_BILLED", "TRANSITION_UNAVAILABLE"})

    @rule(which=chosen)
    def ship(self, which: int) -> None:
        """Let leave what is there."""
        self._with(which, "ship", {"NOTHING_TO_SHIP", "ORDER_HELD", "STOCK_SHORT"})

    @rule(which=chosen)
    def bill(self, which: int) -> None:
        """Bill what is not billed yet."""
        self._with(which, "bill", {"NOTHING_TO_BILL", "TRANSITION_UNAVAILABLE"})

    @rule(which=chosen)
    def take_back(self, which: int) -> None:
        """Take back all that has left, and refund what is billed of it."""
        refusals = {
            "NOTHING_TO_RETURN",
            "NOTHING_RETURNABLE",
            "RETURNED_MORE",
            "ORDER_NOT_RETURNABLE",
            "NOTHING_TO_CREDIT",
        }
        self._with(which, "take_back", refusals)

    @rule(product=products, difference=st.integers(-2, 3).filter(bool))
    def count(self, product: int, difference: int) -> None:
        """Find more or less of a product; who loses promised goods is told."""
        refused = self.wait(self.market.count(difference, [self.market.skus[product]]))
        assert set(refused) <= {"INSUFFICIENT_STOCK"}, refused

    def _with(self, which: int, act: str, refusals: set[str]) -> None:
        if self.orders:
            order = self.orders[which % len(self.orders)]
            refused: list[str] = self.wait(getattr(self.market, act)(order))
            assert set(refused) <= refusals, (act, refused)

    @invariant()
    def all_is_whole(self) -> None:
        """What holds whatever is done; and what is free is looked up for the next order."""
        if self.free:
            assert self.wait(self.market.wrong()) == []
            self.free = {sku: self.wait(self.market.free(sku)) for sku in self.free}

    def teardown(self) -> None:
        """The books of the end are checked."""
        if self.free:
            assert self.wait(self.market.findings()) == []


def test_stock_and_books_are_whole_after_each_step(market_shop: Shop, loop: asyncio.AbstractEventLoop) -> None:
    Trade.shop, Trade.loop = market_shop, loop
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(  # pyright: ignore[reportUnknownMemberType] - a factory of any machine
        Trade,
        settings=settings(
            max_examples=TRADES, stateful_step_count=LENGTH, deadline=None, database=None, suppress_health_check=slow
        ),
    )
