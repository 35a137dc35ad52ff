"""Every entity has an id, and can be listed and looked up."""

import importlib
import pkgutil

import pytest
from graphql import GraphQLInterfaceType, GraphQLNonNull, GraphQLObjectType, GraphQLSchema

import models
import schema as nouns
from planner.entity import entity_of, spec_of
from planner.fields import Lookup, Pages
from tests.schema.directives import named
from tests.schema.test_permissions import object_types

# What the system keeps for itself, and nobody asks for.
KEPT_ASIDE = {
    "audit_head", "audit_seal", "audit_unsealed", "bulk_line", "idempotency_key", "import_entity", "journal_head", "journal_seal", "journal_unsealed",
    "oauth_code", "oauth_consent", "oauth_device_code", "oauth_proof", "oauth_refresh_token", "oauth_request",
    "period_balance", "period_balance_delta", "role_parent", "sign_in_guess", "sign_in_step", "stock_snapshot", "stock_snapshot_level",
    "stock_snapshot_value", "user_browser", "user_link", "user_passkey", "user_password", "user_recovery_code", "user_totp",
    # Of the feed only events are asked for, and how a webhook fares is read with it.
    "feed_state", "outbox", "schema_use", "webhook_progress",
}  # fmt: skip
TABLES = sorted(set(models.Base.metadata.tables) - KEPT_ASIDE)
# Entities that have no name in the trade: they are found by what they belong to.
WITHOUT_KEY = {
    "Address", "Attachment", "AuditEntry", "Contact", "ExchangeRate", "FieldOwnership", "File", "ImportJob",
    "ImportMapping", "ImportRow", "Job", "MigratedCreditLine", "Notification", "NotificationPreference", "PartyRole",
    "PurchaseOrderLine", "SalesOrderLine", "VendorReturnLine", "Reservation", "StockLevel", "StockMove", "UnitConversion", "UserRole", "UserSession",
    # Steps of tariffs, and facts of parcels.
    "CarrierRate", "TrackingEvent",
    # Parts of returns.
    "ReturnAuthorizationLine", "ReturnInspection",
    # Parts of shipments.
    "Package", "PackageContent", "ShipmentLine", "StockTransferLine",
    # That a place had less than was to be picked.
    "StockDiscrepancy",
    # What stock moves were worth.
    "CostLayer", "CostLayerConsumption", "GoodsReceiptLine", "StockValueEntry", "StockValuePosting",
    # Parts of orders and quotations, what was decided of them, and what customers may owe.
    "BlanketAgreementLine", "CreditLimit", "QuotationLine", "QuotationLineTax", "SalesOrderLineTax", "SalesOrderResolution",
    # Parts of price lists and rules, and facts of coupons.
    "CouponRedemption", "PriceListItem", "PricingRuleTarget",
    # When commissions were posted, and for which lines.
    "CommissionPosting", "CommissionPostingLine",
    # Who is in which team, and works in which warehouse.
    "SalesTeamMember", "UserWarehouse",
    # What SKUs are sold as bundles, and what these are made of.
    "Bundle", "BundleComponent",
    # Of the books: parts of documents, and what follows from them.
    "BankReconciliation", "BankReconciliationPart", "BankStatementDraftLine", "BankStatementLine", "DunningNoticeLine",
    "InvoiceDeduction",
    "InvoiceInstalment", "InvoiceLine", "InvoiceLineDimension", "InvoiceLineTax", "InvoiceTax", "InvoiceWithholding", "JournalEntryDraftLine",
    "JournalEntryDraftLineDimension", "JournalLine", "JournalLineDimension", "JournalTemplateLine",
    "JournalTemplateLineDimension", "MatchCondition", "MatchSuggestion", "MatchSuggestionPart", "OpenItem",
    "OpenItemDiscount", "PaymentAllocation", "PaymentTermDiscount", "PaymentTermLine", "PaymentTermStep", "PeriodTask",
    "RevaluationLine", "SettlementLine", "TaxBoxPart", "TaxComponent", "TaxLine", "TaxPositionMapping", "TaxPositionRule",
    "TaxRate", "TaxReturnBox", "TaxReturnLine",
    # Documents and rules of the books without a number or a code of ours.
    "AccountDetermination", "AccountingPeriod", "BankAccount", "BankStatement", "BankStatementDraft", "DunningLevel", "DunningNotice",
    "IntegrityReport", "JournalEntryDraft", "LockException", "MatchRule", "Payment", "PeriodLock", "Revaluation",
    "Settlement", "WithholdingCertificate",
    # What programs have.
    "OAuthClientRole", "OAuthClientSecret", "OAuthGrant", "PersistedOperation",
    # What programs are tried out in.
    "Sandbox",
    # What somebody has asked for in bulk.
    "BulkOperation",
    # Where programs are told what happens.
    "WebhookDelivery", "WebhookEndpoint",
    # What identity providers have, which are known by their issuers.
    "IdentityProvider", "IdentityProviderRole", "UserIdentity",
    # Approvals, which are about other documents.
    "ApprovalDecision", "ApprovalDelegation", "ApprovalPolicy", "ApprovalRequest", "ApprovalRequestStep", "ApprovalStep",
    "ApprovalTask",
    # That somebody has a role of somebody else.
    "RightsDelegation",
    # For how long a kind of thing is kept.
    "RetentionRule",
}  # fmt: skip
# What never changes once it is there has no version, and what there are so many of has no list of all.
FACTS = {"audit_entry", "feed", "import_row"}
LISTED_WITHIN = {"ImportRow"}
# What is read as a stream has places and no ids.
STREAMED = {"Event"}


