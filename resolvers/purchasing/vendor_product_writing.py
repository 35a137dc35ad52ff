"""What can be done to vendor products, and so to the prices of vendors."""

import strawberry

from resolvers.writing import (
    archives,
    creates,
    creates_many,
    deletes,
    restores,
    updates,
    updates_many,
    upserts,
    upserts_many,
)
from schema import names
from schema.purchasing.vendor_product import WRITE
from services.purchasing.vendor_product import VENDOR_PRODUCT


@strawberry.type
class VendorProductMutations:
    """What can be done to vendor products, and so to the prices of vendors."""

    vendor_product_create = creates(
        names.VendorProduct, "Record that a vendor offers a SKU, and at which price.", VENDOR_PRODUCT, needs=WRITE
    )
    vendor_product_update = updates(
        names.VendorProduct, "Change what a vendor offers, such as its price.", VENDOR_PRODUCT, needs=WRITE
    )
    vendor_product_archive = archives(
        names.VendorProduct, "Put out of use what a vendor no longer offers.", VENDOR_PRODUCT, needs=WRITE
    )
    vendor_product_restore = restores(
        names.VendorProduct, "Put back into use what a vendor offers again.", VENDOR_PRODUCT, needs=WRITE
    )
    vendor_product_delete = deletes(
        names.VendorProduct, "Take away what a vendor has never offered.", VENDOR_PRODUCT, needs=WRITE
    )
    vendor_product_upsert = upserts(
        names.VendorProduct, "Write what a vendor offers, as another system knows it.", VENDOR_PRODUCT, needs=WRITE
    )
    vendor_product_bulk_create = creates_many(
        names.VendorProduct, "Record many offers of vendors.", VENDOR_PRODUCT, needs=WRITE
    )
    vendor_product_bulk_update = updates_many(
        names.VendorProduct, "Change many offers of vendors, such as a price list.", VENDOR_PRODUCT, needs=WRITE
    )
    vendor_product_bulk_upsert = upserts_many(
        names.VendorProduct, "Write many offers of vendors that another system knows.", VENDOR_PRODUCT, needs=WRITE
    )
