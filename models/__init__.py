"""Tables, constraints and triggers: everything that is stored, and what the database forbids about it."""

from collections.abc import Iterator
from typing import cast

import sqlalchemy as sa

from models.base import Base
from models.ddl import FUNCTION_NAMES, FUNCTIONS, acyclic, appended_only, touched, tree
from models.finance import rules as finance_rules
from models.finance.account import AccountDetermination, AccountRole, AccountSubtype, AccountType, LedgerAccount
from models.finance.balance import PeriodBalance, PeriodBalanceDelta
from models.finance.bank_account import BankAccount, MatchCondition, MatchField, MatchOperator, MatchRule
from models.finance.bank_reconciliation import (
    BankReconciliation,
    BankReconciliationPart,
    MatchSuggestion,
    MatchSuggestionPart,
)
from models.finance.bank_statement import BankLineState, BankStatement, BankStatementLine, StatementFormat
from models.finance.bank_statement_draft import BankStatementDraft, BankStatementDraftLine
from models.finance.dimension import Dimension, DimensionValue
from models.finance.dunning import DunningLevel, DunningNotice, DunningNoticeLine
from models.finance.entry import EntryKind, JournalEntry, JournalLine, JournalLineDimension
from models.finance.entry_draft import JournalEntryDraft, JournalEntryDraftLine, JournalEntryDraftLineDimension
from models.finance.integrity_report import IntegrityReport
from models.finance.invoice import Invoice, InvoiceKind, InvoiceState
from models.finance.invoice_line import (
    CutOff,
    InvoiceDeduction,
    InvoiceInstalment,
    InvoiceLine,
    InvoiceLineDimension,
    InvoiceLineTax,
    InvoiceTax,
)
from models.finance.invoice_withholding import InvoiceWithholding
from models.finance.journal import Journal, JournalKind
from models.finance.journal_seal import JournalHead, JournalSeal, JournalUnsealed
from models.finance.journal_template import (
    JournalTemplate,
    JournalTemplateLine,
    JournalTemplateLineDimension,
    TemplateKind,
)
from models.finance.open_item import OpenItem, OpenItemDiscount, OpenItemSide
from models.finance.payment import Payment, PaymentAllocation, PaymentDirection, PaymentPolicy, PaymentState
from models.finance.payment_term import (
    DiscountBase,
    DueStepKind,
    InstalmentKind,
    PaymentTerm,
    PaymentTermDiscount,
    PaymentTermLine,
    PaymentTermStep,
)
from models.finance.period import (
    AccountingPeriod,
    FiscalYear,
    FiscalYearState,
    LockArea,
    LockException,
    PeriodLock,
    PeriodState,
    PeriodTask,
)
from models.finance.revaluation import Revaluation, RevaluationLine
from models.finance.settlement import Settlement, SettlementLine
from models.finance.tax import (
    TaxCategory,
    TaxCode,
    TaxComponent,
    TaxKind,
    TaxPolicy,
    TaxProfile,
    TaxRate,
    TaxRounding,
    TaxUse,
    Trade,
    WithholdingBase,
)
from models.finance.tax_line import TaxLine, TaxSide, WithholdingCertificate
from models.finance.tax_position import TaxPosition, TaxPositionMapping, TaxPositionRule, Territory
from models.finance.tax_return import (
    TaxBox,
    TaxBoxPart,
    TaxFigure,
    TaxReturn,
    TaxReturnBox,
    TaxReturnLine,
    TaxReturnState,
)
from models.inventory import bundle as bundle_rules
from models.inventory import discrepancy as discrepancy_rules
from models.inventory import reservation as reservation_rules
from models.inventory import snapshot_rules, transfer_rules, valuation_rules
from models.inventory import stock_status as stock_status_rules
from models.inventory.adjustment import StockAdjustment
from models.inventory.bundle import Bundle, BundleComponent
from models.inventory.category import ProductCategory
from models.inventory.cost_layer import CostLayer, CostLayerConsumption
from models.inventory.discrepancy import DiscrepancyReason, DiscrepancyState, StockDiscrepancy
from models.inventory.goods_receipt import GoodsReceipt, GoodsReceiptLine
from models.inventory.location import AllocationStrategy, Location, LocationKind, Warehouse
from models.inventory.product import Barcode, BarcodeKind, CostMethod, Product, ProductKind, Sku, Tracking
from models.inventory.reservation import ReleaseCause, Reservation, ReservationState
from models.inventory.revaluation import StockRevaluation
from models.inventory.snapshot import StockSnapshot, StockSnapshotLevel, StockSnapshotValue
from models.inventory.stock import (
    STOCK_MOVE_APPLIES,
    STOCK_MOVE_TRIGGER,
    STOCK_MOVE_UNDOES,
    STOCK_MOVE_UNDOES_TRIGGER,
    Lot,
    StockLevel,
    StockMove,
)
from models.inventory.stock_status import StockStatus
from models.inventory.stock_value import StockValue, StockValueEntry, StockValueKind, StockValuePosting
from models.inventory.transfer import StockTransfer, StockTransferLine, StockTransferState
from models.inventory.user_warehouse import UserWarehouse
from models.logistics import shipment as shipment_rules
from models.logistics.carrier import Carrier, CarrierGateway, CarrierRate, CarrierService
from models.logistics.shipment import (
    Package,
    PackageContent,
    Shipment,
    ShipmentKind,
    ShipmentLine,
    ShipmentState,
)
from models.logistics.tracking import TrackingEvent, TrackingEventKind
from models.platform import access_rules, approval_rules, document_trace, event, event_topics
from models.platform.approval import (
    ApprovalDecision,
    ApprovalDelegation,
    ApprovalPolicy,
    ApprovalRequest,
    ApprovalRequestStep,
    ApprovalState,
    ApprovalStep,
    ApprovalTask,
    ApprovalVerdict,
)
from models.platform.attachment import Attachment, File
from models.platform.audit import (
    AUDIT_FUNCTION_NAMES,
    AUDIT_FUNCTIONS,
    ERASING,
    AuditEntry,
    AuditHead,
    AuditOperation,
    AuditSeal,
    AuditUnsealed,
    audited,
    written_by_functions,
)
from models.platform.bulk_operation import (
    BulkErrorPolicy,
    BulkLine,
    BulkOperation,
    BulkOperationKind,
    BulkOperationState,
)
from models.platform.company import Company
from models.platform.country import Country
from models.platform.currency import Currency, ExchangeRate
from models.platform.event import Event, EventKind, FeedState, OutboxEvent
from models.platform.event_topics import EventTopic
from models.platform.external_reference import ExternalReference
from models.platform.external_system import ExternalSystem, FieldOwnership
from models.platform.idempotency import IdempotencyKey
from models.platform.identity_provider import IdentityProvider, IdentityProviderRole, UserIdentity
from models.platform.import_job import (
    ImportEntity,
    ImportFate,
    ImportJob,
    ImportJobState,
    ImportMapping,
    ImportRow,
)
from models.platform.job import Job, JobState
from models.platform.notification import Notification, NotificationChannel, NotificationKind, NotificationPreference
from models.platform.number_series import NumberSeries
from models.platform.oauth_client import (
    OAuthClient,
    OAuthClientKind,
    OAuthClientRole,
    OAuthClientSecret,
    OAuthClientState,
)
from models.platform.oauth_code import OAuthCode
from models.platform.oauth_consent import OAuthConsent
from models.platform.oauth_device_code import OAuthDeviceCode
from models.platform.oauth_grant import OAuthGrant
from models.platform.oauth_proof import OAuthProof
from models.platform.oauth_refresh_token import OAuthRefreshToken
from models.platform.oauth_request import OAuthRequest
from models.platform.party import Address, AddressKind, Contact, Party, PartyKind, PartyRole, PartyRoleKind
from models.platform.persisted_operation import PersistedOperation
from models.platform.retention import RetentionKind, RetentionRule
from models.platform.rights_delegation import RightsDelegation
from models.platform.sandbox import Sandbox
from models.platform.schema_use import SchemaUse
from models.platform.segregation import SegregationRule, SegregationSeverity
from models.platform.sign_in_guess import SignInGuess
from models.platform.sign_in_step import SignInStep, SignInStepKind
from models.platform.unit import Unit, UnitConversion, UnitDimension
from models.platform.user import Role, RoleParent, SalesReach, User, UserRole, WarehouseReach
from models.platform.user_browser import UserBrowser
from models.platform.user_factor import UserPasskey, UserRecoveryCode, UserTotp
from models.platform.user_link import UserLink, UserLinkKind
from models.platform.user_password import UserPassword
from models.platform.user_session import UserSession
from models.platform.webhook import (
    WebhookBreak,
    WebhookDelivery,
    WebhookDeliveryState,
    WebhookEndpoint,
    WebhookEndpointState,
    WebhookFault,
    WebhookProgress,
)
from models.purchasing import vendor_return_rules
from models.purchasing.order import PurchaseOrder, PurchaseOrderLine, PurchaseOrderState
from models.purchasing.vendor_product import VendorProduct
from models.purchasing.vendor_return import VendorReturn, VendorReturnLine, VendorReturnState
from models.sales import (
    call_off,
    commission_rules,
    cut_off_rules,
    order_ending,
    order_exception,
    order_rules,
    return_rules,
)
from models.sales import coupon as coupon_rules
from models.sales.blanket_agreement import BlanketAgreement, BlanketAgreementLine, BlanketAgreementState, ExcessPolicy
from models.sales.commission import (
    CommissionBasis,
    CommissionEarning,
    CommissionPosting,
    CommissionPostingLine,
    CommissionRule,
)
from models.sales.coupon import Coupon, CouponRedemption
from models.sales.customer_group import CustomerGroup
from models.sales.migrated_credit import MigratedCredit, MigratedCreditLine
from models.sales.order import (
    DeliveryPolicy,
    InvoicePolicy,
    LineDelivery,
    SalesLineKind,
    SalesOrder,
    SalesOrderLine,
    SalesOrderLineTax,
    SalesOrderState,
    ShipmentPolicy,
)
from models.sales.order_credit import CreditLimit
from models.sales.order_exception import Resolution, SalesOrderResolution
from models.sales.price_list import PriceList, PriceListItem
from models.sales.pricing_rule import PricingRule, PricingRuleTarget
from models.sales.pricing_words import PriceSource, PricingBenefit, PricingStacking
from models.sales.quotation import Quotation, QuotationLine, QuotationLineTax, QuotationState
from models.sales.return_authorization import (
    ReturnAuthorization,
    ReturnAuthorizationLine,
    ReturnedGoods,
    ReturnInspection,
    ReturnRemedy,
    ReturnState,
)
from models.sales.team import SalesTeam, SalesTeamMember

