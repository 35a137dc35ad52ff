"""When what leaves the company needs the approval of others: the bills of vendors, and payments."""

from decimal import Decimal
from typing import Final

from kernel.decimals import product
from kernel.ids import NodeId
from models import InvoiceKind, PaymentDirection
from services.finance.entry_approval import rate_of, writers_of
from services.platform.approval import Matter, require
from services.rows import Found
from services.work import Work

_PARTY: Final = "select name from party where id = $1"
_LINES: Final = "select id from invoice_line where invoice_id = $1"
_ALLOCATIONS: Final = "select id from payment_allocation where payment_id = $1"


async def require_bill_approval(work: Work, bill: Found, rate: Decimal) -> None:
    """Let a vendor's bill pass that needs no approval, or has it; documents of other kinds pass.

    The amount is its total in the currency of the company, at the rate that it is posted with.

    Raises:
        ApprovalRequired, ApprovalRejected: others have to agree, or have refused.
    """
    if bill["kind"] == InvoiceKind.VENDOR_BILL:
        await _require(work, "Invoice", bill, product(bill["total_amount"], rate), _LINES)


async def require_payment_approval(work: Work, payment: Found) -> None:
    """Let a payment pass that needs no approval, or has it; what comes in passes.

    Raises:
        ApprovalRequired, ApprovalRejected: others have to agree, or have refused.
        RateMissing: nobody has recorded a rate for its day.
    """
    if payment["direction"] == PaymentDirection.OUT:
        rate = await rate_of(work, payment, payment["paid_on"])
        await _require(work, "Payment", payment, product(payment["amount"], rate), _ALLOCATIONS)


async def _require(work: Work, type_name: str, document: Found, amount: Decimal, parts: str) -> None:
    keys = [document["id"], *(row["id"] for row in await work.raw.fetch(parts, document["id"]))]
    party = await work.raw.fetchval(_PARTY, document["party_id"])
    words = f"{'Bill of' if type_name == 'Invoice' else 'Payment to'} {party}"
    described = words if document["reference"] is None else f"{words}, {document['reference']}"
    await require(
        work,
        Matter(
            document["company_id"],
            NodeId(type_name, document["id"]),
            revision=f"version {document['version']}",
            description=described,
            amount=amount,
            written_by=await writers_of(work, keys),
        ),
    )
