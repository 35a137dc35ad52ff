"""Take back what turned out to have cost.

Revision 0074, after 0073.
"""

from migrations.statement import execute

revision: str = "0074"
down_revision: str | None = "0073"


def upgrade() -> None:
    """Take back what turned out to have cost."""
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_receipts(moves uuid[])
     RETURNS void
     LANGUAGE sql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      insert into stock_value_entry (company_id, sku_id, move_id, kind, posted_on, quantity, currency, value, method, document_type,
        document_id)
      select move.company_id, move.sku_id, move.id, 'RECEIPT', move.posted_on, move.quantity, move.currency,
        case when held.method = 'STANDARD' then rounded(held.standard_cost * (held.quantity + move.until), move.digits, move.policy)
          - rounded(held.standard_cost * (held.quantity + move.until - move.quantity), move.digits, move.policy)
        when gone.id is not null then rounded(gone.value * (back.quantity + move.undone) / gone.quantity, move.digits, move.policy)
          - rounded(gone.value * (back.quantity + move.undone - move.quantity) / gone.quantity, move.digits, move.policy)
        else rounded(coalesce(move.unit_cost, held.unit_cost, sku.standard_cost, 0) * move.quantity, move.digits, move.policy) end,
        held.method, move.document_type, move.document_id
      from (
        select *, sum(quantity) over (partition by sku_id order by posted_on, id) as until,
          sum(quantity) over (partition by reverses_id order by posted_on, id) as undone
        from stock_moves_valued(moves) where incoming
      ) as move
      join stock_value as held on held.sku_id = move.sku_id join sku on sku.id = move.sku_id
      left join lateral (
        select issue.id, issue.quantity, issue.value + coalesce((
          select sum(correction.value) from stock_value_entry as correction where correction.corrects_id = issue.id), 0) as value
        from stock_value_entry as issue where issue.move_id = move.reverses_id and issue.kind = 'ISSUE'
      ) as gone on true
      cross join lateral (
        select coalesce(sum(entry.quantity), 0) as quantity from stock_move as before
        join stock_value_entry as entry on entry.move_id = before.id where before.reverses_id = move.reverses_id
      ) as back
      order by move.posted_on, move.id
    $function$
    """)


def downgrade() -> None:
    """Undo it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_receipts(moves uuid[])
     RETURNS void
     LANGUAGE sql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      insert into stock_value_entry (company_id, sku_id, move_id, kind, posted_on, quantity, currency, value, method, document_type,
        document_id)
      select move.company_id, move.sku_id, move.id, 'RECEIPT', move.posted_on, move.quantity, move.currency,
        case when held.method = 'STANDARD' then rounded(held.standard_cost * (held.quantity + move.until), move.digits, move.policy)
          - rounded(held.standard_cost * (held.quantity + move.until - move.quantity), move.digits, move.policy)
        when gone.id is not null then rounded(gone.value * (back.quantity + move.undone) / gone.quantity, move.digits, move.policy)
          - rounded(gone.value * (back.quantity + move.undone - move.quantity) / gone.quantity, move.digits, move.policy)
        else rounded(coalesce(move.unit_cost, held.unit_cost, sku.standard_cost, 0) * move.quantity, move.digits, move.policy) end,
        held.method, move.document_type, move.document_id
      from (
        select *, sum(quantity) over (partition by sku_id order by posted_on, id) as until,
          sum(quantity) over (partition by reverses_id order by posted_on, id) as undone
        from stock_moves_valued(moves) where incoming
      ) as move
      join stock_value as held on held.sku_id = move.sku_id join sku on sku.id = move.sku_id
      left join stock_value_entry as gone on gone.move_id = move.reverses_id and gone.kind = 'ISSUE'
      cross join lateral (
        select coalesce(sum(entry.quantity), 0) as quantity from stock_move as before
        join stock_value_entry as entry on entry.move_id = before.id where before.reverses_id = move.reverses_id
      ) as back
      order by move.posted_on, move.id
    $function$
    """)
