"""Exceptions of an order: what was called off with a shipment, or credited without coming back, is done again or ignored.

What is ignored is not delivered or not billed any more, so that the order can end without it.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.errors import DomainError
from models import Resolution, SalesOrderState
from services import locking
from services.finance.cut_off import Event, before, post_cut_off
from services.inventory.levels import lock_reserved
from services.refusals import IdRepeated, TooManyRows
from services.rows import Found
from services.sales.order import billing
from services.sales.order.drafts import SALES_ORDER
from services.sales.order.life import ExceptionUnknown, OrderBilled, require_transition
from services.sales.order.shipping import Plan, Wanted, make_shipments
from services.work import Work

LINES_MAX: Final = 500

# What of a line is in other shipments is no exception any more. Of a component, so much is billed as is in the bundles that are.
_CALLED_OFF: Final = """
select part.id, part.sales_order_line_id as order_line_id, part.reservation_id, part.quantity,
  line.quantity - line.cancelled_quantity - spoken.quantity as missing,
  line.quantity - line.cancelled_quantity - case when bundle.id is null then sales_order_line_billed(line.id)
    else sales_order_line_billed(bundle.id) * line.quantity / bundle.quantity end as unbilled
from shipment_line as part join shipment on shipment.id = part.shipment_id and shipment.state = 'CANCELLED'
join sales_order_line as line on line.id = part.sales_order_line_id
left join sales_order_line as bundle on bundle.id = line.bundle_line_id
cross join lateral (
  select coalesce(sum(coalesce(other.picked_quantity, other.quantity)), 0) as quantity
  from shipment_line as other join shipment as own on own.id = other.shipment_id and own.state <> 'CANCELLED'
  where other.sales_order_line_id = line.id
) as spoken
where part.id = any($2::uuid[]) and line.order_id = $1
  and not exists (select from sales_order_resolution where shipment_line_id = part.id)
order by part.id
"""
_CREDITED: Final = """
select said.id, said.sales_order_line_id as order_line_id, said.quantity,
  line.quantity - line.cancelled_quantity - line.waived_quantity - sales_order_line_billed(line.id) as missing,
  (select revenue_cut_off from company where id = line.company_id) as cuts_off
from invoice_line as said join invoice as note on note.id = said.invoice_id and note.entry_id is not null
join sales_order_line as line on line.id = said.sales_order_line_id
where said.id = any($2::uuid[]) and line.order_id = $1 and note.kind = 'CREDIT_NOTE' and note.return_authorization_id is null
  and not exists (select from sales_order_resolution where note_line_id = said.id)
