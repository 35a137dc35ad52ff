"""Count what programs use of the schema.

Revision 0103, after 0102.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0103"
down_revision: str | None = "0102"


def upgrade() -> None:
    """Count what programs use of the schema."""
    op.create_table(
        "schema_use",
        sa.Column("coordinate", sa.Text(collation="C"), nullable=False),
        sa.Column("client_id", sa.Text(collation="C"), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=False),
        sa.Column("requests", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("requests > 0", name=op.f("ck_schema_use_something_used")),
        sa.PrimaryKeyConstraint("coordinate", "client_id", "used_on", name=op.f("pk_schema_use")),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("schema_use")
