"""What an invoice comes to: its lines, taxes, advances taken off, and instalments, reckoned and written down."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson

from kernel.currency import currency_exponent
from kernel.errors import InputPath
from kernel.rounding import RoundingPolicy
from models import InvoiceKind, Trade
from services.finance.invoice.advances import ADVANCES, require_advance
from services.finance.invoice.life import TRADES, CashStepMissing
from services.finance.invoice.mirroring import mirrored, recalled, remembered, tax_of
from services.finance.payment_terms import Digits, Instalment, Term, schedule
from services.finance.tax.calculation import CalculatedLine, Calculation, Tax, totalled
from services.finance.tax.facts import cost_of
from services.finance.tax.reckoning import FACTS, Reckoned, Wanted, WantedLine, reckon
from services.finance.terms import term_of
from services.finance.working_days import WorkingDays
from services.rows import as_json
from services.work import Work

_INVOICE: Final = """
select own.*, company.rounding_policy, company.country, policy.cash_step, credited.invoice_on as credited_on,
  credited.position_id as credited_position, credited.discount_amount as credited_discount, (
    select jsonb_agg(distinct (select coalesce(jsonb_agg(tax -> 'tax'), '[]') from jsonb_array_elements(line.reckoned -> 'taxes')
      as tax)) from invoice_line as line where line.invoice_id = own.credits_id and line.reckoned is not null
  )::text as credited_taxes
from invoice as own join company on company.id = own.company_id
left join tax_policy as policy on policy.company_id = own.company_id
left join invoice as credited on credited.id = own.credits_id
where own.id = $1
"""
# What a line of a note takes back, as that was reckoned, and what other notes that take it back as it was have of it.
_LINES: Final = """
select line.id, line.quantity, line.unit_price, line.discount_percent, line.position, codes.own as codes,
  credited.reckoned::text as credited_as, credited.quantity as credited_quantity,
  codes.own = codes.credited as is_taxed_as_it_was,
  coalesce(credited.reckoned is not null and codes.own = codes.credited and (line.unit_price, line.discount_percent) =
    (credited.unit_price, credited.discount_percent), false) as is_as_it_was,
  (select coalesce(jsonb_agg(jsonb_build_object('quantity', noted.quantity::text, 'reckoned', noted.reckoned)), '[]')
    from invoice_line as noted join invoice as note on note.id = noted.invoice_id and note.state in ('POSTED', 'CANCELLED')
    where noted.credits_line_id = credited.id and note.id <> $1 and (noted.reckoned ->> 'is_mirror')::boolean)::text as before
