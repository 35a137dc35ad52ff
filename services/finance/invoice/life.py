"""The life of an invoice, and what is refused in it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.errors import DomainError, InputPath
from kernel.ids import NodeId
from kernel.workflow import Transition, Workflow
from models import InvoiceKind, InvoiceState, JournalKind, Trade
from services.finance.rules import SourceKind
from services.work import Work

_DRAFT, _VALIDATED, _POSTED = InvoiceState.DRAFT, InvoiceState.VALIDATED, InvoiceState.POSTED
_WRITE, _POST = "finance.invoice:write", "finance.invoice:post"

LIFE: Final = Workflow(
    "Invoice",
    _DRAFT,
    (
        Transition("update", (_DRAFT,), _DRAFT, _WRITE),
        Transition("delete", (_DRAFT,), _DRAFT, _WRITE),
        Transition("validate", (_DRAFT,), _VALIDATED, _POST),
        Transition("revise", (_VALIDATED,), _DRAFT, _WRITE),
        Transition("post", (_VALIDATED,), _POSTED, _POST),
        Transition("credit", (_POSTED,), _POSTED, _WRITE),
        Transition("cancel", (_POSTED,), InvoiceState.CANCELLED, _POST),
    ),
)
"""The life of an invoice. `cancel` is what posting a note does that takes back all that was left."""

SOURCES: Final = {kind: SourceKind(kind) for kind in InvoiceKind}
NOTES: Final = {
    InvoiceKind.CUSTOMER_INVOICE: InvoiceKind.CREDIT_NOTE,
    InvoiceKind.VENDOR_BILL: InvoiceKind.DEBIT_NOTE,
}
"""The note that takes back a document."""
TRADES: Final = {
    InvoiceKind.CUSTOMER_INVOICE: Trade.SALE,
    InvoiceKind.CREDIT_NOTE: Trade.SALE,
    InvoiceKind.VENDOR_BILL: Trade.PURCHASE,
    InvoiceKind.DEBIT_NOTE: Trade.PURCHASE,
}
JOURNALS: Final = {Trade.SALE: JournalKind.SALES, Trade.PURCHASE: JournalKind.PURCHASE}


@dataclass(eq=False)
class BillEnteredAlready(DomainError):
    """A vendor's bill is entered once: its number, in whatever spelling, comes once for each vendor."""

    message = "This vendor's {reference} has been entered already."
    reference: str
    entered: NodeId


@dataclass(eq=False)
class CreditsOther(DomainError):
    """A credit note takes back a posted customer invoice, a debit note a posted vendor bill, of the same party."""

    message = "This is no document that such a note takes back."


@dataclass(eq=False)
class CreditAboveInvoice(DomainError):
    """All notes on a document together take back no more than it came to, nor more of a tax than it had."""

    message = "{credited} would be taken back, and {left} is left of {of}."
    credited: Decimal
    left: Decimal
    of: str = "it"
    """The tax, where it is one that would be taken back beyond."""


@dataclass(eq=False)
class InvoiceWithoutAmount(DomainError):
    """An invoice asks for something: its lines come to more than nothing, and advances to no more than that."""

    message = "The lines come to {amount}, and {deducted} is taken off."
    amount: Decimal
    deducted: Decimal


@dataclass(eq=False)
class AdvanceUnfit(DomainError):
    """What is taken off is a posted advance of the same party, kind and currency."""

    message = "This is no advance that this document can take off."


@dataclass(eq=False)
class CashStepMissing(DomainError):
    """What is paid in coins is rounded by the step that the company's tax policy names."""

    message = "The company has not said what its coins can pay."


_ENTERED = """
select other.id from invoice as other
where other.company_id = $1 and other.party_id = $2 and other.reference_key = fold($3) and other.kind = 'VENDOR_BILL'
  and other.state <> 'CANCELLED' and other.id <> $4
"""


async def require_new_bill(
    work: Work, company_id: UUID, party_id: UUID, reference: str, key: UUID, path: InputPath
) -> None:
    """Check that a vendor's bill is not there yet.

    Raises:
        BillEnteredAlready: it is.
    """
    entered = await work.raw.fetchval(_ENTERED, company_id, party_id, reference, key)
    if entered is not None:
        raise BillEnteredAlready(reference, NodeId("Invoice", entered), path=path)


def require_transition(row: asyncpg.Record | dict[str, object], transition: str, path: InputPath) -> InvoiceState:
    """Give the state that a transition leads to.

    Raises:
        TransitionUnavailable: it is not possible now.
    """
    return LIFE.transition(InvoiceState(str(row["state"])), transition, path).target
