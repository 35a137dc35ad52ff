"""Which rows of each table somebody sees: those of their companies, of these a partner only its own, and some of our own people
those of some salespeople or warehouses.

The table below is the whole of it. A table that is not in it is seen by nobody, and a partner sees nothing of a table
whose policy does not say what.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause

import models
from auth.client_rows import (
    of_reached_client,
    of_reached_endpoint,
    own_grant,
    reached_client,
    reached_sandbox,
    used_by_reached,
)
from auth.document_rows import (
    of_own_agreement,
    of_own_goods,
    of_own_invoice,
    of_own_package,
    of_own_quotation,
    of_seen_invoice,
    of_seen_invoice_line,
    own_agreement,
    own_commission,
    own_invoice,
    own_payment,
    own_quotation,
    seen_invoice,
)
from auth.documents import DOCUMENTS
from auth.events import events
from auth.platform_rows import (
    changes,
    concerned,
    delegated,
    in_own_inbox,
    jobs,
    lent,
    naming_viewer,
    of_concerned,
    of_reached_import,
    own_file,
    reached_import,
    role_in,
    with_role_in,
)
from auth.policy import (
    Condition,
    OfParty,
    OfSome,
    Policy,
    Value,
    part_of,
)
from auth.principal import RightsKey
from auth.sales_rows import (
    of_billed,
    of_billed_line,
    of_customer,
    of_customer_or_nobody,
    of_order,
    of_parcel,
    of_quotation,
    of_reps,
    of_reps_or_nobody,
    of_sold_line,
    own_billed,
    own_customer,
    reserved_for_own,
    tracked_for_own,
)
from auth.warehouse_rows import at, inside, of_shipment, of_warehouses, own_transfer, tracked_from_own, with_part_at
from models import tables_by_type


def everything(_row: FromClause, _party: ColumnElement[Any]) -> Condition:
    """All rows, for tables of which a partner sees as much as our own people."""
    return sa.true()


def _own(column: str) -> OfParty:
    return lambda row, party: row.c[column] == party


def _of_own(parent: sa.FromClause, foreign_key: str, column: str) -> OfParty:
    def condition(row: FromClause, party: ColumnElement[Any]) -> Condition:
        above = parent.alias()
        query = sa.select(sa.literal_column("1", sa.Integer())).where(
            above.c.id == row.c[foreign_key], above.c[column] == party
        )
        return query.correlate_except(above).exists()

    return condition


def _of_readable_document(row: FromClause, value: Value, rights: RightsKey) -> Condition:
    """What is about documents of types that somebody may read, and of these about those that they see."""
    readable = row.c.entity_type == sa.any_(value("document_types", sa.ARRAY(sa.Text())))
    return sa.and_(readable, *(_unless_hidden(row, value, rights, name) for name in DOCUMENTS))


def _unless_hidden(row: FromClause, value: Value, rights: RightsKey, type_name: str) -> Condition:
    """Where of a type of documents not all are seen: what is about those that are."""
    document, seen = DOCUMENTS[type_name].table.alias(), POLICIES[DOCUMENTS[type_name].table.name].viewer
    of_document = None if seen is None else seen(document, value, rights)
    return sa.true() if of_document is None else _about(row, type_name, document, of_document)


def _about_narrowed(part: Callable[[Policy], OfSome | None]) -> OfSome:
    """What is about nothing that a part of the policies narrows, and of what is about a document what is about one that is seen."""

    def condition(row: FromClause, ids: ColumnElement[Any]) -> Condition:
        conditions: list[Condition] = []
        # In one order, since the second wall is known by its text.
        for type_name, table in sorted(tables_by_type().items()):
            seen = part(POLICIES.get(table.name, INTERNAL))
            if seen is not None and type_name in _TOLD_OF:
                document = table.alias()
                conditions.append(_about(row, type_name, document, seen(document, ids)))
            elif seen is not None:
                conditions.append(_is_about_another(row, type_name))
        return sa.and_(*conditions)

    return condition


def _about(row: FromClause, type_name: str, document: FromClause, seen: Condition) -> Condition:
    """What is about another type, or about a document of this one of which a condition holds."""
    query = sa.select(sa.literal_column("1", sa.Integer())).where(document.c.id == row.c.entity_id, seen)
    return sa.or_(_is_about_another(row, type_name), query.correlate_except(document).exists())


def _is_about_another(row: FromClause, type_name: str) -> Condition:
    # What was refused may have been about nothing in particular.
    return row.c.entity_type.is_distinct_from(sa.literal_column(f"'{type_name}'", sa.Text()))


def _shared_with(row: FromClause, party: ColumnElement[Any]) -> Condition:
    """What was shared with the partner of a document: those documents, type by type, that it sees itself."""
    return sa.and_(row.c.shared_with_partner, sa.or_(*(_of_own_document(row, party, name) for name in DOCUMENTS)))


def _of_own_document(row: FromClause, party: ColumnElement[Any], type_name: str) -> Condition:
    document = DOCUMENTS[type_name].table.alias()
    partner = POLICIES[DOCUMENTS[type_name].table.name].partner
    if partner is None:
        return sa.literal_column("false", sa.Boolean())
    query = sa.select(sa.literal_column("1", sa.Integer())).where(
        document.c.id == row.c.entity_id, document.c.company_id == row.c.company_id, partner(document, party)
    )
    return sa.and_(row.c.entity_type == sa.literal_column(f"'{type_name}'"), query.correlate_except(document).exists())


_TOLD_OF: Final = frozenset(
    {
        *DOCUMENTS, "BlanketAgreement", "GoodsReceipt", "Location", "Quotation", "ReturnAuthorization", "StockTransfer",
        "VendorReturn", "Warehouse",
    }
)  # fmt: skip
"""The types of which somebody whose rows are narrowed is told by what names them by type and id; of their parts, and of others
that are narrowed, such people are told nothing there."""

_about_own_sales = _about_narrowed(lambda policy: policy.sales)
_about_own_warehouses = _about_narrowed(lambda policy: policy.warehouse)

SHARED = Policy(company=None, partner=everything)
INTERNAL = Policy()
CATALOGUE = Policy(partner=everything)

POLICIES: Mapping[str, Policy] = {
    "country": SHARED,
    "currency": SHARED,
    "exchange_rate": SHARED,
    "unit": SHARED,
    "unit_conversion": SHARED,
    "company": Policy(company="id", partner=everything),
    "role": Policy(company=None),
    "segregation_rule": Policy(company=None),
    "identity_provider": Policy(company=None),
    "identity_provider_role": Policy(company=None),
    "user_account": Policy(company=None, companies=with_role_in("id")),
    "user_identity": Policy(company=None, companies=with_role_in("user_id")),
    "user_role": Policy(company=None, companies=role_in),
    "oauth_client": Policy(company=None, partner=everything, viewer=reached_client, viewer_sees_few=False),
    "oauth_client_secret": Policy(company=None, partner=everything, viewer=of_reached_client),
    "oauth_client_role": Policy(company=None, partner=everything, viewer=of_reached_client),
    "sandbox": Policy(company=None, partner=everything, viewer=reached_sandbox, viewer_sees_few=False),
    "persisted_operation": Policy(company=None, partner=everything, viewer=of_reached_client),
    "webhook_endpoint": Policy(company=None, partner=everything, viewer=of_reached_client),
    "webhook_delivery": Policy(company=None, partner=everything, viewer=of_reached_endpoint),
    "schema_use": Policy(company=None, partner=everything, viewer=used_by_reached),
    "oauth_grant": Policy(company=None, partner=everything, viewer=own_grant),
    "retention_rule": Policy(company=None, companies=role_in),
    "rights_delegation": Policy(company=None, companies=role_in, viewer=lent),
    "number_series": INTERNAL,
    "external_reference": Policy(sales=_about_own_sales, warehouse=_about_own_warehouses),
    "party": Policy(partner=_own("id"), sales=own_customer),
    "party_role": Policy(partner=_own("party_id"), sales=of_customer("party_id")),
    "address": Policy(partner=_own("party_id"), sales=of_customer("party_id")),
    "contact": Policy(partner=_own("party_id"), sales=of_customer("party_id")),
    "product_category": CATALOGUE,
    "product": CATALOGUE,
    "sku": CATALOGUE,
    "barcode": CATALOGUE,
    "warehouse": Policy(warehouse=of_warehouses("id")),
    "location": Policy(warehouse=inside),
    "lot": INTERNAL,
    "stock_level": Policy(warehouse=at("location_id")),
    "stock_move": Policy(warehouse=at("from_location_id", "to_location_id")),
    "reservation": Policy(sales=reserved_for_own, warehouse=at("location_id")),
    "stock_adjustment": Policy(
        warehouse=with_part_at(models.StockMove.__table__, "document_id", "from_location_id", "to_location_id")
    ),
    "stock_discrepancy": Policy(warehouse=at("location_id")),
    "stock_revaluation": INTERNAL,
    "stock_transfer": Policy(warehouse=own_transfer),
    "stock_transfer_line": Policy(warehouse=part_of(models.StockTransfer.__table__, "transfer_id", own_transfer)),
    "goods_receipt": Policy(warehouse=with_part_at(models.GoodsReceiptLine.__table__, "receipt_id", "location_id")),
    "goods_receipt_line": Policy(warehouse=at("location_id")),
    "vendor_return": Policy(warehouse=with_part_at(models.VendorReturnLine.__table__, "return_id", "location_id")),
    "vendor_return_line": Policy(warehouse=at("location_id")),
    "stock_value": INTERNAL,
    "stock_value_entry": INTERNAL,
    "stock_value_posting": INTERNAL,
    "cost_layer": INTERNAL,
    "cost_layer_consumption": INTERNAL,
    "carrier": INTERNAL,
    "carrier_service": INTERNAL,
    "carrier_rate": INTERNAL,
    "tracking_event": Policy(partner=of_own_goods, sales=tracked_for_own, warehouse=tracked_from_own),
    "shipment": Policy(
        partner=_own("party_id"), sales=of_order("sales_order_id"), warehouse=of_warehouses("warehouse_id")
    ),
    "shipment_line": Policy(
        partner=_of_own(models.Shipment.__table__, "shipment_id", "party_id"),
        sales=of_sold_line("sales_order_line_id"),
        warehouse=of_shipment,
    ),
    "package": Policy(
        partner=_of_own(models.Shipment.__table__, "shipment_id", "party_id"), sales=of_parcel, warehouse=of_shipment
    ),
    "package_content": Policy(
        partner=of_own_package,
        sales=part_of(models.Package.__table__, "package_id", of_parcel),
        warehouse=part_of(models.Package.__table__, "package_id", of_shipment),
    ),
    "bank_account": INTERNAL,
    "bank_statement": INTERNAL,
    "bank_statement_draft": INTERNAL,
    "bank_statement_draft_line": INTERNAL,
    "bank_statement_line": INTERNAL,
    "bank_reconciliation": INTERNAL,
    "bank_reconciliation_part": INTERNAL,
    "match_rule": INTERNAL,
    "match_condition": INTERNAL,
    "match_suggestion": INTERNAL,
    "match_suggestion_part": INTERNAL,
    "ledger_account": INTERNAL,
    "account_determination": INTERNAL,
    "integrity_report": INTERNAL,
    "journal": INTERNAL,
    "journal_template": INTERNAL,
    "journal_template_line": INTERNAL,
    "journal_template_line_dimension": INTERNAL,
    "dimension": INTERNAL,
    "dimension_value": INTERNAL,
    "fiscal_year": INTERNAL,
    "accounting_period": INTERNAL,
    "period_task": INTERNAL,
    "period_lock": INTERNAL,
    "lock_exception": INTERNAL,
    "journal_entry_draft": INTERNAL,
    "journal_entry_draft_line": INTERNAL,
    "journal_entry_draft_line_dimension": INTERNAL,
    "journal_entry": INTERNAL,
    "journal_line": INTERNAL,
    "journal_line_dimension": INTERNAL,
    "payment_term": CATALOGUE,
    "payment_term_line": CATALOGUE,
    "payment_term_step": CATALOGUE,
    "payment_term_discount": CATALOGUE,
    "invoice": Policy(partner=own_invoice, viewer=seen_invoice, sales=own_billed),
    "invoice_line": Policy(partner=of_own_invoice, viewer=of_seen_invoice, sales=of_billed),
    "invoice_line_tax": Policy(viewer=of_seen_invoice_line, sales=of_billed_line),
    "invoice_line_dimension": Policy(viewer=of_seen_invoice_line, sales=of_billed_line),
    "invoice_tax": Policy(partner=of_own_invoice, viewer=of_seen_invoice, sales=of_billed),
    "invoice_instalment": Policy(partner=of_own_invoice, viewer=of_seen_invoice, sales=of_billed),
    "invoice_deduction": Policy(partner=of_own_invoice, viewer=of_seen_invoice, sales=of_billed),
    "invoice_withholding": Policy(partner=of_own_invoice, viewer=of_seen_invoice, sales=of_billed),
    "open_item": Policy(partner=_own("party_id"), sales=of_customer("party_id")),
    "open_item_discount": Policy(
        partner=_of_own(models.OpenItem.__table__, "open_item_id", "party_id"),
        sales=part_of(models.OpenItem.__table__, "open_item_id", of_customer("party_id")),
    ),
    "settlement": Policy(sales=of_customer("party_id")),
    "settlement_line": Policy(sales=part_of(models.Settlement.__table__, "settlement_id", of_customer("party_id"))),
    "payment": Policy(partner=own_payment, sales=of_customer("party_id")),
    "payment_allocation": Policy(sales=part_of(models.Payment.__table__, "payment_id", of_customer("party_id"))),
    "payment_policy": INTERNAL,
    "revaluation": INTERNAL,
    "revaluation_line": INTERNAL,
    "dunning_level": INTERNAL,
    "dunning_notice": Policy(partner=_own("party_id"), sales=of_customer("party_id")),
    "dunning_notice_line": Policy(
        partner=_of_own(models.DunningNotice.__table__, "notice_id", "party_id"),
        sales=part_of(models.DunningNotice.__table__, "notice_id", of_customer("party_id")),
    ),
    "tax_code": CATALOGUE,
    "tax_rate": CATALOGUE,
    "tax_component": CATALOGUE,
    "tax_policy": INTERNAL,
    "tax_profile": Policy(partner=_own("party_id"), sales=of_customer("party_id")),
    "tax_position": CATALOGUE,
    "tax_position_rule": INTERNAL,
    "tax_position_mapping": INTERNAL,
    "tax_line": INTERNAL,
    "withholding_certificate": Policy(partner=_own("party_id"), sales=of_customer("party_id")),
    "tax_box": INTERNAL,
    "tax_box_part": INTERNAL,
    "tax_return": INTERNAL,
    "tax_return_box": INTERNAL,
    "tax_return_line": INTERNAL,
    "customer_group": INTERNAL,
    "bundle": INTERNAL,
    "bundle_component": INTERNAL,
    "price_list": Policy(sales=of_customer_or_nobody("customer_id")),
    "price_list_item": Policy(
        sales=part_of(models.PriceList.__table__, "list_id", of_customer_or_nobody("customer_id"))
    ),
    "pricing_rule": Policy(sales=of_customer_or_nobody("customer_id")),
    "pricing_rule_target": Policy(
        sales=part_of(models.PricingRule.__table__, "rule_id", of_customer_or_nobody("customer_id"))
    ),
    "coupon": Policy(sales=of_customer_or_nobody("customer_id")),
    "commission_rule": Policy(sales=of_reps_or_nobody),
    "commission_posting": INTERNAL,
    "commission_posting_line": Policy(viewer=own_commission, sales=of_reps),
    "coupon_redemption": Policy(sales=of_order("order_id")),
    "sales_order": Policy(partner=_own("customer_id"), sales=of_reps),
    "sales_order_line": Policy(
        partner=_of_own(models.SalesOrder.__table__, "order_id", "customer_id"), sales=of_order("order_id")
    ),
    "sales_order_line_tax": Policy(sales=of_sold_line("line_id")),
    "sales_order_resolution": Policy(sales=of_sold_line("order_line_id")),
    "return_authorization": Policy(partner=_own("customer_id"), sales=of_order("sales_order_id")),
    "return_authorization_line": Policy(
        partner=_of_own(models.ReturnAuthorization.__table__, "authorization_id", "customer_id"),
        sales=of_sold_line("sales_order_line_id"),
    ),
    "return_inspection": Policy(
        sales=part_of(models.ReturnAuthorizationLine.__table__, "line_id", of_sold_line("sales_order_line_id")),
        warehouse=at("location_id"),
    ),
    "credit_limit": Policy(sales=of_customer_or_nobody("customer_id")),
    "quotation": Policy(partner=own_quotation, sales=of_reps),
    "quotation_line": Policy(partner=of_own_quotation, sales=of_quotation("quotation_id")),
    "quotation_line_tax": Policy(
        sales=part_of(models.QuotationLine.__table__, "line_id", of_quotation("quotation_id"))
    ),
    "blanket_agreement": Policy(partner=own_agreement, sales=of_reps),
    "blanket_agreement_line": Policy(
        partner=of_own_agreement, sales=part_of(models.BlanketAgreement.__table__, "agreement_id", of_reps)
    ),
    "migrated_credit": Policy(partner=_own("customer_id"), sales=of_customer("customer_id")),
    "migrated_credit_line": Policy(
        partner=_of_own(models.MigratedCredit.__table__, "credit_id", "customer_id"),
        sales=part_of(models.MigratedCredit.__table__, "credit_id", of_customer("customer_id")),
    ),
    "purchase_order": Policy(partner=_own("vendor_id")),
    "purchase_order_line": Policy(partner=_of_own(models.PurchaseOrder.__table__, "order_id", "vendor_id")),
    "vendor_product": Policy(partner=_own("vendor_id")),
    "audit_entry": Policy(with_sandboxes=True, viewer=changes, sales=_about_own_sales, warehouse=_about_own_warehouses),
    "feed": Policy(partner=everything, rows=events(lambda: POLICIES)),
    "approval_policy": INTERNAL,
    "approval_step": INTERNAL,
    "approval_request": Policy(viewer=concerned),
    "approval_request_step": Policy(viewer=of_concerned),
    "approval_decision": Policy(viewer=of_concerned),
    "approval_task": Policy(viewer=naming_viewer("user_id")),
    "approval_delegation": Policy(viewer=delegated),
    "job": Policy(partner=everything, rows=jobs),
    "attachment": Policy(
        partner=_shared_with,
        viewer=_of_readable_document,
        viewer_sees_few=False,
        sales=_about_own_sales,
        warehouse=_about_own_warehouses,
    ),
    "bulk_operation": Policy(company=None, partner=everything, viewer=naming_viewer("requested_by")),
    "file": Policy(company=None, partner=everything, viewer=own_file),
    "notification": Policy(company=None, partner=everything, viewer=in_own_inbox),
    "external_system": INTERNAL,
    "field_ownership": INTERNAL,
    "import_mapping": INTERNAL,
    "import_job": Policy(company=None, viewer=reached_import),
    "import_row": Policy(company=None, viewer=of_reached_import),
    "sales_team": INTERNAL,
    "sales_team_member": INTERNAL,
    "user_warehouse": INTERNAL,
    "user_session": Policy(company=None, partner=everything, viewer=naming_viewer("user_id")),
    "notification_preference": Policy(company=None, partner=everything, viewer=naming_viewer("user_id")),
}

BEHIND_THE_SCHEMA: Mapping[str, Policy] = {
    "audit_head": Policy(company=None),
    "audit_seal": Policy(company=None),
    "journal_head": Policy(company=None),
    "journal_seal": Policy(company=None),
    "journal_unsealed": Policy(company=None),
    "period_balance": INTERNAL,
    "period_balance_delta": INTERNAL,
    "role_parent": Policy(company=None),
    "stock_snapshot": INTERNAL,
    "stock_snapshot_level": Policy(warehouse=at("location_id")),
    "stock_snapshot_value": INTERNAL,
    "webhook_progress": Policy(company=None, partner=everything, viewer=of_reached_endpoint),
}
"""Tables that are no type, which fields are reckoned from."""
