"""Accounts, journals, entries and periods: where their fields come from."""

from decimal import Decimal

from tests.oracle.naive.dynamic import Row
from tests.oracle.naive.facts.measures import Measure, of_owner, plain
from tests.oracle.naive.facts.tables import Facts
from tests.oracle.naive.store import Store


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


FACTS = Facts(
    orders={
        "AccountingPeriod": ("-startsOn",),
        "Dimension": ("code",),
        "DimensionValue": ("code",),
        "FiscalYear": ("-startsOn",),
        "IntegrityReport": ("-checkedAt",),
        "Journal": ("code",),
        "JournalEntry": ("-postedOn",),
        "JournalEntryDraft": ("-postedOn",),
        "JournalLine": ("-postedOn",),
        "JournalTemplate": ("code",),
        "LedgerAccount": ("code",),
        "LockException": ("-expiresAt",),
    },
    list_orders={
        ("AccountingPeriod", "tasks"): ("code",),
        ("FiscalYear", "periods"): ("number",),
        ("JournalEntry", "lines"): ("position",),
        ("JournalEntry", "reversals"): ("id",),
        ("JournalEntryDraft", "lines"): ("position",),
        ("JournalEntryDraftLine", "dimensions"): ("dimension",),
        ("JournalLine", "dimensions"): ("dimension",),
        ("JournalTemplate", "lines"): ("position",),
        ("JournalTemplateLine", "dimensions"): ("dimension",),
    },
    folded={
        ("Dimension", "name"),
        ("DimensionValue", "name"),
        ("Journal", "name"),
        ("JournalTemplate", "name"),
        ("LedgerAccount", "name"),
    },
    references={
        ("JournalEntry", "source"): ("source_type", "source_id"),
    },
    foreign_keys={
        ("AccountingPeriod", "tasks"): "period_id",
        ("Dimension", "values"): "dimension_id",
        ("DimensionValue", "children"): "parent_id",
        ("FiscalYear", "periods"): "fiscal_year_id",
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
    },
    measures={
        ("JournalEntry", "total"): plain("total_amount", "company_currency"),
        ("JournalEntryDraftLine", "debit"): of_owner("debit", "JournalEntryDraft", "draft_id"),
        ("JournalEntryDraftLine", "credit"): of_owner("credit", "JournalEntryDraft", "draft_id"),
        ("JournalEntryDraftLine", "taxBase"): of_owner("tax_base", "JournalEntryDraft", "draft_id"),
        ("JournalLine", "debit"): plain("debit", "currency"),
        ("JournalLine", "credit"): plain("credit", "currency"),
        ("JournalLine", "amount"): plain("company_amount", "company_currency"),
        ("JournalLine", "accountAmount"): plain("account_amount", "account_currency"),
        ("JournalTemplateLine", "debit"): of_owner("debit", "JournalTemplate", "template_id"),
        ("JournalTemplateLine", "credit"): of_owner("credit", "JournalTemplate", "template_id"),
        ("LedgerAccount", "balance"): _balance,
    },
)
