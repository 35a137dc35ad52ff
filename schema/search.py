"""What a search over several types finds."""

from typing import Annotated, TypeAlias

import strawberry

from schema.inventory.product import Product, Sku
from schema.platform.party import Party

SearchHit: TypeAlias = Annotated[
    Party | Product | Sku, strawberry.union("SearchHit", description="What a search can find.")
]
