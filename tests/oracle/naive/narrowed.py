"""Whose rows they are: the salesperson of a row, and the warehouse that it is in, looked up row by row."""

from collections.abc import Set
from uuid import UUID

from tests.oracle.naive.dynamic import Row
from tests.oracle.naive.store import Store

# What names its salesperson itself.
NAMES_REP = {"BlanketAgreement", "CommissionPostingLine", "Quotation", "SalesOrder"}
# What follows whom it is made out to; what is made out to nobody is for everybody.
OF_PARTY = {
    "Address": "party_id",
    "Contact": "party_id",
    "Coupon": "customer_id",
    "CreditLimit": "customer_id",
    "DunningNotice": "party_id",
    "MigratedCredit": "customer_id",
    "OpenItem": "party_id",
    "PartyRole": "party_id",
    "Payment": "party_id",
    "PriceList": "customer_id",
    "PricingRule": "customer_id",
    "Settlement": "party_id",
    "TaxProfile": "party_id",
    "WithholdingCertificate": "party_id",
}
# What follows what it is a part of.
PART_OF = {
    "BlanketAgreementLine": ("BlanketAgreement", "agreement_id"),
    "CouponRedemption": ("SalesOrder", "order_id"),
    "DunningNoticeLine": ("DunningNotice", "notice_id"),
    "InvoiceDeduction": ("Invoice", "invoice_id"),
    "InvoiceInstalment": ("Invoice", "invoice_id"),
    "InvoiceLine": ("Invoice", "invoice_id"),
    "InvoiceLineDimension": ("InvoiceLine", "line_id"),
    "InvoiceLineTax": ("InvoiceLine", "line_id"),
    "InvoiceTax": ("Invoice", "invoice_id"),
    "InvoiceWithholding": ("Invoice", "invoice_id"),
    "MigratedCreditLine": ("MigratedCredit", "credit_id"),
    "OpenItemDiscount": ("OpenItem", "open_item_id"),
    "Package": ("Shipment", "shipment_id"),
    "PackageContent": ("Package", "package_id"),
    "PaymentAllocation": ("Payment", "payment_id"),
    "PriceListItem": ("PriceList", "list_id"),
    "PricingRuleTarget": ("PricingRule", "rule_id"),
    "QuotationLine": ("Quotation", "quotation_id"),
    "QuotationLineTax": ("QuotationLine", "line_id"),
    "ReturnAuthorization": ("SalesOrder", "sales_order_id"),
    "ReturnAuthorizationLine": ("SalesOrderLine", "sales_order_line_id"),
    "ReturnInspection": ("ReturnAuthorizationLine", "line_id"),
    "SalesOrderLine": ("SalesOrder", "order_id"),
    "SalesOrderLineTax": ("SalesOrderLine", "line_id"),
    "SalesOrderResolution": ("SalesOrderLine", "order_line_id"),
    "SettlementLine": ("Settlement", "settlement_id"),
    "Shipment": ("SalesOrder", "sales_order_id"),
    "ShipmentLine": ("SalesOrderLine", "sales_order_line_id"),
}
# What names the places where it is, or between which it goes.
AT = {
    "GoodsReceiptLine": ("location_id",),
    "Reservation": ("location_id",),
    "ReturnInspection": ("location_id",),
    "StockDiscrepancy": ("location_id",),
    "StockLevel": ("location_id",),
    "StockMove": ("from_location_id", "to_location_id"),
    "VendorReturnLine": ("location_id",),
}
WITH_PART = {
    "GoodsReceipt": ("GoodsReceiptLine", "receipt_id"),
    "StockAdjustment": ("StockMove", "document_id"),
    "VendorReturn": ("VendorReturnLine", "return_id"),
}
PART_OF_STORED = {
    "Package": ("Shipment", "shipment_id"),
    "PackageContent": ("Package", "package_id"),
    "ShipmentLine": ("Shipment", "shipment_id"),
    "StockTransferLine": ("StockTransfer", "transfer_id"),
}
# Of these something is told where they are named by type and id; of all else that is somebody's, nothing is told there.
TOLD_OF = {
    "BlanketAgreement", "GoodsReceipt", "Invoice", "JournalEntry", "JournalEntryDraft", "Location", "Party", "Product",
    "PurchaseOrder", "Quotation", "ReturnAuthorization", "SalesOrder", "Shipment", "StockTransfer", "VendorReturn", "Warehouse",
}  # fmt: skip
# What names what it is about by type and id.
ABOUT = {"Attachment", "AuditEntry", "ExternalReference"}
SOLD = {*NAMES_REP, *OF_PARTY, *PART_OF, *ABOUT, "CommissionRule", "Invoice", "Party", "Reservation", "TrackingEvent"}
STORED = {
    *ABOUT,
    *AT,
    *WITH_PART,
    *PART_OF_STORED,
    "Location",
    "Shipment",
    "StockTransfer",
    "TrackingEvent",
    "Warehouse",
}


