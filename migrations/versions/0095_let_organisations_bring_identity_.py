"""Let organisations bring identity providers.

Revision 0095, after 0094.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.statement import execute

revision: str = "0095"
down_revision: str | None = "0094"


_KINDS = "'SECOND_FACTOR', 'PASSKEY_SIGN_IN', 'PASSKEY_NEW'"
_CHECK = "ck_sign_in_step_sign_in_step_kind"


def upgrade() -> None:
    """Let organisations bring identity providers."""
    op.create_table(
        "identity_provider",
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("issuer", sa.Text(collation="C"), nullable=False),
        sa.Column("client_id", sa.Text(collation="C"), nullable=False),
        sa.Column("sealed_secret", sa.Text(collation="C"), nullable=False),
        sa.Column("secret_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("email_domains", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("vouches_for_emails", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_provider")),
        sa.UniqueConstraint("issuer", name=op.f("uq_identity_provider_issuer")),
    )
    op.create_index(op.f("ix_identity_provider_name_id"), "identity_provider", ["name", "id"], unique=False)
    op.create_table(
        "identity_provider_role",
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("claim", sa.Text(collation="C"), nullable=False),
        sa.Column("value", sa.Text(collation="C"), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_identity_provider_role_company_id")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["identity_provider.id"], name=op.f("fk_identity_provider_role_provider_id")
        ),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_identity_provider_role_role_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_provider_role")),
        sa.UniqueConstraint(
            "provider_id",
            "claim",
            "value",
            "role_id",
            "company_id",
            name=op.f("uq_identity_provider_role_says"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        op.f("ix_identity_provider_role_company_id_id"), "identity_provider_role", ["company_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_identity_provider_role_provider_id_id"), "identity_provider_role", ["provider_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_identity_provider_role_role_id_id"), "identity_provider_role", ["role_id", "id"], unique=False
    )
    op.create_table(
        "user_identity",
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(collation="C"), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["provider_id"], ["identity_provider.id"], name=op.f("fk_user_identity_provider_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_identity_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_identity")),
        sa.UniqueConstraint("provider_id", "subject", name=op.f("uq_user_identity_provider_id_subject")),
        sa.UniqueConstraint("provider_id", "user_id", name=op.f("uq_user_identity_provider_id_user_id")),
    )
    op.create_index(op.f("ix_user_identity_user_id_id"), "user_identity", ["user_id", "id"], unique=False)
    op.add_column("user_role", sa.Column("identity_provider_id", sa.Uuid(), nullable=True))
    op.create_index(
        op.f("ix_user_role_identity_provider_id_id"), "user_role", ["identity_provider_id", "id"], unique=False
    )
    op.create_foreign_key(
        op.f("fk_user_role_identity_provider_id"), "user_role", "identity_provider", ["identity_provider_id"], ["id"]
    )
    execute(f"alter table sign_in_step drop constraint {_CHECK}")
    execute(f"alter table sign_in_step add constraint {_CHECK} check (kind in ({_KINDS}, 'PROVIDER_SIGN_IN'))")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.identity_provider FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.identity_provider_role FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.user_identity FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.identity_provider REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('IdentityProvider', 'id', 'version', 'recorded_at', 'changed_at', 'sealed_secret')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.identity_provider FOR EACH ROW EXECUTE FUNCTION audit('IdentityProvider', 'id', 'version', 'recorded_at', 'changed_at', 'sealed_secret')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.identity_provider_role REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('IdentityProviderRole', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.identity_provider_role FOR EACH ROW EXECUTE FUNCTION audit('IdentityProviderRole', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.user_identity REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('UserIdentity', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.user_identity FOR EACH ROW EXECUTE FUNCTION audit('UserIdentity', 'id', 'version', 'recorded_at', 'changed_at')"
    )


def downgrade() -> None:
    """Undo it."""
    execute("delete from sign_in_step where kind = 'PROVIDER_SIGN_IN'")
    execute(f"alter table sign_in_step drop constraint {_CHECK}")
    execute(f"alter table sign_in_step add constraint {_CHECK} check (kind in ({_KINDS}))")
    op.drop_constraint(op.f("fk_user_role_identity_provider_id"), "user_role", type_="foreignkey")
    op.drop_index(op.f("ix_user_role_identity_provider_id_id"), table_name="user_role")
    op.drop_column("user_role", "identity_provider_id")
    op.drop_index(op.f("ix_user_identity_user_id_id"), table_name="user_identity")
    op.drop_table("user_identity")
    op.drop_index(op.f("ix_identity_provider_role_role_id_id"), table_name="identity_provider_role")
    op.drop_index(op.f("ix_identity_provider_role_provider_id_id"), table_name="identity_provider_role")
    op.drop_index(op.f("ix_identity_provider_role_company_id_id"), table_name="identity_provider_role")
    op.drop_table("identity_provider_role")
    op.drop_index(op.f("ix_identity_provider_name_id"), table_name="identity_provider")
    op.drop_table("identity_provider")