FACTS = (
    "stock_move", "stock_adjustment", "stock_revaluation", "goods_receipt", "goods_receipt_line", "tracking_event", "import_mapping", "audit_entry", "audit_seal", "audit_head", "feed",
    *valuation_rules.FACTS, *coupon_rules.FACTS, *return_rules.FACTS, *order_exception.FACTS, *commission_rules.FACTS, *approval_rules.FACTS, *finance_rules.FACTS,
)  # fmt: skip
# What is no master, document or fact: the audit and the feed themselves, what stock moves and journal lines add up to, how far work has
# come; and the lines of entries, which are in the audit with their entry and in the chain of their journal.
NOT_AUDITED = frozenset(
    {
        "audit_entry",
        "audit_unsealed",
        "audit_seal",
        "audit_head",
        "outbox",
        "schema_use",
        "feed",
        "feed_state",
        "import_entity",
        "import_row",
        "stock_level",
        "job",
        # That it was asked for and what was taken out stands in the audit by itself; the rest is how far it is.
        "bulk_operation",
        "bulk_line",
        "notification",
        "idempotency_key",
        # What is secret must not stand in the audit; what happens with it is told there.
        "oauth_client_secret",
        "oauth_code",
        "oauth_device_code",
        "oauth_proof",
        "oauth_refresh_token",
        "oauth_request",
        "sign_in_guess",
        "sign_in_step",
        "user_browser",
        "user_link",
        "user_passkey",
        "user_password",
        "user_recovery_code",
        "user_session",
        "user_totp",
        "webhook_delivery",
        "webhook_progress",
        *approval_rules.NOT_AUDITED,
        *finance_rules.NOT_AUDITED,
        *valuation_rules.NOT_AUDITED,
        *snapshot_rules.TABLES,
    }
)
TREES = ("product_category", "location", "ledger_account", "dimension_value")


