"""What can be done to products, SKUs and barcodes."""

from collections.abc import Mapping
from typing import Any

import strawberry

from planner.drafts import key_of
from planner.fields import argument
from planner.mutations import Outcome, mutation
from resolvers.writing import (
    archives,
    creates,
    creates_many,
    deletes,
    merges,
    restores,
    updates,
    updates_many,
    upserts,
    upserts_many,
)
from schema import names
from schema.inventory.product import WRITE
from schema.payloads import payload
from services.inventory.product import BARCODE, MERGEABLE, PRODUCT, SKU
from services.inventory.product_copy import duplicate
from services.work import Work


async def _duplicate(work: Work, given: Mapping[str, Any]) -> Outcome:
    key = key_of(given["id"], PRODUCT.name, ("id",))
    return {"product": await duplicate(work, key, given["code"], given.get("name"))}


@strawberry.type
class ProductMutations:
    """What can be done to products, SKUs and barcodes."""

    product_create = creates(names.Product, "Add a product, with its SKUs and their barcodes.", PRODUCT, needs=WRITE)
    product_update = updates(names.Product, "Change a product, its SKUs and their barcodes.", PRODUCT, needs=WRITE)
    product_archive = archives(names.Product, "Put a product out of use.", PRODUCT, needs=WRITE)
    product_restore = restores(names.Product, "Put a product back into use.", PRODUCT, needs=WRITE)
    product_duplicate = mutation(
        "Add a product that starts as a copy of another, with its SKUs under codes of their own.",
        payload(names.Product),
        _duplicate,
        needs=WRITE,
        arguments=[
            argument("id", strawberry.ID, "Which one to copy.", required=True),
            argument("code", str, "The short name of the copy, unique in its company.", required=True),
            argument("name", str, "What people call the copy; that of the other when left out."),
        ],
    )
    product_merge = merges(
        names.Product, "Let two products be one: the SKUs of the one belong to the other.", MERGEABLE, needs=WRITE
    )
    product_upsert = upserts(names.Product, "Write a product that another system knows.", PRODUCT, needs=WRITE)
    product_bulk_create = creates_many(names.Product, "Add many products.", PRODUCT, needs=WRITE)
    product_bulk_update = updates_many(names.Product, "Change many products.", PRODUCT, needs=WRITE)
    product_bulk_upsert = upserts_many(
        names.Product, "Write many products that another system knows.", PRODUCT, needs=WRITE
    )
    sku_create = creates(names.Sku, "Add a SKU to a product, with its barcodes.", SKU, needs=WRITE)
    sku_update = updates(names.Sku, "Change a SKU, its price and cost, and its barcodes.", SKU, needs=WRITE)
    sku_archive = archives(names.Sku, "Put a SKU out of use.", SKU, needs=WRITE)
    sku_restore = restores(names.Sku, "Put a SKU back into use.", SKU, needs=WRITE)
    sku_upsert = upserts(names.Sku, "Write a SKU that another system knows.", SKU, needs=WRITE)
    sku_bulk_create = creates_many(names.Sku, "Add many SKUs.", SKU, needs=WRITE)
    sku_bulk_update = updates_many(names.Sku, "Change many SKUs, such as their prices.", SKU, needs=WRITE)
    sku_bulk_upsert = upserts_many(names.Sku, "Write many SKUs that another system knows.", SKU, needs=WRITE)
    barcode_create = creates(names.Barcode, "Add a barcode to a SKU.", BARCODE, needs=WRITE)
    barcode_update = updates(names.Barcode, "Change a barcode.", BARCODE, needs=WRITE)
    barcode_delete = deletes(names.Barcode, "Take a barcode away.", BARCODE, needs=WRITE)
