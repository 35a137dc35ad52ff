"""What the database does so that stock has a value: each move into or out of stock is valued in the statement that writes it.

Moves within stock move no value, since a company is one pool. Receipts of a day come before its issues. A part of a whole
is what the whole is worth up to its end, less what it is worth up to its beginning, both rounded: so parts add up to the
cent, and whoever takes the last takes what is left.
"""

from collections.abc import Iterator
from typing import Final

from models.inventory import back_dating_rules, billed_receipt_rules

# As `kernel.rounding` does; a test compares them.
ROUNDED: Final = """
create function rounded(amount numeric, digits integer, policy text) returns numeric immutable strict parallel safe return
case when policy = 'HALF_EVEN' and abs(amount * power(10::numeric, digits) % 1) = 0.5
  then round(2 * round(amount * power(10::numeric, digits) / 2) / power(10::numeric, digits), digits)
  else round(amount, digits) end
"""

STOCK_VALUE_ENTRY_APPLIES: Final = """
create function stock_value_entry_applies() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  update stock_value as held set quantity = held.quantity + delta.quantity, value = held.value + delta.value,
    unit_cost = case when held.quantity + delta.quantity > 0
      then round((held.value + delta.value) / (held.quantity + delta.quantity), 6) else held.unit_cost end
  from (select sku_id, sum(quantity) as quantity, sum(value) as value from valued group by sku_id) as delta
  where held.sku_id = delta.sku_id;
  insert into cost_layer (company_id, sku_id, entry_id, received_on, quantity, currency, value, remaining_quantity, remaining_value)
    select company_id, sku_id, id, posted_on, quantity, currency, value, quantity, value from valued
    where kind = 'RECEIPT' and method = 'FIFO' order by posted_on, id;
  return null;
end $$
"""

STOCK_VALUE_ENTRY_TRIGGER: Final = """
create trigger stock_value_entry_applies after insert on stock_value_entry
referencing new table as valued for each statement execute function stock_value_entry_applies()
"""

# What of some moves goes into or out of stock, and by which rules it is valued. Who plans with a thousand of them reads all values.
STOCK_MOVES_VALUED: Final = """
create function stock_moves_valued(moves uuid[]) returns table (
  id uuid, company_id uuid, sku_id uuid, incoming boolean, quantity numeric, unit_cost numeric, reverses_id uuid,
  posted_on date, currency text, digits integer, policy text, document_type text, document_id uuid
) language sql stable rows 10 set search_path = public, pg_temp as $$
  select move.id, move.company_id, move.sku_id, target.holds_stock, move.quantity, move.unit_cost, move.reverses_id,
    (move.moved_at at time zone company.time_zone)::date, company.currency, currency_exponent(company.currency),
    company.rounding_policy, move.document_type, move.document_id
  from stock_move as move
  join location as source on source.id = move.from_location_id join location as target on target.id = move.to_location_id
  join company on company.id = move.company_id
  where move.id = any(moves) and source.holds_stock <> target.holds_stock
$$
"""

# How a SKU is valued is taken from its product while there is nothing of it.
STOCK_VALUE_BEGINS: Final = """
create function stock_value_begins(skus uuid[]) returns void language sql set search_path = public, pg_temp as $$
  update stock_value as held set method = product.cost_method,
    standard_cost = case when product.cost_method = 'STANDARD' then coalesce(sku.standard_cost, held.unit_cost, 0) end
  from sku join product on product.id = sku.product_id
  where held.sku_id = any(skus) and held.quantity = 0 and sku.id = held.sku_id
    and row(held.method, held.standard_cost) is distinct from row(product.cost_method,
      case when product.cost_method = 'STANDARD' then coalesce(sku.standard_cost, held.unit_cost, 0) end)
$$
"""

# What comes back from an issue is worth what it was worth when it went, with what was corrected of that by then, each part its
# share, so that parts add up to the cent; what nobody says the cost of is worth what is there.
STOCK_RECEIPTS: Final = """
create function stock_receipts(moves uuid[]) returns void language sql set search_path = public, pg_temp as $$
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
$$
"""

