"""What can be done to products, SKUs and barcodes."""

import strawberry

from resolvers.writing import archives, creates, deletes, restores, updates
from schema import names
from schema.inventory.product import WRITE
from services.inventory.product import BARCODE, PRODUCT, SKU


@strawberry.type
class ProductMutations:
    """What can be done to products, SKUs and barcodes."""

    product_create = creates(names.Product, "Add a product, with its SKUs and their barcodes.", PRODUCT, needs=WRITE)
    product_update = updates(names.Product, "Change a product, its SKUs and their barcodes.", PRODUCT, needs=WRITE)
    product_archive = archives(names.Product, "Put a product out of use.", PRODUCT, needs=WRITE)
    product_restore = restores(names.Product, "Put a product back into use.", PRODUCT, needs=WRITE)
    sku_create = creates(names.Sku, "Add a SKU to a product, with its barcodes.", SKU, needs=WRITE)
    sku_update = updates(names.Sku, "Change a SKU, its price and cost, and its barcodes.", SKU, needs=WRITE)
    sku_archive = archives(names.Sku, "Put a SKU out of use.", SKU, needs=WRITE)
    sku_restore = restores(names.Sku, "Put a SKU back into use.", SKU, needs=WRITE)
    barcode_create = creates(names.Barcode, "Add a barcode to a SKU.", BARCODE, needs=WRITE)
    barcode_update = updates(names.Barcode, "Change a barcode.", BARCODE, needs=WRITE)
    barcode_delete = deletes(names.Barcode, "Take a barcode away.", BARCODE, needs=WRITE)
