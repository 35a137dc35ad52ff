"""Goods that arrive: as somebody says it, or as the carrier tells of the last parcel."""

import datetime as dt
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kernel.errors import DomainError
from kernel.ids import NodeId
from services.fitness import require_text
from services.logistics.shipment.life import begin_step
from services.work import Work

NAME_MAX: Final = 500


@dataclass(eq=False)
class EventInFuture(DomainError):
    """What is recorded of a parcel, or of a shipment, has happened."""

    message = "This has not happened yet."


@dataclass(eq=False)
class ArrivedBefore(DomainError):
    """What arrives has left before."""

    message = "It left later."


_DELIVERED: Final = "update shipment set state = $2, delivered_at = $3, received_by = $4 where id = $1"
# On the way, with a parcel of this number, or named by what the carrier told. Orders are locked before their shipments.
_CARRIED: Final = """
select shipment.id, shipment.sales_order_id from shipment left join carrier_service as service on service.id = shipment.carrier_service_id
where shipment.company_id = $1 and shipment.state = 'SHIPPED' and coalesce(service.carrier_id, $2) = $2
  and (shipment.id = $4 or exists (select from package where shipment_id = shipment.id and tracking_number = $3))
"""
_LOCK_ORDERS: Final = "select from sales_order where id = any($1::uuid[]) order by id for update"
_LOCK: Final = "select from shipment where id = any($1::uuid[]) order by id for update"
# Where each parcel that is followed has arrived, the last of them says when all has. What the carrier told of before goods
# were said to have left arrived when they left.
_ARRIVED: Final = """
update shipment as own set state = 'DELIVERED', delivered_at = greatest(told.at, own.shipped_at), received_by = told.received_by
from shipment as each cross join lateral (
  select max(arrived.happened_at) as at, (array_agg(arrived.received_by order by arrived.happened_at desc))[1] as received_by,
    bool_and(arrived.happened_at is not null) as whole
  from (
    select tracking_number from package where shipment_id = each.id
    union select $3::text where not exists (select from package where shipment_id = each.id)
  ) as parcel left join lateral (
    select happened_at, received_by from tracking_event
    where carrier_id = $2 and tracking_number = parcel.tracking_number and kind = 'DELIVERED' order by happened_at limit 1
  ) as arrived on true
) as told
where each.id = own.id and own.id = any($1::uuid[]) and own.state = 'SHIPPED' and told.whole
"""


async def deliver(
    work: Work, key: UUID, version: int, delivered_at: dt.datetime | None, received_by: str | None
) -> UUID:
    """Say that a shipment has arrived, all of it: when (now, if not said), and who took it.

    Raises:
        EventInFuture, ArrivedBefore: it cannot have arrived then.
        TransitionUnavailable, NotFound, StaleVersion, ValueRequired, TextTooLong, TextUnfit: as their names say.
    """
    shipment, state, _ = await begin_step(work, key, version, "deliver")
    if received_by is not None:
        require_text(received_by, ("receivedBy",), NAME_MAX)
    now = work.clock.now()
    arrived_at = delivered_at or max(now, shipment["shipped_at"])
    if delivered_at is not None and delivered_at > now:
        raise EventInFuture(path=("deliveredAt",))
    if arrived_at < shipment["shipped_at"]:
        raise ArrivedBefore(path=("deliveredAt",))
    await work.raw.execute(_DELIVERED, key, state, arrived_at, received_by)
    return key


async def arrive(work: Work, company_id: UUID, carrier_id: UUID, tracking_number: str, document: NodeId | None) -> None:
    """Let the shipments arrive whose last parcel a carrier has just told of.

    A parcel without a number is followed by nobody: its shipment arrives when somebody says so.
    """
    named = document.key if document is not None and document.type_name == "Shipment" else None
    found = await work.raw.fetch(_CARRIED, company_id, carrier_id, tracking_number, named)
    if not found:
        return
    keys = [row["id"] for row in found]
    await work.raw.execute(_LOCK_ORDERS, [row["sales_order_id"] for row in found])
    await work.raw.execute(_LOCK, keys)
    await work.raw.execute(_ARRIVED, keys, carrier_id, tracking_number)
