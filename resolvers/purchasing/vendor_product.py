"""Root fields for vendor products."""

import strawberry

from planner.lists import KeyPart, by_id, by_key, pages
from schema import names
from schema.base import Connection


@strawberry.type
class VendorProductQueries:
    """Root fields for vendor products."""

    vendor_products: Connection[names.VendorProduct] | None = pages("What vendors offer.", names.VendorProduct)
    vendor_product: names.VendorProduct | None = by_id("A vendor product by its id.")
    vendor_product_of: names.VendorProduct | None = by_key(
        "What a vendor offers of a SKU.",
        KeyPart("vendor_id", "The vendor.", of="Party"),
        KeyPart("sku_id", "The SKU.", of="Sku"),
    )