order by said.id
"""
_DECIDED: Final = """
insert into sales_order_resolution (company_id, order_line_id, {column}, resolution, quantity)
select $1, said.order_line_id, said.id, $2, said.quantity
from unnest($3::uuid[], $4::uuid[], $5::numeric[]) as said (order_line_id, id, quantity)
"""
_LESS: Final = """
update sales_order_line as line set {column} = line.{column} + said.quantity
from unnest($1::uuid[], $2::numeric[]) as said (id, quantity) where line.id = said.id
"""
# Several shipments may have had a part of the same reservation.
_LET_GO: Final = """
update reservation as kept set released = kept.released + least(kept.held, said.quantity), release_cause = 'ASKED'
from (
  select id, sum(quantity) as quantity from unnest($1::uuid[], $2::numeric[]) as part (id, quantity) group by id
) as said where kept.id = said.id and kept.held > 0
"""
_FOLLOW: Final = "select sales_orders_follow(array[$1::uuid], false)"


async def resolve_shipping(work: Work, key: UUID, version: int, lines: Sequence[UUID], resolution: Resolution) -> UUID:
    """Decide about lines of shipments that were called off: ship the goods again now, or call them off.

    Raises:
        ExceptionUnknown: one of them is no exception of this order, or is none any more.
        OrderBilled: what is called off is billed.
        TransitionUnavailable, NotFound, StaleVersion, IdRepeated, TooManyRows: as their names say.
        DomainError: as for making shipments.
    """
    order, rows = await _found(work, key, version, lines, _CALLED_OFF)
    await _decide(work, order, "shipment_line_id", resolution, rows)
    quantities = _by_line(rows)
    if resolution is Resolution.IGNORE:
        unbilled = {row["order_line_id"]: row["unbilled"] for row in rows}
        beyond = sum((max(each - unbilled[line], Decimal(0)) for line, each in quantities.items()), Decimal(0))
        if beyond:
            raise OrderBilled(beyond, path=("lineIds",))
        kept = [row["reservation_id"] for row in rows]
        await lock_reserved(work, kept)
        await work.raw.execute(_LET_GO, kept, [row["quantity"] for row in rows])
        await _lessen(work, key, "cancelled_quantity", quantities)
        return key
    wanted = [Wanted(line, quantity, ("lineIds",)) for line, quantity in quantities.items()]
    whole = order["delivery_policy"] == "COMPLETE_ONLY"
    try:
        await make_shipments(work, key, Plan(lines=() if whole else wanted))
    except DomainError as refusal:
        refusal.path = ("lineIds",)
        raise
    return key


async def resolve_billing(work: Work, key: UUID, version: int, lines: Sequence[UUID], resolution: Resolution) -> UUID:
    """Decide about lines of notes that gave back what did not come back: draft another invoice now, or bill it no more.

    The invoice bills all that is to be billed of the order.

    Raises:
        ExceptionUnknown: one of them is no exception of this order, or is none any more.
        TransitionUnavailable, NotFound, StaleVersion, IdRepeated, TooManyRows: as their names say.
        DomainError: as for billing.
    """
    order, rows = await _found(work, key, version, lines, _CREDITED)
    await _decide(work, order, "note_line_id", resolution, rows)
    if resolution is Resolution.IGNORE:
        was = await before(work, list(_by_line(rows))) if rows[0]["cuts_off"] else None
        await _lessen(work, key, "waived_quantity", _by_line(rows))
        if was is not None:
            words = order["number"] or "Sales order"
            await post_cut_off(work, was, Event(order["company_id"], ("SalesOrder", key), words, path=("id",)))
        return key
    try:
        await billing.bill(work, [key])
    except DomainError as refusal:
        refusal.path = ("lineIds",)
        raise
    return key


async def _found(
    work: Work, key: UUID, version: int, lines: Sequence[UUID], statement: str
) -> tuple[Found, list[asyncpg.Record]]:
    order = (await locking.locked(work, SALES_ORDER, [(key, ("id",))]))[key]
    if not 1 <= len(lines) <= LINES_MAX:
        raise TooManyRows(len(lines), LINES_MAX, path=("lineIds",))
    await locking.require_version(work, SALES_ORDER, order, version, ("version",))
    assert require_transition(order, "resolve", ("id",)) is SalesOrderState.CONFIRMED
    rows = await work.raw.fetch(statement, key, lines)
    known = {row["id"] for row in rows}
    for place, line in enumerate(lines):
        if line in lines[:place]:
            raise IdRepeated(path=("lineIds", place))
        if line not in known:
            raise ExceptionUnknown(path=("lineIds", place))
    missing = {row["order_line_id"]: row["missing"] for row in rows}
    if any(quantity > missing[line] for line, quantity in _by_line(rows).items()):
        raise ExceptionUnknown(path=("lineIds",))
    return order, rows


def _by_line(rows: Sequence[asyncpg.Record]) -> dict[UUID, Decimal]:
    quantities: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    for row in rows:
        quantities[row["order_line_id"]] += row["quantity"]
    return quantities


async def _decide(
    work: Work, order: Found, column: str, resolution: Resolution, rows: Sequence[asyncpg.Record]
) -> None:
    columns = ([row[name] for row in rows] for name in ("order_line_id", "id", "quantity"))
    await work.raw.execute(_DECIDED.format(column=column), order["company_id"], resolution, *columns)


async def _lessen(work: Work, key: UUID, column: str, quantities: dict[UUID, Decimal]) -> None:
    await work.raw.execute(_LESS.format(column=column), list(quantities), list(quantities.values()))
    await work.raw.execute(_FOLLOW, key)
