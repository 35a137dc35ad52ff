"""Find the coupons of a rule in their order.

Revision 0066, after 0065.
"""

from alembic import op

revision: str = "0066"
down_revision: str | None = "0065"


def upgrade() -> None:
    """Find the coupons of a rule in their order."""
    op.drop_index(op.f("ix_coupon_rule_id_id"), table_name="coupon")
    op.create_index(op.f("ix_coupon_rule_id_code_id"), "coupon", ["rule_id", "code", "id"], unique=False)


def downgrade() -> None:
    """Undo it."""
    op.drop_index(op.f("ix_coupon_rule_id_code_id"), table_name="coupon")
    op.create_index(op.f("ix_coupon_rule_id_id"), "coupon", ["rule_id", "id"], unique=False)
