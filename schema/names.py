"""Every entity by its name, for fields that lead to it.

Types lead to each other in circles, so a field names the type that it leads to, and the type is looked up when the
schema is built.
"""

from typing import TYPE_CHECKING

from strawberry.types.lazy_type import LazyType

if TYPE_CHECKING:
    from schema.finance.account import AccountDetermination, LedgerAccount
    from schema.finance.bank_account import BankAccount, MatchCondition, MatchRule
    from schema.finance.bank_reconciliation import (
        BankReconciliation,
        BankReconciliationPart,
        MatchSuggestion,
        MatchSuggestionPart,
    )
    from schema.finance.bank_statement import BankStatement, BankStatementLine
    from schema.finance.bank_statement_draft import BankStatementDraft, BankStatementDraftLine
    from schema.finance.dimension import Dimension, DimensionValue
    from schema.finance.dunning import DunningLevel, DunningNotice, DunningNoticeLine
    from schema.finance.entry import JournalEntry, JournalLine, JournalLineDimension
    from schema.finance.entry_draft import JournalEntryDraft, JournalEntryDraftLine, JournalEntryDraftLineDimension
    from schema.finance.integrity import IntegrityReport
    from schema.finance.invoice import Invoice
    from schema.finance.invoice_line import (
        InvoiceDeduction,
        InvoiceInstalment,
        InvoiceLine,
        InvoiceLineDimension,
        InvoiceLineTax,
        InvoiceTax,
    )
    from schema.finance.invoice_withholding import InvoiceWithholding
    from schema.finance.journal import Journal
    from schema.finance.journal_template import JournalTemplate, JournalTemplateLine, JournalTemplateLineDimension
    from schema.finance.open_item import OpenItem, OpenItemDiscount, Settlement, SettlementLine
    from schema.finance.payment import Payment, PaymentAllocation, PaymentPolicy
    from schema.finance.payment_term import PaymentTerm, PaymentTermDiscount, PaymentTermLine, PaymentTermStep
    from schema.finance.period import AccountingPeriod, FiscalYear, LockException, PeriodLock, PeriodTask
    from schema.finance.revaluation import Revaluation, RevaluationLine
    from schema.finance.tax_code import TaxCode, TaxComponent, TaxRate
    from schema.finance.tax_line import TaxLine
    from schema.finance.tax_policy import TaxPolicy, TaxProfile, WithholdingCertificate
    from schema.finance.tax_position import TaxPosition, TaxPositionMapping, TaxPositionRule
    from schema.finance.tax_return import TaxBox, TaxBoxPart, TaxReturn, TaxReturnBox, TaxReturnLine
    from schema.inventory.bundle import Bundle, BundleComponent
    from schema.inventory.category import ProductCategory
    from schema.inventory.cost_layer import CostLayer, CostLayerConsumption
    from schema.inventory.goods_receipt import GoodsReceipt, GoodsReceiptLine
    from schema.inventory.location import Location, Warehouse
    from schema.inventory.product import Barcode, Product, Sku
    from schema.inventory.reservation import Reservation
    from schema.inventory.stock import Lot, StockLevel, StockMove
    from schema.inventory.stock_adjustment import StockAdjustment
    from schema.inventory.stock_discrepancy import StockDiscrepancy
    from schema.inventory.stock_revaluation import StockRevaluation
    from schema.inventory.stock_transfer import StockTransfer, StockTransferLine
    from schema.inventory.stock_value import StockValue, StockValueEntry
    from schema.inventory.stock_value_posting import StockValuePosting
    from schema.inventory.user_warehouse import UserWarehouse
    from schema.logistics.carrier import Carrier, CarrierRate, CarrierService
    from schema.logistics.shipment import Package, PackageContent, Shipment, ShipmentLine
    from schema.logistics.tracking import TrackingEvent
    from schema.platform.approval import (
        ApprovalDecision,
        ApprovalDelegation,
        ApprovalPolicy,
        ApprovalRequest,
        ApprovalRequestStep,
        ApprovalStep,
        ApprovalTask,
    )
    from schema.platform.attachment import Attachment, File
    from schema.platform.audit import AuditEntry
    from schema.platform.bulk_operation import BulkOperation
    from schema.platform.company import Company
    from schema.platform.country import Country
    from schema.platform.currency import Currency, ExchangeRate
    from schema.platform.event import Event
    from schema.platform.external_reference import ExternalReference
    from schema.platform.external_system import ExternalSystem, FieldOwnership
    from schema.platform.identity_provider import IdentityProvider, IdentityProviderRole, UserIdentity
    from schema.platform.import_job import ImportJob, ImportRow
    from schema.platform.import_mapping import ImportMapping
    from schema.platform.job import Job
    from schema.platform.notification import Notification, NotificationPreference
    from schema.platform.number_series import NumberSeries
    from schema.platform.oauth_client import OAuthClient, OAuthClientRole, OAuthClientSecret, OAuthGrant
    from schema.platform.party import Address, Contact, Party, PartyRole
    from schema.platform.persisted_operation import PersistedOperation
    from schema.platform.retention import RetentionRule
    from schema.platform.rights_delegation import RightsDelegation
    from schema.platform.sandbox import Sandbox
    from schema.platform.segregation import SegregationRule
    from schema.platform.unit import Unit, UnitConversion
    from schema.platform.user import Role, User, UserRole
    from schema.platform.user_session import UserSession
    from schema.platform.webhook import WebhookDelivery, WebhookEndpoint
    from schema.purchasing.order import PurchaseOrder, PurchaseOrderLine
    from schema.purchasing.vendor_product import VendorProduct
    from schema.purchasing.vendor_return import VendorReturn, VendorReturnLine
    from schema.sales.blanket_agreement import BlanketAgreement, BlanketAgreementLine
    from schema.sales.commission import CommissionPosting, CommissionPostingLine, CommissionRule
    from schema.sales.coupon import Coupon, CouponRedemption
    from schema.sales.customer_group import CustomerGroup
    from schema.sales.migrated_credit import MigratedCredit, MigratedCreditLine
    from schema.sales.order import SalesOrder, SalesOrderLine, SalesOrderLineTax
    from schema.sales.order_credit import CreditLimit
    from schema.sales.order_exception import SalesOrderResolution
    from schema.sales.price_list import PriceList, PriceListItem
    from schema.sales.pricing_rule import PricingRule, PricingRuleTarget
    from schema.sales.quotation import Quotation, QuotationLine, QuotationLineTax
    from schema.sales.return_authorization import ReturnAuthorization, ReturnAuthorizationLine, ReturnInspection
    from schema.sales.team import SalesTeam, SalesTeamMember