def ddl_before_tables() -> Iterator[str]:
    """The functions that constraints and generated columns call."""
    yield from FUNCTIONS


def ddl_after_tables(application_role: str) -> Iterator[str]:
    """Triggers, and the rights that the application role does not have."""
    for name, table in sorted(Base.metadata.tables.items()):
        if name not in FACTS and "version" in table.c:
            yield touched(name)
    for table in TREES:
        yield from tree(table)
    yield acyclic("party")
    yield STOCK_MOVE_APPLIES
    yield STOCK_MOVE_TRIGGER
    yield STOCK_MOVE_UNDOES
    yield STOCK_MOVE_UNDOES_TRIGGER
    yield from bundle_rules.statements()
    yield from reservation_rules.statements()
    yield from stock_status_rules.statements()
    yield from discrepancy_rules.statements()
    yield from transfer_rules.statements()
    yield from vendor_return_rules.statements()
    yield from shipment_rules.statements()
    yield from valuation_rules.statements()
    yield from snapshot_rules.statements()
    yield from approval_rules.statements()
    yield from access_rules.statements()
    yield from finance_rules.statements()
    yield from order_rules.statements()
    yield from order_ending.statements()
    yield from order_exception.statements()
    yield from coupon_rules.statements()
    yield from call_off.statements()
    yield from return_rules.statements()
    yield from cut_off_rules.statements()
    yield from commission_rules.statements()
    yield from document_trace.statements()
    yield from event.statements()
    yield from event_topics.statements()
    yield from AUDIT_FUNCTIONS
    for type_name, table in sorted(tables_by_type().items()):
        if table.name not in NOT_AUDITED:
            yield from audited(type_name, table)
    for table in FACTS:
        yield from appended_only(table, ERASING if table == "audit_entry" else "")
        yield f"revoke update, delete on {table} from {application_role}"
    yield f"revoke insert, update, delete on stock_level from {application_role}"
    yield f"revoke update on persisted_operation from {application_role}"
    yield from reservation_rules.rights(application_role)
    yield from discrepancy_rules.rights(application_role)
    yield from written_by_functions(application_role)
    yield from event.written_by_functions(application_role)
    yield from finance_rules.written_by_functions(application_role)
    yield from valuation_rules.written_by_functions(application_role)
    yield from snapshot_rules.written_by_functions(application_role)


