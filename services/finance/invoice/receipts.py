"""What a bill clears of what was accrued when its goods arrived, and by how much it differs from that.

Of a bill for a part, the share is what is accrued up to its end, less what is up to its beginning, both rounded: so bills for
all of it clear all of it, to the cent.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.currency import currency_exponent
from kernel.errors import InputPath
from kernel.rounding import RoundingPolicy, exact_ratio, round_to, step_of
from services.work import Work

SELECTED: Final = """
  arrived.accrued_amount, arrived.quantity as arrived_quantity, goods_receipt_line_is_at_cost(arrived.id) as is_at_cost,
  exists (select from shipment where shipment.goods_receipt_id = arrived.receipt_id) as is_dropped, (
    select coalesce(sum(case when bill.kind in ('CREDIT_NOTE', 'DEBIT_NOTE') then -said.quantity else said.quantity end), 0)
    from invoice_line as said join invoice as bill on bill.id = said.invoice_id
    where said.goods_receipt_line_id = arrived.id and said.vendor_return_id is null and bill.state in ('POSTED', 'CANCELLED')
  ) + coalesce((
    select sum(said.quantity) from invoice_line as said
    where said.invoice_id = line.invoice_id and said.goods_receipt_line_id = arrived.id and said.vendor_return_id is null
      and said.position < line.position
  ), 0) * case when own.kind in ('CREDIT_NOTE', 'DEBIT_NOTE') then -1 else 1 end as billed_quantity,
  gone.owed as returned_quantity, gone.owed_amount, gone.noted + coalesce((
    select sum(said.quantity) from invoice_line as said
    where said.invoice_id = line.invoice_id and said.goods_receipt_line_id = arrived.id
      and said.vendor_return_id = line.vendor_return_id and said.position < line.position
  ), 0) as credited_quantity"""
"""Columns of lines that name what arrived; null where it is kept outside of the books.

What was worth nothing when it arrived was posted nowhere, so it counts as kept where the company keeps its stock now. What a
vendor has delivered to a customer was never stock, and was posted with its shipment.
"""

JOINED: Final = """
join invoice as own on own.id = line.invoice_id
left join lateral vendor_return_credited(array[line.vendor_return_id], null) as gone
  on line.vendor_return_id is not null and gone.line_id = line.goods_receipt_line_id
left join goods_receipt_line as arrived on arrived.id = line.goods_receipt_line_id and (exists (
  select from stock_value_entry as entry left join stock_value_posting as posting on posting.value_entry_id = entry.id
  where entry.document_id = arrived.receipt_id
  group by entry.document_id having count(posting.id) > 0 or bool_and(entry.value = 0) and exists (
    select from account_determination as said where said.company_id = arrived.company_id and said.role = 'STOCK'))
  or exists (
  select from shipment left join (
    journal_entry as entry join journal on journal.id = entry.journal_id and journal.kind = 'STOCK'
  ) on entry.source_id = shipment.id and entry.source_type = 'Shipment'
  where shipment.goods_receipt_id = arrived.receipt_id and (entry.id is not null or arrived.accrued_amount = 0 and exists (
    select from account_determination as said where said.company_id = arrived.company_id and said.role = 'STOCK'))))
"""


@dataclass(frozen=True, slots=True)
class Billed:
    """What a bill says that goods have cost more than was known when they arrived, by lines of receipts."""

    company_id: UUID
    invoice_id: UUID
    words: str
    amounts: Mapping[UUID, Decimal]
    """In the currency of the company; below zero for what they have cost less."""
    path: InputPath


Revalue = Callable[[Work, Billed], Awaitable[None]]
"""Lets goods be worth what they have cost, against the account on which what was not billed was accrued."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How much of the company's currency one unit of a document's is worth."""

    currency: str
    rate: Decimal
    company_currency: str
    policy: RoundingPolicy


@dataclass(frozen=True, slots=True)
class Cleared:
    """What a line clears and by how much it differs, in the currency of the document and in the company's."""

    amount: Decimal
    company_amount: Decimal
    difference: Decimal
    company_difference: Decimal


def cleared(row: asyncpg.Record, money: Rate, *, gives_back: bool) -> Cleared:
    """Reckon what a line that names what arrived clears: of a note, what it gives back."""
    exponent = currency_exponent(money.company_currency)

    def accrued(quantity: Decimal) -> Decimal:
        share = exact_ratio(row["accrued_amount"]) * exact_ratio(quantity) / exact_ratio(row["arrived_quantity"])
        return round_to(share, exponent, money.policy)

    before = row["billed_quantity"]
    if row["returned_quantity"] is not None:
        share = _owed(row, exponent, money.policy)
    elif gives_back:
        share = accrued(before) - accrued(before - row["quantity"])
    else:
        share = accrued(before + row["quantity"]) - accrued(before)
    whole = round_to(exact_ratio(row["ledger_amount"]) * exact_ratio(money.rate), exponent, money.policy)
    difference = _in_document(whole - share, money)
    return Cleared(row["ledger_amount"] - difference, share, difference, whole - share)


def _owed(row: asyncpg.Record, exponent: int, policy: RoundingPolicy) -> Decimal:
    """Give the share of what the vendor owes for what went back: notes for all of it clear all of it."""
    before, whole = row["credited_quantity"], exact_ratio(row["returned_quantity"])
    until, since = [
        round_to(exact_ratio(row["owed_amount"]) * exact_ratio(end) / whole, exponent, policy)
        for end in (before + row["quantity"], before)
    ]
    return until - since


def names_arrival(row: asyncpg.Record) -> UUID | None:
    """Give what arrived and is billed with a line, where something was accrued for it."""
    return None if row["accrued_amount"] is None else row["goods_receipt_line_id"]


def _in_document(difference: Decimal, money: Rate) -> Decimal:
    """Give a difference in the currency of the document; a line of it has an amount there, so the smallest step at least."""
    if money.currency == money.company_currency:
        return difference
    exponent = currency_exponent(money.currency)
    found = round_to(exact_ratio(difference) / exact_ratio(money.rate), exponent, money.policy)
    if difference and not found:
        return step_of(exponent) if difference > 0 else -step_of(exponent)
    return found
