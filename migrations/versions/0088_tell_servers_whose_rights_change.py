"""Tell servers whose rights change.

Revision 0088, after 0087.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0088"
down_revision: str | None = "0087"


def upgrade() -> None:
    """Tell servers whose rights change."""
    execute("""
    CREATE OR REPLACE FUNCTION public.access_changed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare named text; changed jsonb[] := array[to_jsonb(old), to_jsonb(new)]; row_ jsonb;
    begin
      foreach row_ in array changed loop
        if row_ is not null then
          named := case when tg_nargs = 1 then tg_argv[0] else tg_argv[0] || ':' || (row_ ->> tg_argv[1]) end;
          perform pg_notify('torso_access', named);
        end if;
      end loop;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.role_parent_acyclic()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      perform pg_advisory_xact_lock(hashtextextended('role_parent', 0));
      if exists (
        with recursive above as (
          select new.parent_id as id
          union
          select role_parent.parent_id from above join role_parent on role_parent.role_id = above.id
        )
        select from above where id = new.role_id
      ) then
        raise exception using errcode = 'check_violation', table = 'role_parent', constraint = 'role_inherits_from_others',
          message = format('role %s would inherit from itself', new.role_id);
      end if;
      return new;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.role_permissions(role_id uuid, classes jsonb)
     RETURNS text[]
     LANGUAGE sql
     STABLE PARALLEL SAFE STRICT
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      with recursive above as (
        select role.id, role.permissions from role where role.id = role_id and role.archived_at is null
        union
        select role.id, role.permissions from above join role_parent p on p.role_id = above.id
        join role on role.id = p.parent_id and role.archived_at is null
      ), words as (
        select distinct word from above, unnest(above.permissions) as word
      ), permissions as (
        select word as permission from words where not classes ? word
        union
        select jsonb_array_elements_text(classes -> word) from words where classes ? word
      )
      select coalesce(array_agg(permission order by permission collate "C"), '{}') from permissions
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.role_parent_codes(role_id uuid)
     RETURNS text[]
     LANGUAGE sql
     STABLE PARALLEL SAFE STRICT
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select coalesce(array_agg(role.code order by role.code collate "C"), '{}')
      from role_parent p join role on role.id = p.parent_id where p.role_id = role_parent_codes.role_id
    $function$
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
      if operation not in ('REFUSED', 'DENIED', 'SIGN_IN', 'SIGN_IN_FAILED', 'SIGN_OUT', 'FACTOR_CHANGED',
        'SEEN') then
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
        "rights_delegation",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("delegate_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_rights_delegation_ends_after_start")),
        sa.CheckConstraint("user_id <> delegate_id", name=op.f("ck_rights_delegation_is_another")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_rights_delegation_company_id")),
        sa.ForeignKeyConstraint(["delegate_id"], ["user_account.id"], name=op.f("fk_rights_delegation_delegate_id")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_rights_delegation_role_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_rights_delegation_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_delegation")),
    )
    op.create_index(op.f("ix_rights_delegation_company_id_id"), "rights_delegation", ["company_id", "id"], unique=False)
    op.create_index(
        op.f("ix_rights_delegation_delegate_id_id"), "rights_delegation", ["delegate_id", "id"], unique=False
    )
    op.create_index(op.f("ix_rights_delegation_role_id_id"), "rights_delegation", ["role_id", "id"], unique=False)
    op.create_index(op.f("ix_rights_delegation_user_id_id"), "rights_delegation", ["user_id", "id"], unique=False)
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.rights_delegation FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER access_changed AFTER DELETE OR UPDATE OF archived_at, party_id, name, language ON public.user_account FOR EACH ROW EXECUTE FUNCTION access_changed('user_account', 'id')"
    )
    execute(
        "CREATE TRIGGER access_changed AFTER INSERT OR DELETE OR UPDATE ON public.user_role FOR EACH ROW EXECUTE FUNCTION access_changed('user_account', 'user_id')"
    )
    execute(
        "CREATE TRIGGER access_changed AFTER INSERT OR DELETE OR UPDATE ON public.rights_delegation FOR EACH ROW EXECUTE FUNCTION access_changed('user_account', 'delegate_id')"
    )
    execute(
        "CREATE TRIGGER access_changed AFTER DELETE OR UPDATE OF code, permissions, for_partners, archived_at ON public.role FOR EACH ROW EXECUTE FUNCTION access_changed('role')"
    )
    execute(
        "CREATE TRIGGER access_changed AFTER INSERT OR DELETE OR UPDATE ON public.role_parent FOR EACH ROW EXECUTE FUNCTION access_changed('role')"
    )
    execute(
        "CREATE TRIGGER access_changed AFTER DELETE OR UPDATE ON public.oauth_client FOR EACH ROW EXECUTE FUNCTION access_changed('oauth_client', 'id')"
    )
    execute(
        "CREATE TRIGGER access_changed AFTER INSERT OR DELETE OR UPDATE ON public.oauth_client_role FOR EACH ROW EXECUTE FUNCTION access_changed('oauth_client', 'client_id')"
    )
    execute(
        "CREATE TRIGGER access_changed AFTER DELETE OR UPDATE ON public.oauth_grant FOR EACH ROW EXECUTE FUNCTION access_changed('oauth_grant', 'id')"
    )
    execute(
        "CREATE TRIGGER access_changed AFTER DELETE OR UPDATE OF ended_at ON public.user_session FOR EACH ROW EXECUTE FUNCTION access_changed('user_session', 'id')"
    )
    execute(
        "CREATE TRIGGER role_parent_acyclic BEFORE INSERT OR UPDATE ON public.role_parent FOR EACH ROW EXECUTE FUNCTION role_parent_acyclic()"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.rights_delegation REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('RightsDelegation', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.rights_delegation FOR EACH ROW EXECUTE FUNCTION audit('RightsDelegation', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    op.drop_constraint(op.f("ck_audit_entry_audit_operation"), "audit_entry", type_="check")
    # Entries are never deleted: where a newer revision was taken back, those of it are there.
    execute(
        "alter table audit_entry add constraint ck_audit_entry_audit_operation check (operation in ('INSERT', 'UPDATE', "
        "'DELETE', 'REFUSED', 'DENIED', 'SIGN_IN', 'SIGN_IN_FAILED', 'SIGN_OUT', 'FACTOR_CHANGED', 'SEEN')) not valid"
    )


def downgrade() -> None:
    """Undo it."""
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
    execute("drop trigger access_changed on user_account")
    execute("drop trigger access_changed on user_role")
    execute("drop trigger access_changed on role")
    execute("drop trigger access_changed on role_parent")
    execute("drop trigger access_changed on oauth_client")
    execute("drop trigger access_changed on oauth_client_role")
    execute("drop trigger access_changed on oauth_grant")
    execute("drop trigger access_changed on user_session")
    execute("drop trigger role_parent_acyclic on role_parent")
    op.drop_index(op.f("ix_rights_delegation_user_id_id"), table_name="rights_delegation")
    op.drop_index(op.f("ix_rights_delegation_role_id_id"), table_name="rights_delegation")
    op.drop_index(op.f("ix_rights_delegation_delegate_id_id"), table_name="rights_delegation")
    op.drop_index(op.f("ix_rights_delegation_company_id_id"), table_name="rights_delegation")
    op.drop_table("rights_delegation")
    execute("drop routine role_parent_codes(uuid)")
    execute("drop routine role_permissions(uuid,jsonb)")
    execute("drop routine role_parent_acyclic()")
    execute("drop routine access_changed()")
    # The audit is append-only: what somebody has seen with the eyes of others stays in it.
    op.drop_constraint(op.f("ck_audit_entry_audit_operation"), "audit_entry", type_="check")
    execute(
        "alter table audit_entry add constraint ck_audit_entry_audit_operation check (operation in ('INSERT', 'UPDATE', "
        "'DELETE', 'REFUSED', 'DENIED', 'SIGN_IN', 'SIGN_IN_FAILED', 'SIGN_OUT', 'FACTOR_CHANGED')) not valid"
    )
