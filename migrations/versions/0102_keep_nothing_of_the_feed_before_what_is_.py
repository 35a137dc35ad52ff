"""Keep nothing of the feed before what is forgotten of it.

Revision 0102, after 0101.
"""

from migrations.statement import execute

revision: str = "0102"
down_revision: str | None = "0101"


def upgrade() -> None:
    """Keep nothing of the feed before what is forgotten of it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.feed_forget(age interval)
     RETURNS integer
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
     SET "TimeZone" TO 'UTC'
     SET lock_timeout TO '2s'
    AS $function$
    declare partition regclass; forgotten integer := 0; last bigint;
    begin
      if age < interval '1 day' then
        raise exception using errcode = 'check_violation', message = format('events are kept for a day at least, not for %s', age);
      end if;
      perform pg_advisory_xact_lock(hashtextextended('feed', 0));
      for partition in select inhrelid::regclass from pg_inherits join pg_class on oid = inhrelid
        where inhparent = 'feed'::regclass and relname < 'day_' || to_char(now() - age, 'YYYYMMDD')
      loop
        execute format('select max(position) from %s', partition) into last;
        execute format('drop table %s', partition);
        update feed_state set first_position = greatest(first_position, last + 1);
        forgotten := forgotten + 1;
      end loop;
      return forgotten;
    end $function$
    """)


def downgrade() -> None:
    """Undo it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.feed_forget(age interval)
     RETURNS integer
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
     SET "TimeZone" TO 'UTC'
     SET lock_timeout TO '2s'
    AS $function$
    declare partition regclass; forgotten integer := 0;
    begin
      if age < interval '1 day' then
        raise exception using errcode = 'check_violation', message = format('events are kept for a day at least, not for %s', age);
      end if;
      perform pg_advisory_xact_lock(hashtextextended('feed', 0));
      for partition in select inhrelid::regclass from pg_inherits join pg_class on oid = inhrelid
        where inhparent = 'feed'::regclass and relname < 'day_' || to_char(now() - age, 'YYYYMMDD')
      loop
        execute format('drop table %s', partition);
        forgotten := forgotten + 1;
      end loop;
      update feed_state set first_position = coalesce((select min(position) from feed), position + 1) where forgotten > 0;
      return forgotten;
    end $function$
    """)
