"""Tell invoice lines apart by dimensions.

Revision 0037, after 0036.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0037"
down_revision: str | None = "0036"


def upgrade() -> None:
    """Tell invoice lines apart by dimensions."""
    execute("""
    CREATE OR REPLACE FUNCTION public.invoice_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      free constant text[] := array['state', 'version', 'changed_at', 'reference_key'];
      freed constant text[] := array['is_given_back', 'version', 'changed_at'];
      fixed text; owners uuid[];
    begin
      if tg_table_name = 'invoice' then
        if old.state in ('POSTED', 'CANCELLED') and (tg_op = 'DELETE'
            or to_jsonb(new) - free is distinct from to_jsonb(old) - free
            or new.state <> old.state and (old.state, new.state) <> ('POSTED', 'CANCELLED')) then
          fixed := old.state;
        end if;
      else
        -- An advance is free again once a note is posted that gives back what was taken off.
        if tg_table_name = 'invoice_deduction' and tg_op = 'UPDATE' then
          if to_jsonb(new) - freed = to_jsonb(old) - freed and (to_jsonb(new) ->> 'is_given_back')::boolean
            and exists (select from invoice_deduction as giving join invoice as note on note.id = giving.invoice_id
              where giving.gives_back_id = (to_jsonb(old) ->> 'id')::uuid and note.state = 'POSTED') then
            return new;
          end if;
        end if;
        -- What it was a part of, and what it is one of now.
        owners := array[(to_jsonb(old) ->> tg_argv[0])::uuid, (to_jsonb(new) ->> tg_argv[0])::uuid];
        if tg_table_name in ('invoice_line_tax', 'invoice_line_dimension') then
          owners := array(select invoice_id from invoice_line where id = any(owners));
        end if;
        -- What is written as posted, as by an import, is written with its parts; a draft that is posted has another version.
        select state into fixed from invoice where id = any(owners) and state in ('POSTED', 'CANCELLED')
          and (tg_op <> 'INSERT' or version <> 1 or not written_now(xmin)) limit 1;
      end if;
      if fixed is not null then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'posted_invoice_is_fixed',
          message = format('the invoice is %s', lower(fixed));
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    op.create_table(
        "invoice_line_dimension",
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("dimension_id", sa.Uuid(), nullable=False),
        sa.Column("value_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "dimension_id", "value_id"],
            ["dimension_value.company_id", "dimension_value.dimension_id", "dimension_value.id"],
            name=op.f("fk_invoice_line_dimension_company_id_dimension_id_value_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "line_id"],
            ["invoice_line.company_id", "invoice_line.id"],
            name=op.f("fk_invoice_line_dimension_company_id_line_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_invoice_line_dimension_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line_dimension")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_invoice_line_dimension_company_id_id")),
        sa.UniqueConstraint("line_id", "dimension_id", name=op.f("uq_invoice_line_dimension_line_id_dimension_id")),
    )
    op.create_index(
        op.f("ix_invoice_line_dimension_value_id_id"), "invoice_line_dimension", ["value_id", "id"], unique=False
    )
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.invoice_line_dimension FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER invoice_fixed BEFORE INSERT OR DELETE OR UPDATE ON public.invoice_line_dimension FOR EACH ROW EXECUTE FUNCTION invoice_fixed('line_id')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.invoice_line_dimension REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('InvoiceLineDimension', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.invoice_line_dimension FOR EACH ROW EXECUTE FUNCTION audit('InvoiceLineDimension', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )


def downgrade() -> None:
    """Undo it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.invoice_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      free constant text[] := array['state', 'version', 'changed_at', 'reference_key'];
      freed constant text[] := array['is_given_back', 'version', 'changed_at'];
      fixed text; owners uuid[];
    begin
      if tg_table_name = 'invoice' then
        if old.state in ('POSTED', 'CANCELLED') and (tg_op = 'DELETE'
            or to_jsonb(new) - free is distinct from to_jsonb(old) - free
            or new.state <> old.state and (old.state, new.state) <> ('POSTED', 'CANCELLED')) then
          fixed := old.state;
        end if;
      else
        -- An advance is free again once a note is posted that gives back what was taken off.
        if tg_table_name = 'invoice_deduction' and tg_op = 'UPDATE' then
          if to_jsonb(new) - freed = to_jsonb(old) - freed and (to_jsonb(new) ->> 'is_given_back')::boolean
            and exists (select from invoice_deduction as giving join invoice as note on note.id = giving.invoice_id
              where giving.gives_back_id = (to_jsonb(old) ->> 'id')::uuid and note.state = 'POSTED') then
            return new;
          end if;
        end if;
        -- What it was a part of, and what it is one of now.
        owners := array[(to_jsonb(old) ->> tg_argv[0])::uuid, (to_jsonb(new) ->> tg_argv[0])::uuid];
        if tg_table_name = 'invoice_line_tax' then
          owners := array(select invoice_id from invoice_line where id = any(owners));
        end if;
        -- What is written as posted, as by an import, is written with its parts; a draft that is posted has another version.
        select state into fixed from invoice where id = any(owners) and state in ('POSTED', 'CANCELLED')
          and (tg_op <> 'INSERT' or version <> 1 or not written_now(xmin)) limit 1;
      end if;
      if fixed is not null then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'posted_invoice_is_fixed',
          message = format('the invoice is %s', lower(fixed));
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    op.drop_index(op.f("ix_invoice_line_dimension_value_id_id"), table_name="invoice_line_dimension")
    op.drop_table("invoice_line_dimension")
