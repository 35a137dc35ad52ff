"""What was taxed by an entry: tax lines, written with the entry, from which tax returns are reckoned."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from uuid import UUID

from models import TaxCategory, TaxSide, Trade
from services.finance.rules import LegKind
from services.finance.tax.calculation import Calculation, TaxAmount
from services.rows import as_json
from services.work import Work


@dataclass(frozen=True, slots=True)
class TaxPart:
    """A part of a document that is posted because of a tax: what posting rules call it, how much, and its base.

    The amount is above zero in the usual direction of the document.
    """

    kind: LegKind
    amount: Decimal
    base: Decimal
    tax: TaxAmount
    side: TaxSide | None
    """As what it is told to the tax office; None where it is not owed yet."""


@dataclass(frozen=True, slots=True)
class TaxFact:
    """What is told of a tax. `leg_id` is the journal line with its amount; None where there is no amount to post."""

    tax_code_id: UUID
    side: TaxSide
    category: TaxCategory
    rate: Decimal
    base: Decimal
    amount: Decimal
    deductible: Decimal
    leg_id: UUID | None = None
    party_id: UUID | None = None
    certificate_id: UUID | None = None
    company_base: Decimal | None = None
    """The base in the currency of the company, where that does not follow from the rate of the entry."""


def tax_parts(calculation: Calculation, trade: Trade) -> list[TaxPart]:
    """Tell what is posted because of the taxes of a document, and what is told of them.

    What a buyer does not get back is no part here: it belongs to the cost of its line (`cost_of`). Where the buyer owes
    the tax, both sides of it are posted by the buyer, and nothing by the seller.
    """
    return [part for tax in calculation.taxes for part in _parts(tax, trade)]


def cost_of(line_net: Decimal, taxes: Sequence[TaxAmount]) -> Decimal:
    """Give what a bought line costs: its net amount, and what of its taxes stays with the buyer."""
    return line_net + sum((tax.not_deductible for tax in taxes), start=line_net * 0)


def _parts(tax: TaxAmount, trade: Trade) -> list[TaxPart]:
    if trade is Trade.SALE:
        return [_sold(tax)]
    if tax.tax.reverse_charge:
        return [
            TaxPart(LegKind.REVERSE_CHARGE_DUE, tax.amount, tax.base, tax, TaxSide.OUTPUT),
            TaxPart(LegKind.REVERSE_CHARGE_DEDUCTIBLE, tax.deductible, tax.base, tax, TaxSide.INPUT),
        ]
    if tax.tax.cash_basis:
        return [TaxPart(LegKind.UNREALISED_TAX, tax.deductible, tax.base, tax, None)]
    return [TaxPart(LegKind.TAX, tax.deductible, tax.base, tax, TaxSide.INPUT)]


def _sold(tax: TaxAmount) -> TaxPart:
    if tax.tax.cash_basis:
        return TaxPart(LegKind.UNREALISED_TAX, tax.charged, tax.base, tax, None)
    return TaxPart(LegKind.TAX, tax.charged, tax.base, tax, TaxSide.OUTPUT)


def fact_of(part: TaxPart, *, turned: bool, leg_id: UUID | None, party_id: UUID | None) -> TaxFact | None:
    """Give what is told of a part; `turned` on credit and debit notes. None where it is not owed yet."""
    if part.side is None:
        return None
    sign = -1 if turned else 1
    is_input = part.side is TaxSide.INPUT
    amount = part.tax.amount if is_input else part.amount
    return TaxFact(
        tax_code_id=part.tax.tax.key,
        side=part.side,
        category=part.tax.tax.category,
        rate=part.tax.tax.rate,
        base=sign * part.base,
        amount=sign * amount,
        deductible=sign * part.tax.deductible if is_input else part.amount * 0,
        leg_id=leg_id if part.amount else None,
        party_id=party_id,
    )


# Amounts in the company's currency are those of the journal lines; what no line has is converted at the entry's rate.
_RECORD = """
insert into tax_line (company_id, entry_id, position, taxed_on, tax_code_id, side, category, rate, party_id, certificate_id,
  currency, base, amount, deductible, company_currency, company_base, company_amount, company_deductible)
select entry.company_id, entry.id, row_number() over (), entry.posted_on, said.tax_code_id, said.side, said.category,
  said.rate, said.party_id, said.certificate_id, entry.currency, said.base, said.amount, said.deductible,
  entry.company_currency, round(coalesce(said.company_base, said.base * entry.rate), digits.count),
  case when said.side <> 'INPUT' then round(-coalesce(line.company_amount, 0), digits.count)
    when said.amount = said.deductible then round(coalesce(line.company_amount, 0), digits.count)
    else round(said.amount * entry.rate, digits.count) end,
  case when said.side = 'INPUT' then round(coalesce(line.company_amount, 0), digits.count)
    else round(0, digits.count) end
from jsonb_to_recordset($2::jsonb) as said (tax_code_id uuid, side text, category text, rate numeric, base numeric,
  amount numeric, deductible numeric, leg_id uuid, party_id uuid, certificate_id uuid, company_base numeric)
join journal_entry as entry on entry.id = $1
cross join lateral (select currency_exponent(entry.company_currency) as count) as digits
left join journal_line as line on line.id = said.leg_id and line.entry_id = entry.id
"""


async def record(work: Work, entry_id: UUID, facts: Sequence[TaxFact]) -> None:
    """Write what an entry that was just posted is told of; the legs of its taxes carry `tax_code_id` and `tax_base`.

    Whether it agrees with the entry is checked when the transaction ends.
    """
    if facts:
        await work.raw.execute(_RECORD, entry_id, as_json(asdict(fact) for fact in facts))
