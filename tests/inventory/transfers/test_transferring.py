"""Goods go from one warehouse to another, and are the company's all the way."""

import asyncio

from auth.roles import RoleCode
from tests.finance.office import Answer
from tests.inventory.transfers.depot import Depot, figures, part_of
from tests.schema import builders


async def test_goods_are_reserved_leave_and_arrive(depot: Depot) -> None:
    made = await depot.made(4)
    assert (made["state"], made["number"], made["availableTransitions"]) == (
        "READY",
        "TR-000001",
        ["PICK", "DISPATCH", "CANCEL"],
    )
    assert (await depot.there(), await depot.reserved()) == ((10, 0, 0), 4)
    left = await depot.done("Dispatch", made)
    assert (left["state"], left["availableTransitions"]) == ("DISPATCHED", ["RECEIVE", "RETURN", "WRITE_OFF"])
    assert (await depot.there(), await depot.reserved()) == ((6, 4, 0), 0)
    arrived = await depot.done("Receive", left)
    assert (arrived["state"], figures(arrived), arrived["closedAt"] is None) == (
        "CLOSED",
        ("4", "4", "0", "0", "0"),
        False,
    )
    assert await depot.there() == (6, 0, 4)
    assert [(each["fromLocation"]["code"], each["toLocation"]["code"]) for each in arrived["moves"]["nodes"]] == [
        ("LORRY", "ELSEWHERE"), ("SHELF", "LORRY"),
    ]  # fmt: skip


async def test_what_is_missing_stays_on_the_way_until_it_arrives(depot: Depot) -> None:
    left = await depot.dispatched(4)
    first = await depot.done("Receive", left, lines=[part_of(left, 3)])
    assert (first["state"], figures(first)) == ("DISPATCHED", ("4", "3", "0", "0", "1"))
    second = await depot.done("Receive", first)
    assert (second["state"], figures(second)) == ("CLOSED", ("4", "4", "0", "0", "0"))
    assert await depot.there() == (6, 0, 4)


async def test_some_arrives_some_comes_back_and_some_is_lost(depot: Depot) -> None:
    left = await depot.dispatched(4)
    arrived = await depot.done("Receive", left, lines=[part_of(left, 2)])
    back = await depot.done("Return", arrived, lines=[part_of(left, 1)], locationId=f"Location:{depot.shelf}")
    lost = await depot.done("WriteOff", back, writeOffReason="Fell off the lorry")
    assert (lost["state"], figures(lost)) == ("CLOSED", ("4", "2", "1", "1", "0"))
    assert await depot.there() == (7, 0, 2)


async def test_only_what_is_lost_is_worth_nothing_any_more(depot: Depot) -> None:
    left = await depot.dispatched(4)
    arrived = await depot.done("Receive", left, lines=[part_of(left, 3)])
    lost = await depot.done("WriteOff", arrived, writeOffReason="Fell off the lorry")
    asked = "entries(first: 9) { nodes { lines { account { code } debit { amount } credit { amount } } } }"
    answer = await depot.office.ask(f'{{ stockTransfer(id: "{lost["id"]}") {{ {asked} }} }}')
    (entry,) = answer["data"]["stockTransfer"]["entries"]["nodes"]
    assert {(each["account"]["code"], each["debit"]["amount"], each["credit"]["amount"]) for each in entry["lines"]} == {
        ("5030", "6.00", "0.00"), ("1110", "0.00", "6.00"),
    }  # fmt: skip


async def test_less_leaves_than_was_planned_and_the_rest_is_free(depot: Depot) -> None:
    made = await depot.made(4)
    left = await depot.done("Dispatch", made, lines=[part_of(made, 3)])
    assert (figures(left), await depot.reserved()) == (("3", "0", "0", "0", "3"), 0)
    assert (await depot.done("Receive", left))["state"] == "CLOSED"
    assert await depot.there() == (7, 0, 3)


async def test_a_transfer_that_is_called_off_frees_its_goods(depot: Depot) -> None:
    made = await depot.made(4)
    assert (await depot.done("Cancel", made))["state"] == "CANCELLED"
    assert (await depot.there(), await depot.reserved()) == ((10, 0, 0), 0)


