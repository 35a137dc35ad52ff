"""Do requests with a key once.

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0006"
down_revision: str | None = "0005"


def upgrade() -> None:
    """Do requests with a key once."""
    op.create_table(
        "idempotency_key",
        sa.Column("client_id", sa.Text(collation="C"), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("subject", sa.Text(collation="C"), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("response", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_key")),
        sa.UniqueConstraint("client_id", "key", name=op.f("uq_idempotency_key_client_id_key")),
    )
    op.create_index(op.f("ix_idempotency_key_recorded_at"), "idempotency_key", ["recorded_at"], unique=False)
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.idempotency_key FOR EACH ROW EXECUTE FUNCTION touch()")


def downgrade() -> None:
    """Undo it."""
    op.drop_index(op.f("ix_idempotency_key_recorded_at"), table_name="idempotency_key")
    op.drop_table("idempotency_key")
