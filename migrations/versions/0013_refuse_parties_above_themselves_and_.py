"""Refuse parties above themselves, and merged ones in use.

Revision 0013, after 0012.
"""

from alembic import op

from migrations.statement import execute

revision: str = "0013"
down_revision: str | None = "0012"


def upgrade() -> None:
    """Refuse parties above themselves, and merged ones in use."""
    execute("""
    CREATE OR REPLACE FUNCTION public.no_cycle()
     RETURNS trigger
     LANGUAGE plpgsql
    AS $function$
    declare above uuid := new.parent_id;
    begin
      if tg_op = 'UPDATE' then
        -- Of two that each move below the other's, neither would see the other: they go one after the other.
        perform pg_advisory_xact_lock(hashtextextended(tg_table_name || new.company_id, 0));
      end if;
      while above is not null loop
        if above = new.id then
          raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'tree_has_no_cycle',
            message = format('%s %s would be its own ancestor', tg_table_name, new.id), detail = new.id::text;
        end if;
        execute format('select parent_id from %I where id = $1', tg_table_name) into above using above;
      end loop;
      return null;
    end $function$
    """)
    for table in ("party", "product"):
        name = op.f(f"ck_{table}_merged_is_archived")
        # The names are ours.
        execute(
            f"update {table} set archived_at = now() where merged_into_id is not null and archived_at is null"  # noqa: S608
        )
        op.create_check_constraint(name, table, "merged_into_id is null or archived_at is not null")
    execute(
        "CREATE TRIGGER no_cycle AFTER INSERT OR UPDATE OF parent_id ON public.party FOR EACH ROW WHEN ((new.parent_id IS NOT NULL)) EXECUTE FUNCTION no_cycle()"
    )


def downgrade() -> None:
    """Undo it."""
    for table in ("product", "party"):
        op.drop_constraint(op.f(f"ck_{table}_merged_is_archived"), table, type_="check")
    execute("drop trigger no_cycle on party")
    execute("drop function no_cycle()")
