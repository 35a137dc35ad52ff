"""A copy of a product: a new one that starts as what another one is."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa

import models
from kernel.draft import Draft, Edits
from services import masters
from services.inventory.product import PRODUCT
from services.locking import locked
from services.work import Work

_PRODUCT = ("company_id", "name", "description", "kind", "category_id", "unit_id", "tracking", "cost_method")
_SKU = (
    "name", "variant", "unit_id", "weight_kg", "reorder_point", "safety_stock", "is_made", "is_sold", "sold_from",
    "sold_until",
)  # fmt: skip
# What only some may set, a copy has only if they make it.
_GUARDED = {"list_price": "sales.price:write", "standard_cost": "inventory.cost:write"}


async def duplicate(work: Work, key: UUID, code: str, name: str | None = None) -> UUID:
    """Copy a product with its SKUs under another code, and give the id of the copy.

    The codes of SKUs that begin with the product's begin with the copy's; others get it put before them. Barcodes stand
    for one thing alone, and are not copied.

    Raises:
        NotFound: there is no such product, or none to be seen.
        AlreadyTaken: a code of the copy is in use.
    """
    found = (await locked(work, PRODUCT, [(key, ("id",))]))[key]
    table = cast("sa.Table", models.Sku.__table__)
    query = sa.select(table).where(table.c.product_id == key, table.c.archived_at.is_(None)).order_by(table.c.id)
    rows = (await work.session.execute(query)).mappings()
    skus = [_sku(work, dict(row), found["code"], code) for row in rows]
    values = {column: found[column] for column in _PRODUCT}
    draft = Draft({**values, "code": code, "name": name or found["name"]}, lists={"skus": Edits(add=skus)})
    (made,) = await masters.create(work, PRODUCT, [draft])
    return made


def _sku(work: Work, row: Mapping[str, Any], before: str, after: str) -> Draft:
    own: str = row["code"]
    code = after + own.removeprefix(before) if own.startswith(before) else f"{after}-{own}"
    allowed = [name for name, needed in _GUARDED.items() if work.principal is None or work.principal.allows(needed)]
    return Draft({"code": code, **{column: row[column] for column in (*_SKU, *allowed)}})
