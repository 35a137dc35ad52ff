"""Read pages of all companies from an index.

Whoever sees all companies does not see sandboxes, so the company of each row is looked at: it goes into the indexes by
which their lists are ordered.

Revision 0108, after 0107.
"""

from alembic import op

revision: str = "0108"
down_revision: str | None = "0107"

ORDERED_BY = {
    "accounting_period": ("starts_on",),
    "address": ("city_key", "country", "postal_code"),
    "approval_request": ("recorded_at",),
    "approval_task": ("recorded_at",),
    "attachment": ("recorded_at",),
    "bank_account": ("name_key",),
    "bank_reconciliation": ("recorded_at",),
    "bank_statement": ("recorded_at", "to_on"),
    "bank_statement_draft": ("to_on",),
    "bank_statement_line": ("booked_on",),
    "barcode": ("value",),
    "blanket_agreement": ("changed_at", "number", "valid_from", "valid_until"),
    "bundle": ("changed_at",),
    "carrier": ("code", "name_key"),
    "carrier_service": ("code", "name_key"),
    "commission_posting": ("earned_until",),
    "commission_rule": ("changed_at", "code", "name_key", "priority"),
    "contact": ("name_key",),
    "coupon": ("changed_at", "code"),
    "coupon_redemption": ("recorded_at",),
    "customer_group": ("code", "name_key"),
    "dimension": ("name_key",),
    "dimension_value": ("code", "name_key"),
    "dunning_level": ("changed_at", "level"),
    "dunning_notice": ("dunned_on",),
    "fiscal_year": ("starts_on",),
    "goods_receipt": ("number", "received_on"),
    "integrity_report": ("checked_at",),
    "invoice": ("changed_at", "due_on", "invoice_on", "number", "total_amount"),
    "journal": ("name_key",),
    "journal_entry": ("number", "posted_on"),
    "journal_entry_draft": ("posted_on",),
    "journal_line": ("posted_on",),
    "journal_template": ("name_key", "next_on"),
    "ledger_account": ("name_key",),
    "location": ("code",),
    "lock_exception": ("expires_at",),
    "lot": ("expires_on", "number"),
    "migrated_credit": ("credited_at", "number", "total_amount"),
    "open_item": ("due_on", "posted_on"),
    "party": ("changed_at", "name_key", "number"),
    "party_role": ("role",),
    "payment": ("changed_at", "paid_on"),
    "payment_term": ("changed_at", "code", "name_key"),
    "period_lock": ("locked_through",),
    "price_list": ("changed_at", "code", "name_key"),
    "price_list_item": ("changed_at",),
    "pricing_rule": ("changed_at", "code", "name_key", "priority"),
    "product": ("changed_at", "code", "name_key"),
    "product_category": ("name_key",),
    "purchase_order": ("changed_at", "expected_on", "number", "ordered_at", "total_amount"),
    "quotation": ("changed_at", "number", "quoted_on", "total_amount", "valid_until"),
    "reservation": ("expires_at", "priority", "state"),
    "return_authorization": ("number", "received_at"),
    "revaluation": ("revalued_on",),
    "sales_order": ("changed_at", "number", "placed_at", "requested_on", "total_amount"),
    "sales_team": ("code", "name_key"),
    "settlement": ("settled_on",),
    "settlement_line": ("settled_on",),
    "shipment": ("delivered_at", "number", "planned_on", "shipped_at"),
    "sku": ("changed_at", "code", "list_price", "name_key"),
    "stock_adjustment": ("adjusted_at", "number"),
    "stock_level": ("changed_at", "on_hand"),
    "stock_move": ("moved_at",),
    "stock_revaluation": ("number", "revalued_on"),
    "stock_transfer": ("dispatched_at", "number", "planned_on"),
    "stock_value": ("value",),
    "stock_value_entry": ("posted_on",),
    "tax_box": ("code",),
    "tax_code": ("changed_at", "code", "name_key"),
    "tax_line": ("taxed_on",),
    "tax_position": ("changed_at", "code", "name_key"),
    "tax_rate": ("valid_from",),
    "tax_return": ("number", "starts_on"),
    "tracking_event": ("happened_at", "tracking_number"),
    "vendor_product": ("lead_time_days", "unit_price"),
    "vendor_return": ("number", "shipped_at"),
    "warehouse": ("code", "name_key"),
    "withholding_certificate": ("valid_until",),
}


def upgrade() -> None:
    """Put the company into the indexes of all companies."""
    _make_anew(include=["company_id"])


def downgrade() -> None:
    """Take it out of them."""
    _make_anew(include=[])


def _make_anew(include: list[str]) -> None:
    for table, keys in ORDERED_BY.items():
        for key in keys:
            name = op.f(f"ix_{table}_{key}_id")
            op.drop_index(name, table_name=table)
            op.create_index(name, table, [key, "id"], postgresql_include=include)
