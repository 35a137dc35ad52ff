"""Limit what the operations of a program may cost.

Revision 0105, after 0104.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0105"
down_revision: str | None = "0104"


def upgrade() -> None:
    """Limit what the operations of a program may cost."""
    op.add_column("oauth_client", sa.Column("cost_per_minute_max", sa.Integer(), nullable=True))
    op.create_check_constraint(
        op.f("ck_oauth_client_cost_per_minute_max_positive"), "oauth_client", "cost_per_minute_max > 0"
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_constraint(op.f("ck_oauth_client_cost_per_minute_max_positive"), "oauth_client", type_="check")
    op.drop_column("oauth_client", "cost_per_minute_max")