def entities(schema: GraphQLSchema) -> dict[str, str]:
    """Give the entities with their tables."""
    found = {type_.name: entity_of(type_) for type_ in object_types(schema)}
    return {name: bound.table.name for name, bound in found.items() if bound}


def test_every_table_is_an_entity(planned: GraphQLSchema) -> None:
    assert sorted(entities(planned).values()) == TABLES


def test_every_entity_is_a_node(planned: GraphQLSchema) -> None:
    node = planned.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    assert {type_.name for type_ in planned.get_possible_types(node)} == set(entities(planned)) - STREAMED


def test_every_type_that_is_declared_is_in_the_schema(planned: GraphQLSchema) -> None:
    modules = [importlib.import_module(found.name) for found in pkgutil.walk_packages(nouns.__path__, "schema.")]
    declared = {
        value.__entity__.name for module in modules for value in vars(module).values() if hasattr(value, "__entity__")
    }
    assert declared == set(entities(planned))


def test_every_entity_can_be_listed_and_looked_up(planned: GraphQLSchema) -> None:
    query = planned.query_type
    assert query is not None
    lists, by_id, by_key = set[str](), set[str](), set[str]()
    for field in query.fields.values():
        target = named(field)
        match spec_of(field):
            case Pages():
                lists.add(target.removesuffix("Connection"))
            case Lookup(columns=columns) if set(columns) == {"id"}:
                by_id.add(target)
            case Lookup():
                by_key.add(target)
            case _:
                pass
    looked_up = set(entities(planned)) - STREAMED
    assert (lists, by_id) == (looked_up - LISTED_WITHIN, looked_up)
    assert by_key == looked_up - WITHOUT_KEY


@pytest.mark.parametrize("table", sorted(set(TABLES) - FACTS))
def test_every_entity_tells_its_version_and_when_it_changed(planned: GraphQLSchema, table: str) -> None:
    name = next(name for name, bound in entities(planned).items() if bound == table)
    type_ = planned.type_map[name]
    assert isinstance(type_, GraphQLObjectType)
    assert {"id", "version", "recordedAt", "changedAt"} <= set(type_.fields)
    assert ("company" in type_.fields) == ("company_id" in models.Base.metadata.tables[table].c)
    assert all(isinstance(type_.fields[field].type, GraphQLNonNull) for field in ("id", "version", "changedAt"))
