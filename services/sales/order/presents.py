"""What pricing rules give for nothing: lines of their own, which come and go with the rules."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from kernel.draft import Draft
from kernel.ids import uuid7
from models import PriceSource
from services.rows import NewRow, insert_rows
from services.sales.order.positions import goods_of
from services.sales.order.prices import Present
from services.work import Work

_LEAVE: Final = (
    "delete from {table}_tax where line_id = any($1::uuid[])",
    "delete from {table} where id = any($1::uuid[])",
)


class Given(NamedTuple):
    """Where presents are given: whose document it is, its currency and day, and whether its lines tell what goods cost."""

    company_id: UUID
    currency: str
    on: date
    has_cost: bool


async def lines_of_presents(work: Work, given: Given, presents: Sequence[Present]) -> list[dict[str, Any]]:
    """Give what the lines of presents say; what is not sold on the day is not given."""
    if not presents:
        return []
    goods = await goods_of(work, given.company_id, [each.sku_id for each in presents], ())
    lines: list[dict[str, Any]] = []
    for each in presents:
        if goods.offers(each.sku_id, given.on):
            said = goods.complete({"sku_id": each.sku_id, "quantity": each.quantity}, given.currency, given.on, ())
            cost = {"unit_cost": goods.unit_cost(each.sku_id, given.currency)} if given.has_cost else {}
            lines.append({**said, **cost, **_for_nothing(each)})
    return lines


async def renewed(
    work: Work,
    table: sa.Table,
    given: Given,
    owner: Mapping[str, object],
    lines: Sequence[dict[str, Any]],
    presents: Sequence[Present],
) -> list[dict[str, Any]]:
    """Let the presents of a draft follow what is given now, and give all lines of it.

    What is given already has its new quantity in what is returned; other presents are written, or taken away.
    `owner` is what each line says of the document, with amounts of nothing.
    """
    wanted: dict[tuple[UUID, str | None], Present] = {(each.sku_id, each.rule): each for each in presents}
    kept: list[dict[str, Any]] = []
    gone: list[UUID] = []
    for line in lines:
        present = wanted.pop((line["sku_id"], _rule_of(line)), None) if is_present(line) else None
        if is_present(line) and present is None:
            gone.append(line["id"])
        else:
            kept.append(line if present is None else {**line, **_for_nothing(present), "quantity": present.quantity})
    if gone:
        for statement in _LEAVE:
            await work.raw.execute(statement.format(table=table.name), gone)
    new = await lines_of_presents(work, given, list(wanted.values()))
    last = max((line["position"] for line in lines), default=0)
    rows = [{**owner, **line, "id": uuid7(), "position": place} for place, line in enumerate(new, last + 1)]
    await insert_rows(work, table, [NewRow(Draft({}), dict(row)) for row in rows])
    return [*kept, *({**row, "codes": ()} for row in rows)]


def is_present(line: Mapping[str, Any]) -> bool:
    """Tell whether a rule gives a line for nothing."""
    return line["price_source"] == PriceSource.FREE_ITEM


def _rule_of(line: Mapping[str, Any]) -> str | None:
    return next((each["rule"] for each in line["discounts"] or ()), None)


def _for_nothing(present: Present) -> dict[str, object]:
    told = [{"rule": present.rule, "amount": present.amount}]
    nothing: dict[str, object] = {"unit_price": Decimal(0), "discount_percent": Decimal(0)}
    return {**nothing, "price_source": PriceSource.FREE_ITEM, "discounts": told}
