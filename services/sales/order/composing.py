"""Putting documents of sales together: a new one is reckoned before it is written, a changed one after."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, cast
from uuid import UUID

from kernel.draft import Draft, Edits
from kernel.errors import InputPath
from kernel.ids import uuid7
from models import PriceSource
from models.base import Base
from services.bounds import Within
from services.fitness import INDEXED_TEXT_MAX, require_text
from services.master import Master
from services.rights import require_company
from services.rows import NewRow
from services.sales.order.bundles import is_bundle, lines_of_bundles
from services.sales.order.positions import Goods, PricesFor, goods_of
from services.sales.order.presents import Given, lines_of_presents
from services.sales.order.prices import Asked, Document, Present, asks_again, by_hand, prices_of
from services.sales.order.reckoning import Offer, Sold, reckoned
from services.work import Work

# Of a line that is added to a known document; what it costs is asked once all is written.
_UNPRICED: Final[Mapping[str, object]] = {
    "unit_price": Decimal(0), "discount_percent": Decimal(0), "price_source": PriceSource.SKU, "discounts": [],
}  # fmt: skip
LINES_MAX: Final = 500
TAXES_MAX: Final = 20

_LAST: Final = """
select own.id, max(line.position) as last, {day} as day from {table} as own join company on company.id = own.company_id
left join {line_table} as line on line.{foreign_key} = own.id where own.id = any($1::uuid[]) group by own.id, company.id
"""


def lines_of(sold: Sold, line: type[Base], tax: type[Base]) -> Master:
    """Give the lines of a kind of document, as they are written with it."""

    async def complete(work: Work, rows: Sequence[NewRow]) -> None:
        late = [row for row in rows if "position" not in row.values]
        if late:
            await _add_to_known(work, sold, late)

    taxes = Master(tax, within=Within("line_id", TAXES_MAX))
    return Master(line, within=Within(sold.foreign_key, LINES_MAX), lists={"taxes": taxes}, complete=complete)


async def composed(work: Work, sold: Sold, draft: Draft) -> Draft:
    """Add to a new document what follows from what is said of it: its lines from their SKUs, and what it comes to.

    Raises:
        NotFound, SkuNotSold, QuantityNotPositive: as their names say.
        SeveralRefusals: of PriceMissing for each line without a price, of AgreedQuantityExceeded and CallOffTooSmall for those
            that call off, or of PriceListUnfit or AgreementUnfit.
        CouponRefused, CouponUsedAlready: of a coupon that is named.
        DomainError: as for taxes (`reckon`).
    """
    company_id = cast("UUID", draft.values["company_id"])
    require_company(work, company_id, *draft.at("company_id"))
    added = draft.lists.get("lines", Edits()).add
    day = cast("date | None", draft.values.get(sold.day_column))
    coupons = _coupons(draft)
    is_asked = bool(coupons or draft.values.get("agreement_id")) or any(_is_asked(line.values) for line in added)
    prices_for = _prices_for(work, draft.values, day, coupons) if is_asked else None
    skus, customer_id = [_sku(line) for line in added], cast("UUID", draft.values["customer_id"])
    goods = await goods_of(work, company_id, skus, draft.at("company_id"), prices_for, customer_id)
    currency, on = cast("str | None", draft.values.get("currency")) or goods.currency, goods.day(work, day)
    said = [_completed(sold, goods, line, place, currency, on) for place, line in enumerate(added, 1)]
    presents = _price(goods, draft, currency, on, coupons, said)
    said += await _following(work, Given(company_id, currency, on, sold.is_promised), added, said, presents)
    written = [
        replace(line, key=cast("UUID | None", values.pop("id", None)))
        for line, values in zip([*added, *[Draft({}, path=draft.path)] * (len(said) - len(added))], said, strict=True)
    ]
    offer = Offer(company_id, customer_id, currency, on, draft.path)
    taxed = [{**values, "codes": _codes(line)} for values, line in zip(said, written, strict=True)]
    figures = await reckoned(work, offer, taxed)
    lines = [
        replace(line, values={**values, **amounts})
        for line, values, amounts in zip(written, said, figures.lines, strict=True)
    ]
    followed = {sold.day_column: on, "sales_rep_id": goods.sales_rep_id}
    values = {**followed, **draft.values, "currency": currency, **figures.values(sold)}
    return replace(draft, values=values, lists={**draft.lists, "lines": Edits(lines)})


async def _following(
    work: Work, given: Given, added: Sequence[Draft], said: Sequence[dict[str, Any]], presents: Sequence[Present]
) -> list[dict[str, Any]]:
    """Give the lines that follow from those that are said: what is given with them, and what bundles are made of."""
    free = list((await lines_of_presents(work, given, presents)).values())
    for line, values in zip([*added, *[None] * len(free)], [*said, *free], strict=True):
        if line is not None and line.key is not None:
            values["id"] = line.key
        elif is_bundle(values):
            values["id"] = uuid7()
    parts = (await lines_of_bundles(work, given, [*said, *free])).values()
    return [{**values, "position": place} for place, values in enumerate([*free, *parts], len(said) + 1)]


def _coupons(draft: Draft) -> Sequence[str]:
    codes = cast("Sequence[str]", draft.values.get("coupon_codes") or ())
    for place, code in enumerate(codes):
        require_text(code, (*draft.at("coupon_codes"), place), INDEXED_TEXT_MAX)
    return codes


def _prices_for(work: Work, said: Mapping[str, object], day: date | None, coupons: Sequence[str]) -> PricesFor:
    at = day if isinstance(day, datetime) else work.clock.now()
    on = None if isinstance(day, datetime) else day
    list_id, agreement_id = said.get("price_list_id"), said.get("agreement_id")
    return PricesFor(said["customer_id"], at, on, list_id, said.get("currency"), coupons, agreement_id)


def _is_asked(line: Mapping[str, object]) -> bool:
    return line.get("unit_price") is None


def _price(
    goods: Goods, draft: Draft, currency: str, on: date, coupons: Sequence[str], lines: Sequence[dict[str, Any]]
) -> Sequence[Present]:
    """Add to lines what they cost: as it is said, or by price lists and rules; tell what is given for nothing."""
    placed = list(enumerate(lines))
    asked = [(values, _asked(values, (*draft.path, "lines", place))) for place, values in placed if _is_asked(values)]
    for values in lines:
        if not _is_asked(values):
            values |= by_hand(values.get("discount_percent"))
    if goods.prices is None:
        return ()
    named, agreed = (cast("UUID | None", draft.values.get(name)) for name in ("price_list_id", "agreement_id"))
    document = Document(cast("UUID", draft.values["customer_id"]), currency, on, named, coupons, agreed, draft.path)
    found = prices_of(goods.prices, document, [line for _, line in asked])
    for (values, _), price in zip(asked, found.lines, strict=True):
        values |= price
    return found.presents


def _asked(line: Mapping[str, Any], path: InputPath) -> Asked:
    return Asked(line["sku_id"], line["quantity"], line.get("discount_percent"), path)


def _completed(sold: Sold, goods: Goods, line: Draft, place: int, currency: str, on: date) -> dict[str, Any]:
    values = goods.complete(line.values, currency, on, line.path)
    more = goods.promised(_sku(line), currency) if sold.is_promised else {}
    return {**values, **more, "position": place}


def _sku(line: Draft) -> UUID:
    return cast("UUID", line.values["sku_id"])


def _codes(line: Draft) -> list[Any]:
    taxes = line.lists.get("taxes", Edits()).add
    placed = sorted(taxes, key=lambda tax: cast("int", tax.values.get("position") or 1))
    return [tax.values["tax_code_id"] for tax in placed]


async def _add_to_known(work: Work, sold: Sold, rows: Sequence[NewRow]) -> None:
    """Number lines after those that are there; what they come to is reckoned once all is written."""
    statement = _LAST.format(table=sold.table, line_table=sold.line_table, foreign_key=sold.foreign_key, day=sold.day)
    known = {
        row["id"]: row for row in await work.raw.fetch(statement, list({row.values[sold.foreign_key] for row in rows}))
    }
    last = {key: row["last"] or 0 for key, row in known.items()}
    goods = await goods_of(
        work, cast("UUID", rows[0].values["company_id"]), [cast("UUID", row.values["sku_id"]) for row in rows], ()
    )
    for row in rows:
        assert row.owner is not None
        owner = cast("UUID", row.values[sold.foreign_key])
        last[owner] += 1
        nothing = row.owner["net_amount"] * 0
        completed = _completed(sold, goods, row.draft, last[owner], row.owner["currency"], known[owner]["day"])
        row.values.update({**_UNPRICED, **asks_again(completed)}, net_amount=nothing, tax_amount=nothing)


def edited(draft: Draft) -> Draft:
    """Say of the lines of a change what follows where their prices or discounts are said anew."""
    edits = draft.lists.get("lines", Edits())
    changed = [replace(line, values=asks_again(line.values)) for line in edits.update]
    return replace(draft, lists={**draft.lists, "lines": replace(edits, update=changed)}) if changed else draft
