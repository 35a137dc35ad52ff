"""Root fields for products, SKUs and barcodes."""

import strawberry

from planner.lists import KeyPart, aggregate, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from schema import names
from schema.base import Connection


@strawberry.type
class ProductQueries:
    """Root fields for products, SKUs and barcodes."""

    products: Connection[names.Product] | None = pages(
        "What the companies make, buy or sell.", names.Product, search=True
    )
    product: names.Product | None = by_id("A product by its id.")
    product_by_code: names.Product | None = by_key(
        "A product by its code.", OF_COMPANY, KeyPart("code", "Its short name.")
    )
    skus: Connection[names.Sku] | None = pages(
        "The variants in which products are stocked and sold.", names.Sku, search=True
    )
    sku: names.Sku | None = by_id("A SKU by its id.")
    sku_by_code: names.Sku | None = by_key(
        "A SKU by its code.", OF_COMPANY, KeyPart("code", "The short name on its label.")
    )
    sku_aggregate = aggregate("The variants of products, counted and added up by group.", names.Sku)
    barcodes: Connection[names.Barcode] | None = pages("What scanners read.", names.Barcode)
    barcode: names.Barcode | None = by_id("A barcode by its id.")
    barcode_by_value: names.Barcode | None = by_key(
        "A barcode by what the scanner reads.", OF_COMPANY, KeyPart("value", "What the scanner reads.")
    )
