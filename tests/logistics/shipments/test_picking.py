"""Whose task it is to pick a shipment: given, begun, handed over, and done."""

from typing import Any
from uuid import UUID

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer
from tests.logistics.shipments.dock import Dock
from tests.schema import builders

PICKING = "shipment { id version state pickingStartedAt picker { name } } errors { code path }"


async def person(dock: Dock, name: str, company: UUID | None = None) -> UUID:
    """Let somebody work in the company."""
    owner = dock.office.shop.owner
    key = await builders.insert(owner, "user_account", email=f"{uuid7().hex}@example.com", name=name)
    role = await owner.fetchval("select id from role where code = 'WAREHOUSE_CLERK'") or await builders.insert(
        owner, "role", code="WAREHOUSE_CLERK", name="Clerk", description="Picks", permissions=[]
    )
    await builders.insert(owner, "user_role", user_id=key, role_id=role, company_id=company or dock.office.company)
    return key


async def do(
    dock: Dock, by: UUID | str, step: str, shipment: Answer, said: str = "", role: RoleCode = RoleCode.ADMIN
) -> Answer:
    """Take a step of picking as a person or program, and give the payload."""
    token = dock.office.shop.token(role, companies=[dock.office.company], subject=str(by))
    given = f'id: "{shipment["id"]}", version: {shipment["version"]}{said}'
    answer = await dock.office.shop.ask(f"mutation {{ shipmentPick{step}({given}) {{ {PICKING} }} }}", token=token)
    assert answer.get("data"), answer
    return answer["data"][f"shipmentPick{step}"]


def to(user: UUID) -> str:
    """Say whose it is to be."""
    return f', pickerId: "User:{user}"'


async def test_a_shipment_is_given_to_somebody_who_begins_and_picks_it(dock: Dock) -> None:
    ada, shipment = await person(dock, "Ada"), await dock.shipment(await dock.ordered(4))
    given = (await do(dock, ada, "Assign", shipment, to(ada)))["shipment"]
    assert (given["picker"]["name"], given["pickingStartedAt"]) == ("Ada", None)
    begun = (await do(dock, ada, "Start", given))["shipment"]
    assert begun["pickingStartedAt"] is not None
    assert (await do(dock, ada, "", begun))["shipment"]["state"] == "PICKED"


async def test_whoever_begins_what_is_nobodys_has_it(dock: Dock) -> None:
    ada, bob, shipment = (
        await person(dock, "Ada"),
        await person(dock, "Bob"),
        await dock.shipment(await dock.ordered(4)),
    )
    begun = (await do(dock, ada, "Start", shipment))["shipment"]
    assert begun["picker"]["name"] == "Ada"
    for step in ("Start", ""):
        assert (await do(dock, bob, step, begun))["errors"] == [{"code": "PICKED_BY_ANOTHER", "path": ["id"]}]


async def test_what_is_handed_over_is_begun_anew(dock: Dock) -> None:
    ada, bob, shipment = (
        await person(dock, "Ada"),
        await person(dock, "Bob"),
        await dock.shipment(await dock.ordered(4)),
    )
    begun = (await do(dock, ada, "Start", shipment))["shipment"]
    given = (await do(dock, ada, "Assign", begun, to(bob)))["shipment"]
    assert (given["picker"]["name"], given["pickingStartedAt"]) == ("Bob", None)
    assert (await do(dock, ada, "", given))["errors"] == [{"code": "PICKED_BY_ANOTHER", "path": ["id"]}]
    assert (await do(dock, bob, "", given))["shipment"]["state"] == "PICKED"


async def test_what_is_taken_back_is_nobodys(dock: Dock) -> None:
    ada, bob, shipment = (
        await person(dock, "Ada"),
        await person(dock, "Bob"),
        await dock.shipment(await dock.ordered(4)),
    )
    begun = (await do(dock, ada, "Start", shipment))["shipment"]
    free = (await do(dock, bob, "Assign", begun))["shipment"]
    assert (free["picker"], free["pickingStartedAt"]) == (None, None)
    assert (await do(dock, bob, "", free))["errors"] == []


