"""Which rows of each table somebody sees: those of their companies, and of these a partner only its own.

The table below is the whole of it. A table that is not in it is seen by nobody, and a partner sees nothing of a table
whose policy does not say what.
"""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause

import models
from auth.client_rows import of_reached_client, of_reached_endpoint, own_grant, reached_client, used_by_reached
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
from auth.documents import DOCUMENTS, readable
from auth.events import events, readable_events
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
from auth.policy import Condition, OfParty, Policy, Value, Visible, among_companies, only_company
from auth.principal import CompanyReach, Principal, RightsKey


def _all(_row: FromClause, _party: ColumnElement[Any]) -> Condition:
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
    if of_document is None:
        return sa.true()
    query = sa.select(sa.literal_column("1", sa.Integer())).where(document.c.id == row.c.entity_id, of_document)
    of_others = row.c.entity_type != sa.literal_column(f"'{type_name}'", sa.Text())
    return sa.or_(of_others, query.correlate_except(document).exists())


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


SHARED = Policy(company=None, partner=_all)
INTERNAL = Policy()
CATALOGUE = Policy(partner=_all)

POLICIES: Mapping[str, Policy] = {
    "country": SHARED,
    "currency": SHARED,
    "exchange_rate": SHARED,
    "unit": SHARED,
    "unit_conversion": SHARED,
    "company": Policy(company="id", partner=_all),
    "role": Policy(company=None),
    "segregation_rule": Policy(company=None),
    "identity_provider": Policy(company=None),
    "identity_provider_role": Policy(company=None),
    "user_account": Policy(company=None, companies=with_role_in),
    "user_role": Policy(company=None, companies=role_in),
    "oauth_client": Policy(company=None, partner=_all, viewer=reached_client, viewer_sees_few=False),
    "oauth_client_secret": Policy(company=None, partner=_all, viewer=of_reached_client),
    "oauth_client_role": Policy(company=None, partner=_all, viewer=of_reached_client),
    "webhook_endpoint": Policy(company=None, partner=_all, viewer=of_reached_client),
    "webhook_delivery": Policy(company=None, partner=_all, viewer=of_reached_endpoint),
    "schema_use": Policy(company=None, partner=_all, viewer=used_by_reached),
    "oauth_grant": Policy(company=None, partner=_all, viewer=own_grant),
    "retention_rule": Policy(company=None, companies=role_in),
    "rights_delegation": Policy(company=None, companies=role_in, viewer=lent),
    "number_series": INTERNAL,
    "external_reference": INTERNAL,
    "party": Policy(partner=_own("id")),
    "party_role": Policy(partner=_own("party_id")),
    "address": Policy(partner=_own("party_id")),
    "contact": Policy(partner=_own("party_id")),
    "product_category": CATALOGUE,
    "product": CATALOGUE,
    "sku": CATALOGUE,
    "barcode": CATALOGUE,
    "warehouse": INTERNAL,
    "location": INTERNAL,
    "lot": INTERNAL,
    "stock_level": INTERNAL,
    "stock_move": INTERNAL,
    "reservation": INTERNAL,
    "stock_adjustment": INTERNAL,
    "stock_discrepancy": INTERNAL,
    "stock_revaluation": INTERNAL,
    "stock_transfer": INTERNAL,
    "stock_transfer_line": INTERNAL,
    "goods_receipt": INTERNAL,
    "goods_receipt_line": INTERNAL,
    "vendor_return": INTERNAL,
    "vendor_return_line": INTERNAL,
    "stock_value": INTERNAL,
    "stock_value_entry": INTERNAL,
    "stock_value_posting": INTERNAL,
    "cost_layer": INTERNAL,
    "cost_layer_consumption": INTERNAL,
    "carrier": INTERNAL,
    "carrier_service": INTERNAL,
    "carrier_rate": INTERNAL,
    "tracking_event": Policy(partner=of_own_goods),
    "shipment": Policy(partner=_own("party_id")),
    "shipment_line": Policy(partner=_of_own(models.Shipment.__table__, "shipment_id", "party_id")),
    "package": Policy(partner=_of_own(models.Shipment.__table__, "shipment_id", "party_id")),
    "package_content": Policy(partner=of_own_package),
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
    "invoice": Policy(partner=own_invoice, viewer=seen_invoice),
    "invoice_line": Policy(partner=of_own_invoice, viewer=of_seen_invoice),
    "invoice_line_tax": Policy(viewer=of_seen_invoice_line),
    "invoice_line_dimension": Policy(viewer=of_seen_invoice_line),
    "invoice_tax": Policy(partner=of_own_invoice, viewer=of_seen_invoice),
    "invoice_instalment": Policy(partner=of_own_invoice, viewer=of_seen_invoice),
    "invoice_deduction": Policy(partner=of_own_invoice, viewer=of_seen_invoice),
    "invoice_withholding": Policy(partner=of_own_invoice, viewer=of_seen_invoice),
    "open_item": Policy(partner=_own("party_id")),
    "open_item_discount": Policy(partner=_of_own(models.OpenItem.__table__, "open_item_id", "party_id")),
    "settlement": INTERNAL,
    "settlement_line": INTERNAL,
    "payment": Policy(partner=own_payment),
    "payment_allocation": INTERNAL,
    "payment_policy": INTERNAL,
    "revaluation": INTERNAL,
    "revaluation_line": INTERNAL,
    "dunning_level": INTERNAL,
    "dunning_notice": Policy(partner=_own("party_id")),
    "dunning_notice_line": Policy(partner=_of_own(models.DunningNotice.__table__, "notice_id", "party_id")),
    "tax_code": CATALOGUE,
    "tax_rate": CATALOGUE,
    "tax_component": CATALOGUE,
    "tax_policy": INTERNAL,
    "tax_profile": Policy(partner=_own("party_id")),
    "tax_position": CATALOGUE,
    "tax_position_rule": INTERNAL,
    "tax_position_mapping": INTERNAL,
    "tax_line": INTERNAL,
    "withholding_certificate": Policy(partner=_own("party_id")),
    "tax_box": INTERNAL,
    "tax_box_part": INTERNAL,
    "tax_return": INTERNAL,
    "tax_return_box": INTERNAL,
    "tax_return_line": INTERNAL,
    "customer_group": INTERNAL,
    "bundle": INTERNAL,
    "bundle_component": INTERNAL,
    "price_list": INTERNAL,
    "price_list_item": INTERNAL,
    "pricing_rule": INTERNAL,
    "pricing_rule_target": INTERNAL,
    "coupon": INTERNAL,
    "commission_rule": INTERNAL,
    "commission_posting": INTERNAL,
    "commission_posting_line": Policy(viewer=own_commission),
    "coupon_redemption": INTERNAL,
    "sales_order": Policy(partner=_own("customer_id")),
    "sales_order_line": Policy(partner=_of_own(models.SalesOrder.__table__, "order_id", "customer_id")),
    "sales_order_line_tax": INTERNAL,
    "sales_order_resolution": INTERNAL,
    "return_authorization": Policy(partner=_own("customer_id")),
    "return_authorization_line": Policy(
        partner=_of_own(models.ReturnAuthorization.__table__, "authorization_id", "customer_id")
    ),
    "return_inspection": INTERNAL,
    "credit_limit": INTERNAL,
    "quotation": Policy(partner=own_quotation),
    "quotation_line": Policy(partner=of_own_quotation),
    "quotation_line_tax": INTERNAL,
    "blanket_agreement": Policy(partner=own_agreement),
    "blanket_agreement_line": Policy(partner=of_own_agreement),
    "migrated_credit": Policy(partner=_own("customer_id")),
    "migrated_credit_line": Policy(partner=_of_own(models.MigratedCredit.__table__, "credit_id", "customer_id")),
    "purchase_order": Policy(partner=_own("vendor_id")),
    "purchase_order_line": Policy(partner=_of_own(models.PurchaseOrder.__table__, "order_id", "vendor_id")),
    "vendor_product": Policy(partner=_own("vendor_id")),
    "audit_entry": Policy(viewer=changes),
    "feed": Policy(partner=_all, rows=events(lambda: POLICIES)),
    "approval_policy": INTERNAL,
    "approval_step": INTERNAL,
    "approval_request": Policy(viewer=concerned),
    "approval_request_step": Policy(viewer=of_concerned),
    "approval_decision": Policy(viewer=of_concerned),
    "approval_task": Policy(viewer=naming_viewer("user_id")),
    "approval_delegation": Policy(viewer=delegated),
    "job": Policy(partner=_all, rows=jobs),
    "attachment": Policy(partner=_shared_with, viewer=_of_readable_document, viewer_sees_few=False),
    "file": Policy(company=None, partner=_all, viewer=own_file),
    "notification": Policy(company=None, partner=_all, viewer=in_own_inbox),
    "external_system": INTERNAL,
    "field_ownership": INTERNAL,
    "import_mapping": INTERNAL,
    "import_job": Policy(company=None, viewer=reached_import),
    "import_row": Policy(company=None, viewer=of_reached_import),
    "user_session": Policy(company=None, partner=_all, viewer=naming_viewer("user_id")),
    "notification_preference": Policy(company=None, partner=_all, viewer=naming_viewer("user_id")),
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
    "stock_snapshot_level": INTERNAL,
    "stock_snapshot_value": INTERNAL,
}
"""Tables that are no type, which fields are reckoned from."""


