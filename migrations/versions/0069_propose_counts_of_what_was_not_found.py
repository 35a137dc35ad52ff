"""Propose counts of what was not found.

Revision 0069, after 0068.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0069"
down_revision: str | None = "0068"


def upgrade() -> None:
    """Propose counts of what was not found."""
    execute("""
    CREATE OR REPLACE FUNCTION public.discrepancy_is_settled_once()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if tg_op = 'INSERT' and new.state not in ('TO_COUNT', 'MOVED') or tg_op = 'UPDATE' and old.state <> 'TO_COUNT' then
        raise exception using errcode = 'check_violation', table = 'stock_discrepancy', constraint = 'discrepancy_is_settled_once',
          message = format('the discrepancy is %s', lower(case when tg_op = 'INSERT' then new.state else old.state end));
      end if;
      return new;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.settled_discrepancy_keeps_nothing()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if exists (select from reservation where demand_id = new.id and demand_type = 'StockDiscrepancy' and held > 0) then
        raise exception using errcode = 'check_violation', table = 'stock_discrepancy', constraint = 'settled_keeps_nothing',
          message = 'goods are kept for a discrepancy that is settled';
      end if;
      return null;
    end $function$
    """)
    op.create_table(
        "stock_discrepancy",
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "NOT_FOUND",
                "WRONG_LOT",
                "WRONG_GOODS",
                "UNREACHABLE",
                "DAMAGED",
                "EXPIRED",
                name="discrepancy_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "TO_COUNT",
                "COUNTED",
                "DISMISSED",
                "MOVED",
                name="discrepancy_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'TO_COUNT'"),
            nullable=False,
        ),
        sa.Column("document_type", sa.Text(collation="C"), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("moved_to_id", sa.Uuid(), nullable=True),
        sa.Column("adjustment_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(state = 'COUNTED') = (adjustment_id is not null)",
            name=op.f("ck_stock_discrepancy_counted_with_an_adjustment"),
        ),
        sa.CheckConstraint(
            "(state = 'MOVED') = (moved_to_id is not null)", name=op.f("ck_stock_discrepancy_moved_to_a_place")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stock_discrepancy_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["company_id", "adjustment_id"],
            ["stock_adjustment.company_id", "stock_adjustment.id"],
            name=op.f("fk_stock_discrepancy_company_id_adjustment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "location_id"],
            ["location.company_id", "location.id"],
            name=op.f("fk_stock_discrepancy_company_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "lot_id"], ["lot.company_id", "lot.id"], name=op.f("fk_stock_discrepancy_company_id_lot_id")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "moved_to_id"],
            ["location.company_id", "location.id"],
            name=op.f("fk_stock_discrepancy_company_id_moved_to_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"], ["sku.company_id", "sku.id"], name=op.f("fk_stock_discrepancy_company_id_sku_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_stock_discrepancy_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_discrepancy")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_stock_discrepancy_company_id_id")),
    )
    op.create_index(
        op.f("ix_stock_discrepancy_adjustment_id_id"), "stock_discrepancy", ["adjustment_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_stock_discrepancy_company_id_state_id"),
        "stock_discrepancy",
        ["company_id", "state", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_stock_discrepancy_document_id_id"), "stock_discrepancy", ["document_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_stock_discrepancy_location_id_id"), "stock_discrepancy", ["location_id", "id"], unique=False
    )
    op.create_index(op.f("ix_stock_discrepancy_lot_id_id"), "stock_discrepancy", ["lot_id", "id"], unique=False)
    op.create_index(op.f("ix_stock_discrepancy_sku_id_id"), "stock_discrepancy", ["sku_id", "id"], unique=False)
    op.create_index(op.f("ix_stock_discrepancy_state_id"), "stock_discrepancy", ["state", "id"], unique=False)
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.stock_discrepancy FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER discrepancy_is_settled_once BEFORE INSERT OR UPDATE ON public.stock_discrepancy FOR EACH ROW EXECUTE FUNCTION discrepancy_is_settled_once()"
    )
    execute(
        "CREATE CONSTRAINT TRIGGER settled_keeps_nothing AFTER INSERT OR UPDATE ON public.stock_discrepancy DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.state)::text <> 'TO_COUNT'::text)) EXECUTE FUNCTION settled_discrepancy_keeps_nothing()"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.stock_discrepancy REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('StockDiscrepancy', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.stock_discrepancy FOR EACH ROW EXECUTE FUNCTION audit('StockDiscrepancy', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("revoke all on stock_discrepancy from torso_app")
    execute("grant insert, select, update (adjustment_id), update (state) on stock_discrepancy to torso_app")


def downgrade() -> None:
    """Undo it."""
    op.drop_index(op.f("ix_stock_discrepancy_state_id"), table_name="stock_discrepancy")
    op.drop_index(op.f("ix_stock_discrepancy_sku_id_id"), table_name="stock_discrepancy")
    op.drop_index(op.f("ix_stock_discrepancy_lot_id_id"), table_name="stock_discrepancy")
    op.drop_index(op.f("ix_stock_discrepancy_location_id_id"), table_name="stock_discrepancy")
    op.drop_index(op.f("ix_stock_discrepancy_document_id_id"), table_name="stock_discrepancy")
    op.drop_index(op.f("ix_stock_discrepancy_company_id_state_id"), table_name="stock_discrepancy")
    op.drop_index(op.f("ix_stock_discrepancy_adjustment_id_id"), table_name="stock_discrepancy")
    op.drop_table("stock_discrepancy")
    execute("drop routine settled_discrepancy_keeps_nothing()")
    execute("drop routine discrepancy_is_settled_once()")
