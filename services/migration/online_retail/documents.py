"""Documents: invoices as orders in state MIGRATED, cancellations as credits that know the purchase they take back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from kernel.money import Money
from models import SalesOrderState
from services.migration.engine.items import Made, Shape, Unit, fingerprint
from services.migration.online_retail.extract import Sale
from services.migration.online_retail.figures import Count
from services.migration.online_retail.masters import address_of
from services.migration.online_retail.names import COMPANY_ID, CURRENCY, GUESTS, id_of

ORDER: Final = Shape(
    "sales_order",
    (
        "id", "company_id", "number", "state", "customer_id", "shipping_address_id", "placed_at", "currency", "net_amount",
        "tax_amount", "total_amount",
    ),
)  # fmt: skip
ORDER_LINE: Final = Shape(
    "sales_order_line",
    (
        "id", "company_id", "order_id", "position", "sku_id", "description", "quantity", "unit_id", "currency", "unit_price",
        "net_amount", "tax_amount",
    ),
)  # fmt: skip
CREDIT: Final = Shape(
    "migrated_credit",
    (
        "id", "company_id", "number", "customer_id", "order_id", "credited_at", "currency", "net_amount", "tax_amount",
        "total_amount",
    ),
)  # fmt: skip
CREDIT_LINE: Final = Shape(
    "migrated_credit_line",
    (
        "id", "company_id", "credit_id", "position", "order_line_id", "sku_id", "description", "quantity", "unit_id",
        "currency", "unit_price", "net_amount", "tax_amount",
    ),
)  # fmt: skip
NOTHING: Final = Decimal("0.00")
PENNY: Final = Decimal("0.01")


class _Bought(NamedTuple):
    """The key by which a cancellation finds what it takes back."""

    customer: str
    code: str
    unit_price: Decimal


@dataclass(slots=True)
class _Purchase:
    order_id: UUID
    line_id: UUID
    quantity: int
    left: int


@dataclass
class Documents:
    """Makes documents in the order of time, and remembers what may still be taken back."""

    unit_id: UUID
    names: dict[str, str]
    _purchases: dict[_Bought, list[_Purchase]] = field(default_factory=dict[_Bought, list[_Purchase]])
    _skus: dict[str, UUID] = field(default_factory=dict[str, UUID])
    linked: Count = field(default_factory=Count)
    alone: Count = field(default_factory=Count)

    def order(self, lines: Sequence[Sale]) -> Unit:
        """Make an order of an invoice."""
        first = lines[0]
        order_id = id_of("SalesOrder", first.invoice)
        net, shares = _amounts([line.amount for line in lines])
        customer_id = id_of("Party", first.customer or GUESTS)
        head = (
            order_id, COMPANY_ID, first.invoice, SalesOrderState.MIGRATED, customer_id, address_of(first), first.placed_at,
            CURRENCY, net, NOTHING, net,
        )  # fmt: skip
        unit = _unit("SalesOrder", order_id, lines)
        unit.records.append((ORDER, head))
        for position, (line, share) in enumerate(zip(lines, shares, strict=True), start=1):
            line_id = id_of("SalesOrderLine", f"{line.invoice}/{position}")
            unit.records.append((ORDER_LINE, self._order_line(line, line_id, order_id, position, share)))
            unit.made.append(Made(line, "SalesOrderLine", line_id))
            self._remember(line, order_id, line_id)
        return unit

    def credit(self, lines: Sequence[Sale]) -> Unit:
        """Make a credit of a cancellation; where the purchase is known, every line says which."""
        first = lines[0]
        credit_id = id_of("MigratedCredit", first.invoice)
        net, shares = _amounts([-line.amount for line in lines])
        taken_back = [self._take_back(line) for line in lines]
        orders = {purchase.order_id if purchase else None for purchase in taken_back}
        head = (
            credit_id, COMPANY_ID, first.invoice, id_of("Party", first.customer or GUESTS),
            orders.pop() if len(orders) == 1 else None, first.placed_at, CURRENCY, net, NOTHING, net,
        )  # fmt: skip
        unit = _unit("MigratedCredit", credit_id, lines)
        unit.records.append((CREDIT, head))
        for position, (line, share, purchase) in enumerate(zip(lines, shares, taken_back, strict=True), start=1):
            line_id = id_of("MigratedCreditLine", f"{line.invoice}/{position}")
            record = self._credit_line(line, line_id, credit_id, position, share, purchase)
            unit.records.append((CREDIT_LINE, record))
            unit.made.append(Made(line, "MigratedCreditLine", line_id))
        return unit

    def _order_line(self, line: Sale, line_id: UUID, order_id: UUID, position: int, net: Decimal) -> tuple[object, ...]:
        return (
            line_id, COMPANY_ID, order_id, position, self._sku(line.code), line.description or self.names[line.code],
            Decimal(line.quantity), self.unit_id, CURRENCY, line.unit_price, net, NOTHING,
        )  # fmt: skip

    def _credit_line(
        self, line: Sale, line_id: UUID, credit_id: UUID, position: int, net: Decimal, purchase: _Purchase | None
    ) -> tuple[object, ...]:
        return (
            line_id, COMPANY_ID, credit_id, position, purchase.line_id if purchase else None, self._sku(line.code),
            line.description or self.names[line.code], Decimal(-line.quantity), self.unit_id, CURRENCY, line.unit_price, net,
            NOTHING,
        )  # fmt: skip

    def _remember(self, line: Sale, order_id: UUID, line_id: UUID) -> None:
        if line.customer is not None:
            bought = _Bought(line.customer, line.code, line.unit_price)
            self._purchases.setdefault(bought, []).append(_Purchase(order_id, line_id, line.quantity, line.quantity))

    def _take_back(self, line: Sale) -> _Purchase | None:
        """Find the earlier purchase of the same customer, goods and price that a cancellation is about.

        That is the newest one of the same quantity, else the newest one of more, as far as so much of it is left.
        """
        quantity = -line.quantity
        purchase = self._purchase_of(line, quantity) if line.customer is not None else None
        (self.alone if purchase is None else self.linked).add(line.amount)
        if purchase is not None:
            purchase.left -= quantity
        return purchase

    def _purchase_of(self, line: Sale, quantity: int) -> _Purchase | None:
        bought = self._purchases.get(_Bought(line.customer or GUESTS, line.code, line.unit_price), ())
        enough = [purchase for purchase in reversed(bought) if purchase.left >= quantity]
        same = (purchase for purchase in enough if purchase.quantity == quantity)
        return next(same, None) or next(iter(enough), None)

    def _sku(self, code: str) -> UUID:
        if code not in self._skus:
            self._skus[code] = id_of("Sku", code)
        return self._skus[code]


def _unit(entity_type: str, key: UUID, lines: Sequence[Sale]) -> Unit:
    mark = fingerprint(text for line in lines for text in line.texts)
    return Unit(entity_type, lines[0].invoice, key, COMPANY_ID, mark)


def _amounts(exact: Sequence[Decimal]) -> tuple[Decimal, Sequence[Decimal]]:
    """Round a document to pence, and split it over its lines by largest remainder."""
    pence = [amount.quantize(PENNY) for amount in exact]
    if pence == list(exact):
        return sum(pence, NOTHING), pence
    net = Money.rounded(sum(exact, Decimal(0)), CURRENCY)
    return net.amount, [share.amount for share in net.allocate(exact)]
