"""Orders, quotations, prices and returns: where their fields come from."""

from decimal import Decimal

from tests.oracle.naive import selling
from tests.oracle.naive.dynamic import Row
from tests.oracle.naive.facts.measures import Figure, Measure, billed, of_sku, plain, sku_of
from tests.oracle.naive.facts.tables import Facts
from tests.oracle.naive.store import Store

# The digits of the currencies that agreements are in.
EXPONENTS = {"EUR": 2, "JPY": 0, "KWD": 3}


def _margin(row: Row, _: Store) -> Measure:
    return (None if row.cost_amount is None else row.net_amount - row.cost_amount), row.currency


def _found_of(row: Row, store: Store) -> Measure:
    line = store.one("ReturnAuthorizationLine", row.line_id)
    assert line is not None
    return row.quantity, sku_of(store, line).unit_id


def _decided_of(row: Row, store: Store) -> Measure:
    line = store.one("SalesOrderLine", row.order_line_id)
    assert line is not None
    return row.quantity, line.unit_id


def _left_of_line(row: Row, store: Store) -> Measure:
    left = None if row.quantity is None else max(row.quantity - selling.called_off(row, store), Decimal("0.000000"))
    return left, row.unit_id


def _left_of_agreement(row: Row, store: Store) -> Measure:
    left = None if row.amount_max is None else max(row.amount_max - _called_off(row, store), row.amount_max * 0)
    return left, row.currency


def _called_off(row: Row, store: Store) -> Decimal:
    return selling.called_off_amount(row, store).quantize(Decimal(1).scaleb(-EXPONENTS[row.currency]))


