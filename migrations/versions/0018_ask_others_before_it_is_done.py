"""Ask others before it is done.

Revision 0018, after 0017.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0018"
down_revision: str | None = "0017"


def upgrade() -> None:
    """Ask others before it is done."""
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
    op.create_table(
        "approval_policy",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document_type", sa.Text(collation="C"), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("amount_above", sa.Numeric(), nullable=True),
        sa.Column("expires_after_days", sa.Integer(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("amount_above >= 0", name=op.f("ck_approval_policy_amount_above_not_negative")),
        sa.CheckConstraint(
            "expires_after_days between 1 and 365", name=op.f("ck_approval_policy_expires_within_a_year")
        ),
        sa.CheckConstraint(
            "scale(amount_above) = currency_exponent(currency)",
            name=op.f("ck_approval_policy_amount_above_fits_currency"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_approval_policy_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_approval_policy_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_policy")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_approval_policy_company_id_id")),
    )
    op.create_index(
        "uq_approval_policy_document_type",
        "approval_policy",
        ["company_id", "document_type", "amount_above"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("archived_at is null"),
    )
    op.create_table(
        "approval_request",
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("document_type", sa.Text(collation="C"), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Text(collation="C"), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "PENDING",
                "APPROVED",
                "REJECTED",
                "WITHDRAWN",
                "EXPIRED",
                name="approval_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'PENDING'"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("requested_by", sa.Text(collation="C"), nullable=False),
        sa.Column("requested_by_name", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Text(collation="C"), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(state = 'PENDING') = (decided_at is null)", name=op.f("ck_approval_request_pending_until_decided")
        ),
        sa.CheckConstraint(
            "scale(amount) = currency_exponent(currency)", name=op.f("ck_approval_request_amount_fits_currency")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "policy_id"],
            ["approval_policy.company_id", "approval_policy.id"],
            name=op.f("fk_approval_request_company_id_policy_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_approval_request_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_approval_request_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_request")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_approval_request_company_id_id")),
    )
    op.create_index(
        op.f("ix_approval_request_company_id_recorded_at_id"),
        "approval_request",
        ["company_id", "recorded_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_approval_request_document_id_recorded_at_id"),
        "approval_request",
        ["document_id", "recorded_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_approval_request_policy_id_id"), "approval_request", ["policy_id", "id"], unique=False)
    op.create_index(op.f("ix_approval_request_recorded_at_id"), "approval_request", ["recorded_at", "id"], unique=False)
    op.create_index(
        op.f("ix_approval_request_requested_by_id"), "approval_request", ["requested_by", "id"], unique=False
    )
    op.create_index(op.f("ix_approval_request_state_id"), "approval_request", ["state", "id"], unique=False)
    op.create_index(
        "uq_approval_request_pending",
        "approval_request",
        ["document_id"],
        unique=True,
        postgresql_where=sa.text("state = 'PENDING'"),
    )
    op.create_table(
        "approval_step",
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role_code", sa.Text(collation="C"), nullable=True),
        sa.Column("permission", sa.Text(collation="C"), nullable=True),
        sa.Column("quorum", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("num_nonnulls(role_code, permission) = 1", name=op.f("ck_approval_step_role_or_permission")),
        sa.CheckConstraint("position between 1 and 20", name=op.f("ck_approval_step_position_within_bounds")),
        sa.CheckConstraint("quorum between 1 and 20", name=op.f("ck_approval_step_quorum_within_bounds")),
        sa.ForeignKeyConstraint(
            ["company_id", "policy_id"],
            ["approval_policy.company_id", "approval_policy.id"],
            name=op.f("fk_approval_step_company_id_policy_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_approval_step_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_step")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_approval_step_company_id_id")),
        sa.UniqueConstraint(
            "policy_id",
            "position",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_approval_step_policy_id_position"),
        ),
    )
    op.create_table(
        "approval_decision",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "APPROVED", "REJECTED", name="approval_verdict", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("for_user_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "verdict = 'APPROVED' or note is not null", name=op.f("ck_approval_decision_note_of_rejection")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "request_id"],
            ["approval_request.company_id", "approval_request.id"],
            name=op.f("fk_approval_decision_company_id_request_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_approval_decision_company_id")),
        sa.ForeignKeyConstraint(["for_user_id"], ["user_account.id"], name=op.f("fk_approval_decision_for_user_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_approval_decision_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_decision")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_approval_decision_company_id_id")),
        sa.UniqueConstraint("request_id", "for_user_id", name=op.f("uq_approval_decision_request_id_for_user_id")),
        sa.UniqueConstraint("request_id", "user_id", name=op.f("uq_approval_decision_request_id_user_id")),
    )
    op.create_index(
        op.f("ix_approval_decision_for_user_id_id"), "approval_decision", ["for_user_id", "id"], unique=False
    )
    op.create_index(op.f("ix_approval_decision_user_id_id"), "approval_decision", ["user_id", "id"], unique=False)
    op.create_table(
        "approval_delegation",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("delegate_id", sa.Uuid(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("user_id <> delegate_id", name=op.f("ck_approval_delegation_delegated_to_somebody_else")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_approval_delegation_company_id")),
        sa.ForeignKeyConstraint(["delegate_id"], ["user_account.id"], name=op.f("fk_approval_delegation_delegate_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_approval_delegation_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_delegation")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_approval_delegation_company_id_id")),
    )
    op.create_index(
        op.f("ix_approval_delegation_delegate_id_id"), "approval_delegation", ["delegate_id", "id"], unique=False
    )
    op.create_index(op.f("ix_approval_delegation_user_id_id"), "approval_delegation", ["user_id", "id"], unique=False)
    op.create_table(
        "approval_request_step",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role_code", sa.Text(collation="C"), nullable=True),
        sa.Column("permission", sa.Text(collation="C"), nullable=True),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(role_code, permission) = 1", name=op.f("ck_approval_request_step_role_or_permission")
        ),
        sa.CheckConstraint("quorum between 1 and 20", name=op.f("ck_approval_request_step_quorum_within_bounds")),
        sa.ForeignKeyConstraint(
            ["company_id", "request_id"],
            ["approval_request.company_id", "approval_request.id"],
            name=op.f("fk_approval_request_step_company_id_request_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_approval_request_step_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_request_step")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_approval_request_step_company_id_id")),
        sa.UniqueConstraint("request_id", "position", name=op.f("uq_approval_request_step_request_id_position")),
    )
    op.create_table(
        "approval_task",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("for_user_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "request_id"],
            ["approval_request.company_id", "approval_request.id"],
            name=op.f("fk_approval_task_company_id_request_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_approval_task_company_id")),
        sa.ForeignKeyConstraint(["for_user_id"], ["user_account.id"], name=op.f("fk_approval_task_for_user_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_approval_task_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_task")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_approval_task_company_id_id")),
        sa.UniqueConstraint("request_id", "user_id", name=op.f("uq_approval_task_request_id_user_id")),
    )
    op.create_index(
        op.f("ix_approval_task_company_id_recorded_at_id"),
        "approval_task",
        ["company_id", "recorded_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_approval_task_for_user_id_id"), "approval_task", ["for_user_id", "id"], unique=False)
    op.create_index(op.f("ix_approval_task_recorded_at_id"), "approval_task", ["recorded_at", "id"], unique=False)
    op.create_index(op.f("ix_approval_task_user_id_id"), "approval_task", ["user_id", "id"], unique=False)
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.approval_delegation FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.approval_policy FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.approval_request FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.approval_step FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.approval_task FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER approval_request_moves BEFORE INSERT OR UPDATE ON public.approval_request FOR EACH ROW EXECUTE FUNCTION approval_request_moves()"
    )
    execute(
        "CREATE TRIGGER approval_decision_counts BEFORE INSERT ON public.approval_decision FOR EACH ROW EXECUTE FUNCTION approval_decision_counts()"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.approval_decision FOR EACH ROW EXECUTE FUNCTION audit('ApprovalDecision', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.approval_decision REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('ApprovalDecision', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.approval_delegation FOR EACH ROW EXECUTE FUNCTION audit('ApprovalDelegation', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.approval_delegation REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('ApprovalDelegation', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.approval_policy FOR EACH ROW EXECUTE FUNCTION audit('ApprovalPolicy', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.approval_policy REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('ApprovalPolicy', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.approval_request FOR EACH ROW EXECUTE FUNCTION audit('ApprovalRequest', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.approval_request REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('ApprovalRequest', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.approval_request_step FOR EACH ROW EXECUTE FUNCTION audit('ApprovalRequestStep', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.approval_request_step REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('ApprovalRequestStep', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.approval_step FOR EACH ROW EXECUTE FUNCTION audit('ApprovalStep', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.approval_step REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('ApprovalStep', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.approval_request_step FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.approval_request_step FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.approval_decision FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.approval_decision FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute("revoke all on approval_decision from torso_app")
    execute("grant insert, select on approval_decision to torso_app")
    execute("revoke all on approval_request_step from torso_app")
    execute("grant insert, select on approval_request_step to torso_app")


def downgrade() -> None:
    """Undo it."""
    op.drop_index(op.f("ix_approval_task_user_id_id"), table_name="approval_task")
    op.drop_index(op.f("ix_approval_task_recorded_at_id"), table_name="approval_task")
    op.drop_index(op.f("ix_approval_task_for_user_id_id"), table_name="approval_task")
    op.drop_index(op.f("ix_approval_task_company_id_recorded_at_id"), table_name="approval_task")
    op.drop_table("approval_task")
    op.drop_table("approval_request_step")
    op.drop_index(op.f("ix_approval_delegation_user_id_id"), table_name="approval_delegation")
    op.drop_index(op.f("ix_approval_delegation_delegate_id_id"), table_name="approval_delegation")
    op.drop_table("approval_delegation")
    op.drop_index(op.f("ix_approval_decision_user_id_id"), table_name="approval_decision")
    op.drop_index(op.f("ix_approval_decision_for_user_id_id"), table_name="approval_decision")
    op.drop_table("approval_decision")
    op.drop_table("approval_step")
    op.drop_index(
        "uq_approval_request_pending", table_name="approval_request", postgresql_where=sa.text("state = 'PENDING'")
    )
    op.drop_index(op.f("ix_approval_request_state_id"), table_name="approval_request")
    op.drop_index(op.f("ix_approval_request_requested_by_id"), table_name="approval_request")
    op.drop_index(op.f("ix_approval_request_recorded_at_id"), table_name="approval_request")
    op.drop_index(op.f("ix_approval_request_policy_id_id"), table_name="approval_request")
    op.drop_index(op.f("ix_approval_request_document_id_recorded_at_id"), table_name="approval_request")
    op.drop_index(op.f("ix_approval_request_company_id_recorded_at_id"), table_name="approval_request")
    op.drop_table("approval_request")
    op.drop_index(
        "uq_approval_policy_document_type",
        table_name="approval_policy",
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("archived_at is null"),
    )
    op.drop_table("approval_policy")
    execute("drop function approval_decision_counts()")
    execute("drop function approval_request_moves()")