from invoice_line as line left join invoice_line as credited on credited.id = line.credits_line_id
cross join lateral (select
  array(select tax_code_id from invoice_line_tax as tax where tax.line_id = line.id order by tax.position, tax.id) as own,
  array(select tax_code_id from invoice_line_tax as tax where tax.line_id = credited.id order by tax.position, tax.id) as credited
) as codes
where line.invoice_id = $1 order by line.position
"""
_FACTS: Final = re.sub(
    r"(?<!:):(company|party|trade|day)\b",
    lambda found: {"company": "$1::uuid", "party": "$2::uuid", "trade": "$3::text", "day": "$4::date"}[found[1]],
    FACTS,
)
# What stays as it was is not written again: it would be another version, and audited.
_SET: Final = """
with lines as (
  update invoice_line as line set net_amount = said.net_amount, tax_amount = said.tax_amount,
    ledger_amount = said.ledger_amount, reckoned = said.reckoned
  from jsonb_populate_recordset(null::invoice_line, $10::jsonb) as said
  where line.id = said.id and row(line.net_amount, line.tax_amount, line.ledger_amount, line.reckoned)
    is distinct from row(said.net_amount, said.tax_amount, said.ledger_amount, said.reckoned)
), gone_taxes as (
  delete from invoice_tax where invoice_id = $1 and position > jsonb_array_length($11::jsonb)
), taxes as (
  insert into invoice_tax as known (company_id, invoice_id, position, tax_code_id, kind, category, rate, is_reverse_charge,
    is_cash_basis, currency, base, amount, deductible)
  select own.company_id, own.id, said.position, said.tax_code_id, said.kind, said.category, said.rate, said.is_reverse_charge,
    said.is_cash_basis, own.currency, said.base, said.amount, said.deductible
  from invoice as own, jsonb_populate_recordset(null::invoice_tax, $11::jsonb) as said where own.id = $1
  on conflict (invoice_id, position) do update set tax_code_id = excluded.tax_code_id, kind = excluded.kind,
    category = excluded.category, rate = excluded.rate, is_reverse_charge = excluded.is_reverse_charge,
    is_cash_basis = excluded.is_cash_basis, base = excluded.base, amount = excluded.amount, deductible = excluded.deductible
  where row(known.tax_code_id, known.kind, known.category, known.rate, known.is_reverse_charge, known.is_cash_basis,
      known.base, known.amount, known.deductible)
    is distinct from row(excluded.tax_code_id, excluded.kind, excluded.category, excluded.rate, excluded.is_reverse_charge,
      excluded.is_cash_basis, excluded.base, excluded.amount, excluded.deductible)
), gone_instalments as (
  delete from invoice_instalment where invoice_id = $1 and position > jsonb_array_length($12::jsonb)
), instalments as (
  insert into invoice_instalment as known (company_id, invoice_id, position, due_on, currency, amount)
  select own.company_id, own.id, said.position, said.due_on, own.currency, said.amount
  from invoice as own, jsonb_populate_recordset(null::invoice_instalment, $12::jsonb) as said where own.id = $1
  on conflict (invoice_id, position) do update set due_on = excluded.due_on, amount = excluded.amount
  where row(known.due_on, known.amount) is distinct from row(excluded.due_on, excluded.amount)
)
update invoice set position_id = $2, wording = $3, net_amount = $4, tax_amount = $5, deducted_amount = $6,
  rounding_amount = $7, total_amount = $8, due_on = $9, discount_amount = $13
where id = $1 and row(position_id, wording, net_amount, tax_amount, deducted_amount, rounding_amount, total_amount, due_on,
    discount_amount)
  is distinct from row($2::uuid, $3::text, $4::numeric, $5::numeric, $6::numeric, $7::numeric, $8::numeric, $9::date,
    $13::numeric)
