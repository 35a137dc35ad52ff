"""Bound how often sandboxes begin anew.

Revision 0109, after 0107.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0109"
down_revision: str | None = "0107"


def upgrade() -> None:
    """Bound how often sandboxes begin anew."""
    op.add_column(
        "sandbox",
        sa.Column(
            "resets_of_a_day",
            postgresql.ARRAY(sa.DateTime(timezone=True)),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_column("sandbox", "resets_of_a_day")
