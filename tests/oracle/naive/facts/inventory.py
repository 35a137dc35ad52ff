"""Products, stock, what it is worth, and receipts: where their fields come from."""

from tests.oracle.naive.dynamic import Row
from tests.oracle.naive.facts.measures import Figure, Measure, billed, of_sku, plain, six_digits, sku_of
from tests.oracle.naive.facts.tables import Facts
from tests.oracle.naive.store import Store


def _consumed(row: Row, store: Store) -> Measure:
    layer = store.one("CostLayer", row.layer_id)
    sku = store.one("Sku", layer.sku_id) if layer is not None else None
    assert sku is not None
    return row.quantity, sku.unit_id


def _available(row: Row, store: Store) -> Measure:
    return row.on_hand - row.reserved, sku_of(store, row).unit_id


def _value_at_standard_cost(row: Row, store: Store) -> Measure:
    sku = sku_of(store, row)
    return (None if sku.standard_cost is None else six_digits(row.on_hand, sku.standard_cost)), sku.currency


def _unit_cost(row: Row, store: Store) -> Measure:
    company = store.one("Company", row.company_id)
    assert company is not None
    return row.unit_cost, company.currency


FACTS = Facts(
    orders={
        "Barcode": ("value",),
        "Location": ("code",),
        "Lot": ("number",),
        "Product": ("name",),
        "ProductCategory": ("name",),
        "Sku": ("code",),
        "StockAdjustment": ("-adjustedAt",),
        "StockRevaluation": ("-revaluedOn",),
        "StockTransfer": ("-plannedOn",),
        "GoodsReceipt": ("-receivedOn",),
        "Reservation": ("-id",),
        "StockDiscrepancy": ("-id",),
        "StockMove": ("-movedAt",),
        "StockValueEntry": ("-postedOn",),
        "Warehouse": ("code",),
    },
    list_orders={
        ("Bundle", "components"): ("position",),
        ("GoodsReceipt", "lines"): ("position",),
        ("StockTransfer", "lines"): ("position",),
    },
    folded={
        ("Product", "name"),
        ("ProductCategory", "name"),
        ("Sku", "name"),
        ("Warehouse", "name"),
    },
    searched={
        "Product": ("code", "name", "description"),
        "Sku": ("code", "name", "variant"),
    },
    references={
        ("StockMove", "document"): ("document_type", "document_id"),
        ("StockDiscrepancy", "document"): ("document_type", "document_id"),
        ("StockValueEntry", "document"): ("document_type", "document_id"),
        ("Reservation", "demand"): ("demand_type", "demand_id"),
    },
    foreign_keys={
        ("Bundle", "components"): "bundle_id",
        ("Sku", "bundles"): "sku_id",
        ("Location", "children"): "parent_id",
        ("ProductCategory", "children"): "parent_id",
        ("ProductCategory", "products"): "category_id",
        ("Product", "attachments"): "entity_id",
        ("StockAdjustment", "moves"): "document_id",
        ("StockAdjustment", "values"): "document_id",
        ("StockRevaluation", "values"): "document_id",
        ("StockRevaluation", "entries"): "source_id",
        ("StockAdjustment", "entries"): "source_id",
        ("StockTransfer", "entries"): "source_id",
        ("StockTransfer", "lines"): "transfer_id",
        ("StockTransfer", "moves"): "document_id",
        ("GoodsReceipt", "lines"): "receipt_id",
        ("GoodsReceiptLine", "invoiceLines"): "goods_receipt_line_id",
        ("GoodsReceipt", "moves"): "document_id",
        ("GoodsReceipt", "values"): "document_id",
        ("GoodsReceipt", "entries"): "source_id",
        ("StockValueEntry", "posting"): "value_entry_id",
        ("CostLayer", "consumptions"): "layer_id",
    },
    measures={
        ("Barcode", "quantity"): of_sku("quantity", "unit_id"),
        ("BundleComponent", "quantity"): of_sku("quantity", "unit_id"),
        ("Sku", "listPrice"): plain("list_price", "currency"),
        ("Sku", "standardCost"): plain("standard_cost", "currency"),
        ("Sku", "reorderPoint"): plain("reorder_point", "unit_id"),
        ("Sku", "safetyStock"): plain("safety_stock", "unit_id"),
        ("Reservation", "quantity"): of_sku("quantity", "unit_id"),
        ("Reservation", "consumed"): of_sku("consumed", "unit_id"),
        ("Reservation", "released"): of_sku("released", "unit_id"),
        ("Reservation", "held"): of_sku("held", "unit_id"),
        ("StockDiscrepancy", "quantity"): of_sku("quantity", "unit_id"),
        ("StockLevel", "onHand"): of_sku("on_hand", "unit_id"),
        ("StockLevel", "reserved"): of_sku("reserved", "unit_id"),
        ("StockLevel", "available"): _available,
        ("StockLevel", "valueAtStandardCost"): _value_at_standard_cost,
        ("StockMove", "quantity"): of_sku("quantity", "unit_id"),
        ("StockMove", "unitCost"): Figure(_unit_cost, ("unit_cost",)),
        ("CostLayer", "quantity"): of_sku("quantity", "unit_id"),
        ("CostLayer", "value"): plain("value", "currency"),
        ("CostLayer", "remainingQuantity"): of_sku("remaining_quantity", "unit_id"),
        ("CostLayer", "remainingValue"): plain("remaining_value", "currency"),
        ("CostLayerConsumption", "quantity"): Figure(_consumed, ("quantity",)),
        ("CostLayerConsumption", "value"): plain("value", "currency"),
        ("StockValue", "quantity"): of_sku("quantity", "unit_id"),
        ("StockValue", "standardCost"): plain("standard_cost", "currency"),
        ("StockValue", "unitCost"): plain("unit_cost", "currency"),
        ("StockValue", "value"): plain("value", "currency"),
        ("GoodsReceiptLine", "quantity"): plain("quantity", "unit_id"),
        ("GoodsReceiptLine", "stockQuantity"): of_sku("stock_quantity", "unit_id"),
        ("GoodsReceiptLine", "unitPrice"): plain("unit_price", "currency"),
        ("GoodsReceiptLine", "billedQuantity"): billed("goods_receipt_line_id"),
        ("GoodsReceiptLine", "accrued"): plain("accrued_amount", "company_currency"),
        ("StockTransferLine", "quantity"): of_sku("quantity", "unit_id"),
        ("StockTransferLine", "pickedQuantity"): of_sku("picked_quantity", "unit_id"),
        ("StockTransferLine", "dispatchedQuantity"): of_sku("dispatched_quantity", "unit_id"),
        ("StockTransferLine", "receivedQuantity"): of_sku("received_quantity", "unit_id"),
        ("StockTransferLine", "returnedQuantity"): of_sku("returned_quantity", "unit_id"),
        ("StockTransferLine", "writtenOffQuantity"): of_sku("written_off_quantity", "unit_id"),
        ("StockTransferLine", "underWay"): of_sku("under_way", "unit_id"),
        ("StockValueEntry", "quantity"): of_sku("quantity", "unit_id"),
        ("StockValueEntry", "value"): plain("value", "currency"),
    },
)
