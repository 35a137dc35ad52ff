"""How far a sales order is billed and paid, as expressions over what its invoices say."""

from typing import Any

import sqlalchemy as sa

import models
from models import SalesLineKind
from planner.fields import Columns, Expression
from schema.billed import quantity_billed
from schema.past_wall import past
from schema.sales.order_exception import is_billing_exception, is_delivery_exception
from schema.sales.order_lines import quantity_refunded, whole_ones
from schema.sales.order_words import SalesOrderBillingState, SalesOrderDeliveryState, SalesOrderPaymentState

_BILLED = quantity_billed("sales_order_line_id")


def _is_billed(line: Columns) -> sa.ColumnElement[bool]:
    return _BILLED(line) > 0


def _is_left(line: Columns) -> sa.ColumnElement[bool]:
    is_open = _BILLED(line) + quantity_refunded(line) < line.quantity - line.cancelled_quantity - line.waived_quantity
    return sa.and_(is_open, line.kind != _text(SalesLineKind.COMPONENT))


def _text(word: str) -> sa.ColumnElement[str]:
    return sa.literal_column(f"'{word}'", sa.String())


def billing_state(order: Columns) -> sa.ColumnElement[Any]:
    """Tell how far an order is billed: an order without lines is not."""
    return sa.case(
        (_is_excepted(order, is_billing_exception), SalesOrderBillingState.EXCEPTION),
        (sa.not_(_any_line(order, _is_billed)), SalesOrderBillingState.NOT_BILLED),
        (_any_line(order, _is_left), SalesOrderBillingState.PARTLY_BILLED),
        else_=SalesOrderBillingState.BILLED,
    )


def payment_state(order: Columns) -> sa.ColumnElement[Any]:
    """Tell how far the invoices that bill an order, and its advances, are paid."""
    item = past(models.OpenItem)
    is_open = _any_item(order, item, item.c.open_amount != 0)
    is_settled = _any_item(order, item, item.c.settled_amount != 0)
    advances, asked = _advances(order)
    is_whole = sa.or_(sa.not_(_any_line(order, _is_left)), asked >= order.total_amount)
    return sa.case(
        (sa.not_(sa.or_(_any_line(order, _is_billed), advances)), SalesOrderPaymentState.NOT_BILLED),
        (sa.and_(sa.not_(is_open), is_whole), SalesOrderPaymentState.PAID),
        (sa.or_(sa.not_(is_open), is_settled), SalesOrderPaymentState.PARTLY_PAID),
        else_=SalesOrderPaymentState.NOT_PAID,
    )


def quantity_reserved(line: Columns) -> sa.ColumnElement[Any]:
    """Tell how much is kept for a line, six digits."""
    kept = past(models.Reservation)
    held = sa.func.round(sa.func.coalesce(sa.func.sum(kept.c.held), 0), 6, type_=sa.Numeric())
    query = sa.select(held).where(kept.c.demand_id == line.id, kept.c.demand_type == "SalesOrderLine")
    return query.correlate_except(kept).scalar_subquery()


def quantity_shipped(line: Columns) -> sa.ColumnElement[Any]:
    """Tell how much of a line has left, six digits; of a bundle, whole ones."""
    return _quantity_sent(line, lambda shipment: shipment.shipped_at.is_not(None))


def quantity_delivered(line: Columns) -> sa.ColumnElement[Any]:
    """Tell how much of a line has arrived, six digits; of a bundle, whole ones."""
    return _quantity_sent(line, lambda shipment: shipment.delivered_at.is_not(None))


def quantity_open(line: Columns) -> sa.ColumnElement[Any]:
    """Tell how much of a line is still to leave, six digits; none of what is no goods."""
    left = sa.func.greatest(line.quantity - line.cancelled_quantity - quantity_shipped(line), 0)
    return sa.case(
        (_is_goods(line), sa.func.round(left, 6, type_=sa.Numeric())), else_=sa.literal_column("0.000000", sa.Numeric())
    )


def _quantity_sent(line: Columns, condition: Expression) -> sa.ColumnElement[Any]:
    return whole_ones(line, lambda each: _quantity_gone(each, condition))


def _quantity_gone(line: Columns, condition: Expression) -> sa.ColumnElement[Any]:
    part, shipment = past(models.ShipmentLine), past(models.Shipment)
    left = sa.func.coalesce(part.c.picked_quantity, part.c.quantity)
    total = sa.func.round(sa.func.coalesce(sa.func.sum(left), 0), 6, type_=sa.Numeric())
    query = sa.select(total).select_from(part.join(shipment, shipment.c.id == part.c.shipment_id))
    query = query.where(part.c.sales_order_line_id == line.id, condition(shipment.c))
    return query.correlate_except(part, shipment).scalar_subquery()