async def test_goods_are_put_elsewhere_in_the_warehouse_that_they_go_to(depot: Depot) -> None:
    owner, company = depot.office.shop.owner, depot.office.company
    said = {
        "code": "NEXT",
        "name": "Next",
        "kind": "INTERNAL",
        "warehouse_id": depot.warehouses[depot.elsewhere],
    }
    place = await builders.insert(owner, "location", company_id=company, **said)
    arrived = await depot.done("Receive", await depot.dispatched(4), locationId=f"Location:{place}")
    assert arrived["moves"]["nodes"][0]["toLocation"]["code"] == "NEXT"


async def test_goods_of_a_lot_go_as_that_lot(depot: Depot) -> None:
    owner, company = depot.office.shop.owner, depot.office.company
    lot = await builders.insert(owner, "lot", company_id=company, sku_id=depot.counter.sku_id, number="B1")
    await owner.execute(
        "insert into stock_move (company_id, sku_id, from_location_id, to_location_id, lot_id, quantity, moved_at) "
        "select company_id, sku_id, from_location_id, to_location_id, $2, 5, now() from stock_move where to_location_id = $1",
        depot.shelf, lot,
    )  # fmt: skip
    line = {"skuId": depot.counter.sku, "lotId": f"Lot:{lot}", "quantity": "5"}
    await depot.done("Receive", await depot.done("Dispatch", await depot.made(0, lines=[line])))
    query = "select on_hand from stock_level where location_id = $1 and lot_id = $2"
    assert await owner.fetchval(query, depot.elsewhere, lot) == 5


async def test_of_all_who_receive_at_once_one_does(depot: Depot) -> None:
    left = await depot.dispatched(4)
    answers = await asyncio.gather(*(depot.do("Receive", left, lines=[part_of(left, 4)]) for _ in range(64)))
    assert sum(answer["errors"] == [] for answer in answers) == 1
    late = {error["code"] for answer in answers for error in answer["errors"]}
    assert late == {"STALE_VERSION"}
    assert await depot.there() == (6, 0, 4)


async def test_two_who_send_the_same_goods_away_do_not_send_them_twice(depot: Depot) -> None:
    payloads = await asyncio.gather(*(depot.make(6) for _ in range(8)))
    (made,) = [payload["stockTransfer"] for payload in payloads if payload["errors"] == []]
    answers = await asyncio.gather(*(depot.do("Dispatch", made) for _ in range(8)))
    assert sum(answer["errors"] == [] for answer in answers) == 1
    assert await depot.there() == (4, 6, 0)


async def test_a_simulation_shows_what_would_leave_and_leaves_it(depot: Depot) -> None:
    simulated = (await depot.make(4, simulate=True))["stockTransfer"]
    assert (simulated["number"], simulated["lines"][0]["reservation"]["held"]["value"]) == (None, "4.000000")
    shown = (await depot.do("Dispatch", await depot.made(4), simulate=True))["stockTransfer"]
    assert (shown["state"], len(shown["moves"]["nodes"])) == ("DISPATCHED", 1)
    assert (await depot.there(), await depot.reserved()) == ((10, 0, 0), 4)


async def test_the_trace_leads_from_what_was_lost_to_its_entry(depot: Depot) -> None:
    lost = await depot.done("WriteOff", await depot.dispatched(1), writeOffReason="Lost")
    asked = "trace { documents { kind steps } }"
    answer = await depot.office.ask(f'{{ stockTransfer(id: "{lost["id"]}") {{ {asked} }} }}')
    assert answer["data"]["stockTransfer"]["trace"]["documents"] == [{"kind": "JOURNAL_ENTRY", "steps": 1}]


async def test_the_audit_keeps_who_received_what(depot: Depot) -> None:
    arrived = await depot.done("Receive", await depot.dispatched(4))
    query = "select operation, after ->> 'state' as state from audit_entry where entity_id = $1 order by id"
    rows = await depot.office.shop.owner.fetch(query, arrived["id"].partition(":")[2])
    assert [row["state"] for row in rows] == ["READY", "DISPATCHED", "CLOSED"]


async def test_a_transfer_is_found_by_its_number(depot: Depot) -> None:
    made = await depot.made(4)
    said = f'companyId: "{depot.counter.company}", number: "{made["number"]}"'
    answer = await depot.office.ask(f"{{ stockTransferByNumber({said}) {{ id }} }}", RoleCode.WAREHOUSE_CLERK)
    found: Answer = answer["data"]["stockTransferByNumber"]
    assert found["id"] == made["id"]
