"""What the schema does not say about its fields: where in the tables they come from. Rules first, then the exceptions.

A leaf `vatNumber` is the attribute `vat_number`; an entity `customer` is the row with the id `customer_id`; a list of
entities of a party is the rows with that `party_id`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TypeAlias

from tests.oracle.naive import selling
from tests.oracle.naive.books import due
from tests.oracle.naive.dynamic import Row
from tests.oracle.naive.store import Store

Measure: TypeAlias = tuple[Decimal | None, object]
"""A number, and the currency code or the id of the unit that it is counted in."""

EXACT = Context(prec=100, rounding=ROUND_HALF_UP)

# The order of lists that ask for none, `-` for descending; by id where nothing is said.
ORDERS: Mapping[str, tuple[str, ...]] = {
    "BankAccount": ("name",),
    "BankReconciliation": ("-recordedAt",),
    "BankStatement": ("-toOn",),
    "BankStatementDraft": ("-toOn",),
    "BankStatementLine": ("-bookedOn",),
    "MatchSuggestion": ("rank",),
    "DunningLevel": ("level",),
    "DunningNotice": ("-dunnedOn",),
    "OpenItem": ("dueOn",),
    "Payment": ("-paidOn",),
    "Revaluation": ("-revaluedOn",),
    "Settlement": ("-settledOn",),
    "SettlementLine": ("-settledOn",),
    "AccountingPeriod": ("-startsOn",),
    "Dimension": ("code",),
    "DimensionValue": ("code",),
    "FiscalYear": ("-startsOn",),
    "IntegrityReport": ("-checkedAt",),
    "Invoice": ("-invoiceOn",),
    "Journal": ("code",),
    "JournalEntry": ("-postedOn",),
    "JournalEntryDraft": ("-postedOn",),
    "JournalLine": ("-postedOn",),
    "JournalTemplate": ("code",),
    "LedgerAccount": ("code",),
    "LockException": ("-expiresAt",),
    "ApprovalRequest": ("-recordedAt",),
    "ApprovalRequestStep": ("position",),
    "ApprovalStep": ("position",),
    "ApprovalTask": ("-recordedAt",),
    "Attachment": ("-recordedAt",),
    "Barcode": ("value",),
    "Carrier": ("code",),
    "CarrierService": ("code",),
    "Company": ("code",),
    "Contact": ("name",),
    "Country": ("code",),
    "Coupon": ("code",),
    "CouponRedemption": ("-recordedAt",),
    "Currency": ("code",),
    "CustomerGroup": ("code",),
    "ExchangeRate": ("-validOn",),
    "ExternalSystem": ("code",),
    "FieldOwnership": ("entityType", "field"),
    "ImportJob": ("-id",),
    "ImportMapping": ("code", "-revision"),
    "ImportRow": ("part", "number"),
    "Job": ("-id",),
    "Location": ("code",),
    "Lot": ("number",),
    "MigratedCredit": ("-creditedAt",),
    "Notification": ("-recordedAt",),
    "NumberSeries": ("code",),
    "Party": ("name",),
    "PartyRole": ("role",),
    "PriceList": ("code",),
    "PricingRule": ("code",),
    "Product": ("name",),
    "ProductCategory": ("name",),
    "PurchaseOrder": ("-orderedAt",),
    "Quotation": ("-quotedOn",),
    "ReturnAuthorization": ("-id",),
    "Role": ("code",),
    "SalesOrder": ("-placedAt",),
    "Sku": ("code",),
    "StockAdjustment": ("-adjustedAt",),
    "StockRevaluation": ("-revaluedOn",),
    "GoodsReceipt": ("-receivedOn",),
    "Reservation": ("-id",),
    "StockMove": ("-movedAt",),
    "StockValueEntry": ("-postedOn",),
    "PaymentTerm": ("code",),
    "Shipment": ("-plannedOn",),
    "TrackingEvent": ("-happenedAt",),
    "TaxBox": ("code",),
    "TaxCode": ("code",),
    "TaxLine": ("-taxedOn",),
    "TaxPosition": ("code",),
    "TaxRate": ("validFrom",),
    "TaxReturn": ("-startsOn",),
    "WithholdingCertificate": ("validUntil",),
    "Unit": ("code",),
    "UnitConversion": ("fromUnit", "toUnit"),
    "User": ("name",),
    "Warehouse": ("code",),
}

# The orders of short lists that belong to an entity, where they are not those above.
LIST_ORDERS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("DunningNotice", "lines"): ("id",),
    ("OpenItem", "discounts"): ("untilOn",),
    ("Payment", "allocations"): ("id",),
    ("Revaluation", "lines"): ("id",),
    ("BankStatementLine", "reconciliations"): ("id",),
    ("Settlement", "lines"): ("id",),
    ("AccountingPeriod", "tasks"): ("code",),
    ("FiscalYear", "periods"): ("number",),
    ("Invoice", "deductions"): ("id",),
    ("Invoice", "instalments"): ("position",),
    ("Invoice", "lines"): ("position",),
    ("Invoice", "notes"): ("id",),
    ("Invoice", "taxes"): ("position",),
    ("Invoice", "withholdings"): ("position",),
    ("InvoiceLine", "dimensions"): ("dimension",),
    ("InvoiceLine", "taxes"): ("position",),
    ("JournalEntry", "lines"): ("position",),
    ("JournalEntry", "reversals"): ("id",),
    ("BankStatementDraft", "lines"): ("position",),
    ("JournalEntryDraft", "lines"): ("position",),
    ("JournalEntryDraftLine", "dimensions"): ("dimension",),
    ("JournalLine", "dimensions"): ("dimension",),
    ("JournalTemplate", "lines"): ("position",),
    ("JournalTemplateLine", "dimensions"): ("dimension",),
    ("PaymentTerm", "discounts"): ("days",),
    ("PaymentTerm", "lines"): ("position",),
    ("PaymentTermLine", "steps"): ("position",),
    ("MigratedCredit", "lines"): ("position",),
    ("CarrierService", "rates"): ("weightKgMax",),
    ("Shipment", "lines"): ("position",),
    ("Shipment", "packages"): ("position",),
    ("Package", "contents"): ("shipmentLine",),
    ("ReturnAuthorization", "lines"): ("position",),
    ("ReturnAuthorizationLine", "inspections"): ("position",),
    ("PricingRule", "targets"): ("id",),
    ("GoodsReceipt", "lines"): ("position",),
    ("PurchaseOrder", "lines"): ("position",),
    ("TaxCode", "components"): ("position",),
    ("TaxReturn", "boxes"): ("code",),
    ("Quotation", "lines"): ("position",),
    ("QuotationLine", "taxes"): ("position",),
    ("SalesOrder", "lines"): ("position",),
    ("SalesOrderLine", "taxes"): ("position",),
    ("Unit", "conversions"): ("toUnit",),
}

# Names are compared without case and accents.
FOLDED = {
    ("BankAccount", "name"),
    ("Dimension", "name"),
    ("DimensionValue", "name"),
    ("Journal", "name"),
    ("JournalTemplate", "name"),
    ("LedgerAccount", "name"),
    ("Address", "city"),
    ("Carrier", "name"),
    ("CarrierService", "name"),
    ("Contact", "name"),
    ("CustomerGroup", "name"),
    ("Party", "name"),
    ("PaymentTerm", "name"),
    ("PriceList", "name"),
    ("PricingRule", "name"),
    ("Product", "name"),
    ("TaxCode", "name"),
    ("TaxPosition", "name"),
    ("ProductCategory", "name"),
    ("Sku", "name"),
    ("Warehouse", "name"),
}

SEARCHED: Mapping[str, tuple[str, ...]] = {
    "Party": ("number", "name", "legal_name", "vat_number"),
    "Product": ("code", "name", "description"),
    "Sku": ("code", "name", "variant"),
}

# Entities of a type that the row itself tells: the attributes with the type and with the id.
REFERENCES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("JournalEntry", "source"): ("source_type", "source_id"),
    ("OpenItem", "source"): ("source_type", "source_id"),
    ("ApprovalRequest", "document"): ("document_type", "document_id"),
    ("Attachment", "node"): ("entity_type", "entity_id"),
    ("AuditEntry", "entity"): ("entity_type", "entity_id"),
    ("ExternalReference", "node"): ("entity_type", "entity_id"),
    ("ImportRow", "entity"): ("entity_type", "entity_id"),
    ("Notification", "node"): ("about_type", "about_id"),
    ("StockMove", "document"): ("document_type", "document_id"),
    ("StockValueEntry", "document"): ("document_type", "document_id"),
    ("TrackingEvent", "document"): ("document_type", "document_id"),
    ("Reservation", "demand"): ("demand_type", "demand_id"),
}

# The attributes that lead to one entity and do not have the name of the field.
_TO_ONE: Mapping[tuple[str, str], str] = {("ImportRow", "importJob"): "job_id"}

_FOREIGN_KEYS: Mapping[tuple[str, str], str] = {
    ("Quotation", "lines"): "quotation_id",
    ("Quotation", "orders"): "quotation_id",
    ("QuotationLine", "taxes"): "line_id",
    ("SalesOrderLine", "reservations"): "demand_id",
    ("SalesOrderLine", "taxes"): "line_id",
    ("DunningNotice", "lines"): "notice_id",
    ("OpenItem", "discounts"): "open_item_id",
    ("OpenItem", "settlementLines"): "open_item_id",
    ("Payment", "allocations"): "payment_id",
    ("Payment", "settlements"): "payment_id",
    ("Payment", "bankReconciliationParts"): "payment_id",
    ("Revaluation", "lines"): "revaluation_id",
    ("Settlement", "lines"): "settlement_id",
    ("BankReconciliation", "parts"): "reconciliation_id",
    ("BankStatement", "lines"): "statement_id",
    ("BankStatementDraft", "lines"): "draft_id",
    ("BankStatementLine", "reconciliations"): "line_id",
    ("BankStatementLine", "suggestions"): "line_id",
    ("MatchRule", "conditions"): "rule_id",
    ("MatchSuggestion", "parts"): "suggestion_id",
    ("AccountingPeriod", "tasks"): "period_id",
    ("Dimension", "values"): "dimension_id",
    ("DimensionValue", "children"): "parent_id",
    ("FiscalYear", "periods"): "fiscal_year_id",
    ("Invoice", "attachments"): "entity_id",
    ("Invoice", "deductions"): "invoice_id",
    ("Invoice", "instalments"): "invoice_id",
    ("Invoice", "lines"): "invoice_id",
    ("Invoice", "notes"): "credits_id",
    ("Invoice", "taxes"): "invoice_id",
    ("Invoice", "withholdings"): "invoice_id",
    ("InvoiceLine", "dimensions"): "line_id",
    ("InvoiceLine", "taxes"): "line_id",
    ("Journal", "entries"): "journal_id",
    ("JournalEntry", "attachments"): "entity_id",
    ("JournalEntry", "lines"): "entry_id",
    ("JournalEntry", "reversals"): "reverses_id",
    ("JournalEntryDraft", "attachments"): "entity_id",
    ("JournalEntryDraft", "lines"): "draft_id",
    ("JournalEntryDraftLine", "dimensions"): "line_id",
    ("JournalLine", "dimensions"): "line_id",
    ("JournalTemplate", "lines"): "template_id",
    ("JournalTemplateLine", "dimensions"): "line_id",
    ("LedgerAccount", "children"): "parent_id",
    ("LedgerAccount", "lines"): "account_id",
    ("ApprovalPolicy", "requests"): "policy_id",
    ("ApprovalPolicy", "steps"): "policy_id",
    ("ApprovalRequest", "decisions"): "request_id",
    ("ApprovalRequest", "steps"): "request_id",
    ("CarrierService", "rates"): "service_id",
    ("Shipment", "lines"): "shipment_id",
    ("Shipment", "packages"): "shipment_id",
    ("Shipment", "moves"): "document_id",
    ("Shipment", "entries"): "source_id",
    ("SalesOrder", "shipments"): "sales_order_id",
    ("SalesOrder", "returns"): "sales_order_id",
    ("ReturnAuthorization", "lines"): "authorization_id",
    ("ReturnAuthorization", "creditNotes"): "return_authorization_id",
    ("ReturnAuthorization", "moves"): "document_id",
    ("ReturnAuthorization", "entries"): "source_id",
    ("ReturnAuthorizationLine", "inspections"): "line_id",
    ("Package", "contents"): "package_id",
    ("CustomerGroup", "customers"): "customer_group_id",
    ("CustomerGroup", "priceLists"): "group_id",
    ("PriceList", "items"): "list_id",
    ("PricingRule", "coupons"): "rule_id",
    ("PricingRule", "targets"): "rule_id",
    ("ExternalSystem", "ownedFields"): "system_id",
    ("ImportJob", "rows"): "job_id",
    ("Location", "children"): "parent_id",
    ("MigratedCredit", "lines"): "credit_id",
    ("Party", "attachments"): "entity_id",
    ("Party", "children"): "parent_id",
    ("Party", "purchaseOrders"): "vendor_id",
    ("Party", "salesOrders"): "customer_id",
    ("Party", "vendorProducts"): "vendor_id",
    ("ProductCategory", "children"): "parent_id",
    ("ProductCategory", "products"): "category_id",
    ("Product", "attachments"): "entity_id",
    ("PurchaseOrder", "attachments"): "entity_id",
    ("PurchaseOrder", "lines"): "order_id",
    ("PurchaseOrderLine", "invoiceLines"): "purchase_order_line_id",
    ("SalesOrderLine", "invoiceLines"): "sales_order_line_id",
    ("SalesOrder", "attachments"): "entity_id",
    ("SalesOrder", "credits"): "order_id",
    ("SalesOrder", "lines"): "order_id",
    ("PaymentTerm", "discounts"): "term_id",
    ("PaymentTerm", "lines"): "term_id",
    ("PaymentTermLine", "steps"): "line_id",
    ("TaxBox", "parts"): "box_id",
    ("TaxReturn", "boxes"): "tax_return_id",
    ("TaxReturn", "lines"): "tax_return_id",
    ("WithholdingCertificate", "lines"): "certificate_id",
    ("TaxCode", "components"): "group_id",
    ("TaxPosition", "mappings"): "position_id",
    ("TaxPosition", "rules"): "position_id",
    ("StockAdjustment", "moves"): "document_id",
    ("StockAdjustment", "values"): "document_id",
    ("StockRevaluation", "values"): "document_id",
    ("StockRevaluation", "entries"): "source_id",
    ("StockAdjustment", "entries"): "source_id",
    ("GoodsReceipt", "lines"): "receipt_id",
    ("GoodsReceiptLine", "invoiceLines"): "goods_receipt_line_id",
    ("GoodsReceipt", "moves"): "document_id",
    ("GoodsReceipt", "values"): "document_id",
    ("GoodsReceipt", "entries"): "source_id",
    ("StockValueEntry", "posting"): "value_entry_id",
    ("CostLayer", "consumptions"): "layer_id",
    ("Unit", "conversions"): "from_unit_id",
}

# Entities that a list leads to by a third: by which attributes the third names the one that is listed and one of the
# parts of the owner, the type of these parts, and how they name the owner.
THROUGH: Mapping[tuple[str, str], tuple[str, str, str, str, str]] = {
    ("PurchaseOrder", "invoices"): (
        "InvoiceLine", "invoice_id", "purchase_order_line_id", "PurchaseOrderLine", "order_id",
    ),
    ("SalesOrder", "invoices"): ("InvoiceLine", "invoice_id", "sales_order_line_id", "SalesOrderLine", "order_id"),
}  # fmt: skip

# What no table holds, and is told to this side from outside, by the attribute that it is told for.
NAMED: Mapping[tuple[str, str], str] = {
    ("Attachment", "downloadUrl"): "file_id",
    ("Country", "name"): "code",
    ("Currency", "name"): "code",
    ("Currency", "symbol"): "code",
    ("File", "downloadUrl"): "id",
    ("File", "uploadUrl"): "id",
    ("ImportJob", "rejectsUrl"): "rejects_file_id",
}

# The fields of an object that a row holds as a list, in their order.
PLACES: Mapping[str, tuple[str, ...]] = {"ImportChange": ("field", "before", "after", "rule")}


def snake(name: str) -> str:
    """Write a name of the schema as an attribute: vatNumber, vat_number."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def foreign_key(type_name: str, field: str) -> str:
    """Name the attribute with which the entities of a list refer to the entity that has the list."""
    if field == "history":
        return "entity_id"
    return _FOREIGN_KEYS.get((type_name, field)) or f"{snake(type_name)}_id"


