"""What the database does when something came or went on a day before others, or cost something else than was known when it
came: issues after it are worth something else now.

Facts stay as they are. What each issue is worth from now on is said by a correction, an entry of its own that names it, on the
day of the issue or, where that is closed, on the first open day after it. Receipts of a day come before its issues.
"""

from typing import Final

# How much there is, what it is worth, and what the last issue took of that; whoever takes the last takes what is left.
STOCK_AVERAGE_STEP: Final = """
create function stock_average_step(state numeric[], takes boolean, quantity numeric, value numeric, digits integer, policy text)
returns numeric[] immutable parallel safe return case
  when not takes then array[state[1] + quantity, state[2] + value, 0]
  when state[1] = 0 then array[state[1] - quantity, state[2], 0]
  else array[state[1] - quantity, state[2] - rounded(state[2] * quantity / state[1], digits, policy),
    rounded(state[2] * quantity / state[1], digits, policy)]
  end
"""

STOCK_AVERAGE: Final = """
create aggregate stock_average (boolean, numeric, numeric, integer, text) (
  sfunc = stock_average_step, stype = numeric[], initcond = '{0,0,0}'
)
"""

# The first day from one on, on which stock is posted; that day itself where the company has no books, or none is open.
STOCK_POSTING_DAY: Final = """
create function stock_posting_day(company uuid, on_day date) returns date language sql stable
set search_path = public, pg_temp as $$
  select coalesce((
    select min(greatest(period.starts_on, on_day, lock.through + 1)) from accounting_period as period
    cross join lateral (
      select coalesce(max(locked_through), '-infinity'::date + 1) as through from period_lock
      where company_id = company and area in ('STOCK', 'ALL')
    ) as lock
    where period.company_id = company and period.state = 'OPEN' and not period.is_adjustment
      and period.ends_on >= greatest(on_day, lock.through + 1)
  ), on_day)
$$
"""

# What each entry is worth with its corrections, wherever these are posted.
STOCK_VALUE_CORRECTED: Final = """
create function stock_value_corrected(skus uuid[]) returns table (
  id uuid, company_id uuid, sku_id uuid, posted_on date, takes boolean, quantity numeric, value numeric, currency text,
  digits integer, policy text
) language sql stable set search_path = public, pg_temp as $$
  select entry.id, entry.company_id, entry.sku_id, entry.posted_on, entry.kind = 'ISSUE', abs(entry.quantity),
    entry.value + coalesce(more.value, 0), entry.currency, currency_exponent(entry.currency), company.rounding_policy
  from stock_value_entry as entry join company on company.id = entry.company_id
  left join (
    select corrects_id, sum(value) as value from stock_value_entry where sku_id = any(skus) and corrects_id is not null group by 1
  ) as more on more.corrects_id = entry.id
  where entry.sku_id = any(skus) and entry.corrects_id is null
$$
"""

# Receipts are worth so much more than was known, if any are named; both are said in one statement, which leaves nothing below zero.
STOCK_CORRECT_AVERAGES: Final = """
create function stock_correct_averages(
  skus uuid[], since date[], of_type text, of_document uuid, receipts uuid[], amounts numeric[]
) returns void language sql set search_path = public, pg_temp as $$
  with begun as (
    select said.sku_id, said.since from unnest(skus, since) as said (sku_id, since)
    join stock_value as held on held.sku_id = said.sku_id and held.method = 'MOVING_AVERAGE'
  ), entry as materialized (
    select each.*, each.posted_on < begun.since as is_before, coalesce(said.amount, 0) as more
    from stock_value_corrected((select array_agg(sku_id) from begun)) as each join begun using (sku_id)
    left join unnest(receipts, amounts) as said (id, amount) on said.id = each.id
  ), line as (
    select null::uuid as id, null::uuid as company_id, sku_id, '-infinity'::date as posted_on, false as takes,
      sum(case when takes then -quantity else quantity end) as quantity, sum(value) as value, min(currency) as currency,
      min(digits) as digits, min(policy) as policy
    from entry where is_before group by sku_id
    union all
    select id, company_id, sku_id, posted_on, takes, quantity, value + more, currency, digits, policy from entry where not is_before
  ), worth as (
    select line.*, -(stock_average(takes, quantity, value, digits, policy) over (
      partition by sku_id order by posted_on, takes, id nulls first rows unbounded preceding))[3] as anew
    from line
  )
  insert into stock_value_entry (company_id, sku_id, kind, posted_on, quantity, currency, value, method, document_type,
    document_id, corrects_id)
  select company_id, sku_id, 'REVALUATION', stock_posting_day(company_id, posted_on), 0, currency, round(more, digits),
    'MOVING_AVERAGE', of_type, of_document, id
  from (
    select id, company_id, sku_id, posted_on, currency, digits, anew - value as more from worth where takes
    union all
    select id, company_id, sku_id, posted_on, currency, digits, more from entry where not takes
  ) as change where more <> 0 order by sku_id, posted_on, id
$$
"""

