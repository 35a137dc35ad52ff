"""Let programs ask by what they have registered.

Revision 0104, after 0103.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.statement import execute

revision: str = "0104"
down_revision: str | None = "0103"


def upgrade() -> None:
    """Let programs ask by what they have registered."""
    op.create_table(
        "persisted_operation",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(collation="C"), nullable=False),
        sa.Column("own_id", sa.Text(collation="C"), nullable=True),
        sa.Column("operation_names", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "sha256 = encode(sha256(convert_to(document, 'UTF8')), 'hex')",
            name=op.f("ck_persisted_operation_sha256_is_of_document"),
        ),
        sa.ForeignKeyConstraint(["client_id"], ["oauth_client.id"], name=op.f("fk_persisted_operation_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persisted_operation")),
        sa.UniqueConstraint("client_id", "own_id", name=op.f("uq_persisted_operation_client_id_own_id")),
        sa.UniqueConstraint(
            "client_id",
            "sha256",
            "own_id",
            name=op.f("uq_persisted_operation_client_id_sha256_own_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        op.f("ix_persisted_operation_client_id_id"), "persisted_operation", ["client_id", "id"], unique=False
    )
    op.add_column(
        "oauth_client",
        sa.Column("only_persisted_operations", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.persisted_operation FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER access_changed AFTER DELETE ON public.persisted_operation FOR EACH ROW EXECUTE FUNCTION access_changed('persisted_operation', 'client_id')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.persisted_operation REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('PersistedOperation', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.persisted_operation FOR EACH ROW EXECUTE FUNCTION audit('PersistedOperation', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("revoke all on persisted_operation from torso_app")
    execute("grant delete, insert, select on persisted_operation to torso_app")


def downgrade() -> None:
    """Undo it."""
    op.drop_column("oauth_client", "only_persisted_operations")
    op.drop_index(op.f("ix_persisted_operation_client_id_id"), table_name="persisted_operation")
    op.drop_table("persisted_operation")