def to_one(type_name: str, field: str) -> str:
    """Name the attribute with which an entity refers to another one."""
    return _TO_ONE.get((type_name, field)) or f"{snake(field)}_id"


def columns(type_name: str, field: str, attributes: set[str]) -> set[str]:
    """Name the attributes whose values a field shows as they are."""
    measured = _MEASURES.get((type_name, field))
    shown = {snake(field), to_one(type_name, field), NAMED.get((type_name, field), "")}
    shown |= {*REFERENCES.get((type_name, field), ()), *(measured.shown if isinstance(measured, _Figure) else ())}
    return shown & attributes


def measure(store: Store, type_name: str, field: str, row: Row) -> Measure:
    """Give an amount of money or a quantity of a row."""
    return _MEASURES[type_name, field](row, store)


@dataclass(frozen=True)
class _Figure:
    """A measure, with the attributes of the row that it shows as they are."""

    measure: Callable[[Row, Store], Measure]
    shown: tuple[str, ...]

    def __call__(self, row: Row, store: Store) -> Measure:
        return self.measure(row, store)


def _plain(value: str, per: str) -> _Figure:
    return _Figure(lambda row, _: (getattr(row, value), getattr(row, per)), (value, per))


def _of_sku(value: str, per: str) -> _Figure:
    return _Figure(lambda row, store: (getattr(row, value), getattr(store.one("Sku", row.sku_id), per)), (value,))


