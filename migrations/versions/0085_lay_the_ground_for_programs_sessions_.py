"""Lay the ground for programs, sessions and roles of one's own.

Revision 0085, after 0084.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.statement import execute

revision: str = "0085"
down_revision: str | None = "0084"


def upgrade() -> None:
    """Lay the ground for programs, sessions and roles of one's own."""
    op.create_table(
        "role_parent",
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("role_id <> parent_id", name=op.f("ck_role_parent_is_another")),
        sa.ForeignKeyConstraint(["parent_id"], ["role.id"], name=op.f("fk_role_parent_parent_id")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_role_parent_role_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_parent")),
        sa.UniqueConstraint("role_id", "parent_id", name=op.f("uq_role_parent_role_id_parent_id")),
    )
    op.create_index(op.f("ix_role_parent_parent_id_id"), "role_parent", ["parent_id", "id"], unique=False)
    op.create_table(
        "oauth_client",
        sa.Column("client_id", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "CONFIDENTIAL",
                "PUBLIC",
                name="o_auth_client_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "REQUESTED",
                "APPROVED",
                "SUSPENDED",
                "REFUSED",
                name="o_auth_client_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="REQUESTED",
            nullable=False,
        ),
        sa.Column("redirect_uris", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "post_logout_redirect_uris", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("web_origins", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("grant_types", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("is_first_party", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("requires_dpop", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("requires_pushed_requests", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("requests_at_once_max", sa.Integer(), nullable=True),
        sa.Column("requests_per_minute_max", sa.Integer(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("contact_email", sa.Text(collation="C"), nullable=True),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(party_id is null) = (company_id is null)", name=op.f("ck_oauth_client_party_has_its_company")
        ),
        sa.CheckConstraint("requests_at_once_max > 0", name=op.f("ck_oauth_client_requests_at_once_max_positive")),
        sa.CheckConstraint(
            "requests_per_minute_max > 0", name=op.f("ck_oauth_client_requests_per_minute_max_positive")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_oauth_client_company_id_party_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_oauth_client_company_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["user_account.id"], name=op.f("fk_oauth_client_decided_by")),
        sa.ForeignKeyConstraint(["requested_by"], ["user_account.id"], name=op.f("fk_oauth_client_requested_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_client")),
        sa.UniqueConstraint("client_id", name=op.f("uq_oauth_client_client_id")),
    )
    op.create_index(op.f("ix_oauth_client_name_id"), "oauth_client", ["name", "id"], unique=False)
    op.create_index(op.f("ix_oauth_client_party_id_id"), "oauth_client", ["party_id", "id"], unique=False)
    op.create_index(op.f("ix_oauth_client_requested_by_id"), "oauth_client", ["requested_by", "id"], unique=False)
    op.create_table(
        "user_session",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("methods", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("authenticated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("browser", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_user_session_secret_hash")),
    )
    op.create_index(op.f("ix_user_session_user_id_id"), "user_session", ["user_id", "id"], unique=False)
    op.create_table(
        "oauth_client_role",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_oauth_client_role_valid_until_after_from")),
        sa.ForeignKeyConstraint(["client_id"], ["oauth_client.id"], name=op.f("fk_oauth_client_role_client_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_oauth_client_role_company_id")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_oauth_client_role_role_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_client_role")),
        sa.UniqueConstraint(
            "client_id",
            "role_id",
            "company_id",
            name=op.f("uq_oauth_client_role_client_id_role_id_company_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_oauth_client_role_company_id_id"), "oauth_client_role", ["company_id", "id"], unique=False)
    op.create_index(op.f("ix_oauth_client_role_role_id_id"), "oauth_client_role", ["role_id", "id"], unique=False)
    op.create_table(
        "oauth_client_secret",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["oauth_client.id"], name=op.f("fk_oauth_client_secret_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_client_secret")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_oauth_client_secret_secret_hash")),
    )
    op.create_index(
        op.f("ix_oauth_client_secret_client_id_id"), "oauth_client_secret", ["client_id", "id"], unique=False
    )
    op.create_table(
        "oauth_grant",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("audiences", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("key_thumbprint", sa.Text(collation="C"), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_because", sa.Text(collation="C"), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["oauth_client.id"], name=op.f("fk_oauth_grant_client_id")),
        sa.ForeignKeyConstraint(["session_id"], ["user_session.id"], name=op.f("fk_oauth_grant_session_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_oauth_grant_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_grant")),
    )
    op.create_index(op.f("ix_oauth_grant_client_id_id"), "oauth_grant", ["client_id", "id"], unique=False)
    op.create_index(op.f("ix_oauth_grant_session_id_id"), "oauth_grant", ["session_id", "id"], unique=False)
    op.create_index(op.f("ix_oauth_grant_user_id_id"), "oauth_grant", ["user_id", "id"], unique=False)
    op.add_column("role", sa.Column("for_partners", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("role", sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("user_role", sa.Column("valid_from", sa.Date(), nullable=True))
    op.add_column("user_role", sa.Column("valid_until", sa.Date(), nullable=True))
    op.create_check_constraint(op.f("ck_user_role_valid_until_after_from"), "user_role", "valid_until >= valid_from")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.oauth_client FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.oauth_client_role FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.oauth_client_secret FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.oauth_grant FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.role_parent FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.user_session FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.oauth_client REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('OAuthClient', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.oauth_client FOR EACH ROW EXECUTE FUNCTION audit('OAuthClient', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.oauth_client_role REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('OAuthClientRole', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.oauth_client_role FOR EACH ROW EXECUTE FUNCTION audit('OAuthClientRole', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.oauth_grant REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('OAuthGrant', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.oauth_grant FOR EACH ROW EXECUTE FUNCTION audit('OAuthGrant', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.role_parent REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('RoleParent', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.role_parent FOR EACH ROW EXECUTE FUNCTION audit('RoleParent', 'id', 'version', 'recorded_at', 'changed_at')"
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_constraint(op.f("ck_user_role_valid_until_after_from"), "user_role")
    op.drop_column("user_role", "valid_until")
    op.drop_column("user_role", "valid_from")
    op.drop_column("role", "archived_at")
    op.drop_column("role", "for_partners")
    op.drop_index(op.f("ix_oauth_grant_user_id_id"), table_name="oauth_grant")
    op.drop_index(op.f("ix_oauth_grant_session_id_id"), table_name="oauth_grant")
    op.drop_index(op.f("ix_oauth_grant_client_id_id"), table_name="oauth_grant")
    op.drop_table("oauth_grant")
    op.drop_index(op.f("ix_oauth_client_secret_client_id_id"), table_name="oauth_client_secret")
    op.drop_table("oauth_client_secret")
    op.drop_index(op.f("ix_oauth_client_role_role_id_id"), table_name="oauth_client_role")
    op.drop_index(op.f("ix_oauth_client_role_company_id_id"), table_name="oauth_client_role")
    op.drop_table("oauth_client_role")
    op.drop_index(op.f("ix_user_session_user_id_id"), table_name="user_session")
    op.drop_table("user_session")
    op.drop_index(op.f("ix_oauth_client_requested_by_id"), table_name="oauth_client")
    op.drop_index(op.f("ix_oauth_client_party_id_id"), table_name="oauth_client")
    op.drop_index(op.f("ix_oauth_client_name_id"), table_name="oauth_client")
    op.drop_table("oauth_client")
    op.drop_index(op.f("ix_role_parent_parent_id_id"), table_name="role_parent")
    op.drop_table("role_parent")
