"""The legs of an invoice's entry, by the posting rules, and what is told of its taxes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg

from kernel.ids import uuid7
from models import AccountRole, CutOff, InvoiceKind, TaxCategory, TaxSide
from services.finance.determination import account_for
from services.finance.invoice.life import NOTES, SOURCES, TRADES
from services.finance.invoice.receipts import JOINED, SELECTED, Rate, cleared, names_arrival
from services.finance.invoice.withholding import WithheldPart
from services.finance.posting import Leg
from services.finance.rules import LegKind, rule_for
from services.finance.tax.calculation import Calculation, TaxAmount
from services.finance.tax.facts import TaxFact, fact_of, tax_parts
from services.finance.tax.withholding import SIDES
from services.rows import Found
from services.work import Work

_LINES: Final = f"""
select line.*, product.category_id, {SELECTED},
  array(select value_id from invoice_line_dimension as named where named.line_id = line.id order by dimension_id) as value_ids
from invoice_line as line
{JOINED}
left join sku on sku.id = coalesce(line.sku_id, arrived.sku_id) left join product on product.id = sku.product_id
where line.invoice_id = $1 order by line.position
"""  # noqa: S608 - columns of ours
_INSTALMENTS: Final = "select * from invoice_instalment where invoice_id = $1 order by position"
_CUT_OFF: Final = {
    CutOff.NONE: LegKind.NET,
    CutOff.BEFORE_DELIVERY: LegKind.CUT_OFF,
    CutOff.AFTER_DELIVERY: LegKind.ACCRUED,
}


@dataclass
class Writing:
    """The legs of an entry, and what is told of its taxes, while they are put together."""

    work: Work
    invoice: Found
    legs: list[Leg]
    facts: list[TaxFact]
    money: Rate
    is_of_advance: bool = False
    """It asks for money in advance, or takes such an advance back."""
    known: dict[tuple[AccountRole, UUID | None], UUID] = field(
        default_factory=dict[tuple[AccountRole, UUID | None], UUID]
    )
    """Accounts that were looked up; a document of a hundred lines has few of them."""
    dearer: dict[UUID, Decimal] = field(default_factory=dict[UUID, Decimal])
    """By how much more than was accrued lines of receipts are billed, whose goods are worth what they have cost."""

    async def due(self) -> list[dict[str, Any]]:
        """Write what is owed: a leg for each instalment, whose id is that of its open item."""
        rows = await self.work.raw.fetch(_INSTALMENTS, self.invoice["id"])
        due: list[dict[str, Any]] = []
        for row in rows:
            if not row["amount"]:
                continue
            leg = await self._leg(LegKind.TOTAL, row["amount"])
            item = uuid7()
            self.legs.append(replace(leg, id=item, party_id=self.invoice["party_id"], due_on=row["due_on"]))
            due.append({"id": row["id"], "open_item_id": item, "amount": row["amount"]})
        return due

    async def lines(self) -> None:
        """Write what it is owed for, and what coins cannot pay."""
        for row in await self.work.raw.fetch(_LINES, self.invoice["id"]):
            if names_arrival(row) is not None and not self.is_of_advance:
                await self._arrived(row)
            elif row["ledger_amount"]:
                self.legs.append(await self._line(row))
        if self.invoice["rounding_amount"]:
            self.legs.append(await self._leg(LegKind.ROUNDING, self.invoice["rounding_amount"]))

    async def advances(self, advances: Sequence[asyncpg.Record]) -> list[tuple[asyncpg.Record, UUID]]:
        """Write what advances had of it, each in a line of its own, and give the ids of these.

        Of an advance whose lines come to nothing but its tax there is no such line, and nothing is settled with it.
        """
        lines: list[tuple[asyncpg.Record, UUID]] = []
        for advance in advances:
            key = uuid7()
            if advance["ledger_amount"]:
                leg = await self._leg(LegKind.PREPAYMENT, advance["ledger_amount"])
                self.legs.append(replace(leg, id=key, party_id=self.invoice["party_id"], description=advance["number"]))
            lines.append((advance, key))
        return lines

    async def taxes(self, owed: Sequence[TaxAmount]) -> None:
        """Write the taxes, and what is told of them."""
        zero = self.invoice["net_amount"] * 0
        whole = Calculation((), tuple(owed), zero, zero, zero, zero)
        kind, party = InvoiceKind(self.invoice["kind"]), self.invoice["party_id"]
        turned = kind in NOTES.values()
        for part in tax_parts(whole, TRADES[kind]):
            key = uuid7()
            if part.amount:
                leg = await self._leg(part.kind, part.amount)
                base = -part.base if turned else part.base
                self.legs.append(replace(leg, id=key, tax_code_id=part.tax.tax.key, tax_base=base))
            fact = fact_of(part, turned=turned, leg_id=key, party_id=party)
            if fact is not None:
                self.facts.append(fact)

    async def withheld(self, parts: Sequence[WithheldPart]) -> None:
        """Write what is withheld, and what is told of it; of what nothing is withheld counts for the year."""
        kind, party = InvoiceKind(self.invoice["kind"]), self.invoice["party_id"]
        sign, side = -1 if kind in NOTES.values() else 1, SIDES[TRADES[kind]]
        for part in parts:
            key = uuid7()
            if part.amount:
                leg = await self._leg(LegKind.WITHHOLDING, part.amount)
                self.legs.append(replace(leg, id=key, tax_code_id=part.tax_code_id, tax_base=sign * part.base))
            company_base = None if part.company_base is None else sign * part.company_base
            deductible = sign * part.amount if side is TaxSide.INPUT else part.amount * 0
            self.facts.append(
                TaxFact(
                    part.tax_code_id, side, TaxCategory(part.category), part.percent, sign * part.base,
                    sign * part.amount, deductible, key if part.amount else None, party, part.certificate_id,
                    company_base,
                )
            )  # fmt: skip

    async def _line(self, row: asyncpg.Record) -> Leg:
        """An advance is a debt until it is taken off; what is cut off waits on an account of its own."""
        amount, words = row["ledger_amount"], row["description"]
        if self.is_of_advance:
            leg = await self._leg(LegKind.PREPAYMENT, -amount)
            return replace(leg, party_id=self.invoice["party_id"], description=words)
        kind = _CUT_OFF[CutOff(row["cut_off"])]
        account = row["account_id"] if kind is LegKind.NET else None
        leg = await self._leg(kind, amount, row["category_id"], account)
        return replace(leg, description=words, dimensions=row["value_ids"])

    async def _arrived(self, row: asyncpg.Record) -> None:
        """Clear what was accrued when it arrived, at what that was then, and tell the difference.

        Of goods that are worth what they have cost, the difference was owed from the beginning too, and is cleared with it. What
        goods cost more that a vendor has delivered to a customer is a cost of that sale. What went back to the vendor is worth
        nothing here any more: what is given back otherwise than it was owed is a difference of prices.
        """
        gives_back = InvoiceKind(self.invoice["kind"]) in NOTES.values()
        part = cleared(row, self.money, gives_back=gives_back)
        if row["is_at_cost"] and row["vendor_return_id"] is None:
            line = row["goods_receipt_line_id"]
            more = -part.company_difference if gives_back else part.company_difference
            self.dearer[line] = self.dearer.get(line, Decimal(0)) + more
            part = replace(
                part, amount=part.amount + part.difference, difference=Decimal(0),
                company_amount=part.company_amount + part.company_difference, company_difference=Decimal(0),
            )  # fmt: skip
        is_sold = row["is_dropped"] and row["vendor_return_id"] is None
        beyond = LegKind.COST_DIFFERENCE if is_sold else LegKind.PRICE_DIFFERENCE
        for kind, amount, company_amount in (
            (LegKind.ACCRUED, part.amount, part.company_amount),
            (beyond, part.difference, part.company_difference),
        ):
            if amount or company_amount:
                leg = await self._leg(kind, amount, row["category_id"])
                sign = rule_for(SOURCES[InvoiceKind(self.invoice["kind"])], kind).side
                said = sign.signed(company_amount)
                # What arrived is on no cost centre yet; what it costs more is on those of the bill.
                values = row["value_ids"] if kind is beyond else ()
                self.legs.append(replace(leg, company_amount=said, description=row["description"], dimensions=values))

    async def _leg(
        self, kind: LegKind, amount: Decimal, category: UUID | None = None, account: UUID | None = None
    ) -> Leg:
        rule = rule_for(SOURCES[InvoiceKind(self.invoice["kind"])], kind)
        wanted = AccountRole(rule.role), category
        if account is None and wanted not in self.known:
            self.known[wanted] = await account_for(self.work, self.invoice["company_id"], *wanted)
        return Leg(account or self.known[wanted], rule.side.signed(amount))
