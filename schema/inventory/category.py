"""Product categories as clients see them."""

import models
from planner.entity import entity
from planner.fields import column, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection

WRITE = "inventory.product:write"


@entity(models.ProductCategory, needs="inventory.product:read", order="name_key", writes=WRITE)
class ProductCategory(CompanyRecord):
    """A branch of the tree that products hang on."""

    code: str = column("Its short name, unique in its company.", filters=True, orders=True, writes=True)
    name: str = column("Its name.", key="name_key", filters=True, orders=True, writes=True)
    parent: names.ProductCategory | None = one(
        "The branch that it grows from; null at the root of the tree.",
        "parent_id",
        filters=True,
        groups=True,
        writes=True,
    )
    children: Connection[names.ProductCategory] | None = pages(
        "The branches that grow from it.", names.ProductCategory, "parent_id", filters=True
    )
    products: Connection[names.Product] | None = pages(
        "The products that hang on it, not on the branches below it.",
        names.Product,
        "category_id",
        search=True,
        filters=True,
    )
