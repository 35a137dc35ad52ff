"""What orders and quotations come to: lines and taxes, by the same reckoning as invoices."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson

from kernel.currency import currency_exponent
from kernel.decimals import product
from kernel.errors import InputPath
from kernel.rounding import round_to
from models import PriceSource, Trade
from models.base import Base
from services.finance.tax.calculation import CalculatedLine
from services.finance.tax.reckoning import FACTS, Reckoned, Wanted, WantedLine, reckon
from services.refusals import NotFound
from services.rows import as_json
from services.sales.order.bundles import is_bundle, key_of_component, lines_of_bundles
from services.sales.order.following import follow
from services.sales.order.presents import Given, key_of_present, lines_of_presents
from services.sales.order.prices import PRICES, Asked, Document, Present, prices_of
from services.work import Work

_FACTS: Final = re.sub(
    r"(?<!:):(company|party|trade|day)\b",
    lambda found: {"company": "$1::uuid", "party": "$2::uuid", "trade": "'SALE'", "day": "$3::date"}[found[1]],
    FACTS,
)


@dataclass(frozen=True, slots=True)
class Sold:
    """Where a kind of document keeps its rows: its table, and how its lines name it."""

    table: str
    foreign_key: str
    day: str
    """Its day of business, as SQL over `own` and `company`."""
    day_column: str
    is_promised: bool = False
    """Whether it is: then its lines tell what goods cost, and bundles have lines of their components."""
    coupons: str = "'{}'::text[]"
    """The codes of the coupons that it names, as SQL over `own`."""
    agreement: str | None = None
    """The agreement that it calls off from, as SQL over `own`; None where it cannot."""

    @property
    def line_table(self) -> str:
        """The table of its lines."""
        return f"{self.table}_line"


ORDERED: Final = Sold(
    "sales_order", "order_id", "(own.placed_at at time zone company.time_zone)::date", "placed_at", is_promised=True,
    coupons="own.coupon_codes", agreement="own.agreement_id",
)  # fmt: skip
QUOTED: Final = Sold("quotation", "quotation_id", "own.quoted_on", "quoted_on")

_HEAD: Final = """
select own.company_id, own.customer_id, own.currency, own.price_list_id, own.net_amount, {coupons} as coupon_codes,
  {agreement} as agreement_id, {day} as day from {table} as own
join company on company.id = own.company_id where own.id = $1
"""
_LINES: Final = """
select line.*,
  array(select tax_code_id from {line_table}_tax as tax where tax.line_id = line.id order by tax.position, tax.id) as codes
from {line_table} as line where line.{foreign_key} = $1 order by line.position
"""
# What stays as it was is not written again: it would be another version, and audited.
_SET_LINES: Final = """
update {line_table} as line set net_amount = said.net_amount, tax_amount = said.tax_amount, unit_price = said.unit_price,
  discount_percent = said.discount_percent, price_source = said.price_source, discounts = said.discounts,
  quantity = said.quantity{set_agreed}
from jsonb_populate_recordset(null::{line_table}, $1::jsonb) as said
where line.id = said.id
  and row(line.net_amount, line.tax_amount, line.unit_price, line.discount_percent, line.price_source, line.discounts,
      line.quantity{agreed})
    is distinct from
    row(said.net_amount, said.tax_amount, said.unit_price, said.discount_percent, said.price_source, said.discounts,
      said.quantity{said_agreed})
"""
_SET: Final = """
update {table} as own set position_id = $2, wording = $3, net_amount = $4, tax_amount = $5, total_amount = $6{cost}
where id = $1 and row(position_id, wording, net_amount, tax_amount{cost_column})
  is distinct from row($2::uuid, $3::text, $4::numeric, $5::numeric{cost_value})
"""
_BY_LISTS: Final = frozenset({PriceSource.AGREEMENT, PriceSource.PRICE_LIST, PriceSource.SKU})
_PRICED: Final = ("id", "quantity", "unit_price", "discount_percent", "price_source", "discounts")
_AGREED: Final = {
    "set_agreed": ", agreement_line_id = said.agreement_line_id", "agreed": ", line.agreement_line_id",
    "said_agreed": ", said.agreement_line_id",
}  # fmt: skip
_COST: Final = {"cost": ", cost_amount = $7", "cost_column": ", cost_amount", "cost_value": ", $7::numeric"}


@dataclass(frozen=True, slots=True)
class Figures:
    """What a document comes to, and the columns that tell it."""

    reckoned: Reckoned
    cost: Decimal | None

    def values(self, sold: Sold) -> dict[str, object]:
        """Give the columns of the document."""
        found = self.reckoned.calculation
        values: dict[str, object] = {
            "position_id": self.reckoned.position_id, "wording": self.reckoned.wording, "net_amount": found.net,
            "tax_amount": found.tax, "total_amount": found.total,
        }  # fmt: skip
        return {**values, "cost_amount": self.cost} if sold.is_promised else values

    @property
    def lines(self) -> Sequence[dict[str, object]]:
        """Give the columns of the lines, in their order."""
        return [_of_line(line) for line in self.reckoned.calculation.lines]


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered or ordered: to whom, in which currency, on which day."""

    company_id: UUID
    customer_id: UUID
    currency: str
    on: date
    path: InputPath = ()