# Layers as they were when the day began, and issues from then on, lie along one line, as where something goes today.
STOCK_CORRECT_LAYERS: Final = """
create function stock_correct_layers(
  skus uuid[], since date[], of_type text, of_document uuid, receipts uuid[], amounts numeric[]
) returns void language sql set search_path = public, pg_temp as $$
  with begun as (
    select said.sku_id, said.since from unnest(skus, since) as said (sku_id, since)
    join stock_value as held on held.sku_id = said.sku_id and held.method = 'FIFO'
  ), billed as materialized (
    select layer.id as layer_id, layer.sku_id, layer.company_id, layer.received_on, layer.currency, said.receipt_id, said.more
    from unnest(receipts, amounts) as said (receipt_id, more) join cost_layer as layer on layer.entry_id = said.receipt_id
    where said.more <> 0 and layer.sku_id in (select sku_id from begun)
  ), issue as materialized (
    select each.*, sum(quantity) over (partition by sku_id order by posted_on, id) as until
    from stock_value_corrected((select array_agg(sku_id) from begun)) as each join begun using (sku_id)
    where each.takes and each.posted_on >= begun.since
  ), used as materialized (
    select coalesce(entry.corrects_id, entry.id) as issue_id, taken.layer_id, sum(taken.quantity) as quantity, sum(taken.value) as value
    from cost_layer_consumption as taken join stock_value_entry as entry on entry.id = taken.entry_id
    where entry.sku_id in (select sku_id from begun) group by 1, 2
  ), layer as (
    select *, sum(quantity) over (partition by sku_id order by received_on, id) as until
    from (
      select layer.id, layer.sku_id, layer.received_on, layer.quantity - coalesce(sum(used.quantity), 0) as quantity,
        layer.value + coalesce(min(billed.more), 0) - coalesce(sum(used.value), 0) as value
      from cost_layer as layer left join billed on billed.layer_id = layer.id
      left join used on used.layer_id = layer.id and used.issue_id not in (select id from issue)
      where layer.sku_id in (select sku_id from begun) group by layer.id
    ) as there where quantity > 0
  ), taken as (
    select issue.id as issue_id, layer.id as layer_id, until.last - since.first as quantity,
      rounded(layer.value * (until.last - layer.until + layer.quantity) / layer.quantity, issue.digits, issue.policy)
      - rounded(layer.value * (since.first - layer.until + layer.quantity) / layer.quantity, issue.digits, issue.policy) as value
    from issue join layer on layer.sku_id = issue.sku_id
    cross join lateral (select greatest(issue.until - issue.quantity, layer.until - layer.quantity) as first) as since
    cross join lateral (select least(issue.until, layer.until) as last) as until
    where since.first < until.last
  ), difference as materialized (
    select issue_id, layer_id, sum(quantity) as quantity, sum(value) as value from (
      select issue_id, layer_id, quantity, value from taken
      union all
      select issue_id, layer_id, -quantity, -value from used where issue_id in (select id from issue)
    ) as each group by 1, 2 having sum(quantity) <> 0 or sum(value) <> 0
  ), correction as materialized (
    select uuidv7() as id, issue_id, -sum(value) as value from difference group by issue_id
  ), entered as (
    insert into stock_value_entry (id, company_id, sku_id, kind, posted_on, quantity, currency, value, method, document_type,
      document_id, corrects_id)
    select id, company_id, sku_id, 'REVALUATION', stock_posting_day(company_id, posted_on), 0, currency,
      round(value, currency_exponent(currency)), 'FIFO', of_type, of_document, corrects_id
    from (
      select correction.id, issue.company_id, issue.sku_id, issue.posted_on, issue.currency, correction.value, issue.id as corrects_id
      from correction join issue on issue.id = correction.issue_id
      union all
      select uuidv7(), company_id, sku_id, received_on, currency, more, receipt_id from billed
    ) as change order by sku_id, posted_on, corrects_id
  ), consumed as (
    insert into cost_layer_consumption (company_id, layer_id, entry_id, quantity, currency, value)
    select issue.company_id, difference.layer_id, correction.id, difference.quantity, issue.currency,
      round(difference.value, issue.digits)
    from difference join correction using (issue_id) join issue on issue.id = difference.issue_id
  )
  update cost_layer as layer set value = layer.value + gone.more, remaining_quantity = layer.remaining_quantity - gone.quantity,
    remaining_value = layer.remaining_value + gone.more - gone.value
  from (
    select layer_id, sum(quantity) as quantity, sum(value) as value, sum(more) as more from (
      select layer_id, quantity, value, 0 as more from difference union all select layer_id, 0, 0, more from billed
    ) as each group by 1
  ) as gone
  where layer.id = gone.layer_id and (gone.quantity <> 0 or gone.value <> 0 or gone.more <> 0)
$$
"""

