"""How the demo's goods travel: what its carriers offer, at which rates, and where the parcels of the last weeks are."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

import models
from kernel.rounding import round_to
from models import SalesOrderState, TrackingEventKind
from services.demo.identity import COMPANY_ID, FOUNDED_AT, OPENED_ON, TODAY, at, chance, demo_id
from services.demo.rows import Rows
from services.demo.sales_order import Order
from services.demo.vendors import CARRIERS

FOLLOWED_DAYS: Final = 60


class _Service(NamedTuple):
    """A service of a carrier, with prices in euros by zone for the steps of weight."""

    carrier: str
    code: str
    name: str
    days: tuple[int, int]
    weights_kg: Sequence[str]
    prices: Sequence[tuple[str | None, str | None, Sequence[str]]]


_SERVICES: Final = (
    _Service(
        "K30001", "PAKET", "Paket", (1, 2), ("2", "5", "10", "31.5"),
        (
            ("AT", None, ("4.90", "5.90", "7.90", "11.90")),
            ("DE", None, ("7.90", "9.40", "12.90", "19.90")),
            (None, None, ("12.90", "16.90", "24.90", "44.90")),
        ),
    ),
    _Service(
        "K30001", "EXPRESS", "Express bis Mittag", (1, 1), ("5", "31.5"),
        (("AT", None, ("14.90", "24.90")), ("AT", "10", ("9.90", "17.90"))),
    ),
    _Service(
        "K30002", "PALETTE", "Stückgut auf Paletten", (2, 4), ("100", "300", "1000"),
        (("AT", None, ("59.00", "98.00", "210.00")), ("DE", None, ("84.00", "139.00", "295.00"))),
    ),
)  # fmt: skip
# From when tariffs are valid, and how much dearer each is than the first.
_TARIFFS: Final = ((OPENED_ON, Decimal(1)), (date(2026, 1, 1), Decimal("1.04")))


def add_services(rows: Rows) -> None:
    """Add what the carriers offer."""
    for number, name in CARRIERS.items():
        rows.add(
            models.Carrier, demo_id("carrier", number), FOUNDED_AT,
            company_id=COMPANY_ID, code=number, name=name, party_id=demo_id("party", number),
            gateway=models.CarrierGateway.LOCAL, tracking_url=f"https://{number.lower()}.example/follow/{{number}}",
        )  # fmt: skip
    for service in _SERVICES:
        rows.add(
            models.CarrierService, demo_id("carrier service", service.code), FOUNDED_AT,
            company_id=COMPANY_ID, carrier_id=demo_id("carrier", service.carrier), code=service.code, name=service.name,
            currency="EUR", transit_days_min=service.days[0], transit_days_max=service.days[1],
        )  # fmt: skip
        _add_rates(rows, service)


def add_parcels(rows: Rows, orders: Iterable[Order]) -> int:
    """Add what happened to the parcels of orders that were delivered lately, and give how many parcels there are."""
    since = at(TODAY - timedelta(days=FOLLOWED_DAYS))
    sent = [order for order in orders if order.state is SalesOrderState.CLOSED and order.changed_at >= since]
    dice = chance("parcels")
    for place, order in enumerate(sorted(sent, key=lambda order: (order.changed_at, order.place)), start=1):
        arrives = order.changed_at + timedelta(hours=dice.randrange(16, 44))
        happened = [
            (TrackingEventKind.ANNOUNCED, order.changed_at, None),
            (TrackingEventKind.COLLECTED, order.changed_at + timedelta(hours=2), "Wien"),
            (TrackingEventKind.DELIVERED, arrives, None),
        ]
        for kind, when, where in happened:
            if when <= at(TODAY, 17):
                rows.add(
                    models.TrackingEvent, demo_id("tracking event", f"{place} {kind}"), when,
                    company_id=COMPANY_ID, carrier_id=demo_id("carrier", "K30001"),
                    service_id=demo_id("carrier service", "PAKET"), tracking_number=f"PC-{place:06}", kind=kind,
                    happened_at=when, place=where, document_type="SalesOrder", document_id=order.id,
                )  # fmt: skip
    return len(sent)


def _add_rates(rows: Rows, service: _Service) -> None:
    for valid_from, dearer in _TARIFFS:
        for country, prefix, prices in service.prices:
            for weight, price in zip(service.weights_kg, prices, strict=True):
                key = f"{service.code} {country} {prefix} {valid_from} {weight}"
                rows.add(
                    models.CarrierRate, demo_id("carrier rate", key), FOUNDED_AT,
                    company_id=COMPANY_ID, service_id=demo_id("carrier service", service.code), country=country,
                    postal_code_prefix=prefix, valid_from=valid_from, weight_kg_max=Decimal(weight), currency="EUR",
                    price=round_to(Decimal(price) * dearer, 2),
                )  # fmt: skip