FACTS = Facts(
    orders={
        "BlanketAgreement": ("-validFrom",),
        "CommissionPosting": ("-earnedUntil",),
        "CommissionRule": ("code",),
        "Coupon": ("code",),
        "CouponRedemption": ("-recordedAt",),
        "CustomerGroup": ("code",),
        "MigratedCredit": ("-creditedAt",),
        "PriceList": ("code",),
        "PricingRule": ("code",),
        "Quotation": ("-quotedOn",),
        "ReturnAuthorization": ("-id",),
        "SalesOrder": ("-placedAt",),
        "SalesTeam": ("code",),
    },
    list_orders={
        ("BlanketAgreement", "lines"): ("position",),
        ("MigratedCredit", "lines"): ("position",),
        ("ReturnAuthorization", "lines"): ("position",),
        ("ReturnAuthorizationLine", "inspections"): ("position",),
        ("PricingRule", "targets"): ("id",),
        ("Quotation", "lines"): ("position",),
        ("QuotationLine", "taxes"): ("position",),
        ("SalesOrder", "lines"): ("position",),
        ("SalesOrderLine", "taxes"): ("position",),
        ("SalesTeam", "members"): ("id",),
    },
    folded={
        ("CommissionRule", "name"),
        ("CustomerGroup", "name"),
        ("PriceList", "name"),
        ("PricingRule", "name"),
        ("SalesTeam", "name"),
    },
    foreign_keys={
        ("BlanketAgreement", "lines"): "agreement_id",
        ("BlanketAgreement", "orders"): "agreement_id",
        ("BlanketAgreementLine", "orderLines"): "agreement_line_id",
        ("CommissionPosting", "lines"): "posting_id",
        ("Quotation", "lines"): "quotation_id",
        ("Quotation", "orders"): "quotation_id",
        ("QuotationLine", "taxes"): "line_id",
        ("SalesOrderLine", "reservations"): "demand_id",
        ("SalesOrderLine", "taxes"): "line_id",
        ("SalesOrder", "shipments"): "sales_order_id",
        ("SalesOrder", "returns"): "sales_order_id",
        ("SalesOrderLine", "resolutions"): "order_line_id",
        ("SalesOrder", "advances"): "sales_order_id",
        ("ReturnAuthorization", "lines"): "authorization_id",
        ("ReturnAuthorization", "creditNotes"): "return_authorization_id",
        ("ReturnAuthorization", "moves"): "document_id",
        ("ReturnAuthorization", "entries"): "source_id",
        ("ReturnAuthorizationLine", "inspections"): "line_id",
        ("CustomerGroup", "customers"): "customer_group_id",
        ("CustomerGroup", "priceLists"): "group_id",
        ("PriceList", "items"): "list_id",
        ("PricingRule", "coupons"): "rule_id",
        ("PricingRule", "targets"): "rule_id",
        ("MigratedCredit", "lines"): "credit_id",
        ("SalesOrderLine", "invoiceLines"): "sales_order_line_id",
        ("SalesOrder", "attachments"): "entity_id",
        ("SalesOrder", "credits"): "order_id",
        ("SalesOrder", "couponRedemptions"): "order_id",
        ("SalesOrderLine", "components"): "bundle_line_id",
        ("SalesOrder", "lines"): "order_id",
        ("SalesTeam", "members"): "team_id",
    },
    through={
        ("SalesOrder", "invoices"): ("InvoiceLine", "invoice_id", "sales_order_line_id", "SalesOrderLine", "order_id"),
    },
    measures={
        ("CommissionPosting", "amount"): plain("amount", "currency"),
        ("CommissionPostingLine", "amount"): plain("amount", "currency"),
        ("CommissionPostingLine", "base"): plain("base_amount", "currency"),
        ("CommissionPostingLine", "earned"): plain("earned_amount", "currency"),
        ("BlanketAgreement", "amountMax"): plain("amount_max", "currency"),
        ("BlanketAgreement", "calledOff"): Figure(
            lambda row, store: (_called_off(row, store), row.currency), ("currency",)
        ),
        ("BlanketAgreement", "remaining"): Figure(_left_of_agreement, ("currency",)),
        ("BlanketAgreementLine", "quantity"): plain("quantity", "unit_id"),
        ("BlanketAgreementLine", "minimumQuantity"): plain("minimum_quantity", "unit_id"),
        ("BlanketAgreementLine", "unitPrice"): plain("unit_price", "currency"),
        ("BlanketAgreementLine", "calledOffQuantity"): Figure(
            lambda line, store: (selling.called_off(line, store), line.unit_id), ("unit_id",)
        ),
        ("BlanketAgreementLine", "remainingQuantity"): Figure(_left_of_line, ("unit_id",)),
        ("ReturnAuthorizationLine", "quantity"): of_sku("quantity", "unit_id"),
        ("ReturnAuthorizationLine", "receivedQuantity"): of_sku("received_quantity", "unit_id"),
        ("ReturnInspection", "quantity"): _found_of,
        ("PriceListItem", "minimumQuantity"): plain("minimum_quantity", "unit_id"),
        ("PriceListItem", "price"): plain("price", "currency"),
        ("PricingRule", "figure"): plain("figure", "currency"),
        ("PricingRule", "minimumAmount"): plain("minimum_amount", "currency"),
        ("PricingRule", "minimumQuantity"): plain("minimum_quantity", "unit_id"),
        ("SalesOrderLine", "billedQuantity"): billed("sales_order_line_id"),
        ("MigratedCredit", "net"): plain("net_amount", "currency"),
        ("MigratedCredit", "tax"): plain("tax_amount", "currency"),
        ("MigratedCredit", "total"): plain("total_amount", "currency"),
        ("MigratedCreditLine", "quantity"): plain("quantity", "unit_id"),
        ("MigratedCreditLine", "unitPrice"): plain("unit_price", "currency"),
        ("MigratedCreditLine", "net"): plain("net_amount", "currency"),
        ("MigratedCreditLine", "tax"): plain("tax_amount", "currency"),
        ("SalesOrder", "net"): plain("net_amount", "currency"),
        ("SalesOrder", "tax"): plain("tax_amount", "currency"),
        ("SalesOrder", "total"): plain("total_amount", "currency"),
        ("SalesOrder", "margin"): Figure(_margin, ("currency",)),
        ("SalesOrderLine", "quantity"): plain("quantity", "unit_id"),
        ("SalesOrderLine", "cancelledQuantity"): plain("cancelled_quantity", "unit_id"),
        ("SalesOrderLine", "waivedQuantity"): plain("waived_quantity", "unit_id"),
        ("SalesOrderResolution", "quantity"): _decided_of,
        ("SalesOrderLine", "unitPrice"): plain("unit_price", "currency"),
        ("SalesOrderLine", "net"): plain("net_amount", "currency"),
        ("SalesOrderLine", "tax"): plain("tax_amount", "currency"),
        ("SalesOrderLine", "unitCost"): plain("unit_cost", "currency"),
        ("SalesOrderLine", "deliveredQuantity"): Figure(
            lambda line, store: (selling.delivered(line, store), line.unit_id), ("unit_id",)
        ),
        ("SalesOrderLine", "openQuantity"): Figure(
            lambda line, store: (selling.left(line, store), line.unit_id), ("unit_id",)
        ),
        ("SalesOrderLine", "shippedQuantity"): Figure(
            lambda line, store: (selling.shipped(line, store), line.unit_id), ("unit_id",)
        ),
        ("SalesOrderLine", "returnedQuantity"): Figure(
            lambda line, store: (selling.returned(line, store), line.unit_id), ("unit_id",)
        ),
        ("SalesOrderLine", "reservedQuantity"): Figure(
            lambda line, store: (selling.reserved(line, store), line.unit_id), ("unit_id",)
        ),
        ("CreditLimit", "amount"): plain("amount", "currency"),
        ("Quotation", "net"): plain("net_amount", "currency"),
        ("Quotation", "tax"): plain("tax_amount", "currency"),
        ("Quotation", "total"): plain("total_amount", "currency"),
        ("QuotationLine", "quantity"): plain("quantity", "unit_id"),
        ("QuotationLine", "unitPrice"): plain("unit_price", "currency"),
        ("QuotationLine", "net"): plain("net_amount", "currency"),
        ("QuotationLine", "tax"): plain("tax_amount", "currency"),
    },
)
