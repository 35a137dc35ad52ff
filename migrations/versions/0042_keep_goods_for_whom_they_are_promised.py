"""Keep goods for whom they are promised.

Revision 0042, after 0041.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0042"
down_revision: str | None = "0041"


def upgrade() -> None:
    """Keep goods for whom they are promised."""
    execute("""
    CREATE OR REPLACE FUNCTION public.reservation_insert()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare missing record;
    begin

      perform from stock_level as level
        where (level.sku_id, level.location_id) in (
          select sku_id, location_id from (select sku_id, location_id, lot_id, held from added) as change group by sku_id, location_id, lot_id having sum(held) <> 0)
        order by level.sku_id, level.location_id, level.lot_id for update;

      with delta as (
        select sku_id, location_id, lot_id, sum(held) as held from (select sku_id, location_id, lot_id, held from added) as change
        group by sku_id, location_id, lot_id having sum(held) <> 0
      ), kept as (
        update stock_level as level set reserved = level.reserved + delta.held
        from delta where level.sku_id = delta.sku_id and level.location_id = delta.location_id
          and level.lot_id is not distinct from delta.lot_id
        returning level.sku_id, level.location_id, level.lot_id
      )
      select delta.sku_id, delta.location_id into missing from delta
        where not exists (
          select from kept where kept.sku_id = delta.sku_id and kept.location_id = delta.location_id
            and kept.lot_id is not distinct from delta.lot_id);
      if found then
        raise exception using errcode = 'check_violation', table = 'stock_level', constraint = 'ck_stock_level_reserved_within_on_hand',
          message = format('nothing of %s is at %s', missing.sku_id, missing.location_id);
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.reservation_update()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare missing record;
    begin
      if exists (select from added join removed using (id) where added.consumed < removed.consumed or added.released < removed.released) then
        raise exception using errcode = 'restrict_violation', table = 'reservation', constraint = 'ends_are_final',
          message = 'what a reservation has consumed or released does not come back to it';
      end if;
      perform from stock_level as level
        where (level.sku_id, level.location_id) in (
          select sku_id, location_id from (select sku_id, location_id, lot_id, held from added union all select sku_id, location_id, lot_id, -held from removed) as change group by sku_id, location_id, lot_id having sum(held) <> 0)
        order by level.sku_id, level.location_id, level.lot_id for update;

      with delta as (
        select sku_id, location_id, lot_id, sum(held) as held from (select sku_id, location_id, lot_id, held from added union all select sku_id, location_id, lot_id, -held from removed) as change
        group by sku_id, location_id, lot_id having sum(held) <> 0
      ), kept as (
        update stock_level as level set reserved = level.reserved + delta.held
        from delta where level.sku_id = delta.sku_id and level.location_id = delta.location_id
          and level.lot_id is not distinct from delta.lot_id
        returning level.sku_id, level.location_id, level.lot_id
      )
      select delta.sku_id, delta.location_id into missing from delta
        where not exists (
          select from kept where kept.sku_id = delta.sku_id and kept.location_id = delta.location_id
            and kept.lot_id is not distinct from delta.lot_id);
      if found then
        raise exception using errcode = 'check_violation', table = 'stock_level', constraint = 'ck_stock_level_reserved_within_on_hand',
          message = format('nothing of %s is at %s', missing.sku_id, missing.location_id);
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.reservation_delete()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare missing record;
    begin

      perform from stock_level as level
        where (level.sku_id, level.location_id) in (
          select sku_id, location_id from (select sku_id, location_id, lot_id, -held as held from removed) as change group by sku_id, location_id, lot_id having sum(held) <> 0)
        order by level.sku_id, level.location_id, level.lot_id for update;

      with delta as (
        select sku_id, location_id, lot_id, sum(held) as held from (select sku_id, location_id, lot_id, -held as held from removed) as change
        group by sku_id, location_id, lot_id having sum(held) <> 0
      ), kept as (
        update stock_level as level set reserved = level.reserved + delta.held
        from delta where level.sku_id = delta.sku_id and level.location_id = delta.location_id
          and level.lot_id is not distinct from delta.lot_id
        returning level.sku_id, level.location_id, level.lot_id
      )
      select delta.sku_id, delta.location_id into missing from delta
        where not exists (
          select from kept where kept.sku_id = delta.sku_id and kept.location_id = delta.location_id
            and kept.lot_id is not distinct from delta.lot_id);
      if found then
        raise exception using errcode = 'check_violation', table = 'stock_level', constraint = 'ck_stock_level_reserved_within_on_hand',
          message = format('nothing of %s is at %s', missing.sku_id, missing.location_id);
      end if;
      return null;
    end $function$
    """)
    op.create_table(
        "reservation",
        sa.Column("demand_type", sa.Text(collation="C"), nullable=False),
        sa.Column("demand_id", sa.Uuid(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("consumed", sa.Numeric(precision=20, scale=6), server_default=sa.text("0"), nullable=False),
        sa.Column("released", sa.Numeric(precision=20, scale=6), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "held",
            sa.Numeric(precision=20, scale=6),
            sa.Computed("quantity - consumed - released", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "ACTIVE",
                "PARTIALLY_CONSUMED",
                "CONSUMED",
                "RELEASED",
                "EXPIRED",
                name="reservation_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            sa.Computed(
                "\ncase\n  when consumed + released < quantity and consumed > 0 then 'PARTIALLY_CONSUMED'\n  when consumed + released < quantity then 'ACTIVE'\n  when released = 0 then 'CONSUMED'\n  when release_cause = 'EXPIRED' then 'EXPIRED'\n  else 'RELEASED'\nend\n",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "release_cause",
            sa.Enum(
                "ASKED",
                "EXPIRED",
                "REASSIGNED",
                "LOST",
                name="release_cause",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("priority", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pinned", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(release_cause is null) = (released = 0)", name=op.f("ck_reservation_release_has_a_cause")),
        sa.CheckConstraint("consumed + released <= quantity", name=op.f("ck_reservation_ends_within_quantity")),
        sa.CheckConstraint("consumed >= 0", name=op.f("ck_reservation_consumed_not_negative")),
        sa.CheckConstraint("not pinned or lot_id is not null", name=op.f("ck_reservation_pinned_to_a_lot")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_reservation_quantity_positive")),
        sa.CheckConstraint("released >= 0", name=op.f("ck_reservation_released_not_negative")),
        sa.ForeignKeyConstraint(
            ["company_id", "location_id"],
            ["location.company_id", "location.id"],
            name=op.f("fk_reservation_company_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "lot_id"], ["lot.company_id", "lot.id"], name=op.f("fk_reservation_company_id_lot_id")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "replaces_id"],
            ["reservation.company_id", "reservation.id"],
            name=op.f("fk_reservation_company_id_replaces_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"], ["sku.company_id", "sku.id"], name=op.f("fk_reservation_company_id_sku_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_reservation_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_reservation_company_id_id")),
    )
    op.create_index(
        op.f("ix_reservation_company_id_expires_at_id"), "reservation", ["company_id", "expires_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_reservation_company_id_priority_id"), "reservation", ["company_id", "priority", "id"], unique=False
    )
    op.create_index(
        op.f("ix_reservation_company_id_state_id"), "reservation", ["company_id", "state", "id"], unique=False
    )
    op.create_index(op.f("ix_reservation_demand_id_id"), "reservation", ["demand_id", "id"], unique=False)
    op.create_index(op.f("ix_reservation_expires_at_id"), "reservation", ["expires_at", "id"], unique=False)
    op.create_index(
        "ix_reservation_expiring",
        "reservation",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("consumed + released < quantity"),
    )
    op.create_index(op.f("ix_reservation_location_id_id"), "reservation", ["location_id", "id"], unique=False)
    op.create_index(op.f("ix_reservation_lot_id_id"), "reservation", ["lot_id", "id"], unique=False)
    op.create_index(op.f("ix_reservation_priority_id"), "reservation", ["priority", "id"], unique=False)
    op.create_index(op.f("ix_reservation_replaces_id_id"), "reservation", ["replaces_id", "id"], unique=False)
    op.create_index(op.f("ix_reservation_sku_id_id"), "reservation", ["sku_id", "id"], unique=False)
    op.create_index(op.f("ix_reservation_state_id"), "reservation", ["state", "id"], unique=False)
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.reservation FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER reservation_holds_insert AFTER INSERT ON public.reservation REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION reservation_insert()"
    )
    execute(
        "CREATE TRIGGER reservation_holds_update AFTER UPDATE ON public.reservation REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION reservation_update()"
    )
    execute(
        "CREATE TRIGGER reservation_holds_delete AFTER DELETE ON public.reservation REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION reservation_delete()"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.reservation REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Reservation', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'held', 'state')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.reservation FOR EACH ROW EXECUTE FUNCTION audit('Reservation', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'held', 'state')"
    )
    execute("revoke all on reservation from torso_app")
    execute(
        "grant insert, select, update (consumed), update (expires_at), update (pinned), update (priority), update (release_cause), update (released) on reservation to torso_app"
    )
    execute("revoke all on stock_level from torso_app")
    execute("grant select, update (changed_at) on stock_level to torso_app")


def downgrade() -> None:
    """Undo it."""
    execute("revoke all on stock_level from torso_app")
    execute("grant select, update (reserved) on stock_level to torso_app")
    op.drop_index(op.f("ix_reservation_state_id"), table_name="reservation")
    op.drop_index(op.f("ix_reservation_sku_id_id"), table_name="reservation")
    op.drop_index(op.f("ix_reservation_replaces_id_id"), table_name="reservation")
    op.drop_index(op.f("ix_reservation_priority_id"), table_name="reservation")
    op.drop_index(op.f("ix_reservation_lot_id_id"), table_name="reservation")
    op.drop_index(op.f("ix_reservation_location_id_id"), table_name="reservation")
    op.drop_index(
        "ix_reservation_expiring", table_name="reservation", postgresql_where=sa.text("consumed + released < quantity")
    )
    op.drop_index(op.f("ix_reservation_expires_at_id"), table_name="reservation")
    op.drop_index(op.f("ix_reservation_demand_id_id"), table_name="reservation")
    op.drop_index(op.f("ix_reservation_company_id_state_id"), table_name="reservation")
    op.drop_index(op.f("ix_reservation_company_id_priority_id"), table_name="reservation")
    op.drop_index(op.f("ix_reservation_company_id_expires_at_id"), table_name="reservation")
    op.drop_table("reservation")
    execute("drop function reservation_delete()")
    execute("drop function reservation_update()")
    execute("drop function reservation_insert()")
