"""What the database does so that stock is told quickly as it was: snapshots of closed periods, which nothing comes late into.

A snapshot is what there is now less what came since, so it is right however much there was before. Whoever moves stock holds
the period of the day (FOR KEY SHARE) until the end of the transaction; whoever closes it takes it FOR UPDATE, and so waits for
all of them. A day before all periods is told by the first of them.
"""

from collections.abc import Iterator
from typing import Final

# The state of the period that a day belongs to, where nothing comes late into that.
STOCK_DAY_CLOSED: Final = """
create function stock_day_closed(company uuid, on_day date) returns text language sql stable
set search_path = public, pg_temp as $$
  select case when state in ('CLOSED', 'LOCKED') then state end from accounting_period
  where company_id = company and not is_adjustment and ends_on >= on_day order by ends_on limit 1
$$
"""

STOCK_HOLD_DAYS: Final = """
create function stock_hold_days(companies uuid[], days date[]) returns void language plpgsql
set search_path = public, pg_temp as $$
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
end $$
"""

STOCK_MOVE_HOLDS_ITS_DAY: Final = """
create function stock_move_holds_its_day() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  perform stock_hold_days(array_agg(company_id), array_agg(day)) from (
    select distinct moved.company_id, (moved.moved_at at time zone company.time_zone)::date as day
    from moved join company on company.id = moved.company_id
  ) as said;
  return null;
end $$
"""

STOCK_MOVE_HOLDS_ITS_DAY_TRIGGER: Final = """
create trigger stock_move_holds_its_day after insert on stock_move
referencing new table as moved for each statement execute function stock_move_holds_its_day()
"""

# What a move is worth came on the day of the move; other values have days of their own.
STOCK_VALUE_HOLDS_ITS_DAY: Final = """
create function stock_value_holds_its_day() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if exists (select from valued where move_id is null) then
    perform stock_hold_days(array_agg(company_id), array_agg(posted_on)) from (
      select distinct company_id, posted_on from valued where move_id is null
    ) as said;
  end if;
  return null;
end $$
"""

STOCK_VALUE_HOLDS_ITS_DAY_TRIGGER: Final = """
create trigger stock_value_holds_its_day after insert on stock_value_entry
referencing new table as valued for each statement execute function stock_value_holds_its_day()
"""

# What is there now less what came since. Each move is read once, however many periods are told at once.
STOCK_SNAPSHOTS_TAKE: Final = """
create function stock_snapshots_take(of_company uuid) returns void language sql
set search_path = public, pg_temp as $$
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
$$
"""

# What was told of a day after one that is open again is told again when that is closed.
STOCK_SNAPSHOTS_FOLLOW: Final = """
create function stock_snapshots_follow() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if new.state in ('CLOSED', 'LOCKED') then
    perform stock_snapshots_take(new.company_id);
  else
    delete from stock_snapshot where company_id = new.company_id and ends_on >= new.starts_on;
  end if;
  return null;
end $$
"""

STOCK_SNAPSHOTS_FOLLOW_TRIGGER: Final = """
create trigger stock_snapshots_follow after insert or update of state on accounting_period
for each row when (not new.is_adjustment) execute function stock_snapshots_follow()
"""

TABLES: Final = ("stock_snapshot", "stock_snapshot_level", "stock_snapshot_value")


def statements() -> Iterator[str]:
    """Functions, and the triggers that call them."""
    yield from (STOCK_DAY_CLOSED, STOCK_HOLD_DAYS)
    yield from (STOCK_MOVE_HOLDS_ITS_DAY, STOCK_MOVE_HOLDS_ITS_DAY_TRIGGER)
    yield from (STOCK_VALUE_HOLDS_ITS_DAY, STOCK_VALUE_HOLDS_ITS_DAY_TRIGGER)
    yield from (STOCK_SNAPSHOTS_TAKE, STOCK_SNAPSHOTS_FOLLOW, STOCK_SNAPSHOTS_FOLLOW_TRIGGER)


def written_by_functions(application_role: str) -> Iterator[str]:
    """Take from the application what only these functions do."""
    for table in TABLES:
        yield f"revoke insert, update, delete on {table} from {application_role}"
