"""Sixteen who receive, ship and put right the same goods at once, also as of days that are over: at every commit the books agree."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any, Final

from tests.finance.office import Word
from tests.inventory.valuation.yard import Yard
from tests.logistics.shipments.dock import Dock
from tests.sales.orders.counter import counter_of
from tests.schema import builders

CLIENTS: Final = 16
TURNS: Final = 3
METHODS: Final = {"PIN": "MOVING_AVERAGE", "NUT": "FIFO", "SAW": "STANDARD"}
CHECKS: Final = (
    "STOCK_VALUES_ARE_SUMS_OF_ENTRIES", "STOCK_VALUES_ARE_STOCK_ACCOUNTS", "STOCK_SNAPSHOTS_ARE_SUMS_OF_MOVES",
)  # fmt: skip
# Whoever takes more than there is, or than there would have been, is told so; nobody is told anything else.
REFUSALS: Final = {"INSUFFICIENT_STOCK", "STOCK_BELOW_ZERO_LATER"}


async def stocked(yard: Yard) -> None:
    """Have plenty of everything since the first of October."""
    for code, method in METHODS.items():
        await yard.sku(code, method, standard_cost=3, list_price=10)
    lines: list[dict[str, Any]] = [{"code": code, "quantity": "100", "unitPrice": "3.333333"} for code in METHODS]
    await yard.received(*lines, receivedOn="2026-10-01")


async def shipments(yard: Yard) -> list[Callable[[], Awaitable[Any]]]:
    """Make as many shipments as there are clients, ready to leave."""
    await builders.location(yard.office.shop.owner, yard.office.company, "CUSTOMERS", "CUSTOMER")
    counter = await counter_of(yard.office)
    dock = Dock(counter, yard.shelf)
    ready: list[Callable[[], Awaitable[Any]]] = []
    for number in range(CLIENTS):
        lines = [{"skuId": f"Sku:{yard.skus[code]}", "quantity": str(1 + number % 3)} for code in METHODS]
        order = await counter.confirmed(*lines, shipmentPolicy=Word("ON_CONFIRM"))
        shipment = await dock.shipment(order)
        ready.append(lambda shipment=shipment: dock.do("Ship", shipment))
    return ready


async def one(yard: Yard, seed: int, ship: Callable[[], Awaitable[Any]]) -> list[dict[str, Any]]:
    """Do some turns in an order of one's own, with a shipment among them, and give the payloads."""
    drawn = random.Random(seed)
    found: list[dict[str, Any]] = []
    turns = [*["move"] * TURNS, "ship"]
    drawn.shuffle(turns)
    for turn in turns:
        code, day = drawn.choice(list(METHODS)), f"2026-10-{drawn.randint(2, 28):02}"
        late = drawn.random() < 0.5
        if turn == "ship":
            found.append(await ship())
        elif drawn.random() < 0.5:
            line = {"code": code, "quantity": str(drawn.randint(1, 9)), "unitPrice": f"{drawn.randint(1, 999) / 100}"}
            found.append(await yard.receive(line, **_as_of("receivedOn", day if late else None)))
        else:
            less = f"-{drawn.randint(1, 4)}"
            found.append(await yard.adjust(code, less, **_as_of("postedOn", day if late else None)))
    return found


def _as_of(name: str, day: str | None) -> dict[str, Any]:
    return {} if day is None else {name: day}


async def test_values_are_moves_and_accounts_after_every_commit(yard: Yard) -> None:
    await stocked(yard)
    ready = await shipments(yard)
    working = asyncio.gather(*(one(yard, seed, ship) for seed, ship in enumerate(ready)))
    looks = 0
    while not working.done():
        assert [await yard.check(kind) for kind in CHECKS] == [[], [], []]
        looks += 1
    payloads = [payload for client in await working for payload in client]
    assert {error["code"] for payload in payloads for error in payload["errors"]} <= REFUSALS
    assert sum(not payload["errors"] for payload in payloads) > CLIENTS * TURNS // 2
    assert looks > 0
    assert [await yard.check(kind) for kind in CHECKS] == [[], [], []]
