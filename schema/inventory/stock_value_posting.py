"""What of stock value is posted where, as clients see it."""

import models
from planner.entity import entity
from planner.fields import one
from schema import names
from schema.base import CompanyRecord
from schema.inventory.stock_value import READ


@entity(models.StockValuePosting, needs=READ)
class StockValuePosting(CompanyRecord):
    """That an entry of stock value was posted. A fact: it never changes."""

    value_entry: names.StockValueEntry | None = one("What was posted.", "value_entry_id", filters=True)
    journal_entry: names.JournalEntry | None = one("In which entry.", "journal_entry_id", filters=True)
    account: names.LedgerAccount | None = one("On which account of stock.", "account_id", filters=True)
    contra_account: names.LedgerAccount | None = one("Against which account.", "contra_account_id", filters=True)