async def test_people_list_what_is_theirs_to_pick(dock: Dock) -> None:
    ada, shipment = await person(dock, "Ada"), await dock.shipment(await dock.ordered(2))
    await dock.shipment(await dock.ordered(2))
    await do(dock, ada, "Assign", shipment, to(ada))
    mine = f'{{ shipments(first: 9, filter: {{ picker: {{ id: {{ eq: "User:{ada}" }} }} }}) {{ nodes {{ id }} }} }}'
    assert (await dock.office.ask(mine))["data"]["shipments"]["nodes"] == [{"id": shipment["id"]}]


async def test_refuses_to_give_it_to_somebody_who_does_not_work_here(dock: Dock) -> None:
    other = await builders.company(dock.office.shop.owner, f"X-{uuid7().hex[-8:]}")
    stranger, shipment = await person(dock, "Eve", other), await dock.shipment(await dock.ordered(2))
    for who in (stranger, uuid7()):
        refused = (await do(dock, "a-program", "Assign", shipment, to(who)))["errors"]
        assert refused == [{"code": "NOT_FOUND", "path": ["pickerId"]}]


async def test_a_program_does_not_begin_to_pick(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(2))
    assert (await do(dock, "a-program", "Start", shipment))["errors"] == [{"code": "PICKER_MISSING", "path": ["id"]}]


@pytest.mark.parametrize("step", ["Assign", "Start"])
async def test_what_has_left_is_nobodys_task(dock: Dock, step: str) -> None:
    shipped = await dock.done("Ship", await dock.shipment(await dock.ordered(2)))
    refused: Any = (await do(dock, await person(dock, "Ada"), step, shipped))["errors"]
    assert refused == [{"code": "TRANSITION_UNAVAILABLE", "path": ["id"]}]


@pytest.mark.parametrize("step", ["PickAssign", "PickStart"])
async def test_who_may_not_write_shipments_gives_and_begins_none(dock: Dock, step: str) -> None:
    shipment = await dock.shipment(await dock.ordered(2))
    assert await dock.refused(step, shipment, role=RoleCode.SALES_REP) == [("FORBIDDEN", [])]


async def test_a_picker_takes_what_is_nobodys_and_gives_back_what_is_theirs(dock: Dock) -> None:
    ada, shipment = await person(dock, "Ada"), await dock.shipment(await dock.ordered(2))
    taken = (await do(dock, ada, "Assign", shipment, to(ada), RoleCode.WAREHOUSE_CLERK))["shipment"]
    whose = "select picker_id from shipment where id = $1::text::uuid"
    key = shipment["id"].removeprefix("Shipment:")
    assert await dock.office.shop.owner.fetchval(whose, key) == ada
    assert (await do(dock, ada, "Assign", taken, role=RoleCode.WAREHOUSE_CLERK))["errors"] == []
    assert await dock.office.shop.owner.fetchval(whose, key) is None


async def test_a_picker_gives_nothing_to_others_and_takes_nothing_from_them(dock: Dock) -> None:
    ada, bob, shipment = (
        await person(dock, "Ada"),
        await person(dock, "Bob"),
        await dock.shipment(await dock.ordered(2)),
    )
    refused = (await do(dock, ada, "Assign", shipment, to(bob), RoleCode.WAREHOUSE_CLERK))["errors"]
    assert refused == [{"code": "PICKING_OF_OTHERS", "path": ["pickerId"]}]
    of_bob = (await do(dock, ada, "Assign", shipment, to(bob), RoleCode.WAREHOUSE_MANAGER))["shipment"]
    assert of_bob["picker"] == {"name": "Bob"}
    for said in ("", to(ada)):
        refused = (await do(dock, ada, "Assign", of_bob, said, RoleCode.WAREHOUSE_CLERK))["errors"]
        assert refused == [{"code": "PICKING_OF_OTHERS", "path": ["id"]}]
    assert (await do(dock, ada, "Assign", of_bob, to(ada), RoleCode.WAREHOUSE_MANAGER))["errors"] == []