else:
    AccountDetermination = LazyType("AccountDetermination", "schema.finance.account")
    AccountingPeriod = LazyType("AccountingPeriod", "schema.finance.period")
    Address = LazyType("Address", "schema.platform.party")
    ApprovalDecision = LazyType("ApprovalDecision", "schema.platform.approval")
    ApprovalDelegation = LazyType("ApprovalDelegation", "schema.platform.approval")
    ApprovalPolicy = LazyType("ApprovalPolicy", "schema.platform.approval")
    ApprovalRequest = LazyType("ApprovalRequest", "schema.platform.approval")
    ApprovalRequestStep = LazyType("ApprovalRequestStep", "schema.platform.approval")
    ApprovalStep = LazyType("ApprovalStep", "schema.platform.approval")
    ApprovalTask = LazyType("ApprovalTask", "schema.platform.approval")
    Attachment = LazyType("Attachment", "schema.platform.attachment")
    AuditEntry = LazyType("AuditEntry", "schema.platform.audit")
    BankAccount = LazyType("BankAccount", "schema.finance.bank_account")
    BulkOperation = LazyType("BulkOperation", "schema.platform.bulk_operation")
    Coupon = LazyType("Coupon", "schema.sales.coupon")
    CouponRedemption = LazyType("CouponRedemption", "schema.sales.coupon")
    Bundle = LazyType("Bundle", "schema.inventory.bundle")
    BundleComponent = LazyType("BundleComponent", "schema.inventory.bundle")
    CustomerGroup = LazyType("CustomerGroup", "schema.sales.customer_group")
    SalesTeam = LazyType("SalesTeam", "schema.sales.team")
    SalesTeamMember = LazyType("SalesTeamMember", "schema.sales.team")
    UserWarehouse = LazyType("UserWarehouse", "schema.inventory.user_warehouse")
    MatchCondition = LazyType("MatchCondition", "schema.finance.bank_account")
    MatchRule = LazyType("MatchRule", "schema.finance.bank_account")
    BankReconciliation = LazyType("BankReconciliation", "schema.finance.bank_reconciliation")
    BankReconciliationPart = LazyType("BankReconciliationPart", "schema.finance.bank_reconciliation")
    MatchSuggestion = LazyType("MatchSuggestion", "schema.finance.bank_reconciliation")
    MatchSuggestionPart = LazyType("MatchSuggestionPart", "schema.finance.bank_reconciliation")
    BankStatement = LazyType("BankStatement", "schema.finance.bank_statement")
    BankStatementDraft = LazyType("BankStatementDraft", "schema.finance.bank_statement_draft")
    BankStatementDraftLine = LazyType("BankStatementDraftLine", "schema.finance.bank_statement_draft")
    BankStatementLine = LazyType("BankStatementLine", "schema.finance.bank_statement")
    Barcode = LazyType("Barcode", "schema.inventory.product")
    BlanketAgreement = LazyType("BlanketAgreement", "schema.sales.blanket_agreement")
    BlanketAgreementLine = LazyType("BlanketAgreementLine", "schema.sales.blanket_agreement")
    Carrier = LazyType("Carrier", "schema.logistics.carrier")
    CarrierRate = LazyType("CarrierRate", "schema.logistics.carrier")
    CarrierService = LazyType("CarrierService", "schema.logistics.carrier")
    CommissionPosting = LazyType("CommissionPosting", "schema.sales.commission")
    CommissionPostingLine = LazyType("CommissionPostingLine", "schema.sales.commission")
    CommissionRule = LazyType("CommissionRule", "schema.sales.commission")
    Company = LazyType("Company", "schema.platform.company")
    Contact = LazyType("Contact", "schema.platform.party")
    CostLayer = LazyType("CostLayer", "schema.inventory.cost_layer")
    CostLayerConsumption = LazyType("CostLayerConsumption", "schema.inventory.cost_layer")
    Country = LazyType("Country", "schema.platform.country")
    Currency = LazyType("Currency", "schema.platform.currency")
    Dimension = LazyType("Dimension", "schema.finance.dimension")
    DimensionValue = LazyType("DimensionValue", "schema.finance.dimension")
    ExchangeRate = LazyType("ExchangeRate", "schema.platform.currency")
    Event = LazyType("Event", "schema.platform.event")
    ExternalReference = LazyType("ExternalReference", "schema.platform.external_reference")
    ExternalSystem = LazyType("ExternalSystem", "schema.platform.external_system")
    FieldOwnership = LazyType("FieldOwnership", "schema.platform.external_system")
    File = LazyType("File", "schema.platform.attachment")
    FiscalYear = LazyType("FiscalYear", "schema.finance.period")
    GoodsReceipt = LazyType("GoodsReceipt", "schema.inventory.goods_receipt")
    GoodsReceiptLine = LazyType("GoodsReceiptLine", "schema.inventory.goods_receipt")
    IdentityProvider = LazyType("IdentityProvider", "schema.platform.identity_provider")
    IdentityProviderRole = LazyType("IdentityProviderRole", "schema.platform.identity_provider")
    ImportJob = LazyType("ImportJob", "schema.platform.import_job")
    ImportMapping = LazyType("ImportMapping", "schema.platform.import_mapping")
    ImportRow = LazyType("ImportRow", "schema.platform.import_job")
    Job = LazyType("Job", "schema.platform.job")
    IntegrityReport = LazyType("IntegrityReport", "schema.finance.integrity")
    Invoice = LazyType("Invoice", "schema.finance.invoice")
    InvoiceDeduction = LazyType("InvoiceDeduction", "schema.finance.invoice_line")
    InvoiceInstalment = LazyType("InvoiceInstalment", "schema.finance.invoice_line")
    InvoiceLine = LazyType("InvoiceLine", "schema.finance.invoice_line")
    InvoiceLineDimension = LazyType("InvoiceLineDimension", "schema.finance.invoice_line")
    InvoiceLineTax = LazyType("InvoiceLineTax", "schema.finance.invoice_line")
    InvoiceTax = LazyType("InvoiceTax", "schema.finance.invoice_line")
    InvoiceWithholding = LazyType("InvoiceWithholding", "schema.finance.invoice_withholding")
    Journal = LazyType("Journal", "schema.finance.journal")
    JournalEntry = LazyType("JournalEntry", "schema.finance.entry")
    JournalEntryDraft = LazyType("JournalEntryDraft", "schema.finance.entry_draft")
    JournalEntryDraftLine = LazyType("JournalEntryDraftLine", "schema.finance.entry_draft")
    JournalEntryDraftLineDimension = LazyType("JournalEntryDraftLineDimension", "schema.finance.entry_draft")
    JournalLine = LazyType("JournalLine", "schema.finance.entry")
    JournalLineDimension = LazyType("JournalLineDimension", "schema.finance.entry")
    JournalTemplate = LazyType("JournalTemplate", "schema.finance.journal_template")
    JournalTemplateLine = LazyType("JournalTemplateLine", "schema.finance.journal_template")
    JournalTemplateLineDimension = LazyType("JournalTemplateLineDimension", "schema.finance.journal_template")
    LedgerAccount = LazyType("LedgerAccount", "schema.finance.account")
    Location = LazyType("Location", "schema.inventory.location")
    LockException = LazyType("LockException", "schema.finance.period")
    Lot = LazyType("Lot", "schema.inventory.stock")
    MigratedCredit = LazyType("MigratedCredit", "schema.sales.migrated_credit")
    MigratedCreditLine = LazyType("MigratedCreditLine", "schema.sales.migrated_credit")
    Notification = LazyType("Notification", "schema.platform.notification")
    NotificationPreference = LazyType("NotificationPreference", "schema.platform.notification")
    NumberSeries = LazyType("NumberSeries", "schema.platform.number_series")
    OAuthClient = LazyType("OAuthClient", "schema.platform.oauth_client")
    OAuthClientRole = LazyType("OAuthClientRole", "schema.platform.oauth_client")
    OAuthClientSecret = LazyType("OAuthClientSecret", "schema.platform.oauth_client")
    OAuthGrant = LazyType("OAuthGrant", "schema.platform.oauth_client")
    OpenItem = LazyType("OpenItem", "schema.finance.open_item")
    OpenItemDiscount = LazyType("OpenItemDiscount", "schema.finance.open_item")
    Package = LazyType("Package", "schema.logistics.shipment")
    PackageContent = LazyType("PackageContent", "schema.logistics.shipment")
    PriceList = LazyType("PriceList", "schema.sales.price_list")
    PriceListItem = LazyType("PriceListItem", "schema.sales.price_list")
    PricingRule = LazyType("PricingRule", "schema.sales.pricing_rule")
    PricingRuleTarget = LazyType("PricingRuleTarget", "schema.sales.pricing_rule")
    Settlement = LazyType("Settlement", "schema.finance.open_item")
    SettlementLine = LazyType("SettlementLine", "schema.finance.open_item")
    Payment = LazyType("Payment", "schema.finance.payment")
    PaymentAllocation = LazyType("PaymentAllocation", "schema.finance.payment")
    PaymentPolicy = LazyType("PaymentPolicy", "schema.finance.payment")
    Revaluation = LazyType("Revaluation", "schema.finance.revaluation")
    RevaluationLine = LazyType("RevaluationLine", "schema.finance.revaluation")
    DunningLevel = LazyType("DunningLevel", "schema.finance.dunning")
    DunningNotice = LazyType("DunningNotice", "schema.finance.dunning")
    DunningNoticeLine = LazyType("DunningNoticeLine", "schema.finance.dunning")
    Party = LazyType("Party", "schema.platform.party")
    PartyRole = LazyType("PartyRole", "schema.platform.party")
    PaymentTerm = LazyType("PaymentTerm", "schema.finance.payment_term")
    PaymentTermDiscount = LazyType("PaymentTermDiscount", "schema.finance.payment_term")
    PaymentTermLine = LazyType("PaymentTermLine", "schema.finance.payment_term")
    PaymentTermStep = LazyType("PaymentTermStep", "schema.finance.payment_term")
    PeriodLock = LazyType("PeriodLock", "schema.finance.period")
    PeriodTask = LazyType("PeriodTask", "schema.finance.period")
    PersistedOperation = LazyType("PersistedOperation", "schema.platform.persisted_operation")
    Product = LazyType("Product", "schema.inventory.product")
    ProductCategory = LazyType("ProductCategory", "schema.inventory.category")
    PurchaseOrder = LazyType("PurchaseOrder", "schema.purchasing.order")
    PurchaseOrderLine = LazyType("PurchaseOrderLine", "schema.purchasing.order")
    Reservation = LazyType("Reservation", "schema.inventory.reservation")
    RetentionRule = LazyType("RetentionRule", "schema.platform.retention")
    RightsDelegation = LazyType("RightsDelegation", "schema.platform.rights_delegation")
    Role = LazyType("Role", "schema.platform.user")
    Sandbox = LazyType("Sandbox", "schema.platform.sandbox")
    SegregationRule = LazyType("SegregationRule", "schema.platform.segregation")
    SalesOrder = LazyType("SalesOrder", "schema.sales.order")
    SalesOrderResolution = LazyType("SalesOrderResolution", "schema.sales.order_exception")
    SalesOrderLine = LazyType("SalesOrderLine", "schema.sales.order")
    SalesOrderLineTax = LazyType("SalesOrderLineTax", "schema.sales.order")
    CreditLimit = LazyType("CreditLimit", "schema.sales.order_credit")
    Quotation = LazyType("Quotation", "schema.sales.quotation")
    QuotationLine = LazyType("QuotationLine", "schema.sales.quotation")
    QuotationLineTax = LazyType("QuotationLineTax", "schema.sales.quotation")
    ReturnAuthorization = LazyType("ReturnAuthorization", "schema.sales.return_authorization")
    ReturnAuthorizationLine = LazyType("ReturnAuthorizationLine", "schema.sales.return_authorization")
    ReturnInspection = LazyType("ReturnInspection", "schema.sales.return_authorization")
    Shipment = LazyType("Shipment", "schema.logistics.shipment")
    ShipmentLine = LazyType("ShipmentLine", "schema.logistics.shipment")
    Sku = LazyType("Sku", "schema.inventory.product")
    StockAdjustment = LazyType("StockAdjustment", "schema.inventory.stock_adjustment")
    StockDiscrepancy = LazyType("StockDiscrepancy", "schema.inventory.stock_discrepancy")
    StockLevel = LazyType("StockLevel", "schema.inventory.stock")
    StockMove = LazyType("StockMove", "schema.inventory.stock")
    StockRevaluation = LazyType("StockRevaluation", "schema.inventory.stock_revaluation")
    StockTransfer = LazyType("StockTransfer", "schema.inventory.stock_transfer")
    StockTransferLine = LazyType("StockTransferLine", "schema.inventory.stock_transfer")
    StockValue = LazyType("StockValue", "schema.inventory.stock_value")
    StockValueEntry = LazyType("StockValueEntry", "schema.inventory.stock_value")
    StockValuePosting = LazyType("StockValuePosting", "schema.inventory.stock_value_posting")
    TaxBox = LazyType("TaxBox", "schema.finance.tax_return")
    TaxBoxPart = LazyType("TaxBoxPart", "schema.finance.tax_return")
    TaxCode = LazyType("TaxCode", "schema.finance.tax_code")
    TaxComponent = LazyType("TaxComponent", "schema.finance.tax_code")
    TaxLine = LazyType("TaxLine", "schema.finance.tax_line")
    TaxPolicy = LazyType("TaxPolicy", "schema.finance.tax_policy")
    TaxPosition = LazyType("TaxPosition", "schema.finance.tax_position")
    TaxPositionMapping = LazyType("TaxPositionMapping", "schema.finance.tax_position")
    TaxPositionRule = LazyType("TaxPositionRule", "schema.finance.tax_position")
    TaxProfile = LazyType("TaxProfile", "schema.finance.tax_policy")
    TaxRate = LazyType("TaxRate", "schema.finance.tax_code")
    TaxReturn = LazyType("TaxReturn", "schema.finance.tax_return")
    TaxReturnBox = LazyType("TaxReturnBox", "schema.finance.tax_return")
    TaxReturnLine = LazyType("TaxReturnLine", "schema.finance.tax_return")
    TrackingEvent = LazyType("TrackingEvent", "schema.logistics.tracking")
    Unit = LazyType("Unit", "schema.platform.unit")
    UnitConversion = LazyType("UnitConversion", "schema.platform.unit")
    User = LazyType("User", "schema.platform.user")
    UserIdentity = LazyType("UserIdentity", "schema.platform.identity_provider")
    UserRole = LazyType("UserRole", "schema.platform.user")
    UserSession = LazyType("UserSession", "schema.platform.user_session")
    VendorProduct = LazyType("VendorProduct", "schema.purchasing.vendor_product")
    VendorReturn = LazyType("VendorReturn", "schema.purchasing.vendor_return")
    VendorReturnLine = LazyType("VendorReturnLine", "schema.purchasing.vendor_return")
    Warehouse = LazyType("Warehouse", "schema.inventory.location")
    WebhookDelivery = LazyType("WebhookDelivery", "schema.platform.webhook")
    WebhookEndpoint = LazyType("WebhookEndpoint", "schema.platform.webhook")
    WithholdingCertificate = LazyType("WithholdingCertificate", "schema.finance.tax_policy")

