"""Orders to vendors: where their fields come from."""

from tests.oracle.naive.dynamic import Row
from tests.oracle.naive.facts.measures import Figure, Measure, billed, of_sku, plain, six_digits
from tests.oracle.naive.facts.tables import Facts
from tests.oracle.naive.store import Store


def _extended_price(row: Row, _: Store) -> Measure:
    return six_digits(row.quantity, row.unit_price), row.currency


FACTS = Facts(
    orders={
        "PurchaseOrder": ("-orderedAt",),
        "VendorReturn": ("-id",),
    },
    list_orders={
        ("PurchaseOrder", "lines"): ("position",),
        ("VendorReturn", "lines"): ("position",),
    },
    to_one={("VendorReturnLine", "vendorReturn"): "return_id"},
    foreign_keys={
        ("PurchaseOrder", "attachments"): "entity_id",
        ("PurchaseOrder", "lines"): "order_id",
        ("PurchaseOrderLine", "invoiceLines"): "purchase_order_line_id",
        ("VendorReturn", "lines"): "return_id",
        ("VendorReturn", "moves"): "document_id",
        ("VendorReturn", "values"): "document_id",
        ("VendorReturn", "entries"): "source_id",
        ("VendorReturn", "creditLines"): "vendor_return_id",
    },
    through={
        ("PurchaseOrder", "invoices"): (
            "InvoiceLine",
            "invoice_id",
            "purchase_order_line_id",
            "PurchaseOrderLine",
            "order_id",
        ),
    },
    measures={
        ("PurchaseOrderLine", "billedQuantity"): billed("purchase_order_line_id"),
        ("PurchaseOrder", "net"): plain("net_amount", "currency"),
        ("PurchaseOrder", "tax"): plain("tax_amount", "currency"),
        ("PurchaseOrder", "freight"): plain("freight_amount", "currency"),
        ("PurchaseOrder", "total"): plain("total_amount", "currency"),
        ("PurchaseOrderLine", "quantity"): plain("quantity", "unit_id"),
        ("PurchaseOrderLine", "unitPrice"): plain("unit_price", "currency"),
        ("PurchaseOrderLine", "extendedPrice"): Figure(_extended_price, ("currency",)),
        ("PurchaseOrderLine", "net"): plain("net_amount", "currency"),
        ("PurchaseOrderLine", "receivedQuantity"): plain("received_quantity", "unit_id"),
        ("PurchaseOrderLine", "rejectedQuantity"): plain("rejected_quantity", "unit_id"),
        ("VendorReturnLine", "quantity"): of_sku("quantity", "unit_id"),
        ("VendorReturnLine", "billedQuantity"): of_sku("billed_quantity", "unit_id"),
        ("VendorReturnLine", "accrued"): plain("accrued_amount", "currency"),
        ("VendorReturnLine", "owed"): plain("owed_amount", "currency"),
        ("VendorProduct", "unitPrice"): plain("unit_price", "currency"),
        ("VendorProduct", "lastUnitCost"): plain("last_unit_cost", "currency"),
        ("VendorProduct", "minimumQuantity"): plain("minimum_quantity", "unit_id"),
        ("VendorProduct", "maximumQuantity"): plain("maximum_quantity", "unit_id"),
    },
)
