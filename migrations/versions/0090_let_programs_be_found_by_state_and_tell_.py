"""Let programs be found by state, and tell when their secrets change.

Revision 0090, after 0089.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0090"
down_revision: str | None = "0089"


def upgrade() -> None:
    """Let programs be found by state, and tell when their secrets change."""
    op.add_column("oauth_client", sa.Column("secrets_changed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_oauth_client_state_id"), "oauth_client", ["state", "id"], unique=False)


def downgrade() -> None:
    """Undo it."""
    op.drop_index(op.f("ix_oauth_client_state_id"), table_name="oauth_client")
    op.drop_column("oauth_client", "secrets_changed_at")
