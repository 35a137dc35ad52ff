"""Everything that can be done."""

import strawberry

from resolvers.inventory.category_writing import ProductCategoryMutations
from resolvers.inventory.location_writing import LocationMutations
from resolvers.inventory.product_writing import ProductMutations
from resolvers.inventory.stock_adjustment import StockAdjustmentMutations
from resolvers.platform.attachment_writing import AttachmentMutations
from resolvers.platform.external_system_writing import ExternalSystemMutations
from resolvers.platform.import_job_writing import ImportJobMutations
from resolvers.platform.notification_writing import NotificationMutations
from resolvers.platform.party_writing import PartyMutations
from resolvers.purchasing.vendor_product_writing import VendorProductMutations


@strawberry.type(description="Everything that can be done.")
class Mutation(
    PartyMutations,
    AttachmentMutations,
    NotificationMutations,
    ProductCategoryMutations,
    ProductMutations,
    LocationMutations,
    StockAdjustmentMutations,
    VendorProductMutations,
    ExternalSystemMutations,
    ImportJobMutations,
):
    """Everything that can be done."""
