"""What shipments and their parcels weigh, and who carries them, reckoned from the rows around them."""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from tests.oracle.naive.dynamic import Row
from tests.oracle.naive.store import Store


def _weight_of_shipment(shipment: Row, store: Store) -> Decimal | None:
    lines = store.by("ShipmentLine", "shipment_id", shipment.id)
    return _weight([(line, _leaving(line)) for line in lines], store)


def _weight_of_package(package: Row, store: Store) -> Decimal | None:
    contents = store.by("PackageContent", "package_id", package.id)
    return _weight([(_line(each, store), each.quantity) for each in contents], store)


def _line(content: Row, store: Store) -> Row:
    line = store.one("ShipmentLine", content.shipment_line_id)
    assert line is not None
    return line


def _leaving(line: Row) -> Decimal:
    return line.quantity if line.picked_quantity is None else line.picked_quantity


def _weight(parts: list[tuple[Row, Decimal]], store: Store) -> Decimal | None:
    total = Decimal(0)
    for line, quantity in parts:
        sku = store.one("Sku", line.sku_id)
        if sku is None or sku.weight_kg is None:
            return None
        total += quantity * sku.weight_kg
    return total.quantize(Decimal("0.000001"), ROUND_HALF_UP) if parts else None


def _carrier(shipment: Row, store: Store) -> Row | None:
    service = store.one("CarrierService", shipment.carrier_service_id)
    return None if service is None else store.one("Carrier", service.carrier_id)


def _carrier_name(shipment: Row, store: Store) -> str | None:
    carrier = _carrier(shipment, store)
    return None if carrier is None else carrier.name


def _tracking_url(package: Row, store: Store) -> str | None:
    shipment = store.one("Shipment", package.shipment_id)
    assert shipment is not None
    carrier = _carrier(shipment, store)
    if carrier is None or carrier.tracking_url is None or package.tracking_number is None:
        return None
    return carrier.tracking_url.replace("{number}", package.tracking_number)


COMPUTED: Mapping[tuple[str, str], Callable[[Row, Store], object]] = {
    ("Package", "goodsWeightKg"): _weight_of_package,
    ("Package", "trackingUrl"): _tracking_url,
    ("Shipment", "carrierName"): _carrier_name,
    ("Shipment", "goodsWeightKg"): _weight_of_shipment,
}
