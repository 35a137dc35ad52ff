"""Label parcels and book them.

Revision 0063, after 0062.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0063"
down_revision: str | None = "0062"


def upgrade() -> None:
    """Label parcels and book them."""
    op.add_column("package", sa.Column("sscc", sa.Text(collation="C"), nullable=True))
    op.create_index(op.f("ix_package_sscc_id"), "package", ["sscc", "id"], unique=False)
    op.create_check_constraint(op.f("ck_package_sscc_has_eighteen_digits"), "package", "sscc ~ '^[0-9]{18}$'")


def downgrade() -> None:
    """Undo it."""
    op.drop_constraint(op.f("ck_package_sscc_has_eighteen_digits"), "package", type_="check")
    op.drop_index(op.f("ix_package_sscc_id"), table_name="package")
    op.drop_column("package", "sscc")