def quantity_returned(line: Columns) -> sa.ColumnElement[Any]:
    """Tell how much of a line has come back, six digits; of a bundle, whole ones."""
    return whole_ones(line, _quantity_back)


def _quantity_back(line: Columns) -> sa.ColumnElement[Any]:
    back = past(models.ReturnAuthorizationLine)
    total = sa.func.round(sa.func.coalesce(sa.func.sum(back.c.received_quantity), 0), 6, type_=sa.Numeric())
    query = sa.select(total).where(back.c.sales_order_line_id == line.id)
    return query.correlate_except(back).scalar_subquery()


def delivery_state(order: Columns) -> sa.ColumnElement[Any]:
    """Tell how far the goods of an order have left, and have arrived; what is no goods does not count."""
    return sa.case(
        (_is_excepted(order, is_delivery_exception), SalesOrderDeliveryState.EXCEPTION),
        (sa.not_(_any_line(order, lambda line: quantity_shipped(line) > 0)), SalesOrderDeliveryState.NOT_DELIVERED),
        (sa.not_(_any_line(order, _is_short(quantity_delivered))), SalesOrderDeliveryState.DELIVERED),
        (sa.not_(_any_line(order, _is_short(quantity_shipped))), SalesOrderDeliveryState.SHIPPED),
        (_any_line(order, lambda line: quantity_delivered(line) > 0), SalesOrderDeliveryState.PARTLY_DELIVERED),
        else_=SalesOrderDeliveryState.PARTLY_SHIPPED,
    )


def _is_short(quantity: Expression) -> Expression:
    # Of a bundle its components tell.
    return lambda line: sa.and_(
        quantity(line) < line.quantity - line.cancelled_quantity,
        line.kind != _text(SalesLineKind.BUNDLE),
        _is_goods(line),
    )


def _is_goods(line: Columns) -> sa.ColumnElement[bool]:
    sku, product = models.Sku.__table__.alias(), models.Product.__table__.alias()
    goods = sa.select(sa.literal_column("1", sa.Integer())).select_from(
        sku.join(product, product.c.id == sku.c.product_id)
    )
    goods = goods.where(sku.c.id == line.sku_id, product.c.kind == sa.literal_column("'GOODS'"))
    return goods.correlate_except(sku, product).exists()


def _is_excepted(order: Columns, condition: Expression) -> sa.ColumnElement[bool]:
    """Tell whether somebody has to decide what becomes of a line of an order that is not over."""
    goes_on = order.state.in_([sa.literal_column(f"'{state}'") for state in ("CONFIRMED", "ON_HOLD")])
    return sa.and_(goes_on, _any_line(order, condition))


def _any_line(order: Columns, condition: Expression) -> sa.ColumnElement[bool]:
    line = past(models.SalesOrderLine)
    query = sa.select(sa.literal_column("1", sa.Integer())).where(line.c.order_id == order.id, condition(line.c))
    return query.correlate_except(line).exists()


def _advances(order: Columns) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[Any]]:
    """Tell whether there are posted advances for an order that were not taken back, and what they come to."""
    bill = past(models.Invoice)
    is_its = sa.and_(bill.c.sales_order_id == order.id, bill.c.state == sa.literal_column("'POSTED'"))
    there = sa.select(sa.literal_column("1", sa.Integer())).where(is_its).correlate_except(bill).exists()
    total = sa.select(sa.func.coalesce(sa.func.sum(bill.c.total_amount), 0, type_=sa.Numeric())).where(is_its)
    return there, total.correlate_except(bill).scalar_subquery()


def _any_item(order: Columns, item: sa.FromClause, condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Tell whether one of the receivables of the advances and the invoices that name a line of an order fulfils a condition."""
    line, said = past(models.SalesOrderLine), past(models.InvoiceLine)
    bill = past(models.Invoice)
    named = line.join(said, said.c.sales_order_line_id == line.c.id).join(bill, bill.c.id == said.c.invoice_id)
    query = sa.select(sa.literal_column("1", sa.Integer())).select_from(
        named.join(item, item.c.entry_id == bill.c.entry_id)
    )
    query = query.where(line.c.order_id == order.id, item.c.side == "RECEIVABLE", condition)
    first = sa.select(sa.literal_column("1", sa.Integer())).select_from(
        bill.join(item, item.c.entry_id == bill.c.entry_id)
    )
    first = first.where(bill.c.sales_order_id == order.id, item.c.side == "RECEIVABLE", condition)
    of_lines = query.correlate_except(line, said, bill, item).exists()
    return sa.or_(of_lines, first.correlate_except(bill, item).exists())
