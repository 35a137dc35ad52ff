"""Carriers with services and rates, and events of parcels."""

from collections.abc import Sequence
from decimal import Decimal

import models
from models import TrackingEventKind
from tests.oracle.world.builder import DAYS, MOMENTS, Builder
from tests.oracle.world.parties import Parties
from tests.oracle.world.texts import NAMES


def logistics(
    builder: Builder,
    currency: str,
    those: Parties,
    documents: Sequence[models.SalesOrder | models.PurchaseOrder],
) -> None:
    """Make the carriers of one company, and what happened to parcels."""
    carriers = [
        models.Carrier(
            **builder.owned(),
            code=f"C{place}",
            name=name,
            party_id=builder.maybe(builder.pick(those.all).id),
            tracking_url=builder.maybe("https://carrier.example/{number}"),
            archived_at=builder.maybe(builder.pick(MOMENTS)),
        )
        for place, name in enumerate(NAMES[:3])
    ]
    services = [
        models.CarrierService(
            **builder.owned(),
            carrier_id=carrier.id,
            code=f"S{place}",
            name=builder.pick(NAMES),
            currency=currency,
            transit_days_min=builder.maybe(1),
            transit_days_max=builder.maybe(3),
            archived_at=builder.maybe(builder.pick(MOMENTS)),
        )
        for carrier in carriers[:2]
        for place in range(2)
    ]
    rates = [
        models.CarrierRate(
            **builder.owned(),
            service_id=service.id,
            country=country,
            postal_code_prefix=prefix,
            valid_from=day,
            weight_kg_max=Decimal(weight),
            currency=currency,
            price=builder.amount(currency),
        )
        for service in services[:3]
        for country, prefix in ((None, None), ("AT", None), ("AT", "10"))
        for day in (DAYS[0], DAYS[2])
        for weight in ("2.500000", "31.500000")
    ]
    events = [
        models.TrackingEvent(
            **builder.owned(),
            carrier_id=builder.pick(carriers).id,
            service_id=builder.maybe(builder.pick(services).id),
            tracking_number=f"T{place // 2}",
            # Neighbours have the same number, and a carrier tells of nothing twice.
            kind=[*TrackingEventKind][place % len(TrackingEventKind)],
            happened_at=moment,
            place=builder.maybe(builder.pick(NAMES)),
            country=builder.maybe("AT"),
            note=builder.maybe(builder.pick(NAMES)),
            document_type=type(document).__name__,
            document_id=document.id,
        )
        for place, (moment, document) in enumerate(zip(MOMENTS, documents, strict=False))
    ]
    builder.layer(carriers, services, [*rates, *events])
