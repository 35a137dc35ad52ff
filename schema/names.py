"""Every entity by its name, for fields that lead to it.

Types lead to each other in circles, so a field names the type that it leads to, and the type is looked up when the
schema is built.
"""

from typing import TYPE_CHECKING

from strawberry.types.lazy_type import LazyType

if TYPE_CHECKING:
    from schema.inventory.category import ProductCategory
    from schema.inventory.location import Location, Warehouse
    from schema.inventory.product import Barcode, Product, Sku
    from schema.inventory.stock import Lot, StockLevel, StockMove
    from schema.inventory.stock_adjustment import StockAdjustment
    from schema.platform.attachment import Attachment, File
    from schema.platform.audit import AuditEntry
    from schema.platform.company import Company
    from schema.platform.country import Country
    from schema.platform.currency import Currency, ExchangeRate
    from schema.platform.external_reference import ExternalReference
    from schema.platform.external_system import ExternalSystem, FieldOwnership
    from schema.platform.import_job import ImportJob, ImportRow
    from schema.platform.import_mapping import ImportMapping
    from schema.platform.job import Job
    from schema.platform.notification import Notification, NotificationPreference
    from schema.platform.number_series import NumberSeries
    from schema.platform.party import Address, Contact, Party, PartyRole
    from schema.platform.unit import Unit, UnitConversion
    from schema.platform.user import Role, User, UserRole
    from schema.purchasing.order import PurchaseOrder, PurchaseOrderLine
    from schema.purchasing.vendor_product import VendorProduct
    from schema.sales.migrated_credit import MigratedCredit, MigratedCreditLine
    from schema.sales.order import SalesOrder, SalesOrderLine
else:
    Address = LazyType("Address", "schema.platform.party")
    Attachment = LazyType("Attachment", "schema.platform.attachment")
    AuditEntry = LazyType("AuditEntry", "schema.platform.audit")
    Barcode = LazyType("Barcode", "schema.inventory.product")
    Company = LazyType("Company", "schema.platform.company")
    Contact = LazyType("Contact", "schema.platform.party")
    Country = LazyType("Country", "schema.platform.country")
    Currency = LazyType("Currency", "schema.platform.currency")
    ExchangeRate = LazyType("ExchangeRate", "schema.platform.currency")
    ExternalReference = LazyType("ExternalReference", "schema.platform.external_reference")
    ExternalSystem = LazyType("ExternalSystem", "schema.platform.external_system")
    FieldOwnership = LazyType("FieldOwnership", "schema.platform.external_system")
    File = LazyType("File", "schema.platform.attachment")
    ImportJob = LazyType("ImportJob", "schema.platform.import_job")
    ImportMapping = LazyType("ImportMapping", "schema.platform.import_mapping")
    ImportRow = LazyType("ImportRow", "schema.platform.import_job")
    Job = LazyType("Job", "schema.platform.job")
    Location = LazyType("Location", "schema.inventory.location")
    Lot = LazyType("Lot", "schema.inventory.stock")
    MigratedCredit = LazyType("MigratedCredit", "schema.sales.migrated_credit")
    MigratedCreditLine = LazyType("MigratedCreditLine", "schema.sales.migrated_credit")
    Notification = LazyType("Notification", "schema.platform.notification")
    NotificationPreference = LazyType("NotificationPreference", "schema.platform.notification")
    NumberSeries = LazyType("NumberSeries", "schema.platform.number_series")
    Party = LazyType("Party", "schema.platform.party")
    PartyRole = LazyType("PartyRole", "schema.platform.party")
    Product = LazyType("Product", "schema.inventory.product")
    ProductCategory = LazyType("ProductCategory", "schema.inventory.category")
    PurchaseOrder = LazyType("PurchaseOrder", "schema.purchasing.order")
    PurchaseOrderLine = LazyType("PurchaseOrderLine", "schema.purchasing.order")
    Role = LazyType("Role", "schema.platform.user")
    SalesOrder = LazyType("SalesOrder", "schema.sales.order")
    SalesOrderLine = LazyType("SalesOrderLine", "schema.sales.order")
    Sku = LazyType("Sku", "schema.inventory.product")
    StockAdjustment = LazyType("StockAdjustment", "schema.inventory.stock_adjustment")
    StockLevel = LazyType("StockLevel", "schema.inventory.stock")
    StockMove = LazyType("StockMove", "schema.inventory.stock")
    Unit = LazyType("Unit", "schema.platform.unit")
    UnitConversion = LazyType("UnitConversion", "schema.platform.unit")
    User = LazyType("User", "schema.platform.user")
    UserRole = LazyType("UserRole", "schema.platform.user")
    VendorProduct = LazyType("VendorProduct", "schema.purchasing.vendor_product")
    Warehouse = LazyType("Warehouse", "schema.inventory.location")

__all__ = [
    "Address", "Attachment", "AuditEntry", "Barcode", "Company", "Contact", "Country", "Currency", "ExchangeRate",
    "ExternalReference", "ExternalSystem", "FieldOwnership", "File", "ImportJob", "ImportMapping", "ImportRow", "Job",
    "Location", "Lot", "MigratedCredit", "MigratedCreditLine", "Notification", "NotificationPreference", "NumberSeries",
    "Party", "PartyRole", "Product", "ProductCategory", "PurchaseOrder", "PurchaseOrderLine", "Role", "SalesOrder",
    "SalesOrderLine", "Sku", "StockAdjustment", "StockLevel", "StockMove", "Unit", "UnitConversion", "User", "UserRole",
    "VendorProduct", "Warehouse",
]  # fmt: skip