def tables_by_type() -> dict[str, sa.Table]:
    """Give the tables of the entities by the names that their types have in the schema, which are those of the classes."""
    return {mapper.class_.__name__: cast("sa.Table", mapper.class_.__table__) for mapper in Base.registry.mappers}


def ddl_drops() -> Iterator[str]:
    """Undo `ddl_before_tables` and `ddl_after_tables`, once the tables (and so their triggers) are gone."""
    yield "drop function stock_move_undoes()"
    yield "drop function stock_move_applies()"
    names = (
        *order_rules.FUNCTION_NAMES,
        *order_ending.FUNCTION_NAMES,
        *order_exception.FUNCTION_NAMES,
        *coupon_rules.FUNCTION_NAMES,
        *commission_rules.FUNCTION_NAMES,
        *bundle_rules.FUNCTION_NAMES,
        *call_off.FUNCTION_NAMES,
        *return_rules.FUNCTION_NAMES,
        *document_trace.FUNCTION_NAMES,
        *event_topics.FUNCTION_NAMES,
        *event.FUNCTION_NAMES,
        *reservation_rules.FUNCTION_NAMES,
        *stock_status_rules.FUNCTION_NAMES,
        *discrepancy_rules.FUNCTION_NAMES,
        *transfer_rules.FUNCTION_NAMES,
        *vendor_return_rules.FUNCTION_NAMES,
        *shipment_rules.FUNCTION_NAMES,
        *approval_rules.FUNCTION_NAMES,
        *access_rules.FUNCTION_NAMES,
        *AUDIT_FUNCTION_NAMES,
        *FUNCTION_NAMES,
    )
    for name in names:
        yield f"drop function {name}"


