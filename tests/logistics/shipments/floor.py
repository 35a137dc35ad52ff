"""The floor of a warehouse: more places beside the shelf of a dock, and short ways to pick line by line."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer
from tests.logistics.shipments.dock import SHIPMENT, Dock
from tests.schema import builders

CAME = f"""shipment {{ {SHIPMENT} }}
  discrepancies {{ id version state quantity {{ value }} location {{ code }} movedTo {{ code }} document {{ id }} }}
  replacements {{ id quantity {{ value }} location {{ code }} lot {{ number }} }}
  shortages {{ wanted available line {{ id }} }}"""


async def place(dock: Dock, code: str, quantity: object = 0, **said: Any) -> UUID:
    """Make another place in the warehouse of the shelf, with goods."""
    owner, company = dock.office.shop.owner, dock.office.company
    warehouse = await owner.fetchval("select warehouse_id from location where id = $1", dock.shelf)
    key = await builders.insert(
        owner, "location", company_id=company, code=code, name=code, kind="INTERNAL", warehouse_id=warehouse, **said
    )
    if quantity:
        await owner.execute(
            "insert into stock_move (company_id, sku_id, moved_at, from_location_id, to_location_id, quantity) "
            "select $1, $2, now(), id, $3, $4 from location where company_id = $1 and kind = 'SUPPLIER'",
            company, dock.counter.sku_id, key, Decimal(str(quantity)),
        )  # fmt: skip
    return key


def found(shipment: Answer, quantity: object, at: int = 0, **said: Any) -> Answer:
    """Say how much of a line was taken."""
    return {"lineId": shipment["lines"][at]["id"], "quantity": str(quantity), **said}


async def confirm(
    dock: Dock, shipment: Answer, *lines: Answer, role: RoleCode = RoleCode.WAREHOUSE_CLERK, **said: Any
) -> Answer:
    """Say line by line what was taken, and give the payload."""
    return await dock.office.do(
        "shipmentPickConfirm", CAME, role, simulate=bool(said.pop("simulate", False)), id=shipment["id"],
        version=shipment["version"], lines=list(lines), idempotencyKey=str(uuid7()), **said,
    )  # fmt: skip


async def confirmed(dock: Dock, shipment: Answer, *lines: Answer) -> Answer:
    """Say line by line what was taken, which is not refused, and give the payload."""
    payload = await confirm(dock, shipment, *lines)
    assert payload["errors"] == [], payload
    return payload


async def level_of(dock: Dock, location: UUID) -> tuple[Decimal, Decimal]:
    """Tell how much is at a place, and how much of that is reserved."""
    row = await dock.office.shop.owner.fetchrow(
        "select on_hand, reserved from stock_level where location_id = $1", location
    )
    return (row["on_hand"], row["reserved"]) if row is not None else (Decimal(0), Decimal(0))
