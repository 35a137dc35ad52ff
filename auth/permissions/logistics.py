"""The rights over things of logistics: carriers, shipments and tracking."""

from auth.data_class import DataClass
from auth.permissions.permission import Module, Thing

LOGISTICS = (
    Thing(
        Module.LOGISTICS,
        "carrier",
        DataClass.INTERNAL,
        "See carriers, their services and what these cost.",
        "Create and change carriers, their services and rates.",
    ),
    Thing(
        Module.LOGISTICS,
        "shipment",
        DataClass.INTERNAL,
        "See what leaves, where it lies, and in which parcels it left.",
        "Make shipments of orders; pick and pack them.",
        (
            ("assign", "Give the picking of shipments to others, and take it from them."),
            ("ship", "Let goods leave."),
            ("deliver", "Say that goods have arrived."),
            ("drop", "Say what vendors have delivered straight to customers."),
            ("cancel", "Call off what has not left."),
        ),
    ),
    Thing(
        Module.LOGISTICS,
        "tracking",
        DataClass.INTERNAL,
        "See where parcels are.",
        "Announce parcels to carriers, and record what happened to them.",
    ),
)
