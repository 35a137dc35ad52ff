"""Stock revaluations: goods at standard cost are held at another from today on, and what that comes to is posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from kernel.errors import DomainError, InputPath
from kernel.ids import uuid7
from services.finance.rules import SourceKind
from services.fitness import require_text
from services.inventory.adjustment_lines import LineRepeated
from services.inventory.valuation.posting import Valuation, post_values
from services.platform.number import Series, take_number
from services.refusals import NotFound, TooManyRows
from services.rights import require_company
from services.work import Work

SERIES: Final = Series("STOCK_REVALUATION", "SR-")
LINES_MAX: Final = 200

# What is there keeps the method that it came with; another method of the product holds from when nothing is left.
_FOUND: Final = """
select sku.id, case when held.quantity > 0 then held.method else product.cost_method end as method
from sku join product on product.id = sku.product_id left join stock_value as held on held.sku_id = sku.id
where sku.id = any($1::uuid[]) and sku.company_id = $2
"""
_TODAY: Final = "select ($2::timestamptz at time zone time_zone)::date from company where id = $1"
_REVALUE: Final = "select stock_revalue($1::uuid[], $2::numeric[], $3, 'StockRevaluation', $4)"
_STANDARD: Final = """
update sku set standard_cost = said.cost from unnest($1::uuid[], $2::numeric[]) as said (id, cost)
where sku.id = said.id and sku.standard_cost is distinct from said.cost
"""
_WRITE: Final = (
    "insert into stock_revaluation (id, company_id, number, reason, revalued_on) values ($1, $2, $3, $4, $5)"
)


@dataclass(eq=False)
class NotAtStandardCost(DomainError):
    """What is held at a standard cost is revalued; all else costs what was paid for it."""

    message = "This is valued as {method}."
    method: str


@dataclass(eq=False)
class StandardCostUnfit(DomainError):
    """A standard cost is zero or more."""

    message = "Say a cost of zero or more."


@dataclass(frozen=True, slots=True)
class Line:
    """What one unit of a SKU costs from now on."""

    sku_id: UUID
    unit_cost: Decimal
    path: InputPath


async def revalue(work: Work, company_id: UUID, reason: str, lines: Sequence[Line]) -> UUID:
    """Hold goods at another standard cost from today on, post the difference, and give the id of the revaluation.

    Raises:
        NotFound, NotAtStandardCost, StandardCostUnfit, LineRepeated, TooManyRows: as their names say.
        ValueRequired, TextTooLong, TextUnfit: of a reason.
        DomainError: as for every posting, where the company keeps stock in its books.
    """
    require_company(work, company_id, "input", "companyId")
    require_text(reason, ("input", "reason"))
    _require_lines(lines)
    skus, costs = [line.sku_id for line in lines], [line.unit_cost for line in lines]
    methods = {row["id"]: row["method"] for row in await work.raw.fetch(_FOUND, skus, company_id)}
    for line in lines:
        if line.sku_id not in methods:
            raise NotFound(path=(*line.path, "skuId"))
        if methods[line.sku_id] != "STANDARD":
            raise NotAtStandardCost(methods[line.sku_id], path=(*line.path, "skuId"))
    key = uuid7()
    today = await work.raw.fetchval(_TODAY, company_id, work.clock.now())
    await work.raw.execute(_REVALUE, skus, costs, today, key)
    await work.raw.execute(_STANDARD, skus, costs)
    number = await take_number(work, company_id, SERIES)
    await work.raw.execute(_WRITE, key, company_id, number, reason, today)
    source = ("StockRevaluation", key)
    await post_values(work, Valuation(company_id, SourceKind.STOCK_REVALUATION, source, reason, path=("input",)))
    return key


def _require_lines(lines: Sequence[Line]) -> None:
    if not 1 <= len(lines) <= LINES_MAX:
        raise TooManyRows(len(lines), LINES_MAX, path=("input", "lines"))
    seen: set[UUID] = set()
    for line in lines:
        if line.unit_cost < 0:
            raise StandardCostUnfit(path=(*line.path, "unitCost"))
        if line.sku_id in seen:
            raise LineRepeated(path=line.path)
        seen.add(line.sku_id)
