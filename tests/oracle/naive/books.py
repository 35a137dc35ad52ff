"""Fields of the books that are reckoned from a row and others around it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.oracle.naive.dynamic import Row
from tests.oracle.naive.store import Store


def _blockers(period: Row, store: Store) -> list[str]:
    """What stands in the way of closing a period, in the order in which it is told."""
    company = period.company_id
    others = store.by("AccountingPeriod", "company_id", company)
    earlier = [
        other
        for other in others
        if other.state in ("FUTURE", "OPEN", "CLOSING")
        and (
            (other.ends_on < period.starts_on and (not other.is_adjustment or period.is_adjustment))
            or (period.is_adjustment and not other.is_adjustment and other.fiscal_year_id == period.fiscal_year_id)
        )
    ]
    drafts = [
        draft
        for draft in store.by("JournalEntryDraft", "company_id", company)
        if period.starts_on <= draft.posted_on <= period.ends_on and draft.is_adjustment == period.is_adjustment
    ]
    tasks = [task for task in store.by("PeriodTask", "period_id", period.id) if task.done_at is None]
    due = [
        template
        for template in store.by("JournalTemplate", "company_id", company)
        if template.archived_at is None and template.next_on <= min(period.ends_on, template.until_on or period.ends_on)
    ]
    reversed_ids = {entry.reverses_id for entry in store.by("JournalEntry", "company_id", company)}
    accruals = [
        entry
        for entry in store.by("JournalEntry", "company_id", company)
        if entry.kind == "ACCRUAL" and entry.posted_on < period.starts_on and entry.id not in reversed_ids
    ]
    told = {"EARLIER_PERIOD_OPEN": earlier, "DRAFT_LEFT": drafts, "TASK_LEFT": tasks}
    if not period.is_adjustment:
        told |= {"TEMPLATE_DUE": due, "ACCRUAL_NOT_REVERSED": accruals}
    return [name for name, reasons in told.items() if reasons]


def _unsealed(journal: Row, store: Store) -> int:
    return len(store.by("JournalEntry", "journal_id", journal.id)) - len(
        store.by("JournalSeal", "journal_id", journal.id)
    )


def due(invoice: Row, store: Store) -> list[Row]:
    """The open items of an invoice, and not those of advances."""
    if invoice.entry_id is None:
        return []
    side = "RECEIVABLE" if invoice.kind in ("CUSTOMER_INVOICE", "CREDIT_NOTE") else "PAYABLE"
    return [item for item in store.by("OpenItem", "entry_id", invoice.entry_id) if item.side == side]


def _payment_state(invoice: Row, store: Store) -> str | None:
    items = due(invoice, store)
    if invoice.entry_id is None:
        return None
    if all(item.open_amount == 0 for item in items):
        return "PAID"
    return "PARTLY_PAID" if any(item.settled_amount for item in items) else "OPEN"


def _is_overdue(invoice: Row, store: Store) -> bool:
    company = store.one("Company", invoice.company_id)
    assert company is not None
    today = datetime.now(ZoneInfo(company.time_zone)).date()
    return any(item.open_amount and item.due_on < today for item in due(invoice, store))


COMPUTED: Mapping[tuple[str, str], Callable[[Row, Store], object]] = {
    ("AccountingPeriod", "blockers"): _blockers,
    ("Invoice", "paymentState"): _payment_state,
    ("Invoice", "isOverdue"): _is_overdue,
    ("Journal", "sealed"): lambda journal, store: len(store.by("JournalSeal", "journal_id", journal.id)),
    ("Journal", "unsealed"): _unsealed,
    ("Journal", "firstBreak"): lambda _, __: None,
    ("PeriodLock", "lockedUntil"): lambda lock, _: lock.locked_through,
}
