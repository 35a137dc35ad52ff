"""Know everybody who wrote what is to be approved.

Revision 0022, after 0021.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.statement import execute

revision: str = "0022"
down_revision: str | None = "0021"


def upgrade() -> None:
    """Know everybody who wrote what is to be approved."""
    execute("""
    CREATE OR REPLACE FUNCTION public.approval_request_moves()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare broken text;
    begin
      broken := case
        when tg_op = 'INSERT' then case when new.state <> 'PENDING' then 'begins_pending' end
        when old.state <> 'PENDING' then 'decided_once'
        when row(old.company_id, old.policy_id, old.document_type, old.document_id, old.revision, old.description, old.currency,
          old.amount, old.requested_by, old.written_by, old.expires_at)
          is distinct from row(new.company_id, new.policy_id, new.document_type, new.document_id, new.revision,
          new.description, new.currency, new.amount, new.requested_by, new.written_by, new.expires_at) then 'request_is_fixed'
        when new.state = 'APPROVED' and (
          not exists (select from approval_request_step where request_id = new.id)
          or exists (
            select from approval_request_step as step where step.request_id = new.id and step.quorum > (
              select count(*) from approval_decision as decision
              where decision.request_id = new.id and decision.position = step.position and decision.verdict = 'APPROVED'
            )
          )) then 'quorum_is_reached'
      end;
      if broken is not null then
        raise exception using errcode = 'check_violation', table = 'approval_request', constraint = broken,
          message = format('approval request %s: %s', new.id, broken);
      end if;
      return new;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.approval_decision_counts()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare request record; broken text;
    begin
      select state, position, written_by || requested_by as concerned into request
      from approval_request where id = new.request_id for update;
      broken := case
        when request.state <> 'PENDING' then 'request_is_pending'
        when new.position <> request.position then 'step_is_current'
        when new.user_id::text = any(request.concerned) or new.for_user_id::text = any(request.concerned)
          then 'approver_is_somebody_else'
        when exists (select from approval_decision as other where other.request_id = new.request_id
          and (new.user_id in (other.user_id, other.for_user_id) or new.for_user_id in (other.user_id, other.for_user_id)))
          then 'approver_decides_once'
      end;
      if broken is not null then
        raise exception using errcode = 'check_violation', table = 'approval_decision', constraint = broken,
          message = format('decision on approval request %s: %s', new.request_id, broken);
      end if;
      return new;
    end $function$
    """)
    op.add_column(
        "approval_request",
        sa.Column("written_by", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.drop_column("approval_request", "entered_by")


def downgrade() -> None:
    """Undo it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.approval_request_moves()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare broken text;
    begin
      broken := case
        when tg_op = 'INSERT' then case when new.state <> 'PENDING' then 'begins_pending' end
        when old.state <> 'PENDING' then 'decided_once'
        when row(old.company_id, old.policy_id, old.document_type, old.document_id, old.revision, old.description, old.currency,
          old.amount, old.requested_by, old.entered_by, old.expires_at)
          is distinct from row(new.company_id, new.policy_id, new.document_type, new.document_id, new.revision,
          new.description, new.currency, new.amount, new.requested_by, new.entered_by, new.expires_at) then 'request_is_fixed'
        when new.state = 'APPROVED' and (
          not exists (select from approval_request_step where request_id = new.id)
          or exists (
            select from approval_request_step as step where step.request_id = new.id and step.quorum > (
              select count(*) from approval_decision as decision
              where decision.request_id = new.id and decision.position = step.position and decision.verdict = 'APPROVED'
            )
          )) then 'quorum_is_reached'
      end;
      if broken is not null then
        raise exception using errcode = 'check_violation', table = 'approval_request', constraint = broken,
          message = format('approval request %s: %s', new.id, broken);
      end if;
      return new;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.approval_decision_counts()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare request record; broken text;
    begin
      select state, position, array[requested_by, entered_by] as concerned into request
      from approval_request where id = new.request_id for update;
      broken := case
        when request.state <> 'PENDING' then 'request_is_pending'
        when new.position <> request.position then 'step_is_current'
        when new.user_id::text = any(request.concerned) or new.for_user_id::text = any(request.concerned)
          then 'approver_is_somebody_else'
        when exists (select from approval_decision as other where other.request_id = new.request_id
          and (new.user_id in (other.user_id, other.for_user_id) or new.for_user_id in (other.user_id, other.for_user_id)))
          then 'approver_decides_once'
      end;
      if broken is not null then
        raise exception using errcode = 'check_violation', table = 'approval_decision', constraint = broken,
          message = format('decision on approval request %s: %s', new.request_id, broken);
      end if;
      return new;
    end $function$
    """)
    op.add_column(
        "approval_request", sa.Column("entered_by", sa.TEXT(collation="C"), autoincrement=False, nullable=True)
    )
    op.drop_column("approval_request", "written_by")
