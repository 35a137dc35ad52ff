"""Record what is read and taken out.

Revision 0089, after 0088.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0089"
down_revision: str | None = "0088"

CHANGES = "'INSERT', 'UPDATE', 'DELETE', 'REFUSED', 'DENIED', 'SIGN_IN', 'SIGN_IN_FAILED', 'SIGN_OUT', 'FACTOR_CHANGED', 'SEEN'"
ASIDE = "'DELETE', 'REFUSED', 'DENIED'"
ADDED = "'READ', 'EXPORTED', 'ERASED'"


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
    """Record what is read and taken out."""
    _operations(f"{CHANGES}, {ADDED}", f"{ASIDE}, {ADDED}", holds_for_all=True)
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


def downgrade() -> None:
    """Undo it."""
    _operations(CHANGES, ASIDE, holds_for_all=False)
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
