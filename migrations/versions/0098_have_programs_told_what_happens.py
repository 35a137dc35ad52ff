"""Have programs told what happens.

Revision 0098, after 0097.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.statement import execute

revision: str = "0098"
down_revision: str | None = "0097"


def upgrade() -> None:
    """Have programs told what happens."""
    op.create_table(
        "webhook_endpoint",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("url", sa.Text(collation="C"), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("operation_name", sa.Text(), nullable=True),
        sa.Column("variables", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("topics", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("sealed_secret", sa.Text(collation="C"), nullable=False),
        sa.Column("sealed_secret_before", sa.Text(collation="C"), nullable=True),
        sa.Column("secret_before_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("secret_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "ACTIVE",
                "PAUSED",
                "BROKEN",
                name="webhook_endpoint_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="ACTIVE",
            nullable=False,
        ),
        sa.Column(
            "broken_because",
            sa.Enum(
                "GONE",
                "DOCUMENT_UNFIT",
                "FEED_LOST",
                name="webhook_break",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(state = 'BROKEN') = (broken_because is not null)", name=op.f("ck_webhook_endpoint_broken_says_why")
        ),
        sa.CheckConstraint(
            "(sealed_secret_before is null) = (secret_before_until is null)",
            name=op.f("ck_webhook_endpoint_secret_before_has_end"),
        ),
        sa.ForeignKeyConstraint(["client_id"], ["oauth_client.id"], name=op.f("fk_webhook_endpoint_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoint")),
    )
    op.create_index(op.f("ix_webhook_endpoint_client_id_id"), "webhook_endpoint", ["client_id", "id"], unique=False)
    op.create_index(op.f("ix_webhook_endpoint_name_id"), "webhook_endpoint", ["name", "id"], unique=False)
    op.create_index(op.f("ix_webhook_endpoint_state_id"), "webhook_endpoint", ["state", "id"], unique=False)
    op.create_table(
        "webhook_delivery",
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("is_test", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("epoch", sa.Uuid(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column(
            "topic",
            sa.Enum(
                "STOCK_LEVELS",
                "SALES_ORDERS",
                "PURCHASE_ORDERS",
                "SHIPMENTS",
                "INVOICES",
                "PAYMENTS",
                "STOCK_TRANSFERS",
                "GOODS_RECEIPTS",
                "RETURNS",
                "APPROVALS",
                "JOBS",
                "INTEGRITY",
                name="eventtopic",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("entity_type", sa.Text(collation="C"), nullable=True),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("entity_version", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "PENDING",
                "DELIVERED",
                "DEAD",
                name="webhook_delivery_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="PENDING",
            nullable=False,
        ),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("rights", sa.LargeBinary(), nullable=True),
        sa.Column("has_left", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column(
            "last_fault",
            sa.Enum(
                "STATUS",
                "TIMEOUT",
                "UNREACHED",
                "CERTIFICATE",
                "ADDRESS",
                "ANSWER",
                name="webhook_fault",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("last_duration_ms", sa.Integer(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(position is null) = is_test", name=op.f("ck_webhook_delivery_position_unless_test")),
        sa.ForeignKeyConstraint(["endpoint_id"], ["webhook_endpoint.id"], name=op.f("fk_webhook_delivery_endpoint_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
        sa.UniqueConstraint(
            "endpoint_id", "epoch", "position", name=op.f("uq_webhook_delivery_endpoint_id_epoch_position")
        ),
    )
    op.create_index(op.f("ix_webhook_delivery_endpoint_id_id"), "webhook_delivery", ["endpoint_id", "id"], unique=False)
    op.create_index(
        "ix_webhook_delivery_finished",
        "webhook_delivery",
        ["finished_at"],
        unique=False,
        postgresql_where=sa.text("finished_at is not null"),
    )
    op.create_index("ix_webhook_delivery_of_key", "webhook_delivery", ["endpoint_id", "key", "position"], unique=False)
    op.create_index(
        "ix_webhook_delivery_pending",
        "webhook_delivery",
        ["endpoint_id", "key", "position"],
        unique=False,
        postgresql_where=sa.text("state = 'PENDING'"),
    )
    op.create_index(op.f("ix_webhook_delivery_state_id"), "webhook_delivery", ["state", "id"], unique=False)
    op.create_table(
        "webhook_progress",
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["endpoint_id"], ["webhook_endpoint.id"], name=op.f("fk_webhook_progress_endpoint_id")),
        sa.PrimaryKeyConstraint("endpoint_id", name=op.f("pk_webhook_progress")),
    )
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.webhook_delivery FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.webhook_endpoint FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.webhook_endpoint REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('WebhookEndpoint', 'id', 'version', 'recorded_at', 'changed_at', 'sealed_secret', 'sealed_secret_before')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.webhook_endpoint FOR EACH ROW EXECUTE FUNCTION audit('WebhookEndpoint', 'id', 'version', 'recorded_at', 'changed_at', 'sealed_secret', 'sealed_secret_before')"
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("webhook_progress")
    op.drop_index(op.f("ix_webhook_delivery_state_id"), table_name="webhook_delivery")
    op.drop_index(
        "ix_webhook_delivery_pending", table_name="webhook_delivery", postgresql_where=sa.text("state = 'PENDING'")
    )
    op.drop_index("ix_webhook_delivery_of_key", table_name="webhook_delivery")
    op.drop_index(
        "ix_webhook_delivery_finished",
        table_name="webhook_delivery",
        postgresql_where=sa.text("finished_at is not null"),
    )
    op.drop_index(op.f("ix_webhook_delivery_endpoint_id_id"), table_name="webhook_delivery")
    op.drop_table("webhook_delivery")
    op.drop_index(op.f("ix_webhook_endpoint_state_id"), table_name="webhook_endpoint")
    op.drop_index(op.f("ix_webhook_endpoint_name_id"), table_name="webhook_endpoint")
    op.drop_index(op.f("ix_webhook_endpoint_client_id_id"), table_name="webhook_endpoint")
    op.drop_table("webhook_endpoint")
