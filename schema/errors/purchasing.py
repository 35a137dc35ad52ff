"""Refusals of purchasing, as clients see them."""

from schema.errors.making import UserError, refusal
from services.purchasing.vendor_return import life

PURCHASING: tuple[type[UserError], ...] = (
    refusal(life.NothingOwedByVendor),
    refusal(life.NothingToSendBack),
    refusal(life.VendorReturnGoodsUnfit),
    refusal(
        life.VendorReturnedMore,
        receipt_line="The line of the goods receipt.",
        returnable="How much of it may go back still, in the unit of the SKU.",
    ),
)
