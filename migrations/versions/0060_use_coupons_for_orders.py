"""Use coupons for orders.

Revision 0060, after 0059.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.statement import execute

revision: str = "0060"
down_revision: str | None = "0059"

_LINES = ("quotation_line", "sales_order_line")
_BEFORE = ("BY_HAND", "PRICE_LIST", "SKU")


def _allow(table: str, *sources: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_price_source"), table, type_="check")
    words = ", ".join(f"'{each}'" for each in sources)
    op.create_check_constraint(op.f(f"ck_{table}_price_source"), table, f"price_source in ({words})")


def upgrade() -> None:
    """Use coupons for orders."""
    for table in _LINES:
        _allow(table, *_BEFORE, "FREE_ITEM")
    execute("""
    CREATE OR REPLACE FUNCTION public.coupons_are_used()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if exists (select from unnest(new.coupon_codes) as said (code) where not exists (
          select from coupon_redemption as use join coupon on coupon.id = use.coupon_id
          where use.order_id = new.id and coupon.code = said.code and use.reverses_id is null
            and not exists (select from coupon_redemption as back where back.reverses_id = use.id))) then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'coupons_are_used',
          message = format('%s was promised without the use of a coupon that it names', new.id);
      end if;
      return null;
    end $function$
    """)
    op.add_column(
        "sales_order",
        sa.Column("coupon_codes", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    execute("""
    create trigger coupons_are_used after update of state on sales_order for each row
      when (new.state = 'CONFIRMED' and old.state in ('DRAFT', 'PENDING_APPROVAL') and cardinality(new.coupon_codes) > 0)
      execute function coupons_are_used()
    """)


def downgrade() -> None:
    """Undo it."""
    execute("drop trigger coupons_are_used on sales_order")
    op.drop_column("sales_order", "coupon_codes")
    execute("drop routine coupons_are_used()")
    # What was given for nothing keeps its price of nothing, as if that were said by hand.
    for table in _LINES:
        execute(f"alter table {table} disable trigger agreed_is_fixed")
        execute(f"update {table} set price_source = 'BY_HAND', discounts = null where price_source = 'FREE_ITEM'")  # noqa: S608 - tables of ours
        execute(f"alter table {table} enable trigger agreed_is_fixed")
        _allow(table, *_BEFORE)
