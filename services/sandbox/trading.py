"""What the people of a sandbox do, each by the service that does it everywhere else."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from kernel.draft import Draft, Edits
from models import InvoicePolicy, PaymentDirection, ReturnedGoods, ReturnRemedy
from services import masters
from services.finance.invoice.posting import post_invoice, validate
from services.finance.payment import post_payment
from services.finance.payment_drafts import PAYMENT
from services.inventory.goods_receipt.lines import Line
from services.inventory.goods_receipt.receipt import Receipt, post_receipt
from services.inventory.valuation.billing import value_as_billed
from services.logistics.shipment import leaving
from services.sales.order import drafts, steps
from services.sales.order.billing import bill as bill_orders
from services.sales.order.shipping import Plan, make_shipments
from services.sales.returns import inspecting, receiving, remedies
from services.sales.returns import request as returns
from services.sandbox.ground import CURRENCY, Ground, SandboxChanged, today
from services.work import Work

_VERSIONS: Final = {
    table: f"select version from {table} where id = $1"  # noqa: S608 - the names are ours
    for table in ("invoice", "payment", "return_authorization", "sales_order", "shipment")
}
_OWED: Final = """
select item.id, item.party_id, item.amount - item.settled_amount as amount
from open_item as item join invoice_instalment as part on part.open_item_id = item.id where part.invoice_id = $1
"""
_CAME_BACK: Final = "select id, quantity from return_authorization_line where authorization_id = $1 order by position"
_NOTES: Final = "select id from invoice where return_authorization_id = $1 and state = 'DRAFT' order by id"


async def receive_goods(work: Work, ground: Ground, quantities: Mapping[str, int], unit_price: Decimal) -> UUID:
    """Put what the vendor brings on the shelf; give the id of the receipt."""
    lines = [
        Line(ground.sku(code), ground.place("SHELF"), Decimal(quantity), ("lines", place), unit_price=unit_price)
        for place, (code, quantity) in enumerate(quantities.items())
    ]
    return await post_receipt(work, Receipt(ground.company_id, ground.party("V-1"), lines))


async def order(work: Work, ground: Ground, customer: str, quantities: Mapping[str, int]) -> UUID:
    """Draft an order of a customer, to be billed as it leaves; give its id."""
    lines = [Draft({"sku_id": ground.sku(code), "quantity": Decimal(count)}) for code, count in quantities.items()]
    said = {
        "company_id": ground.company_id, "customer_id": ground.party(customer),
        "invoice_policy": InvoicePolicy.ON_DELIVERY,
    }  # fmt: skip
    return await drafts.create(work, Draft(said, lists={"lines": Edits(lines)}))


async def confirm(work: Work, order_id: UUID) -> None:
    """Promise an order."""
    await steps.confirm(work, order_id, await _version(work, "sales_order", order_id))


async def cancel(work: Work, order_id: UUID) -> None:
    """Call an order off."""
    await steps.cancel(work, order_id, await _version(work, "sales_order", order_id), "The customer has changed plans.")


async def make_ready(work: Work, order_id: UUID) -> UUID:
    """Make a shipment of what is there for an order; give its id."""
    made = await make_shipments(work, order_id, Plan())
    if len(made) != 1:
        raise SandboxChanged("What was put on the shelf for an order")
    return made[0]


async def ship(work: Work, shipment_id: UUID) -> None:
    """Let a shipment leave."""
    await leaving.ship(work, shipment_id, await _version(work, "shipment", shipment_id))


async def bill(work: Work, order_id: UUID) -> UUID:
    """Bill what has left of an order; give the id of the invoice."""
    key = await bill_orders(work, [order_id])
    await post(work, key)
    return key


async def post(work: Work, invoice_id: UUID) -> None:
    """Post an invoice, or a note."""
    await validate(work, invoice_id, await _version(work, "invoice", invoice_id))
    await post_invoice(work, invoice_id, await _version(work, "invoice", invoice_id), value_as_billed)


async def collect(work: Work, ground: Ground, invoice_id: UUID) -> UUID:
    """Have the customer pay what is open of an invoice; give the id of the payment."""
    owed = await work.raw.fetch(_OWED, invoice_id)
    if not owed:
        raise SandboxChanged("What an invoice left to be paid")
    said: dict[str, Any] = {
        "company_id": ground.company_id, "party_id": owed[0]["party_id"], "direction": PaymentDirection.IN,
        "currency": CURRENCY, "amount": sum(each["amount"] for each in owed), "paid_on": today(work),
    }  # fmt: skip
    parts = [Draft({"open_item_id": each["id"], "amount": each["amount"]}) for each in owed]
    (key,) = await masters.create(work, PAYMENT, [Draft(said, lists={"allocations": Edits(parts)})])
    await post_payment(work, key, await _version(work, "payment", key))
    return key


async def ask_to_return(work: Work, order_id: UUID) -> UUID:
    """Ask whether all of an order may come back, and let it; give the id of the return."""
    key = await returns.request(work, order_id, (), "They drip.")
    await returns.move(work, key, await _version(work, "return_authorization", key), "approve")
    return key


async def take_back(work: Work, ground: Ground, return_id: UUID) -> None:
    """Receive what comes back, and put it on the shelf again."""
    version = await _version(work, "return_authorization", return_id)
    await receiving.receive(work, return_id, version, ground.place("RETURNS"), ())
    findings = [
        inspecting.Finding(
            row["id"], row["quantity"], ReturnedGoods.RESTOCK, ReturnRemedy.REFUND, ground.place("SHELF"), None,
            ("findings", place),
        )
        for place, row in enumerate(await work.raw.fetch(_CAME_BACK, return_id))
    ]  # fmt: skip
    await inspecting.inspect(work, return_id, await _version(work, "return_authorization", return_id), findings)


async def credit(work: Work, return_id: UUID) -> None:
    """Give the money back for what came back."""
    await remedies.credit(work, return_id, await _version(work, "return_authorization", return_id), None)
    for note in await work.raw.fetch(_NOTES, return_id):
        await post(work, note["id"])
    await remedies.close(work, return_id, await _version(work, "return_authorization", return_id))


async def _version(work: Work, table: str, key: UUID) -> int:
    return await work.raw.fetchval(_VERSIONS[table], key)
