"""What the demo company sells as a bundle: filter papers with what they are put into."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final
from uuid import UUID

import models
from services.demo.catalogue import Catalogue
from services.demo.identity import COMPANY_ID, FOUNDED_AT, OPENED_ON, demo_id
from services.demo.rows import Rows

CODE: Final = "SET-FILTER"
# How much of the first article of a category is in one.
_PARTS: Final = (("BRW-P", Decimal(1)), ("BRW-F", Decimal(2)))


def add_bundle(rows: Rows, catalogue: Catalogue, units: Mapping[str, UUID]) -> None:
    """Add a bundle of goods that are sold by themselves as well."""
    rows.add(
        models.Product, demo_id("product", CODE), FOUNDED_AT,
        company_id=COMPANY_ID, code=CODE, name="Filter coffee to begin with", description=None, kind=models.ProductKind.GOODS,
        category_id=demo_id("category", "BRW-P"), unit_id=units["PCE"], tracking=models.Tracking.NONE,
        cost_method=models.CostMethod.MOVING_AVERAGE,
    )  # fmt: skip
    rows.add(
        models.Sku, demo_id("sku", CODE), FOUNDED_AT,
        company_id=COMPANY_ID, product_id=demo_id("product", CODE), code=CODE, name="Filter coffee to begin with", variant=None,
        unit_id=units["PCE"], currency="EUR", list_price=Decimal("39.90"), standard_cost=None, weight_kg=None,
        reorder_point=None, safety_stock=None, is_made=False, is_sold=True, sold_from=OPENED_ON, sold_until=None,
    )  # fmt: skip
    rows.add(models.Bundle, demo_id("bundle", CODE), FOUNDED_AT, company_id=COMPANY_ID, sku_id=demo_id("sku", CODE))
    for place, (category, quantity) in enumerate(_PARTS, 1):
        article = next(each for each in catalogue.articles.values() if each.category == category)
        rows.add(
            models.BundleComponent, demo_id("bundle component", f"{CODE} {category}"), FOUNDED_AT,
            company_id=COMPANY_ID, bundle_id=demo_id("bundle", CODE), position=place, sku_id=article.id, quantity=quantity,
        )  # fmt: skip
