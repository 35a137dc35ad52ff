"""Let bills say what goods have cost.

Revision 0067, after 0066.
"""

from migrations.statement import execute

revision: str = "0067"
down_revision: str | None = "0066"


def upgrade() -> None:
    """Let bills say what goods have cost."""
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_correct_averages(skus uuid[], since date[], of_type text, of_document uuid, receipts uuid[], amounts numeric[])
     RETURNS void
     LANGUAGE sql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
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
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_correct_layers(skus uuid[], since date[], of_type text, of_document uuid, receipts uuid[], amounts numeric[])
     RETURNS void
     LANGUAGE sql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
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
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_correct(of_document uuid)
     RETURNS TABLE(sku_id uuid, posted_on date, document_type text, document_id uuid)
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
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
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.goods_receipt_line_is_at_cost(line uuid)
     RETURNS boolean
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select coalesce(bool_and(entry.method = held.method and held.method <> 'STANDARD'), false)
      from goods_receipt_line as arrived
      join stock_value as held on held.sku_id = arrived.sku_id
      join stock_value_entry as entry on entry.document_id = arrived.receipt_id and entry.sku_id = arrived.sku_id and entry.kind = 'RECEIPT'
      where arrived.id = line
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.goods_receipt_line_entries(lines uuid[])
     RETURNS TABLE(line_id uuid, entry_id uuid, move_id uuid, quantity numeric)
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      with named as (
        select distinct receipt_id, sku_id from goods_receipt_line where id = any(lines)
      ), line as (
        select id, receipt_id, sku_id, stock_quantity as quantity,
          sum(stock_quantity) over (partition by receipt_id, sku_id order by position) as until
        from goods_receipt_line where (receipt_id, sku_id) in (select receipt_id, sku_id from named)
      ), entry as (
        select id, move_id, document_id, sku_id, quantity,
          sum(quantity) over (partition by document_id, sku_id order by move_id) as until
        from stock_value_entry
        where document_id in (select receipt_id from named) and sku_id in (select sku_id from named) and kind = 'RECEIPT'
      )
      select line.id, entry.id, entry.move_id,
        least(line.until, entry.until) - greatest(line.until - line.quantity, entry.until - entry.quantity)
      from line join entry on entry.document_id = line.receipt_id and entry.sku_id = line.sku_id
        and entry.until > line.until - line.quantity and entry.until - entry.quantity < line.until
      where line.id = any(lines)
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_receipts_billed(lines uuid[], amounts numeric[], of_invoice uuid)
     RETURNS void
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare skus uuid[]; since date[]; receipts uuid[]; shares numeric[];
    begin
      perform from stock_value where sku_id in (select sku_id from goods_receipt_line where id = any(lines)) order by sku_id for update;
      if exists (select from unnest(lines) as line where not goods_receipt_line_is_at_cost(line)) then
        raise exception using errcode = 'serialization_failure', message = 'these goods are valued in another way meanwhile';
      end if;
      if exists (select from stock_value_entry where document_id = of_invoice) or exists (
        select from unnest(lines) as line
        where not exists (select from invoice_line where invoice_id = of_invoice and goods_receipt_line_id = line)
      ) then
        raise exception using errcode = 'check_violation', table = 'stock_value_entry', constraint = 'billed_once',
          message = 'a bill says once what the goods have cost that it names';
      end if;
      select array_agg(share.entry_id), array_agg(share.amount) into receipts, shares
      from (
        select part.entry_id, sum(rounded(said.amount * part.until / part.whole, money.digits, money.policy)
          - rounded(said.amount * (part.until - part.quantity) / part.whole, money.digits, money.policy)) as amount
        from unnest(lines, amounts) as said (line_id, amount)
        join (
          select *, sum(quantity) over (partition by line_id order by entry_id) as until, sum(quantity) over (partition by line_id) as whole
          from goods_receipt_line_entries(lines)
        ) as part using (line_id)
        join goods_receipt_line as arrived on arrived.id = said.line_id
        join lateral (
          select currency_exponent(arrived.company_currency) as digits, rounding_policy as policy from company where id = arrived.company_id
        ) as money on true
        group by part.entry_id
      ) as share;
      select array_agg(first.sku_id), array_agg(first.posted_on) into skus, since
      from (select sku_id, min(posted_on) as posted_on from stock_value_entry where id = any(receipts) group by sku_id) as first;
      perform stock_correct_averages(skus, since, 'Invoice', of_invoice, receipts, shares);
      perform stock_correct_layers(skus, since, 'Invoice', of_invoice, receipts, shares);
    end $function$
    """)
    execute("drop routine stock_correct_layers(uuid[],date[],text,uuid)")
    execute("drop routine stock_correct_averages(uuid[],date[],text,uuid)")


def downgrade() -> None:
    """Undo it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_correct_averages(skus uuid[], since date[], of_type text, of_document uuid)
     RETURNS void
     LANGUAGE sql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      with begun as (
        select said.sku_id, said.since from unnest(skus, since) as said (sku_id, since)
        join stock_value as held on held.sku_id = said.sku_id and held.method = 'MOVING_AVERAGE'
      ), entry as materialized (
        select each.*, each.posted_on < begun.since as is_before
        from stock_value_corrected((select array_agg(sku_id) from begun)) as each join begun using (sku_id)
      ), line as (
        select null::uuid as id, null::uuid as company_id, sku_id, '-infinity'::date as posted_on, false as takes,
          sum(case when takes then -quantity else quantity end) as quantity, sum(value) as value, min(currency) as currency,
          min(digits) as digits, min(policy) as policy
        from entry where is_before group by sku_id
        union all
        select id, company_id, sku_id, posted_on, takes, quantity, value, currency, digits, policy from entry where not is_before
      ), worth as (
        select line.*, -(stock_average(takes, quantity, value, digits, policy) over (
          partition by sku_id order by posted_on, takes, id nulls first rows unbounded preceding))[3] as anew
        from line
      )
      insert into stock_value_entry (company_id, sku_id, kind, posted_on, quantity, currency, value, method, document_type,
        document_id, corrects_id)
      select company_id, sku_id, 'REVALUATION', stock_posting_day(company_id, posted_on), 0, currency, round(anew - value, digits),
        'MOVING_AVERAGE', of_type, of_document, id
      from worth where takes and anew <> value order by sku_id, posted_on, id
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_correct_layers(skus uuid[], since date[], of_type text, of_document uuid)
     RETURNS void
     LANGUAGE sql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      with begun as (
        select said.sku_id, said.since from unnest(skus, since) as said (sku_id, since)
        join stock_value as held on held.sku_id = said.sku_id and held.method = 'FIFO'
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
            layer.value - coalesce(sum(used.value), 0) as value
          from cost_layer as layer left join used on used.layer_id = layer.id and used.issue_id not in (select id from issue)
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
        select correction.id, issue.company_id, issue.sku_id, 'REVALUATION', stock_posting_day(issue.company_id, issue.posted_on), 0,
          issue.currency, round(correction.value, issue.digits), 'FIFO', of_type, of_document, issue.id
        from correction join issue on issue.id = correction.issue_id order by issue.sku_id, issue.posted_on, issue.id
      ), consumed as (
        insert into cost_layer_consumption (company_id, layer_id, entry_id, quantity, currency, value)
        select issue.company_id, difference.layer_id, correction.id, difference.quantity, issue.currency,
          round(difference.value, issue.digits)
        from difference join correction using (issue_id) join issue on issue.id = difference.issue_id
      )
      update cost_layer as layer set remaining_quantity = layer.remaining_quantity - gone.quantity,
        remaining_value = layer.remaining_value - gone.value
      from (select layer_id, sum(quantity) as quantity, sum(value) as value from difference group by 1) as gone
      where layer.id = gone.layer_id and (gone.quantity <> 0 or gone.value <> 0)
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_correct(of_document uuid)
     RETURNS TABLE(sku_id uuid, posted_on date, document_type text, document_id uuid)
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
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
      perform stock_correct_averages(skus, since, of_type, of_document);
      perform stock_correct_layers(skus, since, of_type, of_document);
    end $function$
    """)
    execute("drop routine stock_receipts_billed(uuid[],numeric[],uuid)")
    execute("drop routine goods_receipt_line_entries(uuid[])")
    execute("drop routine goods_receipt_line_is_at_cost(uuid)")
    execute("drop routine stock_correct_layers(uuid[],date[],text,uuid,uuid[],numeric[])")
    execute("drop routine stock_correct_averages(uuid[],date[],text,uuid,uuid[],numeric[])")
