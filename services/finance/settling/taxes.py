"""Taxes of what is paid: those that are owed on payment become owed, and those of discounts on the gross amount are lowered.

Directive 2006/112/EC, 66 (b) and 90 (1).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.currency import currency_exponent
from kernel.ids import uuid7
from kernel.rounding import exact_ratio, round_to, step_of
from kernel.split import split
from models import AccountRole, OpenItemSide, TaxCategory, TaxSide
from services.finance.determination import account_for
from services.finance.posting import Leg
from services.finance.settling.items import Settled
from services.finance.tax.cash_basis import moved
from services.finance.tax.facts import TaxFact
from services.work import Work

# The taxes of the entries that items come from, not of what advances left on accounts of prepayments; where buyers owe the tax themselves, nothing of it is in what is paid.
_TAXES: Final = """
select item.id as item_id, line.account_id, line.tax_code_id, code.category,
  code.is_cash_basis and not exists (
    select from tax_line as told where told.entry_id = line.entry_id and told.tax_code_id = code.id) as is_cash_basis,
  line.debit - line.credit as amount, line.company_amount, coalesce(line.tax_base, 0) as base, rate.percent as rate,
  rate.deductible_percent, whole.total, whole.settled
from open_item as item
join journal_line as line on line.entry_id = item.entry_id and line.tax_code_id is not null
join tax_code as code on code.id = line.tax_code_id and not code.is_reverse_charge and code.kind <> 'WITHHOLDING'
join lateral (
  select coalesce(percent, unit_amount) as percent, deductible_percent from tax_rate
  where tax_code_id = code.id and valid_from <= line.posted_on order by valid_from desc limit 1
) as rate on true
join lateral (
  select sum(amount) as total, sum(settled_amount) as settled from open_item as other
  where other.entry_id = item.entry_id and other.account_id = item.account_id and other.party_id = item.party_id
) as whole on true
left join invoice on invoice.entry_id = item.entry_id
where item.id = any($1::uuid[]) and (invoice.id is null or item.side = case
  when invoice.kind in ('CUSTOMER_INVOICE', 'CREDIT_NOTE') then 'RECEIVABLE' else 'PAYABLE' end)
order by item.id, line.position
"""


@dataclass(slots=True)
class Taxed:
    """What is posted because of the taxes of a settlement, and what is told of them."""

    legs: list[Leg] = field(default_factory=list[Leg])
    facts: list[TaxFact] = field(default_factory=list[TaxFact])
    lowered: dict[UUID, Decimal] = field(default_factory=lambda: defaultdict[UUID, Decimal](Decimal))
    """How much of the discount of an item is tax, without sign and in the currency of the item."""
    in_company: bool = False
    """Whether it is posted in the currency of the company, whatever that of the items."""


async def taxed(work: Work, settled: Sequence[Settled], *, in_company: bool = False) -> Taxed:
    """Reckon what is posted because of taxes when items are settled."""
    found: dict[UUID, list[asyncpg.Record]] = defaultdict(list)
    for row in await work.raw.fetch(_TAXES, [each.part.item_id for each in settled]):
        found[row["item_id"]].append(row)
    result = Taxed(in_company=in_company)
    paid: dict[UUID, Decimal] = defaultdict(Decimal)
    for each in settled:
        rows = found[each.part.item_id]
        if not rows:
            continue
        owed_on = await _account(work, each) if any(row["is_cash_basis"] for row in rows) else None
        for row in rows:
            if row["is_cash_basis"] and owed_on is not None:
                _move(result, each, row, owed_on, paid[each.item["entry_id"]])
        paid[each.item["entry_id"]] += each.part.amount
        if each.part.discount and each.lowers_tax:
            _lower(result, each, rows, owed_on)
    return result


async def _account(work: Work, settled: Settled) -> UUID:
    return await account_for(work, settled.item["company_id"], _ROLES[OpenItemSide(settled.item["side"])])


_ROLES: Final = {OpenItemSide.RECEIVABLE: AccountRole.OUTPUT_TAX, OpenItemSide.PAYABLE: AccountRole.INPUT_TAX}


def _move(result: Taxed, settled: Settled, row: asyncpg.Record, owed_on: UUID, paid_now: Decimal) -> None:
    """Take a part of a tax from the transition account to where it is owed."""
    item = settled.item
    before, paid = row["settled"] + paid_now, settled.part.amount
    said = moved(row["base"], row["amount"], row["total"], before, paid, currency_exponent(item["currency"]))
    company = moved(
        row["base"], row["company_amount"], row["total"], before, paid, currency_exponent(item["company_currency"])
    )
    if not said.amount:
        return
    waited = company.amount if result.in_company else said.amount
    result.legs.append(Leg(row["account_id"], -waited, company_amount=-company.amount))
    _tell(result, settled, row, owed_on, said.amount, company.amount, said.base)


def _lower(result: Taxed, settled: Settled, rows: Sequence[asyncpg.Record], owed_on: UUID | None) -> None:
    """Take from each tax its share of a discount on the gross amount."""
    digits = currency_exponent(settled.item["currency"])
    taxes = [abs(row["amount"]) for row in rows]
    net = max(abs(rows[0]["total"]) - sum(taxes), Decimal(0))
    shares = split(round_to(settled.part.discount, digits), [net, *taxes], step_of(digits))
    for row, share in zip(rows, shares[1:], strict=True):
        if not share:
            continue
        result.lowered[settled.part.item_id] += share
        amount = settled.sign * share
        base = round_to(exact_ratio(row["base"]) * exact_ratio(share) / exact_ratio(abs(row["amount"])), digits)
        account = owed_on if row["is_cash_basis"] and owed_on is not None else row["account_id"]
        _tell(result, settled, row, account, amount, settled.in_company(amount), -base)


def _tell(
    result: Taxed,
    settled: Settled,
    row: asyncpg.Record,
    account: UUID,
    amount: Decimal,
    company: Decimal,
    base: Decimal,
) -> None:
    key, item = uuid7(), settled.item
    digits = currency_exponent(item["currency"])
    if result.in_company:
        amount, base, digits = company, settled.in_company(base), currency_exponent(item["company_currency"])
    result.legs.append(
        Leg(account, amount, tax_code_id=row["tax_code_id"], tax_base=base, company_amount=company, id=key)
    )
    is_input = item["side"] == OpenItemSide.PAYABLE
    told = amount if is_input else -amount
    whole = told
    if is_input and row["deductible_percent"]:
        whole = round_to(exact_ratio(told) * 100 / exact_ratio(row["deductible_percent"]), digits)
    result.facts.append(
        TaxFact(
            tax_code_id=row["tax_code_id"],
            side=TaxSide.INPUT if is_input else TaxSide.OUTPUT,
            category=TaxCategory(row["category"]),
            rate=row["rate"],
            base=base,
            amount=whole,
            deductible=told if is_input else round_to(Decimal(0), digits),
            leg_id=key,
            party_id=item["party_id"],
        )
    )
