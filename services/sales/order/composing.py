"""Putting documents of sales together: a new one is reckoned before it is written, a changed one after."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, cast
from uuid import UUID

from kernel.draft import Draft, Edits
from models.base import Base
from services.bounds import Within
from services.master import Master
from services.rights import require_company
from services.rows import NewRow
from services.sales.order.positions import Goods, goods_of
from services.sales.order.reckoning import Offer, Sold, reckoned
from services.work import Work

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
        NotFound, SkuNotSold, PriceMissing: as their names say.
        DomainError: as for taxes (`reckon`).
    """
    company_id = cast("UUID", draft.values["company_id"])
    require_company(work, company_id, *draft.at("company_id"))
    added = draft.lists.get("lines", Edits()).add
    goods = await goods_of(work, company_id, [_sku(line) for line in added], draft.at("company_id"))
    currency = cast("str | None", draft.values.get("currency")) or goods.currency
    day = goods.day(work, cast("date | None", draft.values.get(sold.day_column)))
    said = [_completed(sold, goods, line, place, currency, day) for place, line in enumerate(added, 1)]
    offer = Offer(company_id, cast("UUID", draft.values["customer_id"]), currency, day, draft.path)
    taxed = [{**values, "codes": _codes(line)} for values, line in zip(said, added, strict=True)]
    figures = await reckoned(work, offer, taxed)
    lines = [
        replace(line, values={**values, **amounts})
        for line, values, amounts in zip(added, said, figures.lines, strict=True)
    ]
    values = {sold.day_column: day, **draft.values, "currency": currency, **figures.values(sold)}
    return replace(draft, values=values, lists={**draft.lists, "lines": Edits(lines)})


def _completed(sold: Sold, goods: Goods, line: Draft, place: int, currency: str, on: date) -> dict[str, Any]:
    values = goods.complete(line.values, currency, on, line.path)
    cost = {"unit_cost": goods.unit_cost(_sku(line), currency)} if sold.has_cost else {}
    return {**values, **cost, "position": place}


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
        row.values.update(completed, net_amount=nothing, tax_amount=nothing)
