"""Withhold goods that nobody may have.

Revision 0048, after 0047.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0048"
down_revision: str | None = "0047"


def upgrade() -> None:
    """Withhold goods that nobody may have."""
    op.add_column(
        "location",
        sa.Column(
            "stock_status",
            sa.Enum(
                "AVAILABLE",
                "QUARANTINE",
                "BLOCKED",
                "DAMAGED",
                name="stock_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'AVAILABLE'"),
            nullable=False,
        ),
    )
    op.add_column(
        "lot",
        sa.Column(
            "stock_status",
            sa.Enum(
                "AVAILABLE",
                "QUARANTINE",
                "BLOCKED",
                "DAMAGED",
                name="stock_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'AVAILABLE'"),
            nullable=False,
        ),
    )
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_is_withheld(place uuid, of_lot uuid)
     RETURNS boolean
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select exists (
        select from location join location as around on around.id = any(location.path)
        where location.id = place and around.stock_status <> 'AVAILABLE'
      ) or exists (select from lot where lot.id = of_lot and lot.stock_status <> 'AVAILABLE')
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.reservation_is_available()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if exists (select from (select distinct location_id, lot_id from added) as kept
          where stock_is_withheld(kept.location_id, kept.lot_id)) then
        raise exception using errcode = 'serialization_failure', table = 'reservation', constraint = 'promised_is_available',
          message = 'goods that are withheld are promised to nobody';
      end if;
      return null;
    end $function$
    """)
    execute(
        "CREATE TRIGGER reservation_stays_available AFTER INSERT ON public.reservation REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION reservation_is_available()"
    )


def downgrade() -> None:
    """Undo it."""
    execute("drop trigger reservation_stays_available on reservation")
    op.drop_column("lot", "stock_status")
    op.drop_column("location", "stock_status")
    execute("drop function reservation_is_available()")
    execute("drop function stock_is_withheld(uuid,uuid)")
