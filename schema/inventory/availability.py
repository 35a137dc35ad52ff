"""How much of a SKU there is for whom: on hand, reserved, withheld, expected, and what can still be promised.

Everything is reckoned by the database in the statement of the request, for all SKUs of a page at once.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, cast

import sqlalchemy as sa
import strawberry
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause

import models
from auth.principal import Narrowing, RightsKey
from kernel.errors import DomainError
from kernel.ids import NodeId
from models import LineDelivery, ProductKind, PurchaseOrderState, SalesOrderState, StockStatus, StockTransferState
from planner.access import viewer
from planner.arguments import Argument
from planner.errors import PlanError
from planner.fields import Columns, argument, measure
from planner.planning import Planning
from schema.base import Quantity
from schema.inventory import availability_tables as tables
from schema.past_wall import past

WAITING: Final = (PurchaseOrderState.APPROVED, PurchaseOrderState.SENT, PurchaseOrderState.ACKNOWLEDGED)
ARRIVING: Final = (StockTransferState.READY, StockTransferState.DISPATCHED)
PROMISED: Final = (SalesOrderState.CONFIRMED, SalesOrderState.ON_HOLD)

AVAILABILITY_ARGUMENTS: Final = (
    argument(
        "on",
        dt.date,
        "The day by whose end, in the time zone of the company: what is expected and wanted later does not count, nor what is "
        "without a day; of a day that is over, it is told how much was there. Now, with all that is known, when left out.",
    ),
    argument("warehouse_id", strawberry.ID, "In this warehouse only."),
    argument(
        "location_id",
        strawberry.ID,
        "At this place and its parts only; nobody knows yet where what is expected will lie, nor where what is wanted lies.",
    ),
)


@strawberry.type(description="How much of a SKU there is for whom. All in the unit of the SKU.")
class Availability:
    """How much of a SKU there is for whom."""

    on_hand: Quantity = measure(
        "How much is there, also of what is reserved or withheld.", lambda of: of.on_hand, lambda of: of.unit_id
    )
    reserved: Quantity = measure(
        "How much of that is promised to somebody.", lambda of: of.reserved, lambda of: of.unit_id
    )
    withheld: Quantity = measure(
        "How much of it is promised to nobody, and may not be: by its stock status, since it is on the way, or expires before.",
        lambda of: of.withheld,
        lambda of: of.unit_id,
    )
    incoming: Quantity = measure(
        "How much is expected by then: what was ordered from vendors, and what goes from one warehouse to another, where it "
        "arrives.",
        lambda of: of.incoming,
        lambda of: of.unit_id,
    )
    outgoing: Quantity = measure(
        "How much confirmed orders want by then, beyond what is reserved for them.",
        lambda of: of.outgoing,
        lambda of: of.unit_id,
    )
    available: Quantity = measure(
        "How much can be promised: what is there less what is reserved and withheld, with what is incoming, less what is "
        "outgoing. Below zero where more is promised than there will be.",
        lambda of: of.on_hand - of.reserved - of.withheld + of.incoming - of.outgoing,
        lambda of: of.unit_id,
    )


def availability_of(planning: Planning, sku: Columns, given: Mapping[str, Argument]) -> sa.Select[Any]:
    """Select the figures of one SKU, as far as the viewer sees the rows that they come from."""
    seen = _Seen(planning, sku, given)
    stock = seen.stock().lateral()
    # Joined from outside, so that PostgreSQL leaves it out where nobody asks for what comes from it.
    one = sa.select(sa.literal_column("1", sa.Integer()).label("one")).subquery()
    columns = [
        sku.unit_id.label("unit_id"),
        seen.on_hand(stock.c.on_hand).label("on_hand"),
        stock.c.reserved,
        stock.c.withheld,
        seen.incoming().label("incoming"),
        seen.outgoing().label("outgoing"),
    ]
    return sa.select(*columns).select_from(one.outerjoin(stock, sa.true())).correlate_except(one, stock)


class _Seen:
    """The figures of one SKU, each as far as the viewer sees it and as the arguments narrow it."""

    def __init__(self, planning: Planning, sku: Columns, given: Mapping[str, Argument]) -> None:
        self._planning, self._sku = planning, sku
        self._on = given["on"].bind(sa.Date()) if _is_said(given, "on") else None
        self._warehouse = _key(given, "warehouseId", "Warehouse")
        self._location = _key(given, "locationId", "Location")

    def stock(self) -> sa.Select[Any, Any, Any]:
        """What lies there now: always one row."""
        level, place, lot = tables.LEVEL.alias(), tables.LOCATION.alias(), tables.LOT.alias()
        free = level.c.on_hand - level.c.reserved
        around = tables.LOCATION.alias()
        below = tables.LOCATION.alias()
        # Asked once for all SKUs: places that withhold are few.
        withholding = sa.func.array(
            sa.select(below.c.id)
            .select_from(below.join(around, around.c.id == sa.any_(below.c.path)))
            .where(around.c.stock_status != _text(StockStatus.AVAILABLE))
            .scalar_subquery()
        )
        unfit = sa.or_(
            place.c.kind != _text("INTERNAL"),
            place.c.archived_at.is_not(None),
            place.c.id == sa.any_(withholding),
            lot.c.stock_status != _text(StockStatus.AVAILABLE),
            lot.c.expires_on < (self._on if self._on is not None else self._today()),
        )
        joined = level.join(place, place.c.id == level.c.location_id).outerjoin(lot, lot.c.id == level.c.lot_id)
        query = sa.select(
            _sum(level.c.on_hand).label("on_hand"),
            _sum(level.c.reserved).label("reserved"),
            _sum(free, unfit).label("withheld"),
        ).select_from(joined)
        query = query.where(level.c.sku_id == self._sku.id, *self._rows(level), *self._at(place))
        return query.correlate_except(level, place, lot)

    def on_hand(self, now: ColumnElement[Any]) -> ColumnElement[Any]:
        """How much was there at the end of the day: what was there when a period was closed after it, or what is there now,
        less what has moved since the day."""
        if self._on is None:
            return now
        told = sa.case((self._told("id").is_(None), self._on_hand_now()), else_=self._on_hand_told())
        return told - self._moved_since(self._end_of(self._on), self._told("ends_at"))

    def _on_hand_now(self) -> ColumnElement[Any]:
        level, place = tables.LEVEL.alias(), tables.LOCATION.alias()
        query = sa.select(_sum(level.c.on_hand)).select_from(level.join(place, place.c.id == level.c.location_id))
        query = query.where(level.c.sku_id == self._sku.id, *self._rows(level), *self._at(place))
        return query.correlate_except(level, place).scalar_subquery()

    def _told(self, column: str) -> ColumnElement[Any]:
        """Of the first closed period that ends with the day or later: which it is, or when it ended; NULL where there is none."""
        snapshot = tables.SNAPSHOT.alias()
        query = sa.select(snapshot.c[column]).where(
            snapshot.c.company_id == self._sku.company_id, snapshot.c.ends_at >= self._end_of(self._on)
        )
        return query.order_by(snapshot.c.ends_at).limit(1).correlate_except(snapshot).scalar_subquery()

    def _on_hand_told(self) -> ColumnElement[Any]:
        told, place = tables.SNAPSHOT_LEVEL.alias(), tables.LOCATION.alias()
        query = sa.select(_sum(told.c.on_hand)).select_from(told.join(place, place.c.id == told.c.location_id))
        # Whoever sees levels sees what they were.
        seen = self._planning.visible_rows(tables.LEVEL.name, told)
        query = query.where(
            told.c.sku_id == self._sku.id, told.c.period_id == self._told("id"), *seen, *self._at(place)
        )
        return query.correlate_except(told, place).scalar_subquery()

    def _moved_since(self, begin: ColumnElement[Any], end: ColumnElement[Any]) -> ColumnElement[Any]:
        """How much has come between two moments less what has gone; until now where the second is NULL."""
        move, source, target = tables.MOVE.alias(), tables.LOCATION.alias(), tables.LOCATION.alias()
        # A place that is not seen, or is in no warehouse where one is asked for, has nothing: neither does what moved there.
        came, went = (
            sa.func.coalesce(sa.and_(place.c.holds_stock, *self._at(place), *self._in_seen(place)), sa.false())
            for place in (target, source)
        )
        change = sa.cast(came, sa.Integer()) - sa.cast(went, sa.Integer())
        joined = move.outerjoin(source, source.c.id == move.c.from_location_id).outerjoin(
            target, target.c.id == move.c.to_location_id
        )
        query = sa.select(_sum(move.c.quantity * change)).select_from(joined)
        until = sa.func.coalesce(end, sa.literal_column("'infinity'", sa.DateTime(timezone=True)))
        query = query.where(
            move.c.sku_id == self._sku.id, move.c.moved_at >= begin, move.c.moved_at < until, *self._rows(move)
        )
        return query.correlate_except(move, source, target).scalar_subquery()

    def _end_of(self, day: Any) -> ColumnElement[Any]:
        return sa.func.timezone(self._zone(), sa.cast(day + sa.literal_column("1"), sa.DateTime()))

    def incoming(self) -> ColumnElement[Any]:
        """What vendors still owe, and what comes from other warehouses."""
        return _nothing() if self._location is not None else self._owed() + self._transferred()

    def _transferred(self) -> ColumnElement[Any]:
        """What is kept for transfers until it leaves, and on the way then: so nothing is lost of it in between."""
        line, own, kept = tables.TRANSFERRED.alias(), tables.TRANSFER.alias(), past(models.Reservation)
        target = tables.LOCATION.alias()
        held = sa.select(kept.c.held).where(kept.c.id == line.c.reservation_id, *self._rows(kept))
        coming = line.c.under_way + sa.func.coalesce(held.correlate_except(kept).scalar_subquery(), 0)
        joined = line.join(own, own.c.id == line.c.transfer_id).join(target, target.c.id == own.c.to_location_id)
        query = sa.select(_sum(coming)).select_from(joined)
        query = query.where(
            line.c.sku_id == self._sku.id,
            own.c.state.in_([_text(state) for state in ARRIVING]),
            *self._rows(line),
            *self._rows(own),
            *self._in_warehouse(target),
            *self._in_seen(target),
        )
        if self._on is not None:
            query = query.where(own.c.planned_on <= self._on)
        return query.correlate_except(line, own, target).scalar_subquery()

    def _owed(self) -> ColumnElement[Any]:
        """What vendors still owe."""
        line, order, conversion = tables.BOUGHT.alias(), tables.PURCHASE.alias(), tables.CONVERSION.alias()
        known = sa.select(sa.cast(conversion.c.numerator, sa.Numeric()) / conversion.c.denominator).where(
            conversion.c.from_unit_id == line.c.unit_id, conversion.c.to_unit_id == self._sku.unit_id
        )
        ratio = sa.case(
            (line.c.unit_id == self._sku.unit_id, sa.literal_column("1", sa.Numeric())),
            else_=known.correlate_except(conversion).scalar_subquery(),
        )
        query = sa.select(_sum((line.c.quantity - line.c.received_quantity) * ratio)).select_from(
            line.join(order, order.c.id == line.c.order_id)
        )
        query = query.where(
            line.c.sku_id == self._sku.id,
            line.c.quantity > line.c.received_quantity,
            order.c.state.in_([_text(state) for state in WAITING]),
            self._is_kept(),
            *self._rows(line),
            *self._rows(order),
            *self._in_warehouse(order),
        )
        if self._on is not None:
            query = query.where(sa.func.coalesce(line.c.due_on, order.c.expected_on) <= self._on)
        return query.correlate_except(line, order).scalar_subquery()

    def outgoing(self) -> ColumnElement[Any]:
        """What customers were promised and is not reserved for them."""
        if self._location is not None:
            return _nothing()
        line, order, kept = tables.SOLD.alias(), tables.SALE.alias(), past(models.Reservation)
        reserved = sa.select(sa.func.coalesce(sa.func.sum(kept.c.held + kept.c.consumed), 0)).where(
            kept.c.demand_id == line.c.id, kept.c.demand_type == _text("SalesOrderLine")
        )
        wanted = line.c.quantity - line.c.cancelled_quantity
        left = sa.func.greatest(wanted - reserved.correlate_except(kept).scalar_subquery(), 0)
        query = sa.select(_sum(left)).select_from(line.join(order, order.c.id == line.c.order_id))
        query = query.where(
            line.c.sku_id == self._sku.id,
            line.c.kind != _text("BUNDLE"),
            line.c.delivery == _text(LineDelivery.FROM_STOCK),
            order.c.state.in_([_text(state) for state in PROMISED]),
            self._is_kept(),
            *self._rows(line),
            *self._rows(order),
            *self._in_warehouse(order),
        )
        if self._on is not None:
            day = sa.func.coalesce(line.c.requested_on, order.c.requested_on)
            query = query.where(sa.or_(day.is_(None), day <= self._on))
        return query.correlate_except(line, order).scalar_subquery()

    def _is_kept(self) -> ColumnElement[bool]:
        """Whether there is stock of it: services are bought and sold, and lie nowhere. Asked once, not for each line."""
        product = tables.PRODUCT.alias()
        kind = sa.select(product.c.kind).where(product.c.id == self._sku.product_id).correlate_except(product)
        return kind.scalar_subquery() == _text(ProductKind.GOODS)

    def _rows(self, row: FromClause) -> list[ColumnElement[bool]]:
        return self._planning.visible_rows(cast("Any", row).element.name, row)

    def _in_seen(self, place: FromClause) -> list[ColumnElement[bool]]:
        """Of what goes between warehouses, who works in one of them sees what leaves it and what comes, and not where else it lies."""
        rights = cast("RightsKey", self._planning.access.key)
        if Narrowing.WAREHOUSES not in rights.narrowed:
            return []
        return [place.c.warehouse_id == sa.any_(viewer("warehouses", sa.ARRAY(sa.Uuid())))]

    def _at(self, place: FromClause) -> list[ColumnElement[bool]]:
        of_warehouse = [] if self._warehouse is None else [place.c.warehouse_id == self._warehouse]
        return of_warehouse if self._location is None else [*of_warehouse, self._location == sa.any_(place.c.path)]

    def _in_warehouse(self, order: FromClause) -> list[ColumnElement[bool]]:
        return [] if self._warehouse is None else [order.c.warehouse_id == self._warehouse]

    def _zone(self) -> ColumnElement[Any]:
        company = tables.COMPANY.alias()
        query = sa.select(company.c.time_zone).where(company.c.id == self._sku.company_id)
        return query.correlate_except(company).scalar_subquery()

    def _today(self) -> ColumnElement[Any]:
        return sa.cast(sa.func.timezone(self._zone(), sa.func.now()), sa.Date())


def _sum(value: ColumnElement[Any], where: ColumnElement[bool] | None = None) -> ColumnElement[Any]:
    """Add up, six digits; zero where there is nothing."""
    total: Any = sa.func.sum(value)
    total = total if where is None else total.filter(where)
    return sa.func.round(sa.func.coalesce(total, 0), 6, type_=sa.Numeric())


def _nothing() -> ColumnElement[Any]:
    return sa.literal_column("0.000000", sa.Numeric())


def _text(word: str) -> ColumnElement[str]:
    return sa.literal_column(f"'{word}'", sa.Text())


def _is_said(given: Mapping[str, Argument], name: str) -> bool:
    return name in given and not given[name].is_absent


def _key(given: Mapping[str, Argument], name: str, type_name: str) -> sa.BindParameter[Any] | None:
    def parsed(text: str) -> object:
        try:
            return NodeId.parse(text, type_name).key
        except DomainError as error:
            raise PlanError(str(error), error.code) from None

    return given[name].bind(sa.Uuid(), parsed) if _is_said(given, name) else None
