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
from models import SalesLineKind
from services.refusals import NotFound, RuleBroken
from services.sales.order.prices import PRICES
from services.sales.pricing.explanation import QuantityNotPositive
from services.work import Work

# A company without such SKUs has a row all the same. What prices follow from is told once.
_GOODS: Final = """
select company.currency as company_currency, company.time_zone, sku.id, sku.code, sku.name, sku.unit_id,
  sku.standard_cost, sku.currency, sku.is_sold and sku.archived_at is null as is_offered, sku.sold_from, sku.sold_until,
  exists (select from bundle join bundle_component as part on part.bundle_id = bundle.id
    where bundle.sku_id = sku.id and bundle.archived_at is null) as is_bundle,
  (select sales_rep_id from party where party.company_id = company.id and party.id = $3::uuid) as sales_rep_id,
  {prices} as prices
from company left join sku on sku.company_id = company.id and sku.id = any($2::uuid[]) where company.id = $1
"""
_WITH_PRICES: Final = _GOODS.format(prices=f"case when row_number() over () = 1 then ({PRICES}) end")
_WITHOUT_PRICES: Final = _GOODS.format(prices="null")


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
    prices: str | None = None
    """What prices follow from, where that was asked."""
    sales_rep_id: UUID | None = None
    """Who looks after the customer, where one was named."""

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
            SkuNotSold, QuantityNotPositive, RuleBroken: as their names say.
        """
        sku = self.skus.get(cast("UUID", said["sku_id"]))
        if sku is None:
            raise NotFound(path=(*path, "skuId"))
        if not self.offers(sku["id"], on):
            raise SkuNotSold(sku["code"], on, path=(*path, "skuId"))
        quantity = cast("Decimal", said["quantity"])
        if quantity <= 0:
            raise QuantityNotPositive(quantity, path=(*path, "quantity"))
        if not 0 <= cast("Decimal", said.get("discount_percent") or Decimal(0)) <= 100:
            raise RuleBroken("DISCOUNT_IS_A_PERCENTAGE", path=(*path, "discount_percent"))
        if sku["is_bundle"] and quantity != quantity.to_integral_value():
            raise RuleBroken("BUNDLE_IS_WHOLE", path=(*path, "quantity"))
        values = {**said, "currency": currency, "unit_id": sku["unit_id"]}
        if values.get("description") is None:
            values["description"] = sku["name"]
        return values

    def offers(self, sku_id: UUID, on: date) -> bool:
        """Tell whether a SKU is in use, and sold on a day."""
        sku = self.skus[sku_id]
        return sku["is_offered"] and (sku["sold_from"] or on) <= on <= (sku["sold_until"] or on)

    def promised(self, sku_id: UUID, currency: str) -> dict[str, object]:
        """Tell what a line of an order says besides: what one unit costs, null where that is unknown in a currency.

        A bundle costs what its components do.
        """
        sku = self.skus[sku_id]
        if sku["is_bundle"]:
            return {"kind": SalesLineKind.BUNDLE, "unit_cost": None}
        return {"unit_cost": sku["standard_cost"] if sku["currency"] == currency else None}


@dataclass(frozen=True, slots=True)
class PricesFor:
    """For whom and when prices are read with the goods: at a moment, or on a day, in a currency or that of the company."""

    customer_id: object
    at: datetime | None
    on: date | None
    price_list_id: object
    currency: object
    coupon_codes: Sequence[str] = ()
    agreement_id: object = None


async def goods_of(
    work: Work,
    company_id: UUID,
    skus: Sequence[UUID],
    path: InputPath,
    prices_for: PricesFor | None = None,
    customer_id: UUID | None = None,
) -> Goods:
    """Read what a company says of SKUs, and what their prices follow from where that is asked, in one statement.

    Raises:
        NotFound: there is no such company.
    """
    if prices_for is None:
        rows = await work.raw.fetch(_WITHOUT_PRICES, company_id, skus, customer_id)
    else:
        asked = (prices_for.customer_id, prices_for.at, prices_for.on, prices_for.price_list_id, prices_for.currency)
        rows = await work.raw.fetch(
            _WITH_PRICES, company_id, skus, *asked, prices_for.coupon_codes, prices_for.agreement_id
        )
    if not rows:
        raise NotFound(path=path)
    of = {row["id"]: row for row in rows if row["id"] is not None}
    first = rows[0]
    return Goods(first["company_currency"], first["time_zone"], of, first["prices"], first["sales_rep_id"])
