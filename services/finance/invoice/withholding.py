"""What is withheld of an invoice when it is posted, and what of it a note takes back.

What is withheld on payment is left to the settlement of the payment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg

from kernel.currency import currency_exponent
from kernel.errors import DomainError, InputPath
from kernel.rounding import RoundingPolicy, exact_ratio, round_to, step_of
from kernel.split import split
from models import InvoiceKind, TaxKind, TaxUse, Trade, WithholdingBase
from services.finance.invoice.life import TRADES
from services.finance.tax.withholding import SIDES, standing
from services.rows import Found, as_json
from services.work import Work


@dataclass(eq=False)
class WithholdingUnfit(DomainError):
    """What is withheld of an invoice is a tax of that kind, for its side of the business."""

    message = "This tax is not withheld of such an invoice."


@dataclass(frozen=True, slots=True)
class WithheldPart:
    """A part of what is withheld of an invoice, in its currency; the base in that of the company, too."""

    tax_code_id: UUID
    category: str
    percent: Decimal
    base: Decimal
    company_base: Decimal | None
    amount: Decimal
    certificate_id: UUID | None


_USUAL: Final = """
select code.id from tax_profile as profile join tax_code as code on code.id = profile.withholding_code_id
where profile.party_id = $1 and profile.company_id = $2 and code.archived_at is null
  and (code.used_for = $3 or code.used_for = 'BOTH' and $3 = 'PURCHASE')
"""
_CODE: Final = "select * from tax_code where id = $1 and company_id = $2"
_DEDUCTED_NET: Final = """
select coalesce(sum(advance.net_amount), 0) from invoice_deduction as deduction
join invoice as advance on advance.id = deduction.advance_id where deduction.invoice_id = $1
"""
_OF_CREDITED: Final = """
select part.*, code.category from invoice_withholding as part join tax_code as code on code.id = part.tax_code_id
where part.invoice_id = $1 order by part.position
"""
_TAKEN_BACK: Final = """
select own.net_amount + own.tax_amount as whole, coalesce((select sum(net_amount + tax_amount) from invoice as note
  where note.credits_id = own.id and note.state in ('POSTED', 'CANCELLED')), 0) as before
from invoice as own where own.id = $1
"""
_WRITE: Final = """
insert into invoice_withholding (company_id, invoice_id, position, tax_code_id, percent, currency, base, amount,
  certificate_id)
select own.company_id, own.id, said.position, said.tax_code_id, said.percent, own.currency, said.base, said.amount,
  said.certificate_id
from invoice as own, jsonb_to_recordset($2::jsonb) as said (position integer, tax_code_id uuid, percent numeric,
  base numeric, amount numeric, certificate_id uuid)