async def reckoned(work: Work, offer: Offer, lines: Sequence[Mapping[str, Any]]) -> Figures:
    """Reckon what lines come to; each says quantity, unit_price, discount_percent, and the `codes` of its taxes.

    Raises:
        NotFound: the company has no such customer.
        DomainError: as for taxes (`reckon`).
    """
    text = await work.raw.fetchval(_FACTS, offer.company_id, offer.customer_id, offer.on)
    facts: Mapping[str, Any] | None = None if text is None else orjson.loads(text)
    if facts is None or facts["party"] is None:
        raise NotFound(path=(*offer.path, "customerId"))
    wanted = [_wanted(line, facts, (*offer.path, "lines", place)) for place, line in enumerate(lines)]
    return Figures(reckon(facts, Wanted(Trade.SALE, offer.currency, offer.on, wanted)), _cost(lines, offer.currency))


async def rewrite(work: Work, sold: Sold, key: UUID, path: InputPath = ()) -> None:
    """Reckon a draft again that was changed, and write down what it comes to; raises as `reckoned` does."""
    names = {"table": sold.table, "line_table": sold.line_table, "foreign_key": sold.foreign_key, "day": sold.day}
    named = {"coupons": sold.coupons, "agreement": sold.agreement or "null::uuid"}
    head = await work.raw.fetchrow(_HEAD.format(**named, **names), key)
    assert head is not None
    lines = [dict(line) for line in await work.raw.fetch(_LINES.format(**names), key)]
    presents = await _price(work, head, lines, path)
    nothing = head["net_amount"] * 0
    owner = {sold.foreign_key: key, "company_id": head["company_id"], "net_amount": nothing, "tax_amount": nothing}
    given = Given(head["company_id"], head["currency"], head["day"], sold.is_promised)
    table = Base.metadata.tables[sold.line_table]
    lines = await follow(work, table, owner, lines, await lines_of_presents(work, given, presents), key_of_present)
    if sold.is_promised:
        lines = await follow(work, table, owner, lines, await lines_of_bundles(work, given, lines), key_of_component)
    offer = Offer(head["company_id"], head["customer_id"], head["currency"], head["day"], path)
    found = await reckoned(work, offer, lines)
    said = [
        {**{name: line[name] for name in _PRICED}, **amounts, **_agreed(sold, line)}
        for line, amounts in zip(lines, found.lines, strict=True)
    ]
    agreed = _AGREED if sold.agreement else dict.fromkeys(_AGREED, "")
    await work.raw.execute(_SET_LINES.format(**agreed, **names), as_json(said))
    cost = _COST if sold.is_promised else dict.fromkeys(_COST, "")
    await work.raw.execute(_SET.format(table=sold.table, **cost), key, *found.values(sold).values())


async def _price(
    work: Work, head: asyncpg.Record, lines: Sequence[dict[str, Any]], path: InputPath
) -> Sequence[Present]:
    """Ask price lists and rules again for the lines that no price was said for; tell what is given for nothing."""
    asked = [line for line in lines if line["price_source"] in _BY_LISTS]
    coupons = head["coupon_codes"]
    if not asked and not coupons and head["agreement_id"] is None:
        return ()
    skus = [line["sku_id"] for line in asked]
    of = (
        head["customer_id"], None, head["day"], head["price_list_id"], head["currency"], coupons, head["agreement_id"],
    )  # fmt: skip
    text = await work.raw.fetchval(PRICES, head["company_id"], skus, *of)
    document = Document(
        head["customer_id"], head["currency"], head["day"], head["price_list_id"], coupons, head["agreement_id"], path
    )
    found = prices_of(text, document, [_asked(line, (*path, "lines")) for line in asked])
    for line, price in zip(asked, found.lines, strict=True):
        line |= price
    return found.presents


def _agreed(sold: Sold, line: Mapping[str, Any]) -> dict[str, object]:
    """Say what a line calls off; one at another price calls nothing off."""
    if sold.agreement is None:
        return {}
    is_agreed = line["price_source"] == PriceSource.AGREEMENT
    return {"agreement_line_id": line["agreement_line_id"] if is_agreed else None}


def _asked(line: Mapping[str, Any], path: InputPath) -> Asked:
    said = line["discount_percent"] if line["discounts"] is None else None
    return Asked(line["sku_id"], line["quantity"], said, path)


def _wanted(line: Mapping[str, Any], facts: Mapping[str, Any], path: InputPath) -> WantedLine:
    """Where neither the line nor the company names a tax, there is none."""
    codes: Sequence[UUID] | None = line["codes"] or (None if facts["default"] is not None else ())
    return WantedLine(line["quantity"], line["unit_price"], line["discount_percent"], codes, path)


def _cost(lines: Sequence[Mapping[str, Any]], currency: str) -> Decimal | None:
    kept = [line for line in lines if not is_bundle(line)]
    costs = [product(line["quantity"], line["unit_cost"]) for line in kept if line.get("unit_cost") is not None]
    return round_to(sum(costs, Decimal(0)), currency_exponent(currency)) if len(costs) == len(kept) else None


def _of_line(line: CalculatedLine) -> dict[str, object]:
    return {"net_amount": line.net, "tax_amount": line.gross - line.net}
