"""Find files by who has announced them.

Revision 0012, after 0011.
"""

from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"


def upgrade() -> None:
    """Find files by who has announced them."""
    op.create_index(op.f("ix_file_requested_by_id"), "file", ["requested_by", "id"], unique=False)


def downgrade() -> None:
    """Undo it."""
    op.drop_index(op.f("ix_file_requested_by_id"), table_name="file")
