"""What can be done to product categories."""

import strawberry

from resolvers.writing import creates, deletes, updates
from schema import names
from schema.inventory.category import WRITE
from services.inventory.category import CATEGORY


@strawberry.type
class ProductCategoryMutations:
    """What can be done to product categories."""

    product_category_create = creates(
        names.ProductCategory, "Add a branch to the tree of products.", CATEGORY, needs=WRITE
    )
    product_category_update = updates(
        names.ProductCategory, "Change a branch of the tree of products, or move it.", CATEGORY, needs=WRITE
    )
    product_category_delete = deletes(
        names.ProductCategory, "Take away a branch on which nothing hangs.", CATEGORY, needs=WRITE
    )
