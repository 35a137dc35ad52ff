"""Bound how often sandboxes begin anew and devices begin to wait.

Revision 0109, after 0108.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0109"
down_revision: str | None = "0108"


def upgrade() -> None:
    """Bound how often sandboxes begin anew and devices begin to wait."""
    op.add_column("oauth_device_code", sa.Column("network_hash", sa.LargeBinary(length=32), nullable=True))
    op.create_index(
        op.f("ix_oauth_device_code_network_hash_expires_at"),
        "oauth_device_code",
        ["network_hash", "expires_at"],
        unique=False,
    )
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
    op.drop_index(op.f("ix_oauth_device_code_network_hash_expires_at"), table_name="oauth_device_code")
    op.drop_column("oauth_device_code", "network_hash")
