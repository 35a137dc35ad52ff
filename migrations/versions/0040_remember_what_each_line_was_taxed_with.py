"""Remember what each line of an invoice was taxed with.

Revision 0040, after 0039.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0040"
down_revision: str | None = "0039"


def upgrade() -> None:
    """Remember what each line of an invoice was taxed with."""
    op.add_column("invoice_line", sa.Column("reckoned", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    """Undo it."""
    op.drop_column("invoice_line", "reckoned")