STOCK_ISSUES: Final = """
create function stock_issues(moves uuid[]) returns void language sql set search_path = public, pg_temp as $$
  insert into stock_value_entry (company_id, sku_id, move_id, kind, posted_on, quantity, currency, value, method, document_type,
    document_id)
  select move.company_id, move.sku_id, move.id, 'ISSUE', move.posted_on, -move.quantity, move.currency,
    case when held.method = 'STANDARD' then rounded(held.standard_cost * (held.quantity - move.until), move.digits, move.policy)
      - rounded(held.standard_cost * (held.quantity - move.until + move.quantity), move.digits, move.policy)
    when held.quantity = 0 then round(0, move.digits)
    else rounded(held.value * (move.until - move.quantity) / held.quantity, move.digits, move.policy)
      - rounded(held.value * move.until / held.quantity, move.digits, move.policy) end,
    held.method, move.document_type, move.document_id
  from (
    select *, sum(quantity) over (partition by sku_id order by posted_on, id) as until from stock_moves_valued(moves)
    where not incoming
  ) as move
  join stock_value as held on held.sku_id = move.sku_id
  where held.method <> 'FIFO' order by move.posted_on, move.id
$$
"""

# Layers and issues lie along one line, each from where it begins until where it ends: what they have in common is taken.
STOCK_ISSUES_FIRST_IN_FIRST_OUT: Final = """
create function stock_issues_first_in_first_out(moves uuid[]) returns void language sql set search_path = public, pg_temp as $$
  with issue as materialized (
    select move.*, uuidv7() as entry_id, sum(move.quantity) over (partition by move.sku_id order by move.posted_on, move.id) as until
    from stock_moves_valued(moves) as move join stock_value as held on held.sku_id = move.sku_id
    where not move.incoming and held.method = 'FIFO'
  ), layer as (
    select *, sum(remaining_quantity) over (partition by sku_id order by received_on, id) as until from cost_layer
    where remaining_quantity > 0 and sku_id in (select sku_id from issue)
  ), taken as materialized (
    select issue.entry_id, layer.id as layer_id, until.last - since.first as quantity,
      rounded(layer.remaining_value * (until.last - layer.until + layer.remaining_quantity) / layer.remaining_quantity,
        issue.digits, issue.policy)
      - rounded(layer.remaining_value * (since.first - layer.until + layer.remaining_quantity) / layer.remaining_quantity,
        issue.digits, issue.policy) as value
    from issue join layer on layer.sku_id = issue.sku_id
    cross join lateral (select greatest(issue.until - issue.quantity, layer.until - layer.remaining_quantity) as first) as since
    cross join lateral (select least(issue.until, layer.until) as last) as until
    where since.first < until.last
  ), entered as (
    insert into stock_value_entry (id, company_id, sku_id, move_id, kind, posted_on, quantity, currency, value, method,
      document_type, document_id)
    select issue.entry_id, issue.company_id, issue.sku_id, issue.id, 'ISSUE', issue.posted_on, -issue.quantity, issue.currency,
      -coalesce(whole.value, round(0, issue.digits)), 'FIFO', issue.document_type, issue.document_id
    from issue left join (select entry_id, sum(value) as value from taken group by 1) as whole using (entry_id)
    order by issue.posted_on, issue.id
  ), consumed as (
    insert into cost_layer_consumption (company_id, layer_id, entry_id, quantity, currency, value)
    select issue.company_id, taken.layer_id, taken.entry_id, taken.quantity, issue.currency, taken.value
    from taken join issue using (entry_id)
  )
  update cost_layer as layer set remaining_quantity = layer.remaining_quantity - gone.quantity,
    remaining_value = layer.remaining_value - gone.value
  from (select layer_id, sum(quantity) as quantity, sum(value) as value from taken group by 1) as gone
  where layer.id = gone.layer_id
$$
"""

