"""The words that invoices are told with."""

from enum import StrEnum

from models import CutOff, InvoiceKind, InvoiceState
from schema.enums import described

READ = "finance.invoice:read"
READ_LEDGER = "finance.entry:read"
READ_REMARK = "finance.remark:read"
WRITE = "finance.invoice:write"
POST = "finance.invoice:post"


class InvoicePaymentState(StrEnum):
    """How far a posted invoice is settled."""

    OPEN = "OPEN"
    PARTLY_PAID = "PARTLY_PAID"
    PAID = "PAID"


described(
    InvoiceKind,
    "Who asks whom for what.",
    {
        InvoiceKind.CUSTOMER_INVOICE: "The company asks a customer.",
        InvoiceKind.CREDIT_NOTE: "The company takes back what it asked a customer for.",
        InvoiceKind.VENDOR_BILL: "A vendor asks the company.",
        InvoiceKind.DEBIT_NOTE: "What a vendor asked for is taken back.",
    },
)
described(
    InvoiceState,
    "Where an invoice is in its life cycle; how far it is paid is told apart from it.",
    {
        InvoiceState.DRAFT: "It is being written, and binds nobody.",
        InvoiceState.VALIDATED: "It is complete, and waits to be posted.",
        InvoiceState.POSTED: "It is in the books, and never changes.",
        InvoiceState.CANCELLED: "Notes have taken back all of it.",
    },
)
described(
    CutOff,
    "Whether goods and invoice fall into the same period, or one of them comes before the other.",
    {
        CutOff.NONE: "It is earned or spent on the day of the document.",
        CutOff.BEFORE_DELIVERY: "The invoice comes before the goods: the amount waits until they are there.",
        CutOff.AFTER_DELIVERY: "The goods came before the invoice, and were accounted for then.",
    },
)
described(
    InvoicePaymentState,
    "How far a posted invoice is settled, by payments, notes or otherwise.",
    {
        InvoicePaymentState.OPEN: "Nothing of it is settled.",
        InvoicePaymentState.PARTLY_PAID: "Some of it is settled.",
        InvoicePaymentState.PAID: "All of it is settled.",
    },
)
