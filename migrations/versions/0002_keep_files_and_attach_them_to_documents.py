"""Keep files and attach them to documents.

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    """Keep files and attach them to documents."""
    op.create_table(
        "file",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(collation="C"), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(collation="C"), nullable=True),
        sa.Column("requested_by", sa.Text(collation="C"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_file_sha256_is_a_hash")),
        sa.CheckConstraint("claimed_at is null or stored_at is not null", name=op.f("ck_file_claimed_is_stored")),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_file_size_positive")),
        sa.CheckConstraint("stored_at is null or sha256 is not null", name=op.f("ck_file_stored_has_hash")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_file_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_file_company_id_id")),
    )
    op.create_index(op.f("ix_file_sha256_id"), "file", ["sha256", "id"], unique=False)
    op.create_index(
        "ix_file_unclaimed", "file", ["changed_at"], unique=False, postgresql_where=sa.text("claimed_at is null")
    )
    op.create_table(
        "attachment",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("entity_type", sa.Text(collation="C"), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("shared_with_partner", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(collation="C"), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(collation="C"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "file_id"], ["file.company_id", "file.id"], name=op.f("fk_attachment_company_id_file_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_attachment_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_attachment_company_id_id")),
        sa.UniqueConstraint("entity_id", "file_id", name=op.f("uq_attachment_entity_id_file_id")),
    )
    op.create_index(
        op.f("ix_attachment_company_id_recorded_at_id"), "attachment", ["company_id", "recorded_at", "id"], unique=False
    )
    op.create_index(op.f("ix_attachment_entity_id_id"), "attachment", ["entity_id", "id"], unique=False)
    op.create_index(op.f("ix_attachment_file_id_id"), "attachment", ["file_id", "id"], unique=False)
    op.create_index(op.f("ix_attachment_recorded_at_id"), "attachment", ["recorded_at", "id"], unique=False)
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.attachment FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.file FOR EACH ROW EXECUTE FUNCTION touch()")


def downgrade() -> None:
    """Undo it."""
    op.drop_index(op.f("ix_attachment_recorded_at_id"), table_name="attachment")
    op.drop_index(op.f("ix_attachment_file_id_id"), table_name="attachment")
    op.drop_index(op.f("ix_attachment_entity_id_id"), table_name="attachment")
    op.drop_index(op.f("ix_attachment_company_id_recorded_at_id"), table_name="attachment")
    op.drop_table("attachment")
    op.drop_index("ix_file_unclaimed", table_name="file", postgresql_where=sa.text("claimed_at is null"))
    op.drop_index(op.f("ix_file_sha256_id"), table_name="file")
    op.drop_table("file")
