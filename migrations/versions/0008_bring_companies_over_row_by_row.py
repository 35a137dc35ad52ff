"""Bring companies over row by row.

Revision 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.statement import execute

revision: str = "0008"
down_revision: str | None = "0007"


def upgrade() -> None:
    """Bring companies over row by row."""
    op.create_table(
        "external_system",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_external_system_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_system")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_external_system_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_external_system_company_id_id")),
    )
    op.create_table(
        "import_mapping",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("target", sa.Text(collation="C"), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_import_mapping_revision_positive")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_import_mapping_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint("company_id", "code", "revision", name=op.f("uq_import_mapping_company_id_code_revision")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_import_mapping_company_id_id")),
    )
    op.create_table(
        "field_ownership",
        sa.Column("system_id", sa.Uuid(), nullable=False),
        sa.Column("entity_type", sa.Text(collation="C"), nullable=False),
        sa.Column("field", sa.Text(collation="C"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "system_id"],
            ["external_system.company_id", "external_system.id"],
            name=op.f("fk_field_ownership_company_id_system_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_field_ownership_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_ownership")),
        sa.UniqueConstraint(
            "company_id", "entity_type", "field", name=op.f("uq_field_ownership_company_id_entity_type_field")
        ),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_field_ownership_company_id_id")),
    )
    op.create_index(op.f("ix_field_ownership_system_id_id"), "field_ownership", ["system_id", "id"], unique=False)
    op.create_table(
        "import_job",
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("system", sa.Text(collation="C"), nullable=False),
        sa.Column("target", sa.Text(collation="C"), nullable=False),
        sa.Column("mapping_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "DRAFT",
                "MAPPED",
                "VALIDATED",
                "RUNNING",
                "COMPLETED",
                "PARTIAL",
                "FAILED",
                "REVERTED",
                name="import_job_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'DRAFT'"),
            nullable=False,
        ),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_sha256", sa.Text(collation="C"), nullable=False),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("chunks_done", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("rows_read", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("report", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("requested_by", sa.Text(collation="C"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("chunks_done >= 0", name=op.f("ck_import_job_chunks_done_not_negative")),
        sa.CheckConstraint("rows_read >= 0", name=op.f("ck_import_job_rows_read_not_negative")),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_import_job_company_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["mapping_id"], ["import_mapping.id"], name=op.f("fk_import_job_mapping_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_job")),
    )
    op.create_index(op.f("ix_import_job_company_id_id"), "import_job", ["company_id", "id"], unique=False)
    op.create_index(op.f("ix_import_job_mapping_id_id"), "import_job", ["mapping_id", "id"], unique=False)
    op.create_index(op.f("ix_import_job_state_id"), "import_job", ["state", "id"], unique=False)
    op.create_index(op.f("ix_import_job_system_source_sha256"), "import_job", ["system", "source_sha256"], unique=False)
    op.create_table(
        "import_entity",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("entity_type", sa.Text(collation="C"), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.Text(collation="C"), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["import_job.id"], name=op.f("fk_import_entity_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_entity")),
        sa.UniqueConstraint("entity_id", name=op.f("uq_import_entity_entity_id")),
    )
    op.create_index(
        op.f("ix_import_entity_job_id_entity_type_id"), "import_entity", ["job_id", "entity_type", "id"], unique=False
    )
    op.create_table(
        "import_row",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Text(collation="C"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "fate",
            sa.Enum(
                "IMPORTED",
                "MERGED",
                "UNCHANGED",
                "REJECTED",
                "HELD_BACK",
                name="import_fate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("entity_type", sa.Text(collation="C"), nullable=True),
        sa.Column("entity_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.Text(collation="C"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("values", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("amount", sa.Numeric(), nullable=True),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_import_row_number_positive")),
        sa.ForeignKeyConstraint(["job_id"], ["import_job.id"], name=op.f("fk_import_row_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_row")),
        sa.UniqueConstraint("job_id", "part", "number", name=op.f("uq_import_row_job_id_part_number")),
    )
    op.create_index(op.f("ix_import_row_job_id_fate_id"), "import_row", ["job_id", "fate", "id"], unique=False)
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.external_system FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.field_ownership FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.import_job FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.external_system FOR EACH ROW EXECUTE FUNCTION audit('ExternalSystem', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.field_ownership FOR EACH ROW EXECUTE FUNCTION audit('FieldOwnership', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.import_mapping FOR EACH ROW EXECUTE FUNCTION audit('ImportMapping', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.import_mapping FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.import_mapping FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute("revoke all on import_mapping from torso_app")
    execute("grant insert, select on import_mapping to torso_app")


def downgrade() -> None:
    """Undo it."""
    op.drop_index(op.f("ix_import_row_job_id_fate_id"), table_name="import_row")
    op.drop_table("import_row")
    op.drop_index(op.f("ix_import_entity_job_id_entity_type_id"), table_name="import_entity")
    op.drop_table("import_entity")
    op.drop_index(op.f("ix_import_job_system_source_sha256"), table_name="import_job")
    op.drop_index(op.f("ix_import_job_state_id"), table_name="import_job")
    op.drop_index(op.f("ix_import_job_mapping_id_id"), table_name="import_job")
    op.drop_index(op.f("ix_import_job_company_id_id"), table_name="import_job")
    op.drop_table("import_job")
    op.drop_index(op.f("ix_field_ownership_system_id_id"), table_name="field_ownership")
    op.drop_table("field_ownership")
    op.drop_table("import_mapping")
    op.drop_table("external_system")
