"""Let lines of templates belong to dimensions.

Revision 0021, after 0020.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.statement import execute

revision: str = "0021"
down_revision: str | None = "0020"


def upgrade() -> None:
    """Let lines of templates belong to dimensions."""
    op.create_table(
        "journal_template_line_dimension",
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("dimension_id", sa.Uuid(), nullable=False),
        sa.Column("value_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "dimension_id", "value_id"],
            ["dimension_value.company_id", "dimension_value.dimension_id", "dimension_value.id"],
            name="fk_journal_template_line_dimension_value_id",
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "line_id"],
            ["journal_template_line.company_id", "journal_template_line.id"],
            name="fk_journal_template_line_dimension_line_id",
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_journal_template_line_dimension_company_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_template_line_dimension")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_journal_template_line_dimension_company_id_id")),
        sa.UniqueConstraint("line_id", "dimension_id", name="uq_journal_template_line_dimension_line_id"),
    )
    op.create_index(
        "ix_journal_template_line_dimension_value_id",
        "journal_template_line_dimension",
        ["value_id", "id"],
        unique=False,
    )
    op.drop_column("journal_template_line", "value_ids")
    execute(
        "CREATE TRIGGER touch BEFORE UPDATE ON public.journal_template_line_dimension FOR EACH ROW EXECUTE FUNCTION touch()"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.journal_template_line_dimension FOR EACH ROW EXECUTE FUNCTION audit('JournalTemplateLineDimension', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.journal_template_line_dimension REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('JournalTemplateLineDimension', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )


def downgrade() -> None:
    """Undo it."""
    op.add_column(
        "journal_template_line",
        sa.Column(
            "value_ids",
            postgresql.ARRAY(sa.UUID()),
            server_default=sa.text("'{}'::uuid[]"),
            autoincrement=False,
            nullable=False,
        ),
    )
    op.drop_index("ix_journal_template_line_dimension_value_id", table_name="journal_template_line_dimension")
    op.drop_table("journal_template_line_dimension")
