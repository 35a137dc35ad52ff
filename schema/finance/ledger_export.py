"""Exports of the ledger as clients ask for them."""

from schema.enums import described
from services.finance.export.ledger import LedgerFormat

EXPORT = "finance.report:export"

described(
    LedgerFormat,
    "The program that is to read a ledger.",
    {
        LedgerFormat.BEANCOUNT: "Beancount: plain text, with what is on each account as assertions that the program checks.",
    },
)
