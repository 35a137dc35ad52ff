"""What is in a sandbox from the beginning: goods on the shelf, and an order in each of its states."""

from decimal import Decimal
from typing import Final
from uuid import UUID

from services.sandbox import trading
from services.sandbox.ground import Ground
from services.work import Work

OPENING: Final = {"KETTLE": 40, "TEAPOT": 25, "MUG": 200}
"""What is on the shelf; of trays there are none, so that an order of them waits."""
COST: Final = Decimal("9.50")


async def seed(work: Work, ground: Ground) -> None:
    """Let happen what had happened before somebody came: stock, and orders from a draft to one that is paid."""
    await trading.receive_goods(work, ground, OPENING, COST)
    await trading.order(work, ground, "C-1", {"TEAPOT": 2})
    await _confirmed(work, ground, "C-2", {"KETTLE": 3, "MUG": 24})
    await trading.cancel(work, await _confirmed(work, ground, "C-3", {"TRAY": 1}))
    await trading.make_ready(work, await _confirmed(work, ground, "C-3", {"MUG": 6}))
    await _shipped(work, ground, "C-1", {"TEAPOT": 1})
    await trading.bill(work, await _shipped(work, ground, "C-2", {"KETTLE": 2}))
    paid = await trading.bill(work, await _shipped(work, ground, "C-3", {"KETTLE": 1, "MUG": 12}))
    await trading.collect(work, ground, paid)


async def _confirmed(work: Work, ground: Ground, customer: str, quantities: dict[str, int]) -> UUID:
    key = await trading.order(work, ground, customer, quantities)
    await trading.confirm(work, key)
    return key


async def _shipped(work: Work, ground: Ground, customer: str, quantities: dict[str, int]) -> UUID:
    key = await _confirmed(work, ground, customer, quantities)
    await trading.ship(work, await trading.make_ready(work, key))
    return key
