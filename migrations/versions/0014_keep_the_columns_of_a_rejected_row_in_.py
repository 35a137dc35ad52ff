"""Keep the columns of a rejected row in their order.

Revision 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0014"
down_revision: str | None = "0013"


def upgrade() -> None:
    """Keep the columns of a rejected row in their order."""
    op.alter_column(
        "import_row",
        "values",
        existing_type=postgresql.JSONB(astext_type=sa.Text()),
        type_=sa.JSON(),
        existing_nullable=True,
    )


def downgrade() -> None:
    """Undo it."""
    op.alter_column(
        "import_row",
        "values",
        existing_type=sa.JSON(),
        type_=postgresql.JSONB(astext_type=sa.Text()),
        existing_nullable=True,
    )
