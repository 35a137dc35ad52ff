"""Goods of a transfer are gathered place by place, and what was gathered leaves."""

from typing import Any

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.inventory.transfers.depot import Depot, figures, part_of


async def test_what_nobody_has_gathered_stays_behind_once_somebody_gathers(depot: Depot) -> None:
    await depot.lots("FIRST", "OTHER")
    transfer = await depot.made(4)
    gathered = await depot.done("PickConfirm", transfer, lines=[part_of(transfer, 2)])
    left = await depot.done("Dispatch", gathered)
    assert [line["dispatchedQuantity"]["value"] for line in left["lines"]] == ["2.000000", "0.000000"]
    assert await depot.reserved_in_all() == 0


async def test_what_is_said_of_a_line_goes_before_what_was_gathered(depot: Depot) -> None:
    transfer = await depot.made(4)
    gathered = await depot.done("PickConfirm", transfer, lines=[part_of(transfer, 1)])
    left = await depot.done("Dispatch", gathered, lines=[part_of(transfer, 3)])
    assert figures(left) == ("3", "0", "0", "0", "3")


async def test_nothing_leaves_where_nothing_was_found(depot: Depot) -> None:
    transfer = await depot.made(4)
    gathered = await depot.done("PickConfirm", transfer, lines=[part_of(transfer, 0)])
    assert await depot.refused("Dispatch", gathered) == [("NOTHING_TO_TRANSFER", ["lines"])]


async def test_two_who_gather_at_once_do_so_one_after_the_other(depot: Depot) -> None:
    transfer = await depot.made(4)
    await depot.done("PickConfirm", transfer, lines=[part_of(transfer, 1)])
    assert await depot.refused("PickConfirm", transfer, lines=[part_of(transfer, 1)]) == [
        ("STALE_VERSION", ["version"])
    ]


@pytest.mark.parametrize("quantity", ["5", "-1"])
async def test_refuses_to_gather_more_than_is_to_leave_or_less_than_nothing(depot: Depot, quantity: str) -> None:
    transfer = await depot.made(4)
    refused = await depot.refused("PickConfirm", transfer, lines=[part_of(transfer, quantity)])
    assert refused == [("TRANSFERRED_MORE", ["lines", "0", "quantity"])]


async def test_refuses_lines_that_are_none_or_come_twice(depot: Depot) -> None:
    transfer = await depot.made(4)
    other = {"lineId": f"StockTransferLine:{uuid7()}", "quantity": "1"}
    cases: list[tuple[list[Any], tuple[str, list[str]]]] = [
        ([], ("VALUE_REQUIRED", ["lines"])),
        ([other], ("NOT_FOUND", ["lines", "0", "lineId"])),
        ([part_of(transfer, 1)] * 2, ("ID_REPEATED", ["lines", "1", "lineId"])),
    ]
    for lines, told in cases:
        assert await depot.refused("PickConfirm", transfer, lines=lines) == [told]


async def test_goods_that_have_left_are_not_gathered(depot: Depot) -> None:
    left = await depot.dispatched(4)
    refused = await depot.refused("PickConfirm", left, lines=[part_of(left, 1)])
    assert refused == [("TRANSITION_UNAVAILABLE", ["id"])]


async def test_who_may_not_let_goods_leave_gathers_none(depot: Depot) -> None:
    transfer = await depot.made(4)
    denied = await depot.refused("PickConfirm", transfer, role=RoleCode.BUYER, lines=[part_of(transfer, 1)])
    assert [code for code, _ in denied] == ["FORBIDDEN"]
