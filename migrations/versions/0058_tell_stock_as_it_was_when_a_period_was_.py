"""Tell stock as it was when a period was closed.

Revision 0058, after 0057.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0058"
down_revision: str | None = "0057"


def upgrade() -> None:
    """Tell stock as it was when a period was closed."""
    op.create_table(
        "stock_snapshot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "id"],
            ["accounting_period.company_id", "accounting_period.id"],
            name=op.f("fk_stock_snapshot_company_id_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_snapshot")),
        sa.UniqueConstraint("company_id", "ends_on", name=op.f("uq_stock_snapshot_company_id_ends_on")),
    )
    op.create_table(
        "stock_snapshot_level",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("on_hand", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["period_id"], ["stock_snapshot.id"], name=op.f("fk_stock_snapshot_level_period_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_snapshot_level")),
        sa.UniqueConstraint(
            "sku_id",
            "period_id",
            "location_id",
            "lot_id",
            name=op.f("uq_stock_snapshot_level_sku_id_period_id_location_id_lot_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        op.f("ix_stock_snapshot_level_period_id_id"), "stock_snapshot_level", ["period_id", "id"], unique=False
    )
    op.create_table(
        "stock_snapshot_value",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=False),
        sa.CheckConstraint(
            "scale(value) = currency_exponent(currency)", name=op.f("ck_stock_snapshot_value_value_fits_currency")
        ),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_stock_snapshot_value_currency")),
        sa.ForeignKeyConstraint(
            ["period_id"], ["stock_snapshot.id"], name=op.f("fk_stock_snapshot_value_period_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_snapshot_value")),
        sa.UniqueConstraint("period_id", "sku_id", name=op.f("uq_stock_snapshot_value_period_id_sku_id")),
    )
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_day_closed(company uuid, on_day date)
     RETURNS text
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select case when state in ('CLOSED', 'LOCKED') then state end from accounting_period
      where company_id = company and not is_adjustment and ends_on >= on_day order by ends_on limit 1
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_hold_days(companies uuid[], days date[])
     RETURNS void
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare broken record;
    begin
      select held.starts_on, held.state into broken from (
        select starts_on, state from accounting_period where id in (
          select (
            select id from accounting_period where company_id = said.company and not is_adjustment and ends_on >= said.day
            order by ends_on limit 1
          ) from unnest(companies, days) as said (company, day)
        ) order by id for key share
      ) as held where held.state in ('CLOSED', 'LOCKED') order by held.starts_on limit 1;
      if found then
        raise exception using errcode = 'check_violation', table = 'stock_move', constraint = 'stock_day_open',
          message = format('the period from %s on is %s', broken.starts_on, broken.state),
          detail = format('%s %s', broken.starts_on, broken.state);
      end if;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_move_holds_its_day()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      perform stock_hold_days(array_agg(company_id), array_agg(day)) from (
        select distinct moved.company_id, (moved.moved_at at time zone company.time_zone)::date as day
        from moved join company on company.id = moved.company_id
      ) as said;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_value_holds_its_day()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if exists (select from valued where move_id is null) then
        perform stock_hold_days(array_agg(company_id), array_agg(posted_on)) from (
          select distinct company_id, posted_on from valued where move_id is null
        ) as said;
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_snapshots_take(of_company uuid)
     RETURNS void
     LANGUAGE sql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      with taken as (
        insert into stock_snapshot (id, company_id, ends_on, ends_at)
        select period.id, period.company_id, period.ends_on, (period.ends_on + 1)::timestamp at time zone company.time_zone
        from accounting_period as period join company on company.id = period.company_id
        where period.company_id = of_company and not period.is_adjustment and period.state in ('CLOSED', 'LOCKED')
          and not exists (
            select from accounting_period as earlier where earlier.company_id = of_company and not earlier.is_adjustment
              and earlier.starts_on < period.starts_on and earlier.state not in ('CLOSED', 'LOCKED'))
          and not exists (select from stock_snapshot as told where told.id = period.id)
        order by period.ends_on returning id, ends_on, ends_at
      ), moved as (
        select since.id, move.sku_id, side.location_id, move.lot_id, sum(side.quantity) as quantity
        from stock_move as move
        cross join lateral (select id from taken where ends_at <= move.moved_at order by ends_at desc limit 1) as since
        cross join lateral (
          values (move.from_location_id, move.quantity), (move.to_location_id, -move.quantity)
        ) as side (location_id, quantity)
        where move.company_id = of_company and move.moved_at >= (select min(ends_at) from taken)
        group by since.id, move.sku_id, side.location_id, move.lot_id
      ), levels as (
        insert into stock_snapshot_level (company_id, period_id, sku_id, location_id, lot_id, on_hand)
        select of_company, id, sku_id, location_id, lot_id, on_hand from (
          select taken.id, taken.ends_on, level.sku_id, level.location_id, level.lot_id,
            level.on_hand + coalesce(sum(moved.quantity) over (partition by level.id order by taken.ends_on desc), 0) as on_hand
          from stock_level as level cross join taken left join moved on moved.id = taken.id and moved.sku_id = level.sku_id
            and moved.location_id = level.location_id and moved.lot_id is not distinct from level.lot_id
          where level.company_id = of_company
        ) as each where on_hand <> 0 order by ends_on, sku_id, location_id, lot_id
      ), valued as (
        select since.id, entry.sku_id, sum(entry.quantity) as quantity, sum(entry.value) as value
        from stock_value_entry as entry
        cross join lateral (select id from taken where ends_on < entry.posted_on order by ends_on desc limit 1) as since
        where entry.company_id = of_company and entry.posted_on > (select min(ends_on) from taken) group by since.id, entry.sku_id
      )
      insert into stock_snapshot_value (company_id, period_id, sku_id, quantity, currency, value)
      select of_company, id, sku_id, quantity, currency, value from (
        select taken.id, taken.ends_on, held.sku_id, held.currency,
          held.quantity - coalesce(sum(valued.quantity) over earlier, 0) as quantity,
          held.value - coalesce(sum(valued.value) over earlier, 0) as value
        from stock_value as held cross join taken left join valued on valued.id = taken.id and valued.sku_id = held.sku_id
        where held.company_id = of_company window earlier as (partition by held.id order by taken.ends_on desc)
      ) as each where quantity <> 0 or value <> 0 order by ends_on, sku_id
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_snapshots_follow()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if new.state in ('CLOSED', 'LOCKED') then
        perform stock_snapshots_take(new.company_id);
      else
        delete from stock_snapshot where company_id = new.company_id and ends_on >= new.starts_on;
      end if;
      return null;
    end $function$
    """)
    execute(
        "CREATE TRIGGER stock_move_holds_its_day AFTER INSERT ON public.stock_move REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION stock_move_holds_its_day()"
    )
    execute(
        "CREATE TRIGGER stock_value_holds_its_day AFTER INSERT ON public.stock_value_entry REFERENCING NEW TABLE AS valued FOR EACH STATEMENT EXECUTE FUNCTION stock_value_holds_its_day()"
    )
    execute(
        "CREATE TRIGGER stock_snapshots_follow AFTER INSERT OR UPDATE OF state ON public.accounting_period FOR EACH ROW WHEN ((NOT new.is_adjustment)) EXECUTE FUNCTION stock_snapshots_follow()"
    )
    execute("revoke all on stock_snapshot from torso_app")
    execute("grant select on stock_snapshot to torso_app")
    execute("revoke all on stock_snapshot_level from torso_app")
    execute("grant select on stock_snapshot_level to torso_app")
    execute("revoke all on stock_snapshot_value from torso_app")
    execute("grant select on stock_snapshot_value to torso_app")
    # What is closed already is told from now on, too.
    execute("select stock_snapshots_take(id) from company")


def downgrade() -> None:
    """Undo it."""
    execute("drop trigger stock_move_holds_its_day on stock_move")
    execute("drop trigger stock_value_holds_its_day on stock_value_entry")
    execute("drop trigger stock_snapshots_follow on accounting_period")
    op.drop_table("stock_snapshot_value")
    op.drop_index(op.f("ix_stock_snapshot_level_period_id_id"), table_name="stock_snapshot_level")
    op.drop_table("stock_snapshot_level")
    op.drop_table("stock_snapshot")
    execute("drop routine stock_snapshots_follow()")
    execute("drop routine stock_snapshots_take(uuid)")
    execute("drop routine stock_value_holds_its_day()")
    execute("drop routine stock_move_holds_its_day()")
    execute("drop routine stock_hold_days(uuid[],date[])")
    execute("drop routine stock_day_closed(uuid,date)")
