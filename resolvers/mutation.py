"""Everything that can be done."""

import strawberry

from resolvers.inventory.product_writing import ProductMutations


@strawberry.type(description="Everything that can be done.")
class Mutation(
    ProductMutations,
):
    """Everything that can be done."""
