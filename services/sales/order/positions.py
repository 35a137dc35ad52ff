"""New positions of orders and quotations: what follows for a line from the SKU that it is of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, cast
from uuid import UUID

import asyncpg

from kernel.clock import BusinessDay, zone
from kernel.errors import DomainError, InputPath
from services.refusals import NotFound
from services.sales.pricing.base_price import PriceMissing
from services.work import Work

# A company without such SKUs has a row all the same.
_GOODS: Final = """
select company.currency as company_currency, company.time_zone, sku.id, sku.code, sku.name, sku.unit_id, sku.list_price,
  sku.standard_cost, sku.currency, sku.is_sold and sku.archived_at is null as is_offered, sku.sold_from, sku.sold_until
from company left join sku on sku.company_id = company.id and sku.id = any($2::uuid[]) where company.id = $1
"""


@dataclass(eq=False)
class SkuNotSold(DomainError):
    """What is sold is in use, and offered on the day."""

    message = "{sku} is not sold on {sold_on}."
    sku: str
    sold_on: date


@dataclass(frozen=True, slots=True)
class Goods:
    """What a company says of some of its SKUs."""

    currency: str
    """That of the company."""
    time_zone: str
    skus: Mapping[UUID, asyncpg.Record]

    def day(self, work: Work, said: date | None) -> date:
        """Give a day of the company's business: that of a moment, a day as it is said, or today."""
        business = BusinessDay(zone(self.time_zone))
        if isinstance(said, datetime):
            return business.day_of(said)
        return said or business.today(work.clock)

    def complete(self, said: Mapping[str, object], currency: str, on: date, path: InputPath) -> dict[str, Any]:
        """Add to what is said of a line what follows from its SKU.

        Raises:
            NotFound: the company has no such SKU.
            SkuNotSold, PriceMissing: as their names say.
        """
        sku = self.skus.get(cast("UUID", said["sku_id"]))
        if sku is None:
            raise NotFound(path=(*path, "skuId"))
        if not sku["is_offered"] or not (sku["sold_from"] or on) <= on <= (sku["sold_until"] or on):
            raise SkuNotSold(sku["code"], on, path=(*path, "skuId"))
        own = sku["currency"] == currency
        values = {**said, "currency": currency, "unit_id": sku["unit_id"]}
        if values.get("description") is None:
            values["description"] = sku["name"]
        if values.get("unit_price") is None:
            values["unit_price"] = sku["list_price"] if own else None
        if values["unit_price"] is None:
            raise PriceMissing(sku["code"], currency, path=(*path, "unitPrice"))
        if values.get("discount_percent") is None:
            values["discount_percent"] = Decimal(0)
        return values

    def unit_cost(self, sku_id: UUID, currency: str) -> Decimal | None:
        """Give what one unit costs; None where that is unknown in a currency."""
        sku = self.skus[sku_id]
        return sku["standard_cost"] if sku["currency"] == currency else None


async def goods_of(work: Work, company_id: UUID, skus: Sequence[UUID], path: InputPath) -> Goods:
    """Read what a company says of SKUs, in one statement.

    Raises:
        NotFound: there is no such company.
    """
    rows = await work.raw.fetch(_GOODS, company_id, skus)
    if not rows:
        raise NotFound(path=path)
    of = {row["id"]: row for row in rows if row["id"] is not None}
    return Goods(rows[0]["company_currency"], rows[0]["time_zone"], of)
