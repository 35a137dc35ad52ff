"""Tell users what happened, in an inbox and by mail.

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.statement import execute

revision: str = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    """Tell users what happened, in an inbox and by mail."""
    op.create_table(
        "notification",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "JOB_FINISHED",
                "JOB_FAILED",
                "ATTACHMENT_SHARED",
                name="notification_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(collation="C"), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("about_type", sa.Text(collation="C"), nullable=True),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("in_inbox", sa.Boolean(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_refused", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(about_type is null) = (about_id is null)", name=op.f("ck_notification_about_is_whole")),
        sa.CheckConstraint("in_inbox or by_mail", name=op.f("ck_notification_goes_somewhere")),
        sa.CheckConstraint("mailed_at is null or by_mail", name=op.f("ck_notification_mailed_if_by_mail")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_notification_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
    )
    op.create_index(
        "ix_notification_newest",
        "notification",
        ["user_id", "recorded_at", "id"],
        unique=False,
        postgresql_where=sa.text("in_inbox"),
    )
    op.create_index(op.f("ix_notification_read_at_id"), "notification", ["read_at", "id"], unique=False)
    op.create_index(op.f("ix_notification_recorded_at_id"), "notification", ["recorded_at", "id"], unique=False)
    op.create_index(op.f("ix_notification_user_id_id"), "notification", ["user_id", "id"], unique=False)
    op.create_table(
        "notification_preference",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "JOB_FINISHED",
                "JOB_FAILED",
                "ATTACHMENT_SHARED",
                name="notification_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum("INBOX", "MAIL", name="notification_channel", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_notification_preference_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_preference")),
        sa.UniqueConstraint("user_id", "kind", "channel", name=op.f("uq_notification_preference_user_id_kind_channel")),
    )
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.notification FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER touch BEFORE UPDATE ON public.notification_preference FOR EACH ROW EXECUTE FUNCTION touch()"
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("notification_preference")
    op.drop_index(op.f("ix_notification_user_id_id"), table_name="notification")
    op.drop_index(op.f("ix_notification_recorded_at_id"), table_name="notification")
    op.drop_index(op.f("ix_notification_read_at_id"), table_name="notification")
    op.drop_index("ix_notification_newest", table_name="notification", postgresql_where=sa.text("in_inbox"))
    op.drop_table("notification")
