"""Invoices, payment terms and taxes: where their fields come from."""

from decimal import Decimal

from tests.oracle.naive.books import due
from tests.oracle.naive.dynamic import Row
from tests.oracle.naive.facts.measures import Figure, Measure, plain
from tests.oracle.naive.facts.tables import Facts
from tests.oracle.naive.store import Store


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


FACTS = Facts(
    orders={
        "Invoice": ("-invoiceOn",),
        "PaymentTerm": ("code",),
        "TaxBox": ("code",),
        "TaxCode": ("code",),
        "TaxLine": ("-taxedOn",),
        "TaxPosition": ("code",),
        "TaxRate": ("validFrom",),
        "TaxReturn": ("-startsOn",),
        "WithholdingCertificate": ("validUntil",),
    },
    list_orders={
        ("Invoice", "deductions"): ("id",),
        ("Invoice", "instalments"): ("position",),
        ("Invoice", "lines"): ("position",),
        ("Invoice", "notes"): ("id",),
        ("Invoice", "taxes"): ("position",),
        ("Invoice", "withholdings"): ("position",),
        ("InvoiceLine", "dimensions"): ("dimension",),
        ("InvoiceLine", "taxes"): ("position",),
        ("PaymentTerm", "discounts"): ("days",),
        ("PaymentTerm", "lines"): ("position",),
        ("PaymentTermLine", "steps"): ("position",),
        ("TaxCode", "components"): ("position",),
        ("TaxReturn", "boxes"): ("code",),
    },
    folded={
        ("PaymentTerm", "name"),
        ("TaxCode", "name"),
        ("TaxPosition", "name"),
    },
    foreign_keys={
        ("Invoice", "attachments"): "entity_id",
        ("Invoice", "deductions"): "invoice_id",
        ("Invoice", "instalments"): "invoice_id",
        ("Invoice", "lines"): "invoice_id",
        ("Invoice", "notes"): "credits_id",
        ("Invoice", "taxes"): "invoice_id",
        ("Invoice", "withholdings"): "invoice_id",
        ("InvoiceLine", "dimensions"): "line_id",
        ("InvoiceLine", "taxes"): "line_id",
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
    },
    measures={
        ("Invoice", "deducted"): plain("deducted_amount", "currency"),
        ("Invoice", "discountAmount"): plain("discount_amount", "currency"),
        ("Invoice", "net"): plain("net_amount", "currency"),
        ("Invoice", "outstanding"): Figure(_outstanding, ("currency",)),
        ("Invoice", "payable"): Figure(_payable, ("currency",)),
        ("Invoice", "withheld"): Figure(_withheld, ("currency",)),
        ("Invoice", "rounding"): plain("rounding_amount", "currency"),
        ("Invoice", "tax"): plain("tax_amount", "currency"),
        ("Invoice", "total"): plain("total_amount", "currency"),
        ("InvoiceInstalment", "amount"): plain("amount", "currency"),
        ("InvoiceLine", "net"): plain("net_amount", "currency"),
        ("InvoiceLine", "tax"): plain("tax_amount", "currency"),
        ("InvoiceLine", "unitPrice"): plain("unit_price", "currency"),
        ("InvoiceTax", "amount"): plain("amount", "currency"),
        ("InvoiceTax", "base"): plain("base", "currency"),
        ("InvoiceTax", "deductible"): plain("deductible", "currency"),
        ("InvoiceWithholding", "amount"): plain("amount", "currency"),
        ("InvoiceWithholding", "base"): plain("base", "currency"),
        ("PaymentTermLine", "amount"): plain("amount", "currency"),
        ("TaxLine", "base"): plain("base", "currency"),
        ("TaxLine", "amount"): plain("amount", "currency"),
        ("TaxLine", "deductible"): plain("deductible", "currency"),
        ("TaxLine", "companyBase"): plain("company_base", "company_currency"),
        ("TaxLine", "companyAmount"): plain("company_amount", "company_currency"),
        ("TaxLine", "companyDeductible"): plain("company_deductible", "company_currency"),
        ("TaxRate", "unitAmount"): plain("unit_amount", "currency"),
        ("TaxReturn", "payable"): plain("payable", "currency"),
        ("TaxReturnBox", "amount"): plain("amount", "currency"),
        ("TaxReturnBox", "late"): plain("late_amount", "currency"),
    },
)
