"""Forget what is kept for long enough.

Revision 0094, after 0093.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0094"
down_revision: str | None = "0093"

ASIDE = "'DELETE', 'REFUSED', 'DENIED', 'READ', 'EXPORTED', 'ERASED'"
CHANGES = (
    "'INSERT', 'UPDATE', 'DELETE', 'REFUSED', 'DENIED', 'SIGN_IN', 'SIGN_IN_FAILED', 'SIGN_OUT', 'FACTOR_CHANGED', 'SEEN', "
    "'READ', 'EXPORTED', 'ERASED'"
)
ADDED = "'FORGOTTEN'"


def _operations(words: str, aside: str, *, holds_for_all: bool) -> None:
    """Set what an entry can tell of, and which of it is found by an index."""
    op.drop_constraint(op.f("ck_audit_entry_audit_operation"), "audit_entry", type_="check")
    # Entries are never deleted, so those of a newer revision stay when it is taken back.
    execute(
        f"alter table audit_entry add constraint ck_audit_entry_audit_operation check (operation in ({words}))"
        + ("" if holds_for_all else " not valid")
    )
    op.drop_index(op.f("ix_audit_entry_operation_id"), table_name="audit_entry")
    op.create_index(
        op.f("ix_audit_entry_operation_id"),
        "audit_entry",
        ["operation", "id"],
        postgresql_where=sa.text(f"operation in ({aside})"),
    )


def upgrade() -> None:
    """Forget what is kept for long enough."""
    _operations(f"{CHANGES}, {ADDED}", f"{ASIDE}, {ADDED}", holds_for_all=True)
    execute("""
    CREATE OR REPLACE FUNCTION public.audit_erase(ids uuid[], subjects text[], columns text[], words text[])
     RETURNS integer
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
     SET "TimeZone" TO 'UTC'
    AS $function$
    declare
      entry record;
      left_over audit_entry;
      made uuid;
      touched integer := 0;
      why text := nullif(current_setting('app.reason', true), '');
    begin
      if exists (select from unnest(words) as word where position(lower(word) in lower(why)) > 0) then
        why := '[erased]';
      end if;
      -- What is sealed meanwhile would be sealed as it was.
      perform pg_advisory_xact_lock(hashtext('audit_seal'));
      perform set_config('app.erasing', 'on', true);
      for entry in
        select e.id, e.company_id, s.position, coalesce(before_it.hash, ''::bytea) as link, e as whole,
          case when e.entity_id = any(ids) then columns else '{}' end as gone
        from audit_entry as e left join audit_seal as s on s.entry_id = e.id
          left join audit_seal as before_it on before_it.position = s.position - 1
        where (e.entity_id = any(ids) or e.actor = any(subjects)) and e.operation <> 'ERASED' for update of e
      loop
        update audit_entry as e set before = audit_erased(e.before, entry.gone, words), after = audit_erased(e.after, entry.gone, words),
          facts = audit_erased(e.facts, '{address,browser}', words),
          reason = case when exists (select from unnest(words) as word where position(lower(word) in lower(e.reason)) > 0)
            then '[erased]' else e.reason end,
          actor_name = case when e.actor = any(subjects) then '[erased]' else e.actor_name end
        where e.id = entry.id returning e.* into left_over;
        if left_over is distinct from entry.whole then
          touched := touched + 1;
          if entry.position is not null then
            insert into audit_entry (operation, entity_type, entity_id, company_id, facts, actor, actor_name, client_id, request_id, reason)
            values ('ERASED', 'AuditEntry', entry.id, entry.company_id,
              jsonb_build_object('digest', encode(audit_digest(entry.link, to_jsonb(left_over)), 'hex')),
              coalesce(nullif(current_setting('app.actor', true), ''), 'database:' || session_user),
              nullif(current_setting('app.actor_name', true), ''), nullif(current_setting('app.client', true), ''),
              nullif(current_setting('app.request', true), ''), why)
            returning id into made;
            insert into audit_unsealed (entry_id) values (made);
          end if;
        end if;
      end loop;
      perform set_config('app.erasing', '', true);
      return touched;
    end $function$
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
        'SEEN', 'READ', 'EXPORTED', 'FORGOTTEN') then
        raise exception using errcode = 'check_violation', message = format('%s is written by the change itself', operation);
      end if;
      insert into audit_entry (operation, attempted, code, facts, entity_type, entity_id, company_id,
        actor, actor_name, client_id, request_id, reason)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id into made;
      insert into audit_unsealed (entry_id) values (made);
      return made;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.audit_forget(operations text[], everywhere timestamp with time zone, companies uuid[], own timestamp with time zone[], at_most integer)
     RETURNS integer
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
     SET "TimeZone" TO 'UTC'
    AS $function$
    declare
      entry record;
      left_over audit_entry;
      made uuid;
      touched integer := 0;
    begin
      -- What is sealed meanwhile would be sealed as it was.
      perform pg_advisory_xact_lock(hashtext('audit_seal'));
      perform set_config('app.erasing', 'on', true);
      for entry in
        select e.id, s.position, coalesce(before_it.hash, ''::bytea) as link
        from audit_entry as e left join audit_seal as s on s.entry_id = e.id
          left join audit_seal as before_it on before_it.position = s.position - 1
          left join unnest(companies, own) as rule (company_id, until) on rule.company_id = e.company_id
        where e.operation in ('READ', 'SEEN', 'SIGN_IN', 'SIGN_IN_FAILED', 'SIGN_OUT') and e.facts is not null and e.operation = any(operations)
          and e.recorded_at < coalesce(rule.until, everywhere) and e.recorded_at < now() - interval '180 days'
        limit at_most for update of e
      loop
        update audit_entry as e set facts = null where e.id = entry.id returning e.* into left_over;
        touched := touched + 1;
        if entry.position is not null then
          insert into audit_entry (operation, entity_type, entity_id, company_id, facts, actor, actor_name, reason)
          values ('ERASED', 'AuditEntry', entry.id, left_over.company_id,
            jsonb_build_object('digest', encode(audit_digest(entry.link, to_jsonb(left_over)), 'hex')),
            coalesce(nullif(current_setting('app.actor', true), ''), 'database:' || session_user),
            nullif(current_setting('app.actor_name', true), ''), 'retention')
          returning id into made;
          insert into audit_unsealed (entry_id) values (made);
        end if;
      end loop;
      perform set_config('app.erasing', '', true);
      return touched;
    end $function$
    """)
    op.create_table(
        "retention_rule",
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "AUDIT_READS",
                "AUDIT_SIGN_INS",
                "ENDED_SESSIONS",
                "FINISHED_JOBS",
                "IDEMPOTENCY_KEYS",
                "IMPORT_VALUES",
                "NOTIFICATIONS",
                "UNSEEN_BROWSERS",
                "USED_LINKS",
                name="retention_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("kept_days", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kept_days > 0", name=op.f("ck_retention_rule_kept_days_positive")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_retention_rule_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_rule")),
        sa.UniqueConstraint(
            "company_id", "kind", name=op.f("uq_retention_rule_company_id_kind"), postgresql_nulls_not_distinct=True
        ),
    )
    op.create_index(
        "ix_audit_entry_forgettable",
        "audit_entry",
        ["recorded_at"],
        unique=False,
        postgresql_where=sa.text(
            "operation in ('READ', 'SEEN', 'SIGN_IN', 'SIGN_IN_FAILED', 'SIGN_OUT') and facts is not null"
        ),
    )
    op.create_index(
        "ix_import_row_telling",
        "import_row",
        ["job_id"],
        unique=False,
        postgresql_where=sa.text("values is not null or changes is not null or reason is not null"),
    )
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.retention_rule FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.retention_rule REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('RetentionRule', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.retention_rule FOR EACH ROW EXECUTE FUNCTION audit('RetentionRule', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )


def downgrade() -> None:
    """Undo it."""
    _operations(CHANGES, ASIDE, holds_for_all=False)
    execute("""
    CREATE OR REPLACE FUNCTION public.audit_erase(ids uuid[], subjects text[], columns text[], words text[])
     RETURNS integer
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
     SET "TimeZone" TO 'UTC'
    AS $function$
    declare
      entry record;
      left_over audit_entry;
      made uuid;
      touched integer := 0;
      why text := nullif(current_setting('app.reason', true), '');
    begin
      if exists (select from unnest(words) as word where position(lower(word) in lower(why)) > 0) then
        why := '[erased]';
      end if;
      -- What is sealed meanwhile would be sealed as it was.
      perform pg_advisory_xact_lock(hashtext('audit_seal'));
      perform set_config('app.erasing', 'on', true);
      for entry in
        select e.id, e.company_id, s.position, coalesce(before_it.hash, ''::bytea) as link, e as whole,
          case when e.entity_id = any(ids) then columns else '{}' end as gone
        from audit_entry as e left join audit_seal as s on s.entry_id = e.id
          left join audit_seal as before_it on before_it.position = s.position - 1
        where (e.entity_id = any(ids) or e.actor = any(subjects)) and e.operation <> 'ERASED' for update of e
      loop
        update audit_entry as e set before = audit_erased(e.before, entry.gone, words), after = audit_erased(e.after, entry.gone, words),
          facts = audit_erased(e.facts, '{}', words),
          reason = case when exists (select from unnest(words) as word where position(lower(word) in lower(e.reason)) > 0)
            then '[erased]' else e.reason end,
          actor_name = case when e.actor = any(subjects) then '[erased]' else e.actor_name end
        where e.id = entry.id returning e.* into left_over;
        if left_over is distinct from entry.whole then
          touched := touched + 1;
          if entry.position is not null then
            insert into audit_entry (operation, entity_type, entity_id, company_id, facts, actor, actor_name, client_id, request_id, reason)
            values ('ERASED', 'AuditEntry', entry.id, entry.company_id,
              jsonb_build_object('digest', encode(audit_digest(entry.link, to_jsonb(left_over)), 'hex')),
              coalesce(nullif(current_setting('app.actor', true), ''), 'database:' || session_user),
              nullif(current_setting('app.actor_name', true), ''), nullif(current_setting('app.client', true), ''),
              nullif(current_setting('app.request', true), ''), why)
            returning id into made;
            insert into audit_unsealed (entry_id) values (made);
          end if;
        end if;
      end loop;
      perform set_config('app.erasing', '', true);
      return touched;
    end $function$
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
        'SEEN', 'READ', 'EXPORTED') then
        raise exception using errcode = 'check_violation', message = format('%s is written by the change itself', operation);
      end if;
      insert into audit_entry (operation, attempted, code, facts, entity_type, entity_id, company_id,
        actor, actor_name, client_id, request_id, reason)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id into made;
      insert into audit_unsealed (entry_id) values (made);
      return made;
    end $function$
    """)
    op.drop_index(
        "ix_import_row_telling",
        table_name="import_row",
        postgresql_where=sa.text("values is not null or changes is not null or reason is not null"),
    )
    op.drop_index(
        "ix_audit_entry_forgettable",
        table_name="audit_entry",
        postgresql_where=sa.text(
            "operation in ('READ', 'SEEN', 'SIGN_IN', 'SIGN_IN_FAILED', 'SIGN_OUT') and facts is not null"
        ),
    )
    op.drop_table("retention_rule")
    execute("drop routine audit_forget(text[],timestamp with time zone,uuid[],timestamp with time zone[],integer)")
