"""Everything that can be asked."""

import strawberry

from resolvers.finance.account import LedgerAccountQueries
from resolvers.finance.bank import BankQueries
from resolvers.finance.entry import JournalEntryQueries
from resolvers.finance.integrity import IntegrityQueries
from resolvers.finance.invoice import InvoiceQueries
from resolvers.finance.journal import JournalQueries
from resolvers.finance.payment import PaymentQueries
from resolvers.finance.payment_term import PaymentTermQueries
from resolvers.finance.payment_term_calculation import PaymentTermCalculationQueries
from resolvers.finance.period import PeriodQueries
from resolvers.finance.report import ReportQueries
from resolvers.finance.report_extracts import ExtractQueries
from resolvers.finance.report_items import ItemReportQueries
from resolvers.finance.tax import TaxQueries
from resolvers.finance.tax_calculation import TaxCalculationQueries
from resolvers.finance.tax_return import TaxReturnQueries
from resolvers.inventory.bundle import BundleQueries
from resolvers.inventory.category import ProductCategoryQueries
from resolvers.inventory.goods_receipt import GoodsReceiptQueries
from resolvers.inventory.location import LocationQueries
from resolvers.inventory.product import ProductQueries
from resolvers.inventory.reservation import ReservationQueries
from resolvers.inventory.stock import StockQueries
from resolvers.inventory.stock_adjustment import StockAdjustmentQueries
from resolvers.inventory.stock_discrepancy import StockDiscrepancyQueries
from resolvers.inventory.stock_revaluation import StockRevaluationQueries
from resolvers.inventory.stock_transfer import StockTransferQueries
from resolvers.inventory.stock_valuation import StockValuationQueries
from resolvers.inventory.stock_value import StockValueQueries
from resolvers.inventory.user_warehouse import UserWarehouseQueries
from resolvers.logistics.carrier import CarrierQueries
from resolvers.logistics.carrier_rates import CarrierRateQueries
from resolvers.logistics.shipment import ShipmentQueries
from resolvers.logistics.shipment_rates import ShipmentRateQueries
from resolvers.logistics.tracking import TrackingQueries
from resolvers.node import NodeQueries
from resolvers.platform.access_explanation import AccessExplanationQueries
from resolvers.platform.approval import ApprovalQueries
from resolvers.platform.attachment import AttachmentQueries
from resolvers.platform.audit import AuditQueries
from resolvers.platform.bulk_operation import BulkOperationQueries
from resolvers.platform.company import CompanyQueries
from resolvers.platform.contract import ContractQueries
from resolvers.platform.event import EventQueries
from resolvers.platform.external_reference import ExternalReferenceQueries
from resolvers.platform.external_system import ExternalSystemQueries
from resolvers.platform.identity_provider import IdentityProviderQueries
from resolvers.platform.import_job import ImportJobQueries
from resolvers.platform.job import JobQueries
from resolvers.platform.notification import NotificationQueries
from resolvers.platform.number_series import NumberSeriesQueries
from resolvers.platform.oauth_client import OAuthClientQueries
from resolvers.platform.party import PartyQueries
from resolvers.platform.permission import PermissionQueries
from resolvers.platform.persisted_operation import PersistedOperationQueries
from resolvers.platform.rate_limit import RateLimitQueries
from resolvers.platform.reference_data import ReferenceDataQueries
from resolvers.platform.retention import RetentionQueries
from resolvers.platform.sandbox import SandboxQueries
from resolvers.platform.segregation import SegregationQueries
from resolvers.platform.user import UserQueries
from resolvers.platform.user_session import UserSessionQueries
from resolvers.platform.viewer import ViewerQueries
from resolvers.platform.webhook import WebhookQueries
from resolvers.purchasing.order import PurchaseOrderQueries
from resolvers.purchasing.vendor_product import VendorProductQueries
from resolvers.purchasing.vendor_return import VendorReturnQueries
from resolvers.sales.blanket_agreement import BlanketAgreementQueries
from resolvers.sales.commission import CommissionQueries
from resolvers.sales.coupon import CouponQueries
from resolvers.sales.migrated_credit import MigratedCreditQueries
from resolvers.sales.order import SalesOrderQueries
from resolvers.sales.price_explanation import PriceExplanationQueries
from resolvers.sales.price_list import PriceListQueries
from resolvers.sales.pricing_rule import PricingRuleQueries
from resolvers.sales.quotation import QuotationQueries
from resolvers.sales.return_authorization import ReturnAuthorizationQueries
from resolvers.sales.team import SalesTeamQueries


@strawberry.type(description="Everything that can be asked.")
class Query(
    ViewerQueries,
    AccessExplanationQueries,
    ContractQueries,
    PermissionQueries,
    RateLimitQueries,
    RetentionQueries,
    SegregationQueries,
    NodeQueries,
    CompanyQueries,
    ReferenceDataQueries,
    PartyQueries,
    UserQueries,
    IdentityProviderQueries,
    OAuthClientQueries,
    BulkOperationQueries,
    PersistedOperationQueries,
    SandboxQueries,
    WebhookQueries,
    NumberSeriesQueries,
    ExternalReferenceQueries,
    ApprovalQueries,
    AttachmentQueries,
    NotificationQueries,
    UserSessionQueries,
    PaymentTermQueries,
    PaymentTermCalculationQueries,
    TaxQueries,
    TaxCalculationQueries,
    TaxReturnQueries,
    LedgerAccountQueries,
    JournalQueries,
    JournalEntryQueries,
    PeriodQueries,
    BankQueries,
    InvoiceQueries,
    PaymentQueries,
    ReportQueries,
    ItemReportQueries,
    ExtractQueries,
    IntegrityQueries,
    ProductCategoryQueries,
    ProductQueries,
    LocationQueries,
    StockQueries,
    ReservationQueries,
    GoodsReceiptQueries,
    StockAdjustmentQueries,
    StockDiscrepancyQueries,
    StockRevaluationQueries,
    StockTransferQueries,
    StockValueQueries,
    StockValuationQueries,
    CarrierQueries,
    CarrierRateQueries,
    ShipmentRateQueries,
    ShipmentQueries,
    TrackingQueries,
    SalesOrderQueries,
    QuotationQueries,
    BlanketAgreementQueries,
    ReturnAuthorizationQueries,
    PriceListQueries,
    PricingRuleQueries,
    SalesTeamQueries,
    UserWarehouseQueries,
    CommissionQueries,
    BundleQueries,
    CouponQueries,
    PriceExplanationQueries,
    MigratedCreditQueries,
    PurchaseOrderQueries,
    VendorProductQueries,
    VendorReturnQueries,
    AuditQueries,
    EventQueries,
    JobQueries,
    ExternalSystemQueries,
    ImportJobQueries,
):
    """Everything that can be asked."""
