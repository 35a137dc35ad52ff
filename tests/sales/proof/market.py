"""A market: a company with a few pieces of each product, and customers who order, get, return and call off.

Everything is asked for over HTTP; what must hold whatever they do is looked up by the owner of the tables.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Office
from tests.sales.proof.invariants import INVARIANTS
from tests.schema import builders

PLACE = """mutation ($input: SalesOrderCreateInput!, $key: ID!) {
  salesOrderPlace(input: $input, idempotencyKey: $key) {
    salesOrder { id version lines { id sku { id } reservedQuantity { value } } }
    errors { code ... on StockShort { shortages { wanted available sku { id } } } }
  }
}"""
CANCEL = """mutation ($id: ID!, $version: Int!) {
  salesOrderCancel(id: $id, version: $version) { salesOrder { id } errors { code } }
}"""
GATHER = """mutation ($input: ShipmentCreateInput!, $key: ID!) {
  shipmentCreate(input: $input, idempotencyKey: $key) { shipments { id version } errors { code } }
}"""
SHIP = """mutation ($id: ID!, $version: Int!, $key: ID!) {
  shipmentShip(id: $id, version: $version, idempotencyKey: $key) { shipment { id } errors { code } }
}"""
BILL = "mutation ($ids: [ID!]!) { salesOrderBill(ids: $ids) { invoice { id version } errors { code } } }"
POST = """mutation ($id: ID!, $version: Int!, $valid: Int!, $key: ID!) @atomic {
  valid: invoiceValidate(id: $id, version: $version) { errors { code } }
  invoicePost(id: $id, version: $valid, idempotencyKey: $key) { invoice { id } errors { code } }
}"""
RETURN = """mutation ($input: ReturnAuthorizationCreateInput!, $key: ID!) {
  returnAuthorizationCreate(input: $input, idempotencyKey: $key) {
    returnAuthorization { id version lines { id quantity { value } } } errors { code }
  }
}"""
_STEP = "returnAuthorization { id version lines { id receivedQuantity { value } } } errors { code }"
APPROVE, RECEIVE, INSPECT, CREDIT = (
    f"mutation ({given}) {{ returnAuthorization{name}(id: $id, version: $version{said}) {{ {_STEP} }} }}"
    for name, given, said in (
        ("Approve", "$id: ID!, $version: Int!", ""),
        (
            "Receive", "$id: ID!, $version: Int!, $place: ID!, $key: ID!",
            ", locationId: $place, idempotencyKey: $key",
        ),
        (
            "Inspect", "$id: ID!, $version: Int!, $findings: [ReturnFindingInput!]!, $key: ID!",
            ", findings: $findings, idempotencyKey: $key",
        ),
        ("Credit", "$id: ID!, $version: Int!, $key: ID!", ", idempotencyKey: $key"),
    )
)  # fmt: skip
ADJUST = """mutation ($input: StockAdjustmentCreateInput!, $key: ID!) {
  stockAdjustmentCreate(input: $input, idempotencyKey: $key) { stockAdjustment { id } errors { code } }
}"""


@dataclass
class Market:
    """One company with a shelf of products."""

    office: Office
    customer: str
    skus: Sequence[str]
    shelf: str
    corner: str
    """Where what came back lies until somebody has looked at it."""

    @property
    def company(self) -> str:
        """The id of the company."""
        return f"Company:{self.office.company}"

    async def ask(self, document: str, **variables: object) -> Answer:
        """Send a document; nothing but a refusal may come of it. Give the payload of its last mutation."""
        token = self.office.shop.token(RoleCode.ADMIN, companies=[self.office.company])
        given = {"key": str(uuid7()), **variables} if "$key" in document else variables
        answer = await self.office.shop.ask(document, dict(given), token=token)
        assert "errors" not in answer, answer
        return list(answer["data"].values())[-1]

    async def place(self, basket: Mapping[str, object], policy: str = "PARTIAL_ALLOWED") -> Answer:
        """Order so much of each, to be reserved at once."""
        lines = [{"skuId": sku, "quantity": str(quantity)} for sku, quantity in basket.items()]
        said = {"companyId": self.company, "customerId": self.customer, "lines": lines}
        return await self.ask(PLACE, input={**said, "shipmentPolicy": "ON_CONFIRM", "deliveryPolicy": policy})

    async def cancel(self, order: str) -> list[str]:
        """Call an order off, as it is now, and give the codes of what was refused."""
        asked = await self.ask("query ($id: ID!) { salesOrder(id: $id) { version } }", id=order)
        return codes(await self.ask(CANCEL, id=order, version=asked["version"]))

    async def ship(self, order: str, lines: Sequence[Answer] = ()) -> list[str]:
        """Let leave what is there for an order, or so much of its lines."""
        said: Answer = {"salesOrderId": order, **({"lines": list(lines)} if lines else {})}
        made = await self.ask(GATHER, input=said)
        refused = codes(made)
        for each in made["shipments"] or ():
            refused += codes(await self.ask(SHIP, **each))
        return refused

    async def bill(self, order: str) -> list[str]:
        """Bill an order, and post the invoice."""
        drafted = await self.ask(BILL, ids=[order])
        invoice = drafted["invoice"]
        if invoice is None:
            return codes(drafted)
        return codes(await self.ask(POST, **invoice, valid=invoice["version"] + 1))

    async def take_back(self, order: str, lines: Sequence[Answer] = ()) -> list[str]:
        """Take back all that may come back of an order, or so much of its lines, put it on the shelf, and refund it."""
        payload = await self.ask(RETURN, input={"salesOrderId": order, **({"lines": list(lines)} if lines else {})})
        back = payload["returnAuthorization"]
        for document in (APPROVE, RECEIVE, INSPECT, CREDIT):
            if back is None:
                break
            which: Answer = {"id": back["id"], "version": back["version"]}
            more: Answer = {"place": self.corner} if document is RECEIVE else {}
            if document is INSPECT:
                more = {"findings": [self._finding(line) for line in back["lines"]]}
            payload = await self.ask(document, **which, **more)
            back = payload["returnAuthorization"]
        return codes(payload)

    def _finding(self, line: Answer) -> Answer:
        said = {"lineId": line["id"], "quantity": line["receivedQuantity"]["value"]}
        return {**said, "goods": "RESTOCK", "locationId": self.shelf, "remedy": "REFUND"}

    async def count(self, difference: object, skus: Sequence[str], *, opening: bool = False) -> list[str]:
        """Put right how much there is of some products; what comes cost six euros."""
        cost = {"unitCost": "6"} if Decimal(str(difference)) > 0 else {}
        line = {"locationId": self.shelf, "difference": str(difference), **cost}
        lines = [{"skuId": sku, **line} for sku in skus]
        said = {"companyId": self.company, "reason": "Counted", "lines": lines, "isOpening": opening}
        return codes(await self.ask(ADJUST, input=said))

    async def free(self, sku: str) -> Decimal:
        """Tell how much of a product is on the shelf and promised to nobody."""
        asked = "select coalesce(sum(on_hand - reserved), 0) from stock_level where sku_id = $1 and location_id = $2"
        return await self.office.shop.owner.fetchval(asked, key_of(sku), key_of(self.shelf))

    async def wrong(self) -> list[str]:
        """Tell what does not hold that always has to."""
        found: list[str] = []
        for rule, statement in INVARIANTS.items():
            rows = await self.office.shop.owner.fetch(statement, self.office.company)
            found += [f"{rule}: {dict(row)}" for row in rows]
        return found

    async def findings(self) -> list[str]:
        """Tell what the checks of the books find."""
        asked = "query ($ids: [ID!]!) { integrityChecks(companyIds: $ids) { checks { kind findings } } }"
        answer = await self.ask(asked, ids=[self.company])
        return [each for check in answer["checks"] for each in check["findings"]]


def codes(payload: Answer) -> list[str]:
    """Give the codes of what was refused."""
    return [error["code"] for error in payload["errors"]]


def key_of(text: str) -> UUID:
    """Give the key in an id."""
    return UUID(text.partition(":")[2])


async def market_of(office: Office, products: int, units: object) -> Market:
    """Open a market with so many products, and so many units of each, which are in the books."""
    owner, company = office.shop.owner, office.company
    kinds = {"SHELF": "INTERNAL", "CORNER": "INTERNAL", "CUSTOMERS": "CUSTOMER", "SCRAP": "SCRAP", "OPEN": "ADJUSTMENT"}
    places = {code: await builders.location(owner, company, code, kind) for code, kind in kinds.items()}
    await owner.execute("update location set stock_status = 'QUARANTINE' where id = $1", places["CORNER"])
    skus = [await builders.sku(owner, company, f"S{place}", list_price=Decimal(10)) for place in range(products)]
    customer = await builders.party(owner, company)
    shelf, corner = [f"Location:{places[code]}" for code in ("SHELF", "CORNER")]
    market = Market(office, f"Party:{customer}", [f"Sku:{sku}" for sku in skus], shelf, corner)
    assert await market.count(units, market.skus, opening=True) == []
    return market
