"""Tables, constraints and triggers: everything that is stored, and what the database forbids about it."""

from collections.abc import Iterator
from typing import cast

import sqlalchemy as sa

from models.base import Base
from models.ddl import FUNCTION_NAMES, FUNCTIONS, acyclic, appended_only, touched, tree
from models.inventory.adjustment import StockAdjustment
from models.inventory.category import ProductCategory
from models.inventory.location import Location, LocationKind, Warehouse
from models.inventory.product import Barcode, BarcodeKind, CostMethod, Product, ProductKind, Sku, Tracking
from models.inventory.stock import STOCK_MOVE_APPLIES, STOCK_MOVE_TRIGGER, Lot, StockLevel, StockMove
from models.platform.attachment import Attachment, File
from models.platform.audit import (
    AUDIT_FUNCTION_NAMES,
    AUDIT_FUNCTIONS,
    AuditEntry,
    AuditHead,
    AuditOperation,
    AuditSeal,
    AuditUnsealed,
    audited,
    written_by_functions,
)
from models.platform.company import Company
from models.platform.country import Country
from models.platform.currency import Currency, ExchangeRate
from models.platform.external_reference import ExternalReference
from models.platform.external_system import ExternalSystem, FieldOwnership
from models.platform.idempotency import IdempotencyKey
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
from models.platform.party import Address, AddressKind, Contact, Party, PartyKind, PartyRole, PartyRoleKind
from models.platform.unit import Unit, UnitConversion, UnitDimension
from models.platform.user import Role, User, UserRole
from models.purchasing.order import PurchaseOrder, PurchaseOrderLine, PurchaseOrderState
from models.purchasing.vendor_product import VendorProduct
from models.sales.migrated_credit import MigratedCredit, MigratedCreditLine
from models.sales.order import SalesOrder, SalesOrderLine, SalesOrderState

FACTS = ("stock_move", "stock_adjustment", "import_mapping", "audit_entry", "audit_seal", "audit_head")
# What is no master, document or fact: the audit itself, what the stock moves add up to, and how far work has come.
NOT_AUDITED = frozenset(
    {
        "audit_entry",
        "audit_unsealed",
        "audit_seal",
        "audit_head",
        "import_entity",
        "import_row",
        "stock_level",
        "job",
        "notification",
        "idempotency_key",
    }
)
TREES = ("product_category", "location")


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
    yield from AUDIT_FUNCTIONS
    for type_name, table in sorted(tables_by_type().items()):
        if table.name not in NOT_AUDITED:
            yield from audited(type_name, table)
    for table in FACTS:
        yield from appended_only(table)
        yield f"revoke update, delete on {table} from {application_role}"
    yield f"revoke insert, update, delete on stock_level from {application_role}"
    yield f"grant update (reserved) on stock_level to {application_role}"
    yield from written_by_functions(application_role)


def tables_by_type() -> dict[str, sa.Table]:
    """Give the tables of the entities by the names that their types have in the schema, which are those of the classes."""
    return {mapper.class_.__name__: cast("sa.Table", mapper.class_.__table__) for mapper in Base.registry.mappers}


def ddl_drops() -> Iterator[str]:
    """Undo `ddl_before_tables` and `ddl_after_tables`, once the tables (and so their triggers) are gone."""
    yield "drop function stock_move_applies()"
    for name in (*AUDIT_FUNCTION_NAMES, *FUNCTION_NAMES):
        yield f"drop function {name}"


__all__ = [
    "Address", "AddressKind", "Attachment", "AuditEntry", "AuditHead", "AuditOperation", "AuditSeal", "AuditUnsealed",
    "Barcode", "BarcodeKind", "Base", "Company", "Contact", "CostMethod", "Country", "Currency", "ExchangeRate",
    "ExternalReference", "ExternalSystem", "FieldOwnership", "File", "IdempotencyKey", "ImportEntity", "ImportFate",
    "ImportJob", "ImportJobState", "ImportMapping", "ImportRow", "Job", "JobState", "Location", "LocationKind", "Lot",
    "MigratedCredit", "MigratedCreditLine", "Notification", "NotificationChannel", "NotificationKind",
    "NotificationPreference", "NumberSeries", "Party", "PartyKind", "PartyRole", "PartyRoleKind", "Product",
    "ProductCategory", "ProductKind", "PurchaseOrder", "PurchaseOrderLine", "PurchaseOrderState", "Role", "SalesOrder",
    "SalesOrderLine", "SalesOrderState", "Sku", "StockAdjustment", "StockLevel", "StockMove", "Tracking", "Unit",
    "UnitConversion", "UnitDimension", "User", "UserRole", "VendorProduct", "Warehouse", "ddl_after_tables",
    "ddl_before_tables", "ddl_drops", "tables_by_type",
]  # fmt: skip
