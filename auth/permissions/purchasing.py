"""The rights over things of purchasing: orders and what vendors charge."""

from auth.data_class import DataClass
from auth.permissions.permission import Module, Thing

PURCHASING = (
    Thing(
        Module.PURCHASING,
        "order",
        DataClass.INTERNAL,
        "See purchase orders and their lines.",
        "Draft purchase orders and change their drafts.",
        (
            ("submit", "Submit purchase orders for approval."),
            ("approve", "Approve or reject purchase orders."),
            ("send", "Send approved purchase orders to their vendors."),
            ("acknowledge", "Record that a vendor has accepted a purchase order."),
            ("close", "Complete purchase orders, or close them short of what was ordered."),
            ("cancel", "Cancel purchase orders."),
        ),
    ),
    Thing(
        Module.PURCHASING,
        "price",
        DataClass.COST,
        "See what vendors charge.",
        "Record the prices of vendors.",
    ),
    Thing(
        Module.PURCHASING,
        "return",
        DataClass.INTERNAL,
        "See what goes back to vendors, and what has.",
        "Make returns to vendors, and call them off before they leave.",
        (("ship", "Let goods that go back to vendors leave."),),
    ),
    Thing(
        Module.PURCHASING,
        "vendor_product",
        DataClass.INTERNAL,
        "See which vendor supplies which product, under which code and with which lead time.",
        "Create and change vendor products.",
    ),
)
