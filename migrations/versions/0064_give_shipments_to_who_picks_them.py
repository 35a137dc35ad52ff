"""Give shipments to who picks them.

Revision 0064, after 0063.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0064"
down_revision: str | None = "0063"


def upgrade() -> None:
    """Give shipments to who picks them."""
    op.add_column("shipment", sa.Column("picker_id", sa.Uuid(), nullable=True))
    op.add_column("shipment", sa.Column("picking_started_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_shipment_picker_id_id"), "shipment", ["picker_id", "id"], unique=False)
    op.create_foreign_key(op.f("fk_shipment_picker_id"), "shipment", "user_account", ["picker_id"], ["id"])
    op.create_check_constraint(
        op.f("ck_shipment_picking_is_somebodys"), "shipment", "picking_started_at is null or picker_id is not null"
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_constraint(op.f("ck_shipment_picking_is_somebodys"), "shipment", type_="check")
    op.drop_constraint(op.f("fk_shipment_picker_id"), "shipment", type_="foreignkey")
    op.drop_index(op.f("ix_shipment_picker_id_id"), table_name="shipment")
    op.drop_column("shipment", "picking_started_at")
    op.drop_column("shipment", "picker_id")