"""


@dataclass(frozen=True, slots=True)
class _Due:
    instalments: Sequence[Instalment]
    total: Decimal
    rounding: Decimal


async def reckon_invoice(work: Work, key: UUID, path: InputPath = ()) -> None:
    """Reckon a draft and write down what it comes to.

    Raises:
        AdvanceUnfit, CashStepMissing: as their names say.
        DomainError: as for taxes (`reckon`) and payment terms (`schedule`).
    """
    invoice = await work.raw.fetchrow(_INVOICE, key)
    assert invoice is not None
    lines = await work.raw.fetch(_LINES, key)
    reckoned, mirrors = await _taxed(work, invoice, lines)
    found = reckoned.calculation
    deducted = await _deducted(work, invoice, path)
    due = await _due(work, invoice, found.total - deducted, path)
    trade = TRADES[InvoiceKind(invoice["kind"])]
    instalments = _numbered({"due_on": each.due_on, "amount": each.amount} for each in due.instalments)
    first = min((each.due_on for each in due.instalments), default=None)
    amounts = (found.net, found.tax, deducted, due.rounding, due.total)
    rows = (_line(*each, trade, place in mirrors) for place, each in enumerate(zip(lines, found.lines, strict=True)))
    parts = as_json(rows), _numbered(_taxes(found)), instalments
    await work.raw.execute(_SET, key, reckoned.position_id, reckoned.wording, *amounts, first, *parts, found.discount)


async def _taxed(
    work: Work, invoice: asyncpg.Record, lines: Sequence[asyncpg.Record]
) -> tuple[Reckoned, Collection[int]]:
    """Reckon the taxes, and tell at which places a note takes back a line as it was."""
    trade = TRADES[InvoiceKind(invoice["kind"])]
    # A note is taxed as what it takes back was: by the rates of that day, and in that position.
    takes_back = invoice["credits_id"] is not None
    on: date = invoice["credited_on"] or invoice["invoice_on"]
    party = None if takes_back else invoice["party_id"]
    text = await work.raw.fetchval(_FACTS, invoice["company_id"], party, trade, on)
    facts: Mapping[str, Any] = orjson.loads(text)
    exponent, discount = currency_exponent(invoice["currency"]), invoice["discount_amount"]
    mirrors = mirrored(lines, discount, invoice["credited_discount"], exponent)
    wanted = Wanted(
        trade=trade,
        currency=invoice["currency"],
        on=on,
        lines=[_wanted(line, invoice, facts, place) for place, line in enumerate(lines) if place not in mirrors],
        discount=discount * 0 if mirrors else discount,
        has_party=not takes_back,
    )
    reckoned = reckon(facts, wanted, invoice["credited_position"])
    others = iter(reckoned.calculation.lines)
    found = [mirrors.get(place) or next(others) for place in range(len(lines))]
    return replace(reckoned, calculation=totalled(found, exponent)), mirrors


def _wanted(line: asyncpg.Record, invoice: asyncpg.Record, facts: Mapping[str, Any], place: int) -> WantedLine:
    """Where neither the line nor the company names a tax, there is none."""
    codes: Sequence[UUID] | None = line["codes"] or (None if facts["default"] is not None else ())
    at = ("input", "lines", place)
    taxes = _taxes_before(line, invoice)
    return WantedLine(line["quantity"], line["unit_price"], line["discount_percent"], codes, at, taxes)


def _taxes_before(line: asyncpg.Record, invoice: asyncpg.Record) -> Sequence[Tax] | None:
    """Give the taxes of what a line of a note takes back, as they were levied; None where it names others.

    Of a line that takes back none in particular they are those of the document, where all its lines have the same.
    """
    if line["credited_as"] is not None and line["is_taxed_as_it_was"]:
        return [each.tax for each in recalled(orjson.loads(line["credited_as"])).taxes]
    if line["codes"] or invoice["credited_taxes"] is None:
        return None
    known = orjson.loads(invoice["credited_taxes"])
    return [tax_of(each) for each in known[0]] if len(known) == 1 else None


async def _deducted(work: Work, invoice: asyncpg.Record, path: InputPath) -> Decimal:
    """Give what advances had asked for already, with their tax."""
    deducted = invoice["net_amount"] * 0
    for advance in await work.raw.fetch(ADVANCES, invoice["id"]):
        require_advance(invoice, advance, path)
        deducted += advance["net_amount"] + advance["tax_amount"] - advance["deducted_amount"]
    return deducted


async def _due(work: Work, invoice: asyncpg.Record, total: Decimal, path: InputPath) -> _Due:
    term, working = Term(()), WorkingDays(invoice["country"])
    if invoice["payment_term_id"] is not None:
        of = invoice["company_id"], invoice["payment_term_id"], invoice["currency"]
        term, working = await term_of(work, *of)
    step = invoice["cash_step"] if invoice["is_paid_in_cash"] else None
    if step is None and invoice["is_paid_in_cash"]:
        raise CashStepMissing(path=(*path, "isPaidInCash"))
    digits = Digits(currency_exponent(invoice["currency"]), RoundingPolicy(invoice["rounding_policy"]), step)
    found = schedule(term, total, invoice["invoice_on"], digits, working)
    return _Due(found.instalments, found.total, found.cash_difference)


def _line(row: asyncpg.Record, line: CalculatedLine, trade: Trade, is_mirror: bool) -> dict[str, object]:
    posted = line.net if trade is Trade.SALE else cost_of(line.net, line.taxes)
    return {
        "id": row["id"], "net_amount": line.net, "tax_amount": line.gross - line.net, "ledger_amount": posted,
        "reckoned": remembered(line, is_mirror=is_mirror),
    }  # fmt: skip


def _taxes(found: Calculation) -> list[dict[str, object]]:
    return [
        {
            "tax_code_id": each.tax.key, "kind": each.tax.kind, "category": each.tax.category, "rate": each.tax.rate,
            "is_reverse_charge": each.tax.reverse_charge, "is_cash_basis": each.tax.cash_basis, "base": each.base,
            "amount": each.amount, "deductible": each.deductible,
        }
        for each in found.taxes
    ]  # fmt: skip


def _numbered(parts: Iterable[Mapping[str, object]]) -> str:
    return as_json({**part, "position": place} for place, part in enumerate(parts, 1))