__all__ = [
    "AccountDetermination",
    "AccountingPeriod",
    "Address",
    "ApprovalDecision",
    "ApprovalDelegation",
    "ApprovalPolicy",
    "ApprovalRequest",
    "ApprovalRequestStep",
    "ApprovalStep",
    "ApprovalTask",
    "Attachment",
    "AuditEntry",
    "BankAccount",
    "BankReconciliation",
    "BankReconciliationPart",
    "BankStatement",
    "BankStatementDraft",
    "BankStatementDraftLine",
    "BankStatementLine",
    "Barcode",
    "BlanketAgreement",
    "BlanketAgreementLine",
    "BulkOperation",
    "Bundle",
    "BundleComponent",
    "Carrier",
    "CarrierRate",
    "CarrierService",
    "CommissionPosting",
    "CommissionPostingLine",
    "CommissionRule",
    "Company",
    "Contact",
    "CostLayer",
    "CostLayerConsumption",
    "Country",
    "Coupon",
    "CouponRedemption",
    "CreditLimit",
    "Currency",
    "CustomerGroup",
    "Dimension",
    "DimensionValue",
    "DunningLevel",
    "DunningNotice",
    "DunningNoticeLine",
    "Event",
    "ExchangeRate",
    "ExternalReference",
    "ExternalSystem",
    "FieldOwnership",
    "File",
    "FiscalYear",
    "GoodsReceipt",
    "GoodsReceiptLine",
    "IdentityProvider",
    "IdentityProviderRole",
    "ImportJob",
    "ImportMapping",
    "ImportRow",
    "IntegrityReport",
    "Invoice",
    "InvoiceDeduction",
    "InvoiceInstalment",
    "InvoiceLine",
    "InvoiceLineDimension",
    "InvoiceLineTax",
    "InvoiceTax",
    "InvoiceWithholding",
    "Job",
    "Journal",
    "JournalEntry",
    "JournalEntryDraft",
    "JournalEntryDraftLine",
    "JournalEntryDraftLineDimension",
    "JournalLine",
    "JournalLineDimension",
    "JournalTemplate",
    "JournalTemplateLine",
    "JournalTemplateLineDimension",
    "LedgerAccount",
    "Location",
    "LockException",
    "Lot",
    "MatchCondition",
    "MatchRule",
    "MatchSuggestion",
    "MatchSuggestionPart",
    "MigratedCredit",
    "MigratedCreditLine",
    "Notification",
    "NotificationPreference",
    "NumberSeries",
    "OAuthClient",
    "OAuthClientRole",
    "OAuthClientSecret",
    "OAuthGrant",
    "OpenItem",
    "OpenItemDiscount",
    "Package",
    "PackageContent",
    "Party",
    "PartyRole",
    "Payment",
    "PaymentAllocation",
    "PaymentPolicy",
    "PaymentTerm",
    "PaymentTermDiscount",
    "PaymentTermLine",
    "PaymentTermStep",
    "PeriodLock",
    "PeriodTask",
    "PersistedOperation",
    "PriceList",
    "PriceListItem",
    "PricingRule",
    "PricingRuleTarget",
    "Product",
    "ProductCategory",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "Quotation",
    "QuotationLine",
    "QuotationLineTax",
    "Reservation",
    "RetentionRule",
    "ReturnAuthorization",
    "ReturnAuthorizationLine",
    "ReturnInspection",
    "Revaluation",
    "RevaluationLine",
    "RightsDelegation",
    "Role",
    "SalesOrder",
    "SalesOrderLine",
    "SalesOrderLineTax",
    "SalesOrderResolution",
    "SalesTeam",
    "SalesTeamMember",
    "Sandbox",
    "SegregationRule",
    "Settlement",
    "SettlementLine",
    "Shipment",
    "ShipmentLine",
    "Sku",
    "StockAdjustment",
    "StockDiscrepancy",
    "StockLevel",
    "StockMove",
    "StockRevaluation",
    "StockTransfer",
    "StockTransferLine",
    "StockValue",
    "StockValueEntry",
    "StockValuePosting",
    "TaxBox",
    "TaxBoxPart",
    "TaxCode",
    "TaxComponent",
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
    "TrackingEvent",
    "Unit",
    "UnitConversion",
    "User",
    "UserIdentity",
    "UserRole",
    "UserSession",
    "UserWarehouse",
    "VendorProduct",
    "VendorReturn",
    "VendorReturnLine",
    "Warehouse",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WithholdingCertificate",
]  # fmt: skip
