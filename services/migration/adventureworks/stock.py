"""Stock: where it lies, and what the company opens with.

The other system keeps only what is there now, so it comes in as moves from a place called opening stock, at standard cost.
"""

import datetime as dt
from decimal import Decimal
from typing import Final

import models
from kernel.decimals import product
from models import LocationKind
from services.migration.plans.fields import Scope, at, constant, entity, needed, text
from services.migration.plans.plan import Becomes, Founded
from services.migration.plans.source import Row

# Stock was last changed on 12 August 2014; what was there then is there when the next day begins.
STOCK_OPENS_ON: Final = dt.date(2014, 8, 13)

WAREHOUSE: Final = "main"
OPENING: Final = "opening stock"


def _opens_at(_row: Row, scope: Scope) -> object:
    return scope.facts.day.starts_at(STOCK_OPENS_ON)


MAIN_WAREHOUSE: Final = Founded(
    type_name="Warehouse",
    key=WAREHOUSE,
    target=models.Warehouse,
    fields={"code": constant("MAIN"), "name": constant("Main plant")},
)

OPENING_STOCK: Final = Founded(
    type_name="Location",
    key=OPENING,
    target=models.Location,
    fields={
        "code": constant("OPENING"),
        "name": constant("Opening stock"),
        "kind": constant(LocationKind.ADJUSTMENT),
        "warehouse_id": constant(None),
    },
)

LOCATIONS: Final = Becomes(
    type_name="Location",
    source="Location",
    key=text("{LocationID}"),
    target=models.Location,
    fields={
        "code": text("{LocationID:02d}"),
        "name": needed("Name"),
        "kind": constant(LocationKind.INTERNAL),
        "warehouse_id": entity("Warehouse", constant(WAREHOUSE)),
    },
)

STOCK: Final = Becomes(
    type_name="StockMove",
    source="ProductInventory",
    key=text("{ProductID}-{LocationID}"),
    target=models.StockMove,
    fields={
        "sku_id": entity("Sku", "{ProductID}"),
        "from_location_id": entity("Location", constant(OPENING)),
        "to_location_id": entity("Location", "{LocationID}"),
        "quantity": needed("Quantity"),
        "unit_cost": at("Product", "ProductID", needed("StandardCost"), counts=False),
        "moved_at": _opens_at,
        "reason": constant("Opening stock"),
    },
)

STEPS: Final = (MAIN_WAREHOUSE, OPENING_STOCK, LOCATIONS, STOCK)


def stock_value(row: Row, scope: Scope) -> object:
    """Value a row of stock at standard cost, with all digits."""
    cost = at("Product", "ProductID", lambda found, _scope: found.decimal("StandardCost"), counts=False)(row, scope)
    assert isinstance(cost, Decimal)
    return product(row.decimal("Quantity"), cost)
