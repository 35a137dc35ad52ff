"""When what leaves the company needs the approval of others: the bills of vendors, and payments."""

from datetime import date
from decimal import Decimal
from typing import Final

from kernel.ids import NodeId
from models import InvoiceKind, PaymentDirection
from services.finance.entry_approval import limits_of, writers_of
from services.platform.approval import Approvable, Matter, require
from services.rows import Found
from services.work import Work

_PARTY: Final = "select name from party where id = $1"
_LINES: Final = """
with line as (select id from invoice_line where invoice_id = $1)
select id from line
union all select id from invoice_line_tax where line_id in (select id from line)
union all select id from invoice_line_dimension where line_id in (select id from line)
union all select id from invoice_deduction where invoice_id = $1
"""
_ALLOCATIONS: Final = "select id from payment_allocation where payment_id = $1"


async def require_bill_approval(work: Work, bill: Found, on: date) -> None:
    """Let a vendor's bill pass that needs no approval, or has it for what it comes to on the day on which it is posted;
    documents of other kinds pass.

    Raises:
        ApprovalRequired, ApprovalRejected: others have to agree, or have refused.
        RateMissing: nobody has recorded a rate for the day.
    """
    if bill["kind"] == InvoiceKind.VENDOR_BILL:
        await _require(work, Approvable.INVOICE, bill, bill["total_amount"], on, _LINES)


async def require_payment_approval(work: Work, payment: Found) -> None:
    """Let a payment pass that needs no approval, or has it; what comes in passes.

    Raises:
        ApprovalRequired, ApprovalRejected: others have to agree, or have refused.
        RateMissing: nobody has recorded a rate for its day.
    """
    if payment["direction"] == PaymentDirection.OUT:
        await _require(work, Approvable.PAYMENT, payment, payment["amount"], payment["paid_on"], _ALLOCATIONS)


async def _require(work: Work, of: Approvable, document: Found, amount: Decimal, on: date, parts: str) -> None:
    limits = await limits_of(work, document["company_id"], ("id",), of)
    if limits.approved_above is None:
        return
    keys = [document["id"], *(row["id"] for row in await work.raw.fetch(parts, document["id"]))]
    party = await work.raw.fetchval(_PARTY, document["party_id"])
    words = f"{'Bill of' if of is Approvable.INVOICE else 'Payment to'} {party}"
    described = words if document["reference"] is None else f"{words}, {document['reference']}"
    await require(
        work,
        Matter(
            document["company_id"],
            NodeId(of, document["id"]),
            revision=f"version {document['version']}",
            description=described,
            amount=await limits.judged(work, amount, document["currency"], document["rate"], on),
            written_by=await writers_of(work, keys),
        ),
    )
