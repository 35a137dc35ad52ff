"""Keep what was there before an import.

Revision 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0015"
down_revision: str | None = "0014"


def upgrade() -> None:
    """Keep what was there before an import."""
    op.add_column("import_job", sa.Column("figures_before", postgresql.JSONB(astext_type=sa.Text()), nullable=True))


def downgrade() -> None:
    """Undo it."""
    op.drop_column("import_job", "figures_before")