def _margin(row: Row, _: Store) -> Measure:
    return (None if row.cost_amount is None else row.net_amount - row.cost_amount), row.currency


def _extended_price(row: Row, _: Store) -> Measure:
    return _six_digits(row.quantity, row.unit_price), row.currency


def _consumed(row: Row, store: Store) -> Measure:
    layer = store.one("CostLayer", row.layer_id)
    sku = store.one("Sku", layer.sku_id) if layer is not None else None
    assert sku is not None
    return row.quantity, sku.unit_id


def _packed(row: Row, store: Store) -> Measure:
    line = store.one("ShipmentLine", row.shipment_line_id)
    assert line is not None
    return row.quantity, _sku(store, line).unit_id


def _found_of(row: Row, store: Store) -> Measure:
    line = store.one("ReturnAuthorizationLine", row.line_id)
    assert line is not None
    return row.quantity, _sku(store, line).unit_id


def _available(row: Row, store: Store) -> Measure:
    return row.on_hand - row.reserved, _sku(store, row).unit_id


def _value_at_standard_cost(row: Row, store: Store) -> Measure:
    sku = _sku(store, row)
    return (None if sku.standard_cost is None else _six_digits(row.on_hand, sku.standard_cost)), sku.currency


def _unit_cost(row: Row, store: Store) -> Measure:
    company = store.one("Company", row.company_id)
    assert company is not None
    return row.unit_cost, company.currency


