"""Let programs ask in people's names.

Revision 0086, after 0085.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.statement import execute

revision: str = "0086"
down_revision: str | None = "0085"


def upgrade() -> None:
    """Let programs ask in people's names."""
    op.create_table(
        "oauth_proof",
        sa.Column("proof_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_proof")),
        sa.UniqueConstraint("proof_hash", name=op.f("uq_oauth_proof_proof_hash")),
    )
    op.create_index(op.f("ix_oauth_proof_expires_at"), "oauth_proof", ["expires_at"], unique=False)
    op.create_table(
        "oauth_consent",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["oauth_client.id"], name=op.f("fk_oauth_consent_client_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_oauth_consent_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_consent")),
        sa.UniqueConstraint("user_id", "client_id", name=op.f("uq_oauth_consent_user_id_client_id")),
    )
    op.create_index(op.f("ix_oauth_consent_client_id_id"), "oauth_consent", ["client_id", "id"], unique=False)
    op.create_table(
        "oauth_device_code",
        sa.Column("device_code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("interval_seconds", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("is_allowed", sa.Boolean(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(decided_at is null) = (is_allowed is null)", name=op.f("ck_oauth_device_code_decided_one_way")
        ),
        sa.CheckConstraint(
            "is_allowed is not true or session_id is not null", name=op.f("ck_oauth_device_code_allowed_by_somebody")
        ),
        sa.CheckConstraint(
            "used_at is null or is_allowed is true", name=op.f("ck_oauth_device_code_used_once_allowed")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["oauth_client.id"], name=op.f("fk_oauth_device_code_client_id")),
        sa.ForeignKeyConstraint(["session_id"], ["user_session.id"], name=op.f("fk_oauth_device_code_session_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_oauth_device_code_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_device_code")),
        sa.UniqueConstraint("device_code_hash", name=op.f("uq_oauth_device_code_device_code_hash")),
        sa.UniqueConstraint("user_code_hash", name=op.f("uq_oauth_device_code_user_code_hash")),
    )
    op.create_index(op.f("ix_oauth_device_code_client_id_id"), "oauth_device_code", ["client_id", "id"], unique=False)
    op.create_index(op.f("ix_oauth_device_code_expires_at_id"), "oauth_device_code", ["expires_at", "id"], unique=False)
    op.create_index(op.f("ix_oauth_device_code_session_id_id"), "oauth_device_code", ["session_id", "id"], unique=False)
    op.create_index(op.f("ix_oauth_device_code_user_id_id"), "oauth_device_code", ["user_id", "id"], unique=False)
    op.create_table(
        "oauth_request",
        sa.Column("reference_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["oauth_client.id"], name=op.f("fk_oauth_request_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_request")),
        sa.UniqueConstraint("reference_hash", name=op.f("uq_oauth_request_reference_hash")),
    )
    op.create_index(op.f("ix_oauth_request_client_id_id"), "oauth_request", ["client_id", "id"], unique=False)
    op.create_index(op.f("ix_oauth_request_expires_at_id"), "oauth_request", ["expires_at", "id"], unique=False)
    op.create_table(
        "oauth_code",
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("code_challenge", sa.Text(collation="C"), nullable=False),
        sa.Column("key_thumbprint", sa.Text(collation="C"), nullable=True),
        sa.Column("nonce", sa.Text(), nullable=True),
        sa.Column("authenticated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("methods", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("grant_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(used_at is null) = (grant_id is null)", name=op.f("ck_oauth_code_used_for_a_grant")),
        sa.ForeignKeyConstraint(["client_id"], ["oauth_client.id"], name=op.f("fk_oauth_code_client_id")),
        sa.ForeignKeyConstraint(["grant_id"], ["oauth_grant.id"], name=op.f("fk_oauth_code_grant_id")),
        sa.ForeignKeyConstraint(["session_id"], ["user_session.id"], name=op.f("fk_oauth_code_session_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_oauth_code_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_oauth_code_code_hash")),
    )
    op.create_index(op.f("ix_oauth_code_client_id_id"), "oauth_code", ["client_id", "id"], unique=False)
    op.create_index(op.f("ix_oauth_code_expires_at_id"), "oauth_code", ["expires_at", "id"], unique=False)
    op.create_index(op.f("ix_oauth_code_grant_id_id"), "oauth_code", ["grant_id", "id"], unique=False)
    op.create_index(op.f("ix_oauth_code_session_id_id"), "oauth_code", ["session_id", "id"], unique=False)
    op.create_index(op.f("ix_oauth_code_user_id_id"), "oauth_code", ["user_id", "id"], unique=False)
    op.create_table(
        "oauth_refresh_token",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("follows_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["follows_id"],
            ["oauth_refresh_token.id"],
            name=op.f("fk_oauth_refresh_token_follows_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["grant_id"], ["oauth_grant.id"], name=op.f("fk_oauth_refresh_token_grant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_refresh_token")),
        sa.UniqueConstraint("follows_id", name=op.f("uq_oauth_refresh_token_follows_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_oauth_refresh_token_token_hash")),
    )
    op.create_index(
        op.f("ix_oauth_refresh_token_expires_at_id"), "oauth_refresh_token", ["expires_at", "id"], unique=False
    )
    op.create_index(op.f("ix_oauth_refresh_token_grant_id_id"), "oauth_refresh_token", ["grant_id", "id"], unique=False)
    op.add_column("oauth_grant", sa.Column("authenticated_at", sa.DateTime(timezone=True), nullable=True))
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.oauth_code FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.oauth_consent FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.oauth_device_code FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.oauth_proof FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.oauth_refresh_token FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.oauth_request FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.oauth_consent REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('OAuthConsent', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.oauth_consent FOR EACH ROW EXECUTE FUNCTION audit('OAuthConsent', 'id', 'version', 'recorded_at', 'changed_at')"
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_column("oauth_grant", "authenticated_at")
    op.drop_index(op.f("ix_oauth_refresh_token_grant_id_id"), table_name="oauth_refresh_token")
    op.drop_index(op.f("ix_oauth_refresh_token_expires_at_id"), table_name="oauth_refresh_token")
    op.drop_table("oauth_refresh_token")
    op.drop_index(op.f("ix_oauth_code_user_id_id"), table_name="oauth_code")
    op.drop_index(op.f("ix_oauth_code_session_id_id"), table_name="oauth_code")
    op.drop_index(op.f("ix_oauth_code_grant_id_id"), table_name="oauth_code")
    op.drop_index(op.f("ix_oauth_code_expires_at_id"), table_name="oauth_code")
    op.drop_index(op.f("ix_oauth_code_client_id_id"), table_name="oauth_code")
    op.drop_table("oauth_code")
    op.drop_index(op.f("ix_oauth_request_expires_at_id"), table_name="oauth_request")
    op.drop_index(op.f("ix_oauth_request_client_id_id"), table_name="oauth_request")
    op.drop_table("oauth_request")
    op.drop_index(op.f("ix_oauth_device_code_user_id_id"), table_name="oauth_device_code")
    op.drop_index(op.f("ix_oauth_device_code_session_id_id"), table_name="oauth_device_code")
    op.drop_index(op.f("ix_oauth_device_code_expires_at_id"), table_name="oauth_device_code")
    op.drop_index(op.f("ix_oauth_device_code_client_id_id"), table_name="oauth_device_code")
    op.drop_table("oauth_device_code")
    op.drop_index(op.f("ix_oauth_consent_client_id_id"), table_name="oauth_consent")
    op.drop_table("oauth_consent")
    op.drop_index(op.f("ix_oauth_proof_expires_at"), table_name="oauth_proof")
    op.drop_table("oauth_proof")