def visible(table: str, row: FromClause, rights: RightsKey, value: Value) -> Visible:
    """Tell which rows of a table are seen by somebody with these permissions and companies, who acts for a partner or not."""
    policy, reach, partner = POLICIES.get(table, BEHIND_THE_SCHEMA.get(table)), rights.companies, rights.acts_for_party
    if policy is None or reach is CompanyReach.NONE or (partner and policy.partner is None):
        return Visible(sa.literal_column("false", sa.Boolean()))
    conditions: list[Condition] = []
    if policy.rows is not None:
        return policy.rows(row, value, rights)
    if partner and policy.partner is not None and policy.partner is not _all:
        conditions.append(policy.partner(row, value("party", sa.Uuid())))
    if policy.viewer is not None and (condition := policy.viewer(row, value, rights)) is not None:
        conditions.append(condition)
    if policy.companies is not None and reach is not CompanyReach.ALL:
        conditions.append(policy.companies(row, lambda column: among_companies(column, reach, value)))
    condition = sa.and_(*conditions) if conditions else None
    if policy.company is None or reach is CompanyReach.ALL:
        return Visible(condition)
    return Visible(condition, policy.company, only_company(reach, value), narrows=partner or policy.viewer_sees_few)


def visible_events(names: Collection[str], row: FromClause, rights: RightsKey, value: Value) -> Visible:
    """Tell which events of some types are seen by somebody with these permissions and companies."""
    if rights.companies is CompanyReach.NONE:
        return Visible(sa.literal_column("false", sa.Boolean()))
    return events(lambda: POLICIES, names)(row, value, rights)


def viewer_values(principal: Principal) -> dict[str, object]:
    """Give the values that policies refer to."""
    companies = principal.companies or ()
    subject = "" if principal.is_looked_through else principal.subject
    return {
        "partitions": list(companies),
        "company": companies[0] if companies else None,
        "party": principal.party_id,
        "subject": subject,
        "user": _user(subject),
        "document_types": readable(principal.permissions),
        "event_types": readable_events(principal.permissions),
    }


def _user(subject: str) -> UUID | None:
    try:
        return UUID(subject)
    except ValueError:
        return None
