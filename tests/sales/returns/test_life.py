"""Customers ask to send goods back, and are told whether they may."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from auth.roles import RoleCode
from tests.finance.office import Answer
from tests.sales.returns.desk import ReturnDesk
from tests.schema import builders


def _key(row: Answer) -> UUID:
    return UUID(row["id"].partition(":")[2])


async def test_goods_come_back_from_asking_to_the_end(desk: ReturnDesk) -> None:
    back = await desk.asked(await desk.shipped(4), 1, reason="Broken")
    assert (back["state"], back["reason"], back["availableTransitions"]) == (
        "REQUESTED", "Broken", ["APPROVE", "REJECT", "CANCEL"],
    )  # fmt: skip
    states = [back["state"]]
    steps: dict[str, Answer] = {
        "Approve": {},
        "Send": {"trackingNumber": "T1"},
        "Receive": {"locationId": f"Location:{desk.corner}"},
        "Inspect": {"findings": [desk.finding(back, 1, remedy="NONE")]},
        "Close": {},
    }
    for step, said in steps.items():
        back = await desk.done(step, back, **said)
        states.append(back["state"])
    assert states == ["REQUESTED", "APPROVED", "IN_TRANSIT", "RECEIVED", "INSPECTED", "CLOSED"]
    assert (back["trackingNumber"], back["availableTransitions"]) == ("T1", [])


async def test_all_that_was_shipped_may_come_back_where_no_line_is_named(desk: ReturnDesk) -> None:
    back = await desk.asked(await desk.shipped(4, 1, 3))
    assert [line["quantity"]["value"] for line in back["lines"]] == ["1.000000", "3.000000"]


async def test_what_left_first_comes_back_first(desk: ReturnDesk) -> None:
    order = await desk.shipped(4, 1, 3)
    back = await desk.asked(order, 2)
    assert [line["quantity"]["value"] for line in back["lines"]] == ["1.000000", "1.000000"]
    rest = await desk.asked(order)
    assert [line["quantity"]["value"] for line in rest["lines"]] == ["2.000000"]


async def test_a_line_of_a_shipment_comes_back(desk: ReturnDesk) -> None:
    order = await desk.shipped(4, 1, 3)
    key = await desk.office.shop.owner.fetchval(
        "select id from shipment_line where sales_order_line_id = $1 and quantity = 3", _key(order["lines"][0])
    )
    part = f"ShipmentLine:{key}"
    payload = await desk.ask(order, {"shipmentLineId": part, "quantity": "3"})
    assert [line["shipmentLine"]["id"] for line in payload["returnAuthorization"]["lines"]] == [part]


@pytest.mark.parametrize("quantity", ["0", "-1", "5"])
async def test_refuses_more_than_was_shipped(desk: ReturnDesk, quantity: str) -> None:
    order = await desk.shipped(4)
    (error,) = (await desk.ask(order, desk.line(order, quantity)))["errors"]
    assert (error["code"], error["path"]) == ("RETURNED_MORE", ["input", "lines", "0", "quantity"])


async def test_refuses_what_has_come_back_already(desk: ReturnDesk) -> None:
    order = await desk.shipped(4)
    await desk.received(order, 3)
    (error,) = (await desk.ask(order, desk.line(order, 2)))["errors"]
    assert (error["code"], error["path"]) == ("RETURNED_MORE", ["input", "lines", "0", "quantity"])
    assert (await desk.asked(order))["lines"][0]["quantity"]["value"] == "1.000000"


@pytest.mark.parametrize("step", ["Reject", "Cancel"])
async def test_what_does_not_come_back_may_be_asked_for_again(desk: ReturnDesk, step: str) -> None:
    order = await desk.shipped(4)
    said: Answer = {"rejectReason": "Used"} if step == "Reject" else {}
    over = await desk.done(step, await desk.asked(order), **said)
    assert over["availableTransitions"] == []
    assert (await desk.asked(order))["lines"][0]["quantity"]["value"] == "4.000000"


async def test_refuses_an_order_of_which_nothing_was_shipped(desk: ReturnDesk) -> None:
    (error,) = (await desk.ask(await desk.dock.ordered(2)))["errors"]
    assert (error["code"], error["path"]) == ("NOTHING_TO_RETURN", ["input", "salesOrderId"])


async def test_refuses_an_order_that_promises_nothing(desk: ReturnDesk) -> None:
    (error,) = (await desk.ask(await desk.dock.counter.draft()))["errors"]
    assert (error["code"], error["path"]) == ("ORDER_NOT_RETURNABLE", ["input", "salesOrderId"])


async def test_history_of_another_system_takes_no_part(desk: ReturnDesk) -> None:
    owner, draft = desk.office.shop.owner, await desk.dock.counter.draft()
    copied = (
        "insert into sales_order select (jsonb_populate_record(null::sales_order, to_jsonb(own) || "
        """'{"state": "MIGRATED", "number": "OLD-1"}' || jsonb_build_object('id', uuidv7()))).* """
        "from sales_order as own where id = $1 returning id, company_id, customer_id"
    )
    old = await owner.fetchrow(copied, _key(draft))
    assert old is not None
    (error,) = (await desk.ask({"id": f"SalesOrder:{old['id']}"}))["errors"]
    assert (error["code"], error["path"]) == ("ORDER_NOT_RETURNABLE", ["input", "salesOrderId"])
    row = {"company_id": old["company_id"], "customer_id": old["customer_id"], "sales_order_id": old["id"]}
    with pytest.raises(asyncpg.CheckViolationError):
        await builders.insert(owner, "return_authorization", **row)


async def test_refuses_lines_that_name_both_or_nothing(desk: ReturnDesk) -> None:
    order = await desk.shipped(4)
    (error,) = (await desk.ask(order, {"quantity": "1"}))["errors"]
    assert (error["code"], error["path"]) == ("RETURN_LINE_UNCLEAR", ["input", "lines", "0"])
    again = await desk.ask(order, desk.line(order, 1), desk.line(order, 1))
    assert [(each["code"], each["path"]) for each in again["errors"]] == [
        ("ID_REPEATED", ["input", "lines", "1", "orderLineId"])
    ]


async def test_refuses_lines_of_other_orders(desk: ReturnDesk) -> None:
    order, other = await desk.shipped(2), await desk.shipped(2)
    (error,) = (await desk.ask(order, desk.line(other, 1)))["errors"]
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "lines", "0", "orderLineId"])


async def test_refuses_steps_out_of_their_order(desk: ReturnDesk) -> None:
    back = await desk.asked(await desk.shipped(4))
    place: Answer = {"locationId": f"Location:{desk.corner}"}
    assert await desk.refused("Receive", back, **place) == [("TRANSITION_UNAVAILABLE", ["id"])]
    assert await desk.refused("Close", back) == [("TRANSITION_UNAVAILABLE", ["id"])]
    await desk.done("Approve", back)
    assert await desk.refused("Cancel", back) == [("STALE_VERSION", ["version"])]


async def test_everybody_does_what_is_theirs(desk: ReturnDesk) -> None:
    order = await desk.shipped(4)
    clerk, rep = RoleCode.WAREHOUSE_CLERK, RoleCode.SALES_REP
    assert [error["code"] for error in (await desk.ask(order, role=clerk))["errors"]] == ["FORBIDDEN"]
    back = await desk.asked(order, role=rep)
    place: Answer = {"locationId": f"Location:{desk.corner}"}
    steps: list[tuple[str, RoleCode, Answer]] = [
        ("Approve", rep, {}), ("Approve", clerk, {}), ("Reject", rep, {"rejectReason": "No"}), ("Receive", rep, place),
        ("Inspect", rep, {"findings": []}), ("Send", clerk, {}), ("Cancel", clerk, {}), ("Close", rep, {}),
        ("Credit", rep, {}), ("Replace", clerk, {}),
    ]  # fmt: skip
    for step, role, said in steps:
        assert [code for code, _ in await desk.refused(step, back, role, **said)] == ["FORBIDDEN"], step


async def test_of_64_who_send_back_the_last_pieces_as_many_may_as_there_are(desk: ReturnDesk) -> None:
    order = await desk.shipped(4)
    answers = await asyncio.gather(*(desk.ask(order, desk.line(order, 1)) for _ in range(64)))
    assert sum(answer["errors"] == [] for answer in answers) == 4
    assert {error["code"] for answer in answers for error in answer["errors"]} == {"RETURNED_MORE"}


async def test_the_database_lets_no_more_come_back_than_was_shipped(desk: ReturnDesk) -> None:
    back = await desk.asked(await desk.shipped(4), 3)
    statement = (
        "insert into return_authorization_line select (jsonb_populate_record(null::return_authorization_line, to_jsonb(line) "
        "|| jsonb_build_object('id', uuidv7(), 'authorization_id', $2::uuid, 'quantity', 2))).* "
        "from return_authorization_line as line where authorization_id = $1"
    )
    other = (
        "insert into return_authorization (company_id, customer_id, sales_order_id) "
        "select company_id, customer_id, sales_order_id from return_authorization where id = $1 returning id"
    )
    owner = desk.office.shop.owner
    key = await owner.fetchval(other, _key(back))
    with pytest.raises(asyncpg.CheckViolationError, match=r"5\.0+ would come back of 4"):
        await owner.execute(statement, _key(back), key)


@pytest.mark.parametrize(
    "statement",
    [
        "update return_authorization set state = 'REQUESTED' where id = $1",
        "update return_authorization_line set received_quantity = 1 where authorization_id = $1",
        "delete from return_authorization_line where authorization_id = $1",
        "delete from return_authorization where id = $1",
    ],
)
async def test_the_database_keeps_what_is_over_as_it_is(desk: ReturnDesk, statement: str) -> None:
    over = await desk.done("Cancel", await desk.asked(await desk.shipped(4)))
    with pytest.raises(asyncpg.CheckViolationError):
        await desk.office.shop.owner.execute(statement, _key(over))