where own.id = $1
"""
_INSTALMENTS: Final = "select id, amount from invoice_instalment where invoice_id = $1 order by position"
_LOWER: Final = """
update invoice_instalment as own set amount = said.amount
from jsonb_populate_recordset(null::invoice_instalment, $1::jsonb) as said where own.id = said.id
"""


async def withholding_code(work: Work, company_id: UUID, party_id: UUID, trade: Trade) -> UUID | None:
    """Give what is withheld between a company and a party on one side of the business; None for nothing.

    What customers withhold is said by a tax that is for sales alone.
    """
    return await work.raw.fetchval(_USUAL, party_id, company_id, trade)


async def require_withholding(work: Work, company_id: UUID, code_id: UUID, trade: Trade, path: InputPath) -> None:
    """Check that a tax can be withheld on one side of the business.

    Raises:
        WithholdingUnfit: it cannot.
    """
    code = await work.raw.fetchrow(_CODE, code_id, company_id)
    # Of what is not there, the foreign key says so.
    if code is not None and (code["kind"] != TaxKind.WITHHOLDING or code["used_for"] not in (trade, TaxUse.BOTH)):
        raise WithholdingUnfit(path=path)


async def withhold(work: Work, invoice: Found, rate: Decimal, company: asyncpg.Record) -> list[WithheldPart]:
    """Reckon what is withheld of an invoice that is being posted, and lower its instalments by it.

    The party stays locked, so that two invoices at once do not both stay below a threshold.
    """
    if invoice["withholding_code_id"] is None:
        return []
    if invoice["credits_id"] is not None:
        parts = await _taken_back(work, invoice, RoundingPolicy(company["rounding_policy"]))
    else:
        parts = await _parts(work, invoice, rate, company)
    rows = [
        {
            "position": place, "tax_code_id": part.tax_code_id, "percent": part.percent, "base": part.base,
            "amount": part.amount, "certificate_id": part.certificate_id,
        }
        for place, part in enumerate(parts, 1)
    ]  # fmt: skip
    await work.raw.execute(_WRITE, invoice["id"], as_json(rows))
    await _lower(work, invoice, sum((part.amount for part in parts), Decimal(0)))
    return parts


async def _parts(work: Work, invoice: Found, rate: Decimal, company: asyncpg.Record) -> list[WithheldPart]:
    code = await work.raw.fetchrow(_CODE, invoice["withholding_code_id"], invoice["company_id"])
    assert code is not None
    if not code["is_withheld_on_invoice"]:
        return []
    on, side = invoice["posted_on"] or invoice["invoice_on"], SIDES[TRADES[InvoiceKind(invoice["kind"])]]
    found = await standing(work, invoice["company_id"], invoice["party_id"], code["id"], on, side)
    if found is None:
        return []
    base = invoice["total_amount"] - invoice["rounding_amount"]
    if code["withholding_base"] == WithholdingBase.NET:
        base = invoice["net_amount"] - await work.raw.fetchval(_DEDUCTED_NET, invoice["id"])
    digits, policy = currency_exponent(company["currency"]), RoundingPolicy(company["rounding_policy"])
    own_digits = currency_exponent(invoice["currency"])

    def in_company(amount: Decimal) -> Decimal:
        return round_to(exact_ratio(amount) * exact_ratio(rate), digits, policy)

    def in_own(amount: Decimal) -> Decimal:
        return round_to(exact_ratio(amount) / exact_ratio(rate), own_digits, policy)

    parts = found.withheld(in_company(base), digits, policy, in_company(invoice["total_amount"]))
    return [
        WithheldPart(
            code["id"], code["category"], part.percent, in_own(part.base), part.base, in_own(part.amount), part.certificate
        )
        for part in parts
    ]  # fmt: skip


async def _taken_back(work: Work, note: Found, policy: RoundingPolicy) -> list[WithheldPart]:
    """A note takes back its share of what was withheld; all notes together take back all of it, to the cent."""
    found = await work.raw.fetchrow(_TAKEN_BACK, note["credits_id"])
    assert found is not None
    digits = currency_exponent(note["currency"])
    until = [found["before"], found["before"] + note["net_amount"] + note["tax_amount"]]
    shares = [exact_ratio(amount) / exact_ratio(found["whole"]) for amount in until]

    def share(amount: Decimal) -> Decimal:
        before, after = (round_to(exact_ratio(amount) * each, digits, policy) for each in shares)
        return after - before

    return [
        WithheldPart(
            row["tax_code_id"], row["category"], row["percent"], share(row["base"]), None, share(row["amount"]),
            row["certificate_id"],
        )
        for row in await work.raw.fetch(_OF_CREDITED, note["credits_id"])
    ]  # fmt: skip


async def _lower(work: Work, invoice: Found, amount: Decimal) -> None:
    """Take what is withheld off the instalments, in proportion."""
    if not amount:
        return
    rows: Sequence[asyncpg.Record] = await work.raw.fetch(_INSTALMENTS, invoice["id"])
    step = step_of(currency_exponent(invoice["currency"]))
    shares = split(amount, [row["amount"] for row in rows], step)
    lowered: list[dict[str, Any]] = [
        {"id": row["id"], "amount": row["amount"] - share} for row, share in zip(rows, shares, strict=True)
    ]
    await work.raw.execute(_LOWER, as_json(lowered))
