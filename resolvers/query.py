"""Everything that can be asked."""

import strawberry

from resolvers.inventory.category import ProductCategoryQueries
from resolvers.inventory.location import LocationQueries
from resolvers.inventory.product import ProductQueries
from resolvers.inventory.stock import StockQueries
from resolvers.inventory.stock_adjustment import StockAdjustmentQueries
from resolvers.node import NodeQueries
from resolvers.platform.attachment import AttachmentQueries
from resolvers.platform.audit import AuditQueries
from resolvers.platform.company import CompanyQueries
from resolvers.platform.external_reference import ExternalReferenceQueries
from resolvers.platform.external_system import ExternalSystemQueries
from resolvers.platform.import_job import ImportJobQueries
from resolvers.platform.job import JobQueries
from resolvers.platform.notification import NotificationQueries
from resolvers.platform.number_series import NumberSeriesQueries
from resolvers.platform.party import PartyQueries
from resolvers.platform.reference_data import ReferenceDataQueries
from resolvers.platform.user import UserQueries
from resolvers.platform.viewer import ViewerQueries
from resolvers.purchasing.order import PurchaseOrderQueries
from resolvers.purchasing.vendor_product import VendorProductQueries
from resolvers.sales.migrated_credit import MigratedCreditQueries
from resolvers.sales.order import SalesOrderQueries


@strawberry.type(description="Everything that can be asked.")
class Query(
    ViewerQueries,
    NodeQueries,
    CompanyQueries,
    ReferenceDataQueries,
    PartyQueries,
    UserQueries,
    NumberSeriesQueries,
    ExternalReferenceQueries,
    AttachmentQueries,
    NotificationQueries,
    ProductCategoryQueries,
    ProductQueries,
    LocationQueries,
    StockQueries,
    StockAdjustmentQueries,
    SalesOrderQueries,
    MigratedCreditQueries,
    PurchaseOrderQueries,
    VendorProductQueries,
    AuditQueries,
    JobQueries,
    ExternalSystemQueries,
    ImportJobQueries,
):
    """Everything that can be asked."""
