"""Remember which template made a draft.

Whoever wrote the template has written the draft, and does not approve it.

Revision 0036, after 0035.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0036"
down_revision: str | None = "0035"


def upgrade() -> None:
    """Remember which template made a draft."""
    op.add_column("journal_entry_draft", sa.Column("template_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "fk_journal_entry_draft_company_id_template_id",
        "journal_entry_draft",
        "journal_template",
        ["company_id", "template_id"],
        ["company_id", "id"],
    )
    op.create_index("ix_journal_entry_draft_template_id_id", "journal_entry_draft", ["template_id", "id"])


def downgrade() -> None:
    """Undo it."""
    op.drop_index("ix_journal_entry_draft_template_id_id", table_name="journal_entry_draft")
    op.drop_constraint("fk_journal_entry_draft_company_id_template_id", "journal_entry_draft", type_="foreignkey")
    op.drop_column("journal_entry_draft", "template_id")
