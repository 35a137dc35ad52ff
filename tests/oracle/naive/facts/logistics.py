"""Carriers and shipments: where their fields come from."""

from tests.oracle.naive.dynamic import Row
from tests.oracle.naive.facts.measures import Measure, of_sku, plain, sku_of
from tests.oracle.naive.facts.tables import Facts
from tests.oracle.naive.store import Store


def _packed(row: Row, store: Store) -> Measure:
    line = store.one("ShipmentLine", row.shipment_line_id)
    assert line is not None
    return row.quantity, sku_of(store, line).unit_id


FACTS = Facts(
    orders={
        "Carrier": ("code",),
        "CarrierService": ("code",),
        "Shipment": ("-plannedOn",),
        "TrackingEvent": ("-happenedAt",),
    },
    list_orders={
        ("CarrierService", "rates"): ("weightKgMax",),
        ("Shipment", "lines"): ("position",),
        ("Shipment", "backorders"): ("plannedOn",),
        ("Shipment", "packages"): ("position",),
        ("Package", "contents"): ("shipmentLine",),
    },
    folded={
        ("Carrier", "name"),
        ("CarrierService", "name"),
    },
    references={
        ("TrackingEvent", "document"): ("document_type", "document_id"),
    },
    foreign_keys={
        ("CarrierService", "rates"): "service_id",
        ("Shipment", "lines"): "shipment_id",
        ("Shipment", "packages"): "shipment_id",
        ("Shipment", "moves"): "document_id",
        ("Shipment", "backorders"): "backorder_of_id",
        ("Shipment", "entries"): "source_id",
        ("Shipment", "trackingEvents"): "document_id",
        ("Package", "contents"): "package_id",
    },
    through={
        ("Party", "shippedMoves"): ("StockMove", "id", "document_id", "Shipment", "party_id"),
        ("Party", "returnedMoves"): ("StockMove", "id", "document_id", "ReturnAuthorization", "customer_id"),
        ("Party", "receivedMoves"): ("StockMove", "id", "document_id", "GoodsReceipt", "vendor_id"),
    },
    measures={
        ("CarrierRate", "price"): plain("price", "currency"),
        ("ShipmentLine", "quantity"): of_sku("quantity", "unit_id"),
        ("ShipmentLine", "pickedQuantity"): of_sku("picked_quantity", "unit_id"),
        ("PackageContent", "quantity"): _packed,
    },
)
