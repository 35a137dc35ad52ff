"""Let lists be read in bulk.

Revision 0106, after 0105.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.statement import execute

revision: str = "0106"
down_revision: str | None = "0105"


def upgrade() -> None:
    """Let lists be read in bulk."""
    op.create_table(
        "bulk_operation",
        sa.Column(
            "kind",
            sa.Enum(
                "QUERY", "MUTATION", name="bulk_operation_kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "QUEUED",
                "RUNNING",
                "COMPLETED",
                "FAILED",
                "CANCELED",
                name="bulk_operation_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'QUEUED'"),
            nullable=False,
        ),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("operation_name", sa.Text(), nullable=True),
        sa.Column("variables", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column(
            "error_policy",
            sa.Enum(
                "REJECT_ALL",
                "REJECT_FAILED",
                name="bulk_error_policy",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("row_count", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("failed_count", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("page_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("page_cost", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.Text(collation="C"), nullable=True),
        sa.Column("source_file_id", sa.Uuid(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("error_code", sa.Text(collation="C"), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("requested_by", sa.Text(collation="C"), nullable=False),
        sa.Column("client_id", sa.Text(collation="C"), nullable=False),
        sa.Column("rights", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("snapshot_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(kind = 'MUTATION') = (error_policy is not null)", name=op.f("ck_bulk_operation_policy_of_mutations")
        ),
        sa.CheckConstraint("failed_count <= row_count", name=op.f("ck_bulk_operation_failed_within_rows")),
        sa.CheckConstraint("failed_count >= 0", name=op.f("ck_bulk_operation_failed_count_not_negative")),
        sa.CheckConstraint("page_cost >= 0", name=op.f("ck_bulk_operation_page_cost_not_negative")),
        sa.CheckConstraint("page_count >= 0", name=op.f("ck_bulk_operation_page_count_not_negative")),
        sa.CheckConstraint("row_count >= 0", name=op.f("ck_bulk_operation_row_count_not_negative")),
        sa.CheckConstraint("size_bytes >= 0", name=op.f("ck_bulk_operation_size_bytes_not_negative")),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_bulk_operation_file_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_bulk_operation_job_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["source_file_id"], ["file.id"], name=op.f("fk_bulk_operation_source_file_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_operation")),
    )
    op.create_index(
        "ix_bulk_operation_at_work",
        "bulk_operation",
        ["client_id"],
        unique=False,
        postgresql_where=sa.text("state in ('QUEUED', 'RUNNING')"),
    )
    op.create_index(op.f("ix_bulk_operation_file_id_id"), "bulk_operation", ["file_id", "id"], unique=False)
    op.create_index(op.f("ix_bulk_operation_job_id_id"), "bulk_operation", ["job_id", "id"], unique=False)
    op.create_index(op.f("ix_bulk_operation_requested_by_id"), "bulk_operation", ["requested_by", "id"], unique=False)
    op.create_index(
        op.f("ix_bulk_operation_source_file_id_id"), "bulk_operation", ["source_file_id", "id"], unique=False
    )
    op.create_index(op.f("ix_bulk_operation_state_id"), "bulk_operation", ["state", "id"], unique=False)
    op.create_table(
        "bulk_line",
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("is_refused", sa.Boolean(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_bulk_line_number_positive")),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["bulk_operation.id"], name=op.f("fk_bulk_line_operation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("operation_id", "number", name=op.f("pk_bulk_line")),
    )
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.bulk_operation FOR EACH ROW EXECUTE FUNCTION touch()")


def downgrade() -> None:
    """Undo it."""
    op.drop_table("bulk_line")
    op.drop_index(op.f("ix_bulk_operation_state_id"), table_name="bulk_operation")
    op.drop_index(op.f("ix_bulk_operation_source_file_id_id"), table_name="bulk_operation")
    op.drop_index(op.f("ix_bulk_operation_requested_by_id"), table_name="bulk_operation")
    op.drop_index(op.f("ix_bulk_operation_job_id_id"), table_name="bulk_operation")
    op.drop_index(op.f("ix_bulk_operation_file_id_id"), table_name="bulk_operation")
    op.drop_index(
        "ix_bulk_operation_at_work",
        table_name="bulk_operation",
        postgresql_where=sa.text("state in ('QUEUED', 'RUNNING')"),
    )
    op.drop_table("bulk_operation")
