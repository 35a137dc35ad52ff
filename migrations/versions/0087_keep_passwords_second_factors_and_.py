"""Keep passwords, second factors and guesses of people.

Revision 0087, after 0086.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.statement import execute

_KINDS = (
    "JOB_FINISHED", "JOB_FAILED", "ATTACHMENT_SHARED", "APPROVAL_WANTED", "APPROVAL_REMINDER", "APPROVAL_GIVEN",
    "APPROVAL_REFUSED", "APPROVAL_EXPIRED",
)  # fmt: skip
_NEW_KINDS = ("PASSWORD_CHANGED", "PASSKEY_ADDED", "FACTORS_RESET", "BROWSER_NEW")
_OPERATIONS = ("INSERT", "UPDATE", "DELETE", "REFUSED", "DENIED")
_NEW_OPERATIONS = ("SIGN_IN", "SIGN_IN_FAILED", "SIGN_OUT", "FACTOR_CHANGED")

revision: str = "0087"
down_revision: str | None = "0086"


def upgrade() -> None:
    """Keep passwords, second factors and guesses of people."""
    _allow_kinds(*_KINDS, *_NEW_KINDS)
    # Entries are never deleted: where a newer revision was taken back, those of it are there.
    _allow_operations(_OPERATIONS + _NEW_OPERATIONS, " not valid")
    execute("""
    CREATE OR REPLACE FUNCTION public.email_key(email text)
     RETURNS text
     LANGUAGE sql
     IMMUTABLE PARALLEL SAFE STRICT
    RETURN (lower((NORMALIZE(email, NFKC) COLLATE pg_c_utf8)) COLLATE "C")
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.audit_refusal(operation text, attempted text, code text, facts jsonb, entity_type text, entity_id uuid, company_id uuid, actor text, actor_name text, client_id text, request_id text, reason text)
     RETURNS uuid
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare made uuid;
    begin
      if operation not in ('REFUSED', 'DENIED', 'SIGN_IN', 'SIGN_IN_FAILED', 'SIGN_OUT', 'FACTOR_CHANGED') then
        raise exception using errcode = 'check_violation', message = format('%s is written by the change itself', operation);
      end if;
      insert into audit_entry (operation, attempted, code, facts, entity_type, entity_id, company_id,
        actor, actor_name, client_id, request_id, reason)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id into made;
      insert into audit_unsealed (entry_id) values (made);
      return made;
    end $function$
    """)
    op.create_table(
        "sign_in_guess",
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_sign_in_guess")),
    )
    op.create_index(op.f("ix_sign_in_guess_last_at"), "sign_in_guess", ["last_at"], unique=False)
    op.create_table(
        "sign_in_step",
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "SECOND_FACTOR",
                "PASSKEY_SIGN_IN",
                "PASSKEY_NEW",
                name="sign_in_step_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_sign_in_step_user_id")),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_sign_in_step")),
    )
    op.create_index(op.f("ix_sign_in_step_expires_at"), "sign_in_step", ["expires_at"], unique=False)
    op.create_table(
        "user_browser",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_browser_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_browser")),
        sa.UniqueConstraint("user_id", "secret_hash", name=op.f("uq_user_browser_user_id_secret_hash")),
    )
    op.create_table(
        "user_link",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "INVITATION", "PASSWORD", name="user_link_kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_link_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_link")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_user_link_secret_hash")),
    )
    op.create_index(op.f("ix_user_link_user_id_id"), "user_link", ["user_id", "id"], unique=False)
    op.create_table(
        "user_passkey",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("transports", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("is_backed_up", sa.Boolean(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_passkey_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_user_passkey_credential_id")),
    )
    op.create_index(op.f("ix_user_passkey_user_id_id"), "user_passkey", ["user_id", "id"], unique=False)
    op.create_table(
        "user_password",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_password_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_password")),
        sa.UniqueConstraint("user_id", name=op.f("uq_user_password_user_id")),
    )
    op.create_table(
        "user_recovery_code",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_recovery_code_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_recovery_code")),
        sa.UniqueConstraint("user_id", "code_hash", name=op.f("uq_user_recovery_code_user_id_code_hash")),
    )
    op.create_table(
        "user_totp",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_secret", sa.Text(collation="C"), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_totp_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_totp")),
        sa.UniqueConstraint("user_id", name=op.f("uq_user_totp_user_id")),
    )
    op.add_column(
        "company", sa.Column("requires_second_factor", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column(
        "role", sa.Column("requires_second_factor", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.create_index("uq_user_account_email_key", "user_account", [sa.literal_column("email_key(email)")], unique=True)
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.user_browser FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.user_link FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.user_passkey FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.user_password FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.user_recovery_code FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.user_totp FOR EACH ROW EXECUTE FUNCTION touch()")


def downgrade() -> None:
    """Undo it; what the audit has told of signing in stays, since nothing goes out of the audit."""
    for table in (sa.table("notification", sa.column("kind")), sa.table("notification_preference", sa.column("kind"))):
        op.execute(table.delete().where(table.c.kind.in_(_NEW_KINDS)))
    _allow_kinds(*_KINDS)
    _allow_operations(_OPERATIONS, " not valid")
    execute("""
    CREATE OR REPLACE FUNCTION public.audit_refusal(operation text, attempted text, code text, facts jsonb, entity_type text, entity_id uuid, company_id uuid, actor text, actor_name text, client_id text, request_id text, reason text)
     RETURNS uuid
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare made uuid;
    begin
      if operation not in ('REFUSED', 'DENIED') then
        raise exception using errcode = 'check_violation', message = format('%s is no refusal', operation);
      end if;
      insert into audit_entry (operation, attempted, code, facts, entity_type, entity_id, company_id,
        actor, actor_name, client_id, request_id, reason)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id into made;
      insert into audit_unsealed (entry_id) values (made);
      return made;
    end $function$
    """)
    op.drop_index("uq_user_account_email_key", table_name="user_account")
    op.drop_column("role", "requires_second_factor")
    op.drop_column("company", "requires_second_factor")
    op.drop_table("user_totp")
    op.drop_table("user_recovery_code")
    op.drop_table("user_password")
    op.drop_index(op.f("ix_user_passkey_user_id_id"), table_name="user_passkey")
    op.drop_table("user_passkey")
    op.drop_index(op.f("ix_user_link_user_id_id"), table_name="user_link")
    op.drop_table("user_link")
    op.drop_table("user_browser")
    op.drop_index(op.f("ix_sign_in_step_expires_at"), table_name="sign_in_step")
    op.drop_table("sign_in_step")
    op.drop_index(op.f("ix_sign_in_guess_last_at"), table_name="sign_in_guess")
    op.drop_table("sign_in_guess")
    execute("drop routine email_key(text)")


def _allow_kinds(*kinds: str) -> None:
    named = ", ".join(f"'{kind}'" for kind in kinds)
    for table in ("notification", "notification_preference"):
        name = op.f(f"ck_{table}_notification_kind")
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, f"kind in ({named})")


def _allow_operations(operations: tuple[str, ...], validity: str = "") -> None:
    named = ", ".join(f"'{operation}'" for operation in operations)
    op.drop_constraint(op.f("ck_audit_entry_audit_operation"), "audit_entry", type_="check")
    op.execute(
        "alter table audit_entry add constraint ck_audit_entry_audit_operation "
        f"check (operation in ({named})){validity}"
    )
