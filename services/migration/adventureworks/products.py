"""Products: their categories, and the SKUs in which they are made, bought and sold.

The other system's model groups what differs by colour and size, so a model becomes a product and each of its products a SKU.
A product without a model becomes both.
"""

from fractions import Fraction
from typing import Final

import models
from kernel.rounding import round_to
from models import CostMethod, ProductKind
from services.migration.plans.fields import (
    Scope,
    at,
    column,
    company_currency,
    constant,
    day,
    entity,
    equals,
    needed,
    text,
    words,
)
from services.migration.plans.plan import Becomes
from services.migration.plans.source import Row
from services.migration.refusals import ReferenceUnknown
from services.platform.units import COMMON_UNITS

PIECE: Final = "EA"
ENGLISH: Final = "en"

_category_of_product = entity("ProductCategory", "ProductSubcategory:{ProductSubcategoryID}")
_is_without_model = equals("ProductModelID", None)


def _code(row: Row, _scope: Scope) -> object:
    """Make a code of a name: "Mountain Bikes" is MOUNTAIN-BIKES."""
    return str(row["Name"]).upper().replace(" ", "-")


def _weight_kg(row: Row, scope: Scope) -> object:
    """Convert a weight into kilograms, to six digits."""
    weight, unit = row["Weight"], row["WeightUnitMeasureCode"]
    if weight is None:
        return None
    found = next((each for each in COMMON_UNITS if each.code == unit and (each.base or each.code) == "KG"), None)
    if found is None:
        raise ReferenceUnknown("Unit of mass", str(unit))
    return round_to(Fraction(row.decimal("Weight")) * found.numerator / found.denominator, 6, scope.facts.rounding)


CATEGORIES: Final = Becomes(
    type_name="ProductCategory",
    source="ProductCategory",
    key=text("ProductCategory:{ProductCategoryID}"),
    target=models.ProductCategory,
    fields={"code": _code, "name": needed("Name"), "parent_id": constant(None)},
)

SUBCATEGORIES: Final = Becomes(
    type_name="ProductCategory",
    source="ProductSubcategory",
    key=text("ProductSubcategory:{ProductSubcategoryID}"),
    target=models.ProductCategory,
    fields={
        "code": _code,
        "name": needed("Name"),
        "parent_id": entity("ProductCategory", "ProductCategory:{ProductCategoryID}"),
    },
)

_english = {"ProductModelID": column("ProductModelID"), "CultureID": constant(ENGLISH)}

MODELS: Final = Becomes(
    type_name="Product",
    source="ProductModel",
    key=text("ProductModel:{ProductModelID}"),
    target=models.Product,
    fields={
        "code": text("MODEL-{ProductModelID}"),
        "name": needed("Name"),
        "description": at(
            "ProductModelProductDescriptionCulture",
            _english,
            at("ProductDescription", "ProductDescriptionID", column("Description")),
            optional=True,
        ),
        "kind": constant(ProductKind.GOODS),
        # All products of a model are in one category; a model that nothing is made of has none.
        "category_id": at("Product", "ProductModelID", _category_of_product, optional=True, counts=False),
        "unit_id": entity("Unit", constant(PIECE)),
        "cost_method": constant(CostMethod.STANDARD),
    },
    uses=(
        at(
            "ProductModelProductDescriptionCulture",
            _english,
            at("Culture", "CultureID", column("Name"), optional=True),
            optional=True,
        ),
    ),
)

PRODUCTS_WITHOUT_MODEL: Final = Becomes(
    type_name="Product",
    source="Product",
    where=_is_without_model,
    key=text("Product:{ProductID}"),
    target=models.Product,
    fields={
        "code": needed("ProductNumber"),
        "name": needed("Name"),
        "description": constant(None),
        "kind": constant(ProductKind.GOODS),
        "category_id": _category_of_product,
        "unit_id": entity("Unit", constant(PIECE)),
        "cost_method": constant(CostMethod.STANDARD),
    },
    settles=False,
)


def _product_id(row: Row, scope: Scope) -> object:
    key = "Product:{ProductID}" if row["ProductModelID"] is None else "ProductModel:{ProductModelID}"
    return entity("Product", key)(row, scope)


SKUS: Final = Becomes(
    type_name="Sku",
    source="Product",
    key=text("{ProductID}"),
    target=models.Sku,
    fields={
        "product_id": _product_id,
        "code": needed("ProductNumber"),
        "name": needed("Name"),
        "variant": words("Color", "Size", between=", "),
        "unit_id": entity("Unit", constant(PIECE)),
        "currency": company_currency,
        "list_price": needed("ListPrice"),
        "standard_cost": needed("StandardCost"),
        "weight_kg": _weight_kg,
        "reorder_point": column("ReorderPoint"),
        "safety_stock": column("SafetyStockLevel"),
        "is_made": needed("MakeFlag"),
        "is_sold": needed("FinishedGoodsFlag"),
        "sold_from": day("SellStartDate"),
        "sold_until": day("SellEndDate"),
        "archived_at": lambda row, scope: scope.facts.imported_at if row["DiscontinuedDate"] else None,
    },
)

STEPS: Final = (CATEGORIES, SUBCATEGORIES, MODELS, PRODUCTS_WITHOUT_MODEL, SKUS)
