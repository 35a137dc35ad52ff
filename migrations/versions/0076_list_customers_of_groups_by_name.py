"""List customers of groups by name.

Revision 0076, after 0075.
"""

from alembic import op

revision: str = "0076"
down_revision: str | None = "0075"


def upgrade() -> None:
    """List customers of groups by name."""
    op.create_index(
        op.f("ix_party_customer_group_id_name_key_id"), "party", ["customer_group_id", "name_key", "id"], unique=False
    )
    op.drop_index(op.f("ix_party_customer_group_id_id"), table_name="party")


def downgrade() -> None:
    """Undo it."""
    op.create_index(op.f("ix_party_customer_group_id_id"), "party", ["customer_group_id", "id"], unique=False)
    op.drop_index(op.f("ix_party_customer_group_id_name_key_id"), table_name="party")
