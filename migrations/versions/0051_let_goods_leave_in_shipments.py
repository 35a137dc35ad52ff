"""Let goods leave in shipments.

Revision 0051, after 0050.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0051"
down_revision: str | None = "0050"


def upgrade() -> None:
    """Let goods leave in shipments."""
    execute("""
    CREATE OR REPLACE FUNCTION public.shipment_is_over()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      said constant jsonb := coalesce(to_jsonb(old), to_jsonb(new));
      of_shipment constant uuid := case tg_table_name
        when 'shipment' then said ->> 'id'
        when 'package_content' then (select shipment_id::text from package where id = (said ->> 'package_id')::uuid)
        else said ->> 'shipment_id' end;
      still text := case when tg_table_name = 'shipment' then said ->> 'state'
        else (select state from shipment where id = of_shipment) end;
    begin
      if still in ('SHIPPED', 'CANCELLED') then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'shipment_is_over',
          message = format('the shipment is %s', lower(still));
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    op.create_table(
        "shipment",
        sa.Column("number", sa.Text(collation="C"), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("OUTBOUND", name="shipment_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "READY",
                "PICKED",
                "PACKED",
                "SHIPPED",
                "CANCELLED",
                name="shipment_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'READY'"),
            nullable=False,
        ),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("address_id", sa.Uuid(), nullable=True),
        sa.Column("warehouse_id", sa.Uuid(), nullable=False),
        sa.Column("sales_order_id", sa.Uuid(), nullable=True),
        sa.Column("carrier_service_id", sa.Uuid(), nullable=True),
        sa.Column("backorder_of_id", sa.Uuid(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(kind = 'OUTBOUND') = (sales_order_id is not null)", name=op.f("ck_shipment_outbound_is_of_an_order")
        ),
        sa.CheckConstraint(
            "(state = 'SHIPPED') = (shipped_at is not null)", name=op.f("ck_shipment_shipped_when_shipped")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "address_id"],
            ["address.company_id", "address.id"],
            name=op.f("fk_shipment_company_id_address_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "backorder_of_id"],
            ["shipment.company_id", "shipment.id"],
            name=op.f("fk_shipment_company_id_backorder_of_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "carrier_service_id"],
            ["carrier_service.company_id", "carrier_service.id"],
            name=op.f("fk_shipment_company_id_carrier_service_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"], ["party.company_id", "party.id"], name=op.f("fk_shipment_company_id_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sales_order_id"],
            ["sales_order.company_id", "sales_order.id"],
            name=op.f("fk_shipment_company_id_sales_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "warehouse_id"],
            ["warehouse.company_id", "warehouse.id"],
            name=op.f("fk_shipment_company_id_warehouse_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_shipment_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_shipment_company_id_id")),
        sa.UniqueConstraint("company_id", "number", name=op.f("uq_shipment_company_id_number")),
    )
    op.create_index(op.f("ix_shipment_backorder_of_id_id"), "shipment", ["backorder_of_id", "id"], unique=False)
    op.create_index(op.f("ix_shipment_carrier_service_id_id"), "shipment", ["carrier_service_id", "id"], unique=False)
    op.create_index(op.f("ix_shipment_company_id_number_id"), "shipment", ["company_id", "number", "id"], unique=False)
    op.create_index(
        op.f("ix_shipment_company_id_planned_on_id"), "shipment", ["company_id", "planned_on", "id"], unique=False
    )
    op.create_index(
        op.f("ix_shipment_company_id_shipped_at_id"), "shipment", ["company_id", "shipped_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_shipment_company_id_state_planned_on_id"),
        "shipment",
        ["company_id", "state", "planned_on", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_shipment_number_id"), "shipment", ["number", "id"], unique=False)
    op.create_index(op.f("ix_shipment_party_id_id"), "shipment", ["party_id", "id"], unique=False)
    op.create_index(op.f("ix_shipment_planned_on_id"), "shipment", ["planned_on", "id"], unique=False)
    op.create_index(op.f("ix_shipment_sales_order_id_id"), "shipment", ["sales_order_id", "id"], unique=False)
    op.create_index(op.f("ix_shipment_shipped_at_id"), "shipment", ["shipped_at", "id"], unique=False)
    op.create_index(op.f("ix_shipment_state_planned_on_id"), "shipment", ["state", "planned_on", "id"], unique=False)
    op.create_index(op.f("ix_shipment_warehouse_id_id"), "shipment", ["warehouse_id", "id"], unique=False)
    op.create_table(
        "package",
        sa.Column("shipment_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("weight_kg", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("tracking_number", sa.Text(collation="C"), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("weight_kg > 0", name=op.f("ck_package_weight_positive")),
        sa.ForeignKeyConstraint(
            ["company_id", "shipment_id"],
            ["shipment.company_id", "shipment.id"],
            name=op.f("fk_package_company_id_shipment_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_package_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_package_company_id_id")),
        sa.UniqueConstraint("shipment_id", "position", name=op.f("uq_package_shipment_id_position")),
    )
    op.create_index(op.f("ix_package_tracking_number_id"), "package", ["tracking_number", "id"], unique=False)
    op.create_table(
        "shipment_line",
        sa.Column("shipment_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sales_order_line_id", sa.Uuid(), nullable=False),
        sa.Column("reservation_id", sa.Uuid(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("picked_quantity", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "picked_quantity between 0 and quantity", name=op.f("ck_shipment_line_picked_within_quantity")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_shipment_line_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["company_id", "location_id"],
            ["location.company_id", "location.id"],
            name=op.f("fk_shipment_line_company_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "lot_id"], ["lot.company_id", "lot.id"], name=op.f("fk_shipment_line_company_id_lot_id")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "reservation_id"],
            ["reservation.company_id", "reservation.id"],
            name=op.f("fk_shipment_line_company_id_reservation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sales_order_line_id"],
            ["sales_order_line.company_id", "sales_order_line.id"],
            name=op.f("fk_shipment_line_company_id_sales_order_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "shipment_id"],
            ["shipment.company_id", "shipment.id"],
            name=op.f("fk_shipment_line_company_id_shipment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"], ["sku.company_id", "sku.id"], name=op.f("fk_shipment_line_company_id_sku_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_shipment_line_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment_line")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_shipment_line_company_id_id")),
        sa.UniqueConstraint("shipment_id", "position", name=op.f("uq_shipment_line_shipment_id_position")),
        sa.UniqueConstraint("shipment_id", "reservation_id", name=op.f("uq_shipment_line_shipment_id_reservation_id")),
    )
    op.create_index(op.f("ix_shipment_line_location_id_id"), "shipment_line", ["location_id", "id"], unique=False)
    op.create_index(op.f("ix_shipment_line_lot_id_id"), "shipment_line", ["lot_id", "id"], unique=False)
    op.create_index(op.f("ix_shipment_line_reservation_id_id"), "shipment_line", ["reservation_id", "id"], unique=False)
    op.create_index(
        op.f("ix_shipment_line_sales_order_line_id_id"), "shipment_line", ["sales_order_line_id", "id"], unique=False
    )
    op.create_index(op.f("ix_shipment_line_sku_id_id"), "shipment_line", ["sku_id", "id"], unique=False)
    op.create_table(
        "package_content",
        sa.Column("package_id", sa.Uuid(), nullable=False),
        sa.Column("shipment_line_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_package_content_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["company_id", "package_id"],
            ["package.company_id", "package.id"],
            name=op.f("fk_package_content_company_id_package_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "shipment_line_id"],
            ["shipment_line.company_id", "shipment_line.id"],
            name=op.f("fk_package_content_company_id_shipment_line_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_package_content_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package_content")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_package_content_company_id_id")),
        sa.UniqueConstraint(
            "package_id", "shipment_line_id", name=op.f("uq_package_content_package_id_shipment_line_id")
        ),
    )
    op.create_index(
        op.f("ix_package_content_shipment_line_id_id"), "package_content", ["shipment_line_id", "id"], unique=False
    )
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.package FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.package_content FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.shipment FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.shipment_line FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER shipment_is_over BEFORE DELETE OR UPDATE ON public.shipment FOR EACH ROW EXECUTE FUNCTION shipment_is_over()"
    )
    execute(
        "CREATE TRIGGER shipment_is_over BEFORE INSERT OR DELETE OR UPDATE ON public.shipment_line FOR EACH ROW EXECUTE FUNCTION shipment_is_over()"
    )
    execute(
        "CREATE TRIGGER shipment_is_over BEFORE INSERT OR DELETE OR UPDATE ON public.package FOR EACH ROW EXECUTE FUNCTION shipment_is_over()"
    )
    execute(
        "CREATE TRIGGER shipment_is_over BEFORE INSERT OR DELETE OR UPDATE ON public.package_content FOR EACH ROW EXECUTE FUNCTION shipment_is_over()"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.package REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Package', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.package FOR EACH ROW EXECUTE FUNCTION audit('Package', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.package_content REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('PackageContent', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.package_content FOR EACH ROW EXECUTE FUNCTION audit('PackageContent', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.shipment REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Shipment', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.shipment FOR EACH ROW EXECUTE FUNCTION audit('Shipment', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.shipment_line REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('ShipmentLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.shipment_line FOR EACH ROW EXECUTE FUNCTION audit('ShipmentLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_index(op.f("ix_package_content_shipment_line_id_id"), table_name="package_content")
    op.drop_table("package_content")
    op.drop_index(op.f("ix_shipment_line_sku_id_id"), table_name="shipment_line")
    op.drop_index(op.f("ix_shipment_line_sales_order_line_id_id"), table_name="shipment_line")
    op.drop_index(op.f("ix_shipment_line_reservation_id_id"), table_name="shipment_line")
    op.drop_index(op.f("ix_shipment_line_lot_id_id"), table_name="shipment_line")
    op.drop_index(op.f("ix_shipment_line_location_id_id"), table_name="shipment_line")
    op.drop_table("shipment_line")
    op.drop_index(op.f("ix_package_tracking_number_id"), table_name="package")
    op.drop_table("package")
    op.drop_index(op.f("ix_shipment_warehouse_id_id"), table_name="shipment")
    op.drop_index(op.f("ix_shipment_state_planned_on_id"), table_name="shipment")
    op.drop_index(op.f("ix_shipment_shipped_at_id"), table_name="shipment")
    op.drop_index(op.f("ix_shipment_sales_order_id_id"), table_name="shipment")
    op.drop_index(op.f("ix_shipment_planned_on_id"), table_name="shipment")
    op.drop_index(op.f("ix_shipment_party_id_id"), table_name="shipment")
    op.drop_index(op.f("ix_shipment_number_id"), table_name="shipment")
    op.drop_index(op.f("ix_shipment_company_id_state_planned_on_id"), table_name="shipment")
    op.drop_index(op.f("ix_shipment_company_id_shipped_at_id"), table_name="shipment")
    op.drop_index(op.f("ix_shipment_company_id_planned_on_id"), table_name="shipment")
    op.drop_index(op.f("ix_shipment_company_id_number_id"), table_name="shipment")
    op.drop_index(op.f("ix_shipment_carrier_service_id_id"), table_name="shipment")
    op.drop_index(op.f("ix_shipment_backorder_of_id_id"), table_name="shipment")
    op.drop_table("shipment")
    execute("drop function shipment_is_over()")
