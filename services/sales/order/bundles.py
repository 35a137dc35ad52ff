"""What bundles are made of: lines of an order at no price, which follow the line of their bundle.

Stock knows these lines alone. They are reserved, picked, shipped and sent back like any other; the price is on the line of
the bundle, which is billed.
"""

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg

from models import PriceSource, SalesLineKind
from services.sales.order.presents import Given
from services.work import Work

_PARTS: Final = """
select bundle.sku_id as bundle_sku_id, part.sku_id, part.quantity, sku.name as description, sku.unit_id,
  case when sku.currency = $2 then sku.standard_cost end as unit_cost
from bundle join bundle_component as part on part.bundle_id = bundle.id join sku on sku.id = part.sku_id
where bundle.sku_id = any($1::uuid[]) order by part.position, part.id
"""


async def lines_of_bundles(
    work: Work, given: Given, lines: Sequence[Mapping[str, Any]]
) -> dict[Hashable, dict[str, Any]]:
    """Give what the lines of the components of bundles say, by their keys; of an order without bundles, none."""
    bundles = [line for line in lines if is_bundle(line)]
    if not bundles:
        return {}
    parts = await work.raw.fetch(_PARTS, [line["sku_id"] for line in bundles], given.currency)
    return {
        (line["id"], part["sku_id"]): _part_of(line, part, given)
        for line in bundles for part in parts if part["bundle_sku_id"] == line["sku_id"]
    }  # fmt: skip


def is_bundle(line: Mapping[str, Any]) -> bool:
    """Tell whether a line is that of a bundle."""
    return line.get("kind") == SalesLineKind.BUNDLE


def key_of_component(line: Mapping[str, Any]) -> Hashable | None:
    """Give what tells one component from another: the line of its bundle and the SKU; None for other lines."""
    bundle_line_id: UUID | None = line.get("bundle_line_id")
    return None if bundle_line_id is None else (bundle_line_id, line["sku_id"])


def _part_of(line: Mapping[str, Any], part: asyncpg.Record, given: Given) -> dict[str, Any]:
    said = {name: part[name] for name in ("sku_id", "description", "unit_id", "unit_cost")}
    free = {"unit_price": Decimal(0), "discount_percent": Decimal(0), "discounts": None}
    of_bundle = {"kind": SalesLineKind.COMPONENT, "bundle_line_id": line["id"], "price_source": PriceSource.BUNDLE}
    return {**said, **free, **of_bundle, "currency": given.currency, "quantity": line["quantity"] * part["quantity"]}
