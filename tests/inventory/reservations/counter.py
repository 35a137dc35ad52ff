"""Orders that are taken over HTTP, and what is done with the goods that are kept for them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Office, Word
from tests.sales.orders.counter import Counter, counter_of
from tests.schema import builders

RESERVATION = """
  id version state priority expiresAt pinned releaseCause quantity { value } held { value } released { value }
  lot { number } location { code } replaces { id } demand { ... on SalesOrderLine { id } }
"""
LOST = "reservationsLost { quantity reservation { id state releaseCause } demand { ... on SalesOrderLine { id } } sku { code } }"


@dataclass
class Keeper:
    """Whoever looks after what is kept for orders, with ten pieces on a shelf."""

    counter: Counter
    shelf: UUID

    @property
    def office(self) -> Office:
        """The office of the counter."""
        return self.counter.office

    async def order(self, quantity: object, **said: Any) -> Answer:
        """Confirm an order of the goods, and give its line."""
        order = await self.counter.confirmed(self.counter.line(quantity), shipmentPolicy=Word("ON_CONFIRM"), **said)
        return order["lines"][0]

    async def of(self, line: Answer) -> Answer:
        """Look at what is kept for a line."""
        (found,) = await self.all_of(line)
        return found

    async def all_of(self, line: Answer) -> list[Answer]:
        """Look at all that is or was kept for a line, the newest first."""
        answer = await self.office.ask(f"{{ reservations(first: 100) {{ nodes {{ {RESERVATION} }} }} }}")
        return [each for each in answer["data"]["reservations"]["nodes"] if each["demand"]["id"] == line["id"]]

    async def do(
        self, name: str, reservation: Answer, role: RoleCode = RoleCode.WAREHOUSE_CLERK, **said: Any
    ) -> Answer:
        """Do something with a reservation, and give the payload."""
        shown = f"reservations {{ {RESERVATION} }}" if name == "Pin" else f"reservation {{ {RESERVATION} }}"
        given = {"id": reservation["id"], "version": reservation["version"], **said}
        return await self.office.do(f"reservation{name}", shown, role, **given)

    async def adjust(self, **line: object) -> Answer:
        """Put right what is on the shelf."""
        said = {"skuId": self.counter.sku, "locationId": f"Location:{self.shelf}", **line}
        given = {"companyId": self.counter.company, "reason": "Counted.", "lines": [said]}
        shown = f"stockAdjustment {{ id }} {LOST}"
        return await self.office.do(
            "stockAdjustmentCreate", shown, RoleCode.WAREHOUSE_CLERK, input=given, idempotencyKey=str(uuid7())
        )

    async def set_status(self, status: str, role: RoleCode = RoleCode.WAREHOUSE_CLERK) -> Answer:
        """Say whether what is on the shelf may be given away."""
        version = await self.office.shop.owner.fetchval("select version from location where id = $1", self.shelf)
        said: Answer = {"id": f"Location:{self.shelf}", "version": version, "stockStatus": Word(status)}
        return await self.office.do("locationStatusSet", f"location {{ stockStatus }} {LOST}", role, **said)


async def keeper_of(office: Office) -> Keeper:
    """Put ten pieces on a shelf of an office."""
    counter = await counter_of(office)
    keeper = Keeper(counter, await counter.stocked(10))
    await builders.location(office.shop.owner, office.company, "ADJUSTED", "ADJUSTMENT")
    return keeper