# What a document has moved on a day before which something else came or went; the rows of values are locked by its moves. Where
# there would have been less than nothing, nothing is corrected, and the first entry is given at which that is so.
STOCK_CORRECT: Final = """
create function stock_correct(of_document uuid) returns table (
  sku_id uuid, posted_on date, document_type text, document_id uuid
) language plpgsql security definer set search_path = public, pg_temp as $$
declare skus uuid[]; since date[]; taken uuid[]; of_type text;
begin
  select array_agg(moved.sku_id), array_agg(moved.since), array_agg(moved.sku_id) filter (where moved.takes), min(moved.type)
    into skus, since, taken, of_type
  from (
    select entry.sku_id, min(entry.posted_on) as since, bool_or(entry.kind = 'ISSUE') as takes, min(entry.document_type) as type
    from stock_value_entry as entry where entry.document_id = of_document and entry.move_id is not null group by entry.sku_id
  ) as moved
  where exists (
    select from stock_value_entry as later
    where later.sku_id = moved.sku_id and later.posted_on > moved.since and later.corrects_id is null);
  if skus is null then
    return;
  end if;
  return query
    select line.sku_id, line.posted_on, line.document_type, line.document_id from (
      select entry.*, sum(entry.quantity) over (
        partition by entry.sku_id order by entry.posted_on, entry.quantity < 0, entry.id) as balance
      from stock_value_entry as entry where entry.sku_id = any(taken)
    ) as line join unnest(skus, since) as said (sku, since) on said.sku = line.sku_id and line.posted_on >= said.since
    where line.balance < 0 order by line.posted_on, line.id limit 1;
  if found then
    return;
  end if;
  perform stock_correct_averages(skus, since, of_type, of_document, '{}', '{}');
  perform stock_correct_layers(skus, since, of_type, of_document, '{}', '{}');
end $$
"""

FUNCTIONS: Final = (
    STOCK_AVERAGE_STEP, STOCK_AVERAGE, STOCK_POSTING_DAY, STOCK_VALUE_CORRECTED, STOCK_CORRECT_AVERAGES, STOCK_CORRECT_LAYERS,
    STOCK_CORRECT,
)  # fmt: skip
