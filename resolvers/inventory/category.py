"""Root fields for product categories."""

import strawberry

from planner.lists import KeyPart, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from schema import names
from schema.base import Connection


@strawberry.type
class ProductCategoryQueries:
    """Root fields for product categories."""

    product_categories: Connection[names.ProductCategory] | None = pages(
        "The branches of the trees that products hang on.", names.ProductCategory
    )
    product_category: names.ProductCategory | None = by_id("A product category by its id.")
    product_category_by_code: names.ProductCategory | None = by_key(
        "A product category by its code.", OF_COMPANY, KeyPart("code", "Its short name.")
    )