__all__ = [
    "AccountDetermination",
    "AccountRole",
    "AccountSubtype",
    "AccountType",
    "AccountingPeriod",
    "Address",
    "AddressKind",
    "AllocationStrategy",
    "ApprovalDecision",
    "ApprovalDelegation",
    "ApprovalPolicy",
    "ApprovalRequest",
    "ApprovalRequestStep",
    "ApprovalState",
    "ApprovalStep",
    "ApprovalTask",
    "ApprovalVerdict",
    "Attachment",
    "AuditEntry",
    "AuditHead",
    "AuditOperation",
    "AuditSeal",
    "AuditUnsealed",
    "BankAccount",
    "BankLineState",
    "BankReconciliation",
    "BankReconciliationPart",
    "BankStatement",
    "BankStatementDraft",
    "BankStatementDraftLine",
    "BankStatementLine",
    "Barcode",
    "BarcodeKind",
    "Base",
    "BlanketAgreement",
    "BlanketAgreementLine",
    "BlanketAgreementState",
    "BulkErrorPolicy",
    "BulkLine",
    "BulkOperation",
    "BulkOperationKind",
    "BulkOperationState",
    "Bundle",
    "BundleComponent",
    "Carrier",
    "CarrierGateway",
    "CarrierRate",
    "CarrierService",
    "CommissionBasis",
    "CommissionEarning",
    "CommissionPosting",
    "CommissionPostingLine",
    "CommissionRule",
    "Company",
    "Contact",
    "CostLayer",
    "CostLayerConsumption",
    "CostMethod",
    "Country",
    "Coupon",
    "CouponRedemption",
    "CreditLimit",
    "Currency",
    "CustomerGroup",
    "CutOff",
    "DeliveryPolicy",
    "Dimension",
    "DimensionValue",
    "DiscountBase",
    "DiscrepancyReason",
    "DiscrepancyState",
    "DueStepKind",
    "DunningLevel",
    "DunningNotice",
    "DunningNoticeLine",
    "EntryKind",
    "Event",
    "EventKind",
    "EventTopic",
    "ExcessPolicy",
    "ExchangeRate",
    "ExternalReference",
    "ExternalSystem",
    "FeedState",
    "FieldOwnership",
    "File",
    "FiscalYear",
    "FiscalYearState",
    "GoodsReceipt",
    "GoodsReceiptLine",
    "IdempotencyKey",
    "IdentityProvider",
    "IdentityProviderRole",
    "ImportEntity",
    "ImportFate",
    "ImportJob",
    "ImportJobState",
    "ImportMapping",
    "ImportRow",
    "InstalmentKind",
    "IntegrityReport",
    "Invoice",
    "InvoiceDeduction",
    "InvoiceInstalment",
    "InvoiceKind",
    "InvoiceLine",
    "InvoiceLineDimension",
    "InvoiceLineTax",
    "InvoicePolicy",
    "InvoiceState",
    "InvoiceTax",
    "InvoiceWithholding",
    "Job",
    "JobState",
    "Journal",
    "JournalEntry",
    "JournalEntryDraft",
    "JournalEntryDraftLine",
    "JournalEntryDraftLineDimension",
    "JournalHead",
    "JournalKind",
    "JournalLine",
    "JournalLineDimension",
    "JournalSeal",
    "JournalTemplate",
    "JournalTemplateLine",
    "JournalTemplateLineDimension",
    "JournalUnsealed",
    "LedgerAccount",
    "LineDelivery",
    "Location",
    "LocationKind",
    "LockArea",
    "LockException",
    "Lot",
    "MatchCondition",
    "MatchField",
    "MatchOperator",
    "MatchRule",
    "MatchSuggestion",
    "MatchSuggestionPart",
    "MigratedCredit",
    "MigratedCreditLine",
    "Notification",
    "NotificationChannel",
    "NotificationKind",
    "NotificationPreference",
    "NumberSeries",
    "OAuthClient",
    "OAuthClientKind",
    "OAuthClientRole",
    "OAuthClientSecret",
    "OAuthClientState",
    "OAuthCode",
    "OAuthConsent",
    "OAuthDeviceCode",
    "OAuthGrant",
    "OAuthProof",
    "OAuthRefreshToken",
    "OAuthRequest",
    "OpenItem",
    "OpenItemDiscount",
    "OpenItemSide",
    "OutboxEvent",
    "Package",
    "PackageContent",
    "Party",
    "PartyKind",
    "PartyRole",
    "PartyRoleKind",
    "Payment",
    "PaymentAllocation",
    "PaymentDirection",
    "PaymentPolicy",
    "PaymentState",
    "PaymentTerm",
    "PaymentTermDiscount",
    "PaymentTermLine",
    "PaymentTermStep",
    "PeriodBalance",
    "PeriodBalanceDelta",
    "PeriodLock",
    "PeriodState",
    "PeriodTask",
    "PersistedOperation",
    "PriceList",
    "PriceListItem",
    "PriceSource",
    "PricingBenefit",
    "PricingRule",
    "PricingRuleTarget",
    "PricingStacking",
    "Product",
    "ProductCategory",
    "ProductKind",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "PurchaseOrderState",
    "Quotation",
    "QuotationLine",
    "QuotationLineTax",
    "QuotationState",
    "ReleaseCause",
    "Reservation",
    "ReservationState",
    "Resolution",
    "RetentionKind",
    "RetentionRule",
    "ReturnAuthorization",
    "ReturnAuthorizationLine",
    "ReturnInspection",
    "ReturnRemedy",
    "ReturnState",
    "ReturnedGoods",
    "Revaluation",
    "RevaluationLine",
    "RightsDelegation",
    "Role",
    "RoleParent",
    "SalesLineKind",
    "SalesOrder",
    "SalesOrderLine",
    "SalesOrderLineTax",
    "SalesOrderResolution",
    "SalesOrderState",
    "SalesReach",
    "SalesTeam",
    "SalesTeamMember",
    "Sandbox",
    "SchemaUse",
    "SegregationRule",
    "SegregationSeverity",
    "Settlement",
    "SettlementLine",
    "Shipment",
    "ShipmentKind",
    "ShipmentLine",
    "ShipmentPolicy",
    "ShipmentState",
    "SignInGuess",
    "SignInStep",
    "SignInStepKind",
    "Sku",
    "StatementFormat",
    "StockAdjustment",
    "StockDiscrepancy",
    "StockLevel",
    "StockMove",
    "StockRevaluation",
    "StockSnapshot",
    "StockSnapshotLevel",
    "StockSnapshotValue",
    "StockStatus",
    "StockTransfer",
    "StockTransferLine",
    "StockTransferState",
    "StockValue",
    "StockValueEntry",
    "StockValueKind",
    "StockValuePosting",
    "TaxBox",
    "TaxBoxPart",
    "TaxCategory",
    "TaxCode",
    "TaxComponent",
    "TaxFigure",
    "TaxKind",
    "TaxLine",
    "TaxPolicy",
    "TaxPosition",
    "TaxPositionMapping",
    "TaxPositionRule",
    "TaxProfile",
    "TaxRate",
    "TaxReturn",
    "TaxReturnBox",
    "TaxReturnLine",
    "TaxReturnState",
    "TaxRounding",
    "TaxSide",
    "TaxUse",
    "TemplateKind",
    "Territory",
    "Tracking",
    "TrackingEvent",
    "TrackingEventKind",
    "Trade",
    "Unit",
    "UnitConversion",
    "UnitDimension",
    "User",
    "UserBrowser",
    "UserIdentity",
    "UserLink",
    "UserLinkKind",
    "UserPasskey",
    "UserPassword",
    "UserRecoveryCode",
    "UserRole",
    "UserSession",
    "UserTotp",
    "UserWarehouse",
    "VendorProduct",
    "VendorReturn",
    "VendorReturnLine",
    "VendorReturnState",
    "Warehouse",
    "WarehouseReach",
    "WebhookBreak",
    "WebhookDelivery",
    "WebhookDeliveryState",
    "WebhookEndpoint",
    "WebhookEndpointState",
    "WebhookFault",
    "WebhookProgress",
    "WithholdingBase",
    "WithholdingCertificate",
    "ddl_after_tables",
    "ddl_before_tables",
    "ddl_drops",
    "tables_by_type",
]
