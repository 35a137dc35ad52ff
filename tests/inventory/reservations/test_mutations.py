"""What is done with reservations over HTTP, by whom, and what is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer
from tests.inventory.reservations.counter import Keeper
from tests.schema import builders


def codes(payload: Answer) -> list[tuple[str, list[str]]]:
    """Give codes and paths of refusals."""
    return [(error["code"], error["path"]) for error in payload["errors"]]


async def test_what_is_let_go_is_free_for_others(keeper: Keeper) -> None:
    line = await keeper.order(10)
    released = await keeper.do("Release", await keeper.of(line), quantity="4")
    assert released["errors"] == []
    assert (released["reservation"]["held"]["value"], released["reservation"]["releaseCause"]) == ("6.000000", "ASKED")
    assert (await keeper.of(await keeper.order(4)))["held"]["value"] == "4.000000"


@pytest.mark.parametrize("quantity", ["0", "-1", "5"])
async def test_refuses_to_let_more_go_than_is_held(keeper: Keeper, quantity: str) -> None:
    line = await keeper.order(4)
    refused = await keeper.do("Release", await keeper.of(line), quantity=quantity)
    assert codes(refused) == [("RESERVATION_HOLDS_LESS", ["quantity"])]


async def test_goods_are_given_to_another_order(keeper: Keeper) -> None:
    line, other = await keeper.order(10), await keeper.order(3)
    given = await keeper.do("Reassign", await keeper.of(line), demandId=other["id"], quantity="3", priority=7)
    assert given["errors"] == []
    made = given["reservation"]
    assert (made["demand"]["id"], made["held"]["value"], made["priority"]) == (other["id"], "3.000000", 7)
    assert (await keeper.of(line))["held"]["value"] == "7.000000"


async def test_refuses_to_give_an_order_more_than_it_wants(keeper: Keeper) -> None:
    line, other = await keeper.order(10), await keeper.order(3)
    refused = await keeper.do("Reassign", await keeper.of(line), demandId=other["id"], quantity="4")
    assert codes(refused) == [("DEMAND_WANTS_LESS", ["quantity"])]


async def test_refuses_to_give_goods_to_a_draft_or_to_what_wants_none(keeper: Keeper) -> None:
    kept = await keeper.of(await keeper.order(10))
    draft = (await keeper.counter.draft(keeper.counter.line(1)))["lines"][0]
    for demand in (draft["id"], keeper.counter.sku):
        assert codes(await keeper.do("Reassign", kept, demandId=demand)) == [("NOT_DEMANDING", ["demandId"])]


async def test_a_reservation_gets_a_priority_and_an_end(keeper: Keeper) -> None:
    until = (datetime.now(UTC) + timedelta(days=2)).replace(microsecond=0)
    said: Answer = {"priority": 5, "expiresAt": until.isoformat().replace("+00:00", "Z")}
    told = await keeper.do("Prioritise", await keeper.of(await keeper.order(4)), **said)
    assert (told["reservation"]["priority"], told["reservation"]["expiresAt"]) == (5, said["expiresAt"])


async def test_a_reservation_is_tied_to_a_lot_of_which_there_is_enough(keeper: Keeper) -> None:
    lot = await _lot(keeper, 4)
    line = await keeper.order(3)
    pinned = await keeper.do("Pin", await _of_no_lot(keeper, line), lotId=f"Lot:{lot}")
    assert pinned["errors"] == []
    assert [(each["lot"]["number"], each["pinned"]) for each in pinned["reservations"]] == [("L", True)]


async def test_refuses_a_lot_of_which_there_is_not_enough(keeper: Keeper) -> None:
    lot = await _lot(keeper, 2)
    refused = await keeper.do("Pin", await _of_no_lot(keeper, await keeper.order(3)), lotId=f"Lot:{lot}")
    assert codes(refused) == [("STOCK_SHORT", ["lotId"])]


CALLS: list[tuple[str, dict[str, Any]]] = [
    ("Release", {}),
    ("Reassign", {"demandId": f"SalesOrderLine:{uuid7()}"}),
    ("Prioritise", {"priority": 1}),
    ("Pin", {}),
]


@pytest.mark.parametrize(("name", "said"), CALLS)
async def test_who_may_not_write_stock_cannot(keeper: Keeper, name: str, said: dict[str, Any]) -> None:
    kept = await keeper.of(await keeper.order(4))
    assert [error["code"] for error in (await keeper.do(name, kept, RoleCode.SALES_REP, **said))["errors"]] == [
        "FORBIDDEN"
    ]


@pytest.mark.parametrize(("name", "said"), [call for call in CALLS if call[0] != "Reassign"])
async def test_refuses_what_is_based_on_an_older_version(keeper: Keeper, name: str, said: dict[str, Any]) -> None:
    kept = await keeper.of(await keeper.order(4))
    await keeper.do("Prioritise", kept, priority=3)
    assert codes(await keeper.do(name, kept, **said)) == [("STALE_VERSION", ["version"])]


@pytest.mark.parametrize(("name", "said"), [call for call in CALLS if call[0] != "Reassign"])
async def test_refuses_what_is_not_there(keeper: Keeper, name: str, said: dict[str, Any]) -> None:
    missing: Answer = {"id": f"Reservation:{uuid7()}", "version": 1}
    assert codes(await keeper.do(name, missing, **said)) == [("NOT_FOUND", ["id"])]


async def _lot(keeper: Keeper, quantity: int) -> object:
    """Put goods of a lot on the shelf that are taken last."""
    owner, company = keeper.office.shop.owner, keeper.office.company
    lot = await builders.insert(owner, "lot", company_id=company, sku_id=keeper.counter.sku_id, number="L")
    await owner.execute(
        "insert into stock_move (company_id, sku_id, from_location_id, to_location_id, lot_id, quantity, moved_at) "
        "select company_id, sku_id, from_location_id, to_location_id, $2, $3, now() from stock_move where to_location_id = $1",
        keeper.shelf, lot, quantity,
    )  # fmt: skip
    return lot


async def _of_no_lot(keeper: Keeper, line: Answer) -> Answer:
    kept = await keeper.of(line)
    assert kept["lot"] is None
    return kept


async def test_a_simulation_lets_nothing_go(keeper: Keeper) -> None:
    kept = await keeper.of(await keeper.order(4))
    said: Answer = {"id": kept["id"], "version": kept["version"]}
    simulated = await keeper.office.do("reservationRelease", "reservation { state }", simulate=True, **said)
    assert simulated["reservation"]["state"] == "RELEASED"
    found = await keeper.office.ask(f'{{ reservation(id: "{kept["id"]}") {{ state }} }}')
    assert found["data"]["reservation"]["state"] == "ACTIVE"
