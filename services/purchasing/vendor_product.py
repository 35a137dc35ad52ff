"""Vendor products: what vendors offer, at which price; what a new one takes over from the SKU and the company."""

from collections.abc import Sequence

import models
from services.master import Master
from services.rows import NewRow
from services.work import Work

_SKUS = """
select sku.id, sku.unit_id, company.currency from sku join company on company.id = sku.company_id
where sku.id = any($1::uuid[])
"""


async def _complete(work: Work, rows: Sequence[NewRow]) -> None:
    """A vendor sells by the unit in which the SKU is counted, and in the currency of the company, unless it is said."""
    keys = [row.values.get("sku_id") for row in rows]
    of_skus = {row["id"]: row for row in await work.raw.fetch(_SKUS, keys)}
    for row in rows:
        sku = of_skus.get(row.values.get("sku_id"))
        for column in ("unit_id", "currency"):
            if sku is not None and row.values.get(column) is None:
                row.values[column] = sku[column]


VENDOR_PRODUCT = Master(models.VendorProduct, complete=_complete)