def _sku(store: Store, row: Row) -> Row:
    return store.one("Sku", row.sku_id)


def _six_digits(one: Decimal, other: Decimal) -> Decimal:
    return EXACT.multiply(one, other).quantize(Decimal("0.000001"), context=EXACT)


def _balance(row: Row, store: Store) -> Measure:
    company = store.one("Company", row.company_id)
    assert company is not None
    if row.is_group:
        return None, company.currency
    lines = store.by("JournalLine", "account_id", row.id)
    digits = {"JPY": 0, "KWD": 3}.get(company.currency, 2)
    return sum((line.company_amount for line in lines), Decimal(0)).quantize(
        Decimal(1).scaleb(-digits)
    ), company.currency


def _outstanding(row: Row, store: Store) -> Measure:
    if row.entry_id is None:
        return None, row.currency
    left = sum((item.open_amount for item in due(row, store)), Decimal(0))
    return abs(left).quantize(Decimal(1).scaleb(-{"JPY": 0, "KWD": 3}.get(row.currency, 2))), row.currency


def _withheld(row: Row, store: Store) -> Measure:
    parts = store.by("InvoiceWithholding", "invoice_id", row.id)
    digits = Decimal(1).scaleb(-{"JPY": 0, "KWD": 3}.get(row.currency, 2))
    return sum((part.amount for part in parts), Decimal(0)).quantize(digits), row.currency


