"""Keep with an import its files and its work.

Revision 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0010"
down_revision: str | None = "0009"


def upgrade() -> None:
    """Keep with an import its files and its work."""
    op.alter_column("file", "company_id", existing_type=sa.UUID(), nullable=True)
    op.add_column("import_job", sa.Column("file_id", sa.Uuid(), nullable=True))
    op.add_column("import_job", sa.Column("rejects_file_id", sa.Uuid(), nullable=True))
    op.add_column("import_job", sa.Column("job_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_import_job_file_id_id"), "import_job", ["file_id", "id"], unique=False)
    op.create_index(op.f("ix_import_job_job_id_id"), "import_job", ["job_id", "id"], unique=False)
    op.create_index(op.f("ix_import_job_rejects_file_id_id"), "import_job", ["rejects_file_id", "id"], unique=False)
    op.create_foreign_key(op.f("fk_import_job_file_id"), "import_job", "file", ["file_id"], ["id"])
    op.create_foreign_key(op.f("fk_import_job_rejects_file_id"), "import_job", "file", ["rejects_file_id"], ["id"])
    op.create_foreign_key(op.f("fk_import_job_job_id"), "import_job", "job", ["job_id"], ["id"], ondelete="SET NULL")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.import_job FOR EACH ROW EXECUTE FUNCTION audit('ImportJob', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )


def downgrade() -> None:
    """Undo it."""
    execute("drop trigger audit on import_job")
    op.drop_constraint(op.f("fk_import_job_job_id"), "import_job", type_="foreignkey")
    op.drop_constraint(op.f("fk_import_job_rejects_file_id"), "import_job", type_="foreignkey")
    op.drop_constraint(op.f("fk_import_job_file_id"), "import_job", type_="foreignkey")
    op.drop_index(op.f("ix_import_job_rejects_file_id_id"), table_name="import_job")
    op.drop_index(op.f("ix_import_job_job_id_id"), table_name="import_job")
    op.drop_index(op.f("ix_import_job_file_id_id"), table_name="import_job")
    op.drop_column("import_job", "job_id")
    op.drop_column("import_job", "rejects_file_id")
    op.drop_column("import_job", "file_id")
    execute("delete from file where company_id is null")
    op.alter_column("file", "company_id", existing_type=sa.UUID(), nullable=False)