def sold_by(row: Row | None, store: Store, reps: Set[UUID]) -> bool:
    """Tell whether a row belongs to one of some salespeople, or to what has none."""
    name = type(row).__name__
    if row is None:
        return False
    if name in NAMES_REP:
        return row.sales_rep_id in reps
    if name in OF_PARTY:
        party = getattr(row, OF_PARTY[name])
        return party is None or sold_by(store.one("Party", party), store, reps)
    if name in PART_OF:
        whole, attribute = PART_OF[name]
        return sold_by(store.one(whole, getattr(row, attribute)), store, reps)
    return _is_otherwise_sold_by(row, store, reps)


def _is_otherwise_sold_by(row: Row, store: Store, reps: Set[UUID]) -> bool:
    match type(row).__name__:
        case "CommissionRule":
            return row.sales_rep_id is None or row.sales_rep_id in reps
        case "Party":
            kinds = {str(role.role) for role in store.by("PartyRole", "party_id", row.id)}
            return row.sales_rep_id in reps or "CUSTOMER" not in kinds
        case "Invoice":
            return row.kind in ("VENDOR_BILL", "DEBIT_NOTE") or _is_billed_by(row, store, reps)
        case "Reservation":
            line = store.one("SalesOrderLine", row.demand_id)
            return row.demand_type != "SalesOrderLine" or sold_by(line, store, reps)
        case "TrackingEvent" if row.document_type in ("Shipment", "SalesOrder"):
            return sold_by(store.one(row.document_type, row.document_id), store, reps)
        case name if name in ABOUT and row.entity_type in SOLD:
            return row.entity_type in TOLD_OF and sold_by(store.one(row.entity_type, row.entity_id), store, reps)
        case _:
            return True


def is_in(row: Row | None, store: Store, warehouses: Set[UUID]) -> bool:
    """Tell whether a row is in one of some warehouses, or is nothing that is in any."""
    name = type(row).__name__
    if row is None:
        return False
    if name in AT:
        return any(_lies_in(getattr(row, each), store, warehouses) for each in AT[name])
    if name in WITH_PART:
        part, attribute = WITH_PART[name]
        return any(is_in(each, store, warehouses) for each in store.by(part, attribute, row.id))
    if name in PART_OF_STORED:
        whole, attribute = PART_OF_STORED[name]
        return is_in(store.one(whole, getattr(row, attribute)), store, warehouses)
    return _is_otherwise_in(row, store, warehouses)


def _is_otherwise_in(row: Row, store: Store, warehouses: Set[UUID]) -> bool:
    match type(row).__name__:
        case "Warehouse":
            return row.id in warehouses
        case "Location":
            return row.warehouse_id is None or row.warehouse_id in warehouses
        case "Shipment":
            return row.warehouse_id in warehouses
        case "StockTransfer":
            return row.from_warehouse_id in warehouses or _lies_in(row.to_location_id, store, warehouses)
        case "TrackingEvent" if row.document_type == "Shipment":
            return is_in(store.one(row.document_type, row.document_id), store, warehouses)
        case name if name in ABOUT and row.entity_type in STORED:
            return row.entity_type in TOLD_OF and is_in(store.one(row.entity_type, row.entity_id), store, warehouses)
        case _:
            return True


def _is_billed_by(invoice: Row, store: Store, reps: Set[UUID]) -> bool:
    """Tell whether an invoice, or what a note takes back, goes to a customer of some salespeople or bills an order of theirs."""
    customer = store.one("Party", invoice.party_id)
    billed = [line for key in (invoice.id, invoice.credits_id) for line in store.by("InvoiceLine", "invoice_id", key)]
    ordered = [store.one("SalesOrderLine", line.sales_order_line_id) for line in billed]
    orders = [store.one("SalesOrder", line.order_id) for line in ordered if line is not None]
    reps_of_orders = {order.sales_rep_id for order in orders if order is not None}
    return (customer is not None and customer.sales_rep_id in reps) or bool(reps & reps_of_orders)


def _lies_in(place: UUID | None, store: Store, warehouses: Set[UUID]) -> bool:
    location = store.one("Location", place)
    return location is not None and location.warehouse_id in warehouses
