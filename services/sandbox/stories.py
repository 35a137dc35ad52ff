"""Stories: what happens to an order of a sandbox, step by step, so that whoever follows it is told of each step."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias
from uuid import UUID

from services.sandbox import trading
from services.sandbox.ground import Ground
from services.work import Work


class SandboxStory(StrEnum):
    """What can be had happen in a sandbox."""

    ORDER_TO_CASH = "ORDER_TO_CASH"
    STOCK_RUNS_OUT = "STOCK_RUNS_OUT"
    RETURN = "RETURN"
    CANCELLATION = "CANCELLATION"


Memory: TypeAlias = dict[str, UUID]
"""What the steps of one story have made, by what it is to the next ones."""
Step: TypeAlias = Callable[[Work, Ground, Memory], Awaitable[None]]
_COST: Final = Decimal("9.50")
_LEFT: Final = (
    "select coalesce(sum(on_hand - reserved), 0)::int from stock_level where location_id = $1 and sku_id = $2"
)


async def _arrive(work: Work, ground: Ground, _memory: Memory) -> None:
    # A story can be had again and again, so it brings along what it takes.
    await trading.receive_goods(work, ground, {"KETTLE": 4, "MUG": 12}, _COST)


async def _order(work: Work, ground: Ground, memory: Memory) -> None:
    memory["order"] = await trading.order(work, ground, "C-1", {"KETTLE": 4, "MUG": 12})


async def _confirm(work: Work, _ground: Ground, memory: Memory) -> None:
    await trading.confirm(work, memory["order"])


async def _cancel(work: Work, _ground: Ground, memory: Memory) -> None:
    await trading.cancel(work, memory["order"])


async def _make_ready(work: Work, _ground: Ground, memory: Memory) -> None:
    memory["shipment"] = await trading.make_ready(work, memory["order"])


async def _ship(work: Work, _ground: Ground, memory: Memory) -> None:
    await trading.ship(work, memory["shipment"])


async def _bill(work: Work, _ground: Ground, memory: Memory) -> None:
    memory["invoice"] = await trading.bill(work, memory["order"])


async def _collect(work: Work, ground: Ground, memory: Memory) -> None:
    await trading.collect(work, ground, memory["invoice"])


async def _ask_to_return(work: Work, _ground: Ground, memory: Memory) -> None:
    memory["return"] = await trading.ask_to_return(work, memory["order"])


async def _take_back(work: Work, ground: Ground, memory: Memory) -> None:
    await trading.take_back(work, ground, memory["return"])


async def _credit(work: Work, _ground: Ground, memory: Memory) -> None:
    await trading.credit(work, memory["return"])


async def _order_all_trays(work: Work, ground: Ground, memory: Memory) -> None:
    left = await work.raw.fetchval(_LEFT, ground.place("SHELF"), ground.sku("TRAY"))
    memory["order"] = await trading.order(work, ground, "C-2", {"TRAY": max(left, 0) + 2})


async def _order_one_more(work: Work, ground: Ground, memory: Memory) -> None:
    memory["order"] = await trading.order(work, ground, "C-3", {"TRAY": 1})


async def _trays_arrive(work: Work, ground: Ground, _memory: Memory) -> None:
    await trading.receive_goods(work, ground, {"TRAY": 8}, _COST)


_SOLD: Final = (_arrive, _order, _confirm, _make_ready, _ship, _bill)
STORIES: Final[Mapping[SandboxStory, Sequence[Step]]] = {
    SandboxStory.ORDER_TO_CASH: (*_SOLD, _collect),
    SandboxStory.STOCK_RUNS_OUT: (_order_all_trays, _confirm, _order_one_more, _confirm, _trays_arrive),
    SandboxStory.RETURN: (*_SOLD, _ask_to_return, _take_back, _credit),
    SandboxStory.CANCELLATION: (_arrive, _order, _confirm, _cancel),
}
"""The steps of each story; each is a transaction of its own."""
