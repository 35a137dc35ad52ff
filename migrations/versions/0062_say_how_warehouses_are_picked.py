"""Say how warehouses are picked.

Revision 0062, after 0061.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0062"
down_revision: str | None = "0061"


def upgrade() -> None:
    """Say how warehouses are picked."""
    op.add_column("location", sa.Column("pick_sequence", sa.Integer(), nullable=True))
    op.add_column(
        "warehouse",
        sa.Column(
            "picking_strategy",
            sa.Enum(
                "FIRST_IN",
                "FIRST_EXPIRED",
                "CLOSEST",
                name="allocation_strategy",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'FIRST_EXPIRED'"),
            nullable=False,
        ),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_column("warehouse", "picking_strategy")
    op.drop_column("location", "pick_sequence")