def _payable(row: Row, store: Store) -> Measure:
    withheld, currency = _withheld(row, store)
    assert withheld is not None
    return row.total_amount - withheld, currency


def _billed(named_by: str) -> _Figure:
    """How much posted invoices say of a line of an order, less what notes give back."""
    return _Figure(lambda line, store: (selling.billed(line, named_by, store), line.unit_id), ("unit_id",))


def _of_owner(value: str, type_name: str, attribute: str) -> _Figure:
    def give(row: Row, store: Store) -> Measure:
        owner = store.one(type_name, getattr(row, attribute))
        assert owner is not None
        return getattr(row, value), owner.currency

    return _Figure(give, (value,))


_MEASURES: Mapping[tuple[str, str], Callable[[Row, Store], Measure]] = {
    ("ApprovalPolicy", "amountAbove"): _plain("amount_above", "currency"),
    ("ApprovalRequest", "amount"): _plain("amount", "currency"),
    ("BankReconciliation", "amount"): _plain("amount", "currency"),
    ("BankReconciliationPart", "amount"): _plain("amount", "currency"),
    ("BankStatement", "closing"): _plain("closing_amount", "currency"),
    ("BankStatement", "opening"): _plain("opening_amount", "currency"),
    ("BankStatement", "total"): _plain("total_amount", "currency"),
    ("BankStatementDraft", "closingAmount"): _plain("closing_amount", "currency"),
    ("BankStatementDraft", "openingAmount"): _plain("opening_amount", "currency"),
    ("BankStatementDraftLine", "amount"): _plain("amount", "currency"),
    ("BankStatementLine", "amount"): _plain("amount", "currency"),
    ("BankStatementLine", "fee"): _plain("fee_amount", "currency"),
    ("BankStatementLine", "matched"): _plain("matched_amount", "currency"),
    ("BankStatementLine", "original"): _plain("original_amount", "original_currency"),
    ("BankStatementLine", "unmatched"): _Figure(
        lambda line, _: (line.amount - line.matched_amount, line.currency), ("currency",)
    ),
    ("CarrierRate", "price"): _plain("price", "currency"),
    ("ShipmentLine", "quantity"): _of_sku("quantity", "unit_id"),
    ("ShipmentLine", "pickedQuantity"): _of_sku("picked_quantity", "unit_id"),
    ("PackageContent", "quantity"): _packed,
    ("ReturnAuthorizationLine", "quantity"): _of_sku("quantity", "unit_id"),
    ("ReturnAuthorizationLine", "receivedQuantity"): _of_sku("received_quantity", "unit_id"),
    ("ReturnInspection", "quantity"): _found_of,
    ("PriceListItem", "minimumQuantity"): _plain("minimum_quantity", "unit_id"),
    ("PriceListItem", "price"): _plain("price", "currency"),
    ("PricingRule", "figure"): _plain("figure", "currency"),
    ("PricingRule", "minimumAmount"): _plain("minimum_amount", "currency"),
    ("PricingRule", "minimumQuantity"): _plain("minimum_quantity", "unit_id"),
    ("MatchSuggestionPart", "amount"): _plain("amount", "currency"),
    ("DunningNotice", "charges"): _Figure(
        lambda row, _: (row.interest_amount + row.fee_amount, row.currency), ("currency",)
    ),
    ("DunningNotice", "fee"): _plain("fee_amount", "currency"),
    ("DunningNotice", "interest"): _plain("interest_amount", "currency"),
    ("DunningNotice", "overdue"): _plain("overdue_amount", "currency"),
    ("DunningNotice", "total"): _Figure(
        lambda row, _: (row.overdue_amount + row.interest_amount + row.fee_amount, row.currency), ("currency",)
    ),
    ("DunningNoticeLine", "interest"): _plain("interest_amount", "currency"),
    ("DunningNoticeLine", "open"): _plain("open_amount", "currency"),
    ("OpenItem", "amount"): _plain("amount", "currency"),
    ("OpenItem", "companyAmount"): _plain("company_amount", "company_currency"),
    ("OpenItem", "companyOpen"): _plain("open_company_amount", "company_currency"),
    ("OpenItem", "open"): _plain("open_amount", "currency"),
    ("OpenItem", "settled"): _plain("settled_amount", "currency"),
    ("OpenItemDiscount", "amount"): _plain("amount", "currency"),
    ("Payment", "amount"): _plain("amount", "currency"),
    ("PaymentAllocation", "amount"): _plain("amount", "currency"),
    ("PaymentAllocation", "itemAmount"): _plain("item_amount", "item_currency"),
    ("PaymentAllocation", "discountAmount"): _plain("discount_amount", "item_currency"),
    ("PaymentAllocation", "writeOffAmount"): _plain("write_off_amount", "item_currency"),
    ("Revaluation", "difference"): _plain("difference_amount", "company_currency"),
    ("RevaluationLine", "after"): _plain("after_amount", "company_currency"),
    ("RevaluationLine", "before"): _plain("before_amount", "company_currency"),
    ("RevaluationLine", "open"): _plain("open_amount", "currency"),
    ("SettlementLine", "amount"): _plain("amount", "currency"),
    ("SettlementLine", "companyAmount"): _plain("company_amount", "company_currency"),
    ("Invoice", "deducted"): _plain("deducted_amount", "currency"),
    ("Invoice", "discountAmount"): _plain("discount_amount", "currency"),
    ("Invoice", "net"): _plain("net_amount", "currency"),
    ("PurchaseOrderLine", "billedQuantity"): _billed("purchase_order_line_id"),
    ("SalesOrderLine", "billedQuantity"): _billed("sales_order_line_id"),
    ("Invoice", "outstanding"): _Figure(_outstanding, ("currency",)),
    ("Invoice", "payable"): _Figure(_payable, ("currency",)),
    ("Invoice", "withheld"): _Figure(_withheld, ("currency",)),
    ("Invoice", "rounding"): _plain("rounding_amount", "currency"),
    ("Invoice", "tax"): _plain("tax_amount", "currency"),
    ("Invoice", "total"): _plain("total_amount", "currency"),
    ("InvoiceInstalment", "amount"): _plain("amount", "currency"),
    ("InvoiceLine", "net"): _plain("net_amount", "currency"),
    ("InvoiceLine", "tax"): _plain("tax_amount", "currency"),
    ("InvoiceLine", "unitPrice"): _plain("unit_price", "currency"),
    ("InvoiceTax", "amount"): _plain("amount", "currency"),
    ("InvoiceTax", "base"): _plain("base", "currency"),
    ("InvoiceTax", "deductible"): _plain("deductible", "currency"),
    ("InvoiceWithholding", "amount"): _plain("amount", "currency"),
    ("InvoiceWithholding", "base"): _plain("base", "currency"),
    ("JournalEntry", "total"): _plain("total_amount", "company_currency"),
    ("JournalEntryDraftLine", "debit"): _of_owner("debit", "JournalEntryDraft", "draft_id"),
    ("JournalEntryDraftLine", "credit"): _of_owner("credit", "JournalEntryDraft", "draft_id"),
    ("JournalEntryDraftLine", "taxBase"): _of_owner("tax_base", "JournalEntryDraft", "draft_id"),
    ("JournalLine", "debit"): _plain("debit", "currency"),
    ("JournalLine", "credit"): _plain("credit", "currency"),
    ("JournalLine", "amount"): _plain("company_amount", "company_currency"),
    ("JournalLine", "accountAmount"): _plain("account_amount", "account_currency"),
    ("JournalTemplateLine", "debit"): _of_owner("debit", "JournalTemplate", "template_id"),
    ("JournalTemplateLine", "credit"): _of_owner("credit", "JournalTemplate", "template_id"),
    ("LedgerAccount", "balance"): _balance,
    ("Barcode", "quantity"): _of_sku("quantity", "unit_id"),
    ("PaymentTermLine", "amount"): _plain("amount", "currency"),
    ("MigratedCredit", "net"): _plain("net_amount", "currency"),
    ("MigratedCredit", "tax"): _plain("tax_amount", "currency"),
    ("MigratedCredit", "total"): _plain("total_amount", "currency"),
    ("MigratedCreditLine", "quantity"): _plain("quantity", "unit_id"),
    ("MigratedCreditLine", "unitPrice"): _plain("unit_price", "currency"),
    ("MigratedCreditLine", "net"): _plain("net_amount", "currency"),
    ("MigratedCreditLine", "tax"): _plain("tax_amount", "currency"),
    ("PurchaseOrder", "net"): _plain("net_amount", "currency"),
    ("PurchaseOrder", "tax"): _plain("tax_amount", "currency"),
    ("PurchaseOrder", "freight"): _plain("freight_amount", "currency"),
    ("PurchaseOrder", "total"): _plain("total_amount", "currency"),
    ("PurchaseOrderLine", "quantity"): _plain("quantity", "unit_id"),
    ("PurchaseOrderLine", "unitPrice"): _plain("unit_price", "currency"),
    ("PurchaseOrderLine", "extendedPrice"): _Figure(_extended_price, ("currency",)),
    ("PurchaseOrderLine", "net"): _plain("net_amount", "currency"),
    ("PurchaseOrderLine", "receivedQuantity"): _plain("received_quantity", "unit_id"),
    ("PurchaseOrderLine", "rejectedQuantity"): _plain("rejected_quantity", "unit_id"),
    ("SalesOrder", "net"): _plain("net_amount", "currency"),
    ("SalesOrder", "tax"): _plain("tax_amount", "currency"),
    ("SalesOrder", "total"): _plain("total_amount", "currency"),
    ("SalesOrder", "margin"): _Figure(_margin, ("currency",)),
    ("SalesOrderLine", "quantity"): _plain("quantity", "unit_id"),
    ("SalesOrderLine", "unitPrice"): _plain("unit_price", "currency"),
    ("SalesOrderLine", "net"): _plain("net_amount", "currency"),
    ("SalesOrderLine", "tax"): _plain("tax_amount", "currency"),
    ("SalesOrderLine", "unitCost"): _plain("unit_cost", "currency"),
    ("SalesOrderLine", "shippedQuantity"): _Figure(
        lambda line, store: (selling.shipped(line, store), line.unit_id), ("unit_id",)
    ),
    ("SalesOrderLine", "returnedQuantity"): _Figure(
        lambda line, store: (selling.returned(line, store), line.unit_id), ("unit_id",)
    ),
    ("SalesOrderLine", "reservedQuantity"): _Figure(
        lambda line, store: (selling.reserved(line, store), line.unit_id), ("unit_id",)
    ),
    ("CreditLimit", "amount"): _plain("amount", "currency"),
    ("Quotation", "net"): _plain("net_amount", "currency"),
    ("Quotation", "tax"): _plain("tax_amount", "currency"),
    ("Quotation", "total"): _plain("total_amount", "currency"),
    ("QuotationLine", "quantity"): _plain("quantity", "unit_id"),
    ("QuotationLine", "unitPrice"): _plain("unit_price", "currency"),
    ("QuotationLine", "net"): _plain("net_amount", "currency"),
    ("QuotationLine", "tax"): _plain("tax_amount", "currency"),
    ("Sku", "listPrice"): _plain("list_price", "currency"),
    ("Sku", "standardCost"): _plain("standard_cost", "currency"),
    ("Sku", "reorderPoint"): _plain("reorder_point", "unit_id"),
    ("Sku", "safetyStock"): _plain("safety_stock", "unit_id"),
    ("Reservation", "quantity"): _of_sku("quantity", "unit_id"),
    ("Reservation", "consumed"): _of_sku("consumed", "unit_id"),
    ("Reservation", "released"): _of_sku("released", "unit_id"),
    ("Reservation", "held"): _of_sku("held", "unit_id"),
    ("StockLevel", "onHand"): _of_sku("on_hand", "unit_id"),
    ("StockLevel", "reserved"): _of_sku("reserved", "unit_id"),
    ("StockLevel", "available"): _available,
    ("StockLevel", "valueAtStandardCost"): _value_at_standard_cost,
    ("StockMove", "quantity"): _of_sku("quantity", "unit_id"),
    ("StockMove", "unitCost"): _Figure(_unit_cost, ("unit_cost",)),
    ("CostLayer", "quantity"): _of_sku("quantity", "unit_id"),
    ("CostLayer", "value"): _plain("value", "currency"),
    ("CostLayer", "remainingQuantity"): _of_sku("remaining_quantity", "unit_id"),
    ("CostLayer", "remainingValue"): _plain("remaining_value", "currency"),
    ("CostLayerConsumption", "quantity"): _Figure(_consumed, ("quantity",)),
    ("CostLayerConsumption", "value"): _plain("value", "currency"),
    ("StockValue", "quantity"): _of_sku("quantity", "unit_id"),
    ("StockValue", "standardCost"): _plain("standard_cost", "currency"),
    ("StockValue", "unitCost"): _plain("unit_cost", "currency"),
    ("StockValue", "value"): _plain("value", "currency"),
    ("GoodsReceiptLine", "quantity"): _plain("quantity", "unit_id"),
    ("GoodsReceiptLine", "stockQuantity"): _of_sku("stock_quantity", "unit_id"),
    ("GoodsReceiptLine", "unitPrice"): _plain("unit_price", "currency"),
    ("GoodsReceiptLine", "billedQuantity"): _billed("goods_receipt_line_id"),
    ("GoodsReceiptLine", "accrued"): _plain("accrued_amount", "company_currency"),
    ("StockValueEntry", "quantity"): _of_sku("quantity", "unit_id"),
    ("StockValueEntry", "value"): _plain("value", "currency"),
    ("TaxLine", "base"): _plain("base", "currency"),
    ("TaxLine", "amount"): _plain("amount", "currency"),
    ("TaxLine", "deductible"): _plain("deductible", "currency"),
    ("TaxLine", "companyBase"): _plain("company_base", "company_currency"),
    ("TaxLine", "companyAmount"): _plain("company_amount", "company_currency"),
    ("TaxLine", "companyDeductible"): _plain("company_deductible", "company_currency"),
    ("TaxRate", "unitAmount"): _plain("unit_amount", "currency"),
    ("TaxReturn", "payable"): _plain("payable", "currency"),
    ("TaxReturnBox", "amount"): _plain("amount", "currency"),
    ("TaxReturnBox", "late"): _plain("late_amount", "currency"),
    ("VendorProduct", "unitPrice"): _plain("unit_price", "currency"),
    ("VendorProduct", "lastUnitCost"): _plain("last_unit_cost", "currency"),
    ("VendorProduct", "minimumQuantity"): _plain("minimum_quantity", "unit_id"),
    ("VendorProduct", "maximumQuantity"): _plain("maximum_quantity", "unit_id"),
}
