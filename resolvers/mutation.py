"""Everything that can be done."""

import strawberry

from resolvers.finance.account_writing import LedgerAccountMutations
from resolvers.finance.bank_writing import BankMutations
from resolvers.finance.entry import JournalEntryMutations
from resolvers.finance.integrity import IntegrityMutations
from resolvers.finance.invoice_writing import InvoiceMutations
from resolvers.finance.journal import JournalMutations
from resolvers.finance.ledger_export import LedgerExportMutations
from resolvers.finance.payment_term import PaymentTermMutations
from resolvers.finance.payment_writing import PaymentMutations
from resolvers.finance.period_writing import PeriodMutations
from resolvers.finance.settlement_writing import SettlementMutations
from resolvers.finance.tax_return import TaxReturnMutations
from resolvers.finance.tax_writing import TaxMutations
from resolvers.inventory.bundle import BundleMutations
from resolvers.inventory.category_writing import ProductCategoryMutations
from resolvers.inventory.goods_receipt import GoodsReceiptMutations
from resolvers.inventory.location_writing import LocationMutations
from resolvers.inventory.product_writing import ProductMutations
from resolvers.inventory.reservation import ReservationMutations
from resolvers.inventory.stock_adjustment import StockAdjustmentMutations
from resolvers.inventory.stock_discrepancy import StockDiscrepancyMutations
from resolvers.inventory.stock_revaluation import StockRevaluationMutations
from resolvers.inventory.stock_scan import StockScanMutations
from resolvers.inventory.stock_transfer import StockTransferMutations
from resolvers.inventory.user_warehouse import UserWarehouseMutations
from resolvers.logistics.carrier import CarrierMutations
from resolvers.logistics.shipment import ShipmentMutations
from resolvers.logistics.tracking import TrackingMutations
from resolvers.platform.approval_writing import ApprovalMutations
from resolvers.platform.attachment_writing import AttachmentMutations
from resolvers.platform.audit_writing import AuditMutations
from resolvers.platform.bulk_operation_writing import BulkOperationMutations
from resolvers.platform.company_writing import CompanyMutations
from resolvers.platform.external_system_writing import ExternalSystemMutations
from resolvers.platform.identity_provider_writing import IdentityProviderMutations
from resolvers.platform.import_job_writing import ImportJobMutations
from resolvers.platform.notification_writing import NotificationMutations
from resolvers.platform.oauth_client_writing import OAuthClientMutations
from resolvers.platform.party_writing import PartyMutations
from resolvers.platform.persisted_operation_writing import PersistedOperationMutations
from resolvers.platform.personal_data import PersonalDataMutations
from resolvers.platform.retention import RetentionMutations
from resolvers.platform.sandbox_writing import SandboxMutations
from resolvers.platform.segregation import SegregationMutations
from resolvers.platform.user_administration import UserAdministrationMutations
from resolvers.platform.user_session import UserSessionMutations
from resolvers.platform.user_writing import UserMutations
from resolvers.platform.webhook_writing import WebhookMutations
from resolvers.purchasing.vendor_product_writing import VendorProductMutations
from resolvers.purchasing.vendor_return import VendorReturnMutations
from resolvers.sales.blanket_agreement_writing import BlanketAgreementMutations
from resolvers.sales.commission import CommissionMutations
from resolvers.sales.coupon import CouponMutations
from resolvers.sales.drop_shipment import DropShipmentMutations
from resolvers.sales.order_writing import SalesOrderMutations
from resolvers.sales.price_list import PriceListMutations
from resolvers.sales.pricing_rule import PricingRuleMutations
from resolvers.sales.quotation_writing import QuotationMutations
from resolvers.sales.return_authorization import ReturnAuthorizationMutations
from resolvers.sales.team import SalesTeamMutations


@strawberry.type(description="Everything that can be done.")
class Mutation(
    CompanyMutations,
    PartyMutations,
    UserMutations,
    ApprovalMutations,
    AttachmentMutations,
    NotificationMutations,
    AuditMutations,
    IdentityProviderMutations,
    OAuthClientMutations,
    BulkOperationMutations,
    PersistedOperationMutations,
    SandboxMutations,
    WebhookMutations,
    UserAdministrationMutations,
    UserSessionMutations,
    PersonalDataMutations,
    PaymentTermMutations,
    TaxMutations,
    TaxReturnMutations,
    LedgerAccountMutations,
    JournalMutations,
    JournalEntryMutations,
    PeriodMutations,
    IntegrityMutations,
    LedgerExportMutations,
    BankMutations,
    InvoiceMutations,
    PaymentMutations,
    SettlementMutations,
    ProductCategoryMutations,
    ProductMutations,
    LocationMutations,
    ReservationMutations,
    GoodsReceiptMutations,
    StockAdjustmentMutations,
    StockDiscrepancyMutations,
    StockRevaluationMutations,
    StockTransferMutations,
    StockScanMutations,
    CarrierMutations,
    ShipmentMutations,
    DropShipmentMutations,
    TrackingMutations,
    SalesOrderMutations,
    QuotationMutations,
    BlanketAgreementMutations,
    ReturnAuthorizationMutations,
    VendorProductMutations,
    VendorReturnMutations,
    PriceListMutations,
    PricingRuleMutations,
    SalesTeamMutations,
    UserWarehouseMutations,
    CommissionMutations,
    BundleMutations,
    CouponMutations,
    ExternalSystemMutations,
    ImportJobMutations,
    RetentionMutations,
    SegregationMutations,
):
    """Everything that can be done."""
