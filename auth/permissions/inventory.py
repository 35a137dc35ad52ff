"""The rights over things of inventory: products, warehouses and stock."""

from auth.data_class import DataClass
from auth.permissions.permission import Module, Thing

INVENTORY = (
    Thing(
        Module.INVENTORY,
        "product",
        DataClass.PUBLIC,
        "See the catalogue: products, SKUs, categories, barcodes.",
        "Create and change products, SKUs, categories and barcodes.",
    ),
    Thing(
        Module.INVENTORY,
        "cost",
        DataClass.COST,
        "See what products cost the company, and the value of stock.",
        "Set standard costs.",
    ),
    Thing(
        Module.INVENTORY,
        "warehouse",
        DataClass.INTERNAL,
        "See warehouses and the tree of their locations.",
        "Create and change warehouses and locations.",
    ),
    Thing(
        Module.INVENTORY,
        "stock",
        DataClass.INTERNAL,
        "See stock levels: on hand, reserved, available.",
        "Reserve stock and release reservations.",
        (("withhold", "Say which goods may not be given away, and which may again."),),
    ),
    Thing(
        Module.INVENTORY,
        "move",
        DataClass.INTERNAL,
        "See the stock moves, the history of every stock level.",
        "Record receipts, issues, transfers and adjustments.",
    ),
    Thing(
        Module.INVENTORY,
        "transfer",
        DataClass.INTERNAL,
        "See what goes from one warehouse to another, and what is on the way.",
        "Plan transfers between warehouses, and call them off before they leave.",
        (
            ("dispatch", "Let transfers leave."),
            ("receive", "Say what of a transfer has arrived, or has come back."),
            ("write_off", "Write off what of a transfer was lost on the way."),
        ),
    ),
    Thing(
        Module.INVENTORY,
        "lot",
        DataClass.INTERNAL,
        "See lots and serial numbers with their expiry dates.",
        "Create and change lots and serial numbers.",
    ),
)