# Rows of values are locked after those of levels, in the order of SKUs, so that nobody waits in a circle. Where one statement
# brings in, takes out and brings in again, that is done in so many turns; what a request writes is done in one.
STOCK_MOVE_VALUES: Final = """
create function stock_move_values() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare skus uuid[]; turn record;
begin
  select array_agg(distinct moved.sku_id) into skus from moved
    join location as source on source.id = moved.from_location_id join location as target on target.id = moved.to_location_id
    where source.holds_stock <> target.holds_stock;
  if skus is null then
    return null;
  end if;
  insert into stock_value (company_id, sku_id, currency, value, method)
    select sku.company_id, sku.id, company.currency, round(0, currency_exponent(company.currency)), product.cost_method
    from sku join product on product.id = sku.product_id join company on company.id = sku.company_id
    where sku.id = any(skus) and not exists (select from stock_value where sku_id = sku.id)
    order by sku.id on conflict (sku_id) do nothing;
  perform from stock_value where sku_id = any(skus) order by sku_id for update;
  for turn in
    select array_agg(id) as moves, array_agg(distinct sku_id) as skus, bool_or(incoming) as comes, bool_or(not incoming) as goes
    from (
      select id, sku_id, incoming, count(*) filter (where turns) over (partition by sku_id order by posted_on, incoming desc, id) as number
      from (
        select *, incoming and not lag(incoming, 1, true) over (partition by sku_id order by posted_on, incoming desc, id) as turns
        from stock_moves_valued((select array_agg(id) from moved))
      ) as each
    ) as numbered group by number order by number
  loop
    perform stock_value_begins(turn.skus);
    if turn.comes then
      perform stock_receipts(turn.moves);
    end if;
    if turn.goes then
      perform stock_issues(turn.moves);
      if exists (select from stock_value where sku_id = any(turn.skus) and method = 'FIFO') then
        perform stock_issues_first_in_first_out(turn.moves);
      end if;
    end if;
  end loop;
  return null;
end $$
"""

STOCK_MOVE_VALUES_TRIGGER: Final = """
create trigger stock_move_values after insert on stock_move
referencing new table as moved for each statement execute function stock_move_values()
"""

# All that is there of a SKU costs so much from now on; layers are worth their part of it.
STOCK_REVALUE: Final = """
create function stock_revalue(skus uuid[], costs numeric[], on_day date, of_type text, of_document uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from stock_value where sku_id = any(skus) order by sku_id for update;
  insert into stock_value_entry (company_id, sku_id, kind, posted_on, quantity, currency, value, method, document_type, document_id)
    select held.company_id, held.sku_id, 'REVALUATION', on_day, 0, held.currency,
      rounded(said.cost * held.quantity, currency_exponent(held.currency), company.rounding_policy) - held.value, held.method,
      of_type, of_document
    from unnest(skus, costs) as said (sku_id, cost) join stock_value as held on held.sku_id = said.sku_id
    join company on company.id = held.company_id
    where rounded(said.cost * held.quantity, currency_exponent(held.currency), company.rounding_policy) <> held.value
    order by held.sku_id;
  update stock_value as held set standard_cost = said.cost
    from unnest(skus, costs) as said (sku_id, cost) where held.sku_id = said.sku_id and held.method = 'STANDARD';
  update cost_layer as layer set remaining_value = worth.value
    from (
      select layer.id, rounded(said.cost * layer.until, digits, company.rounding_policy)
        - rounded(said.cost * (layer.until - layer.remaining_quantity), digits, company.rounding_policy) as value
      from (
        select *, sum(remaining_quantity) over (partition by sku_id order by received_on, id) as until,
          currency_exponent(currency) as digits
        from cost_layer where remaining_quantity > 0 and sku_id = any(skus)
      ) as layer
      join company on company.id = layer.company_id join unnest(skus, costs) as said (sku_id, cost) on said.sku_id = layer.sku_id
    ) as worth where layer.id = worth.id;
end $$
"""

FACTS: Final = ("stock_value_entry", "stock_value_posting", "cost_layer_consumption")
_WRITTEN_HERE: Final = ("stock_value", "stock_value_entry", "cost_layer", "cost_layer_consumption")
NOT_AUDITED: Final = (*_WRITTEN_HERE, "stock_value_posting")

FUNCTIONS: Final = (
    ROUNDED, STOCK_VALUE_ENTRY_APPLIES, STOCK_MOVES_VALUED, STOCK_VALUE_BEGINS, STOCK_RECEIPTS, STOCK_ISSUES,
    STOCK_ISSUES_FIRST_IN_FIRST_OUT, STOCK_MOVE_VALUES, STOCK_REVALUE,
)  # fmt: skip


def statements() -> Iterator[str]:
    """Functions, and the triggers that call them."""
    yield from FUNCTIONS
    yield from back_dating_rules.FUNCTIONS
    yield from billed_receipt_rules.FUNCTIONS
    yield STOCK_VALUE_ENTRY_TRIGGER
    yield STOCK_MOVE_VALUES_TRIGGER


def written_by_functions(application_role: str) -> Iterator[str]:
    """Take from the application what only these functions do."""
    for table in _WRITTEN_HERE:
        yield f"revoke insert, update, delete on {table} from {application_role}"
