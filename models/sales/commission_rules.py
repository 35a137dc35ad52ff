"""What is earned by selling, line of an invoice by line, and that it is posted once.

It is a function of posted invoices and credit notes, of settlements, and of the rules; so what is not posted yet is always the
difference between what it says and what was posted.
"""

from collections.abc import Iterator
from typing import Final

# Who sold a line is whom its order names. The first rule counts that is for it: one that names the salesperson before others,
# of these one of a deeper category, one that names the group, the higher priority, the code. A credit note goes by the rule of
# what it takes back, and what was posted by a rule stays with that rule. Where it does not say which line it takes back, it takes
# off the price of the first that bills an order. Advances earn nothing, and notes on them take nothing: what takes them off does.
# A share that is paid counts what advances have taken off as paid. A cost that nobody knows makes a margin that nobody knows.
COMMISSIONS_EARNED: Final = """
create function commissions_earned(companies uuid[], until date) returns table (
  company_id uuid, currency text, invoice_id uuid, invoice_line_id uuid, number text, posted_on date, sales_rep_id uuid,
  rule_id uuid, base_amount numeric, earned_amount numeric, posted_amount numeric, steps integer
) language sql stable set search_path = public, pg_temp as $$
  select company_id, currency, invoice_id, line_id, number, posted_on, sales_rep_id, rule_id, base,
    case when owed is null or owed + deducted_amount = 0 then rounded(base * percent / 100, digits, policy)
      else rounded(base * percent * (settled + deducted_amount) / (100 * (owed + deducted_amount)), digits, policy) end,
    coalesce(posted_amount, round(0::numeric, digits)), coalesce(steps, 0)
  from (
    select sold.*, rule.id as rule_id, rule.percent, rule.earned_when,
      sign * rounded((net_amount - case rule.basis when 'MARGIN' then cost_amount else 0 end) * rate, digits, policy) as base
    from (
      select line.company_id, company.currency, currency_exponent(company.currency) as digits, company.rounding_policy as policy,
        company.time_zone, invoice.id as invoice_id, line.id as line_id, invoice.number, invoice.posted_on, invoice.rate,
        invoice.deducted_amount, case invoice.kind when 'CREDIT_NOTE' then -1 else 1 end as sign, line.net_amount,
        ordered.unit_cost * case when num_nonnulls(line.sales_order_line_id, line.credits_line_id) > 0 then line.quantity else 0 end
          as cost_amount, coalesce(origin.posted_on, invoice.posted_on) as judged_on,
        coalesce(last.sales_rep_id, pinned.sales_rep_id, sale.sales_rep_id) as sales_rep_id,
        coalesce(last.rule_id, pinned.rule_id) as pinned_id,
        party.customer_group_id as group_id, coalesce(category.path, '{}') as path,
        last.earned_amount as posted_amount, last.step as steps
      from invoice join company on company.id = invoice.company_id
      join invoice_line as line on line.invoice_id = invoice.id
      left join lateral (
        select each.id, each.invoice_id, each.sales_order_line_id from invoice_line as each
        where invoice.kind = 'CREDIT_NOTE' and (each.id = line.credits_line_id or each.invoice_id = invoice.credits_id)
        order by each.id is distinct from line.credits_line_id, each.sales_order_line_id is null,
          each.sales_order_line_id is distinct from line.sales_order_line_id, each.position limit 1
      ) as credited on true
      left join invoice as origin on origin.id = credited.invoice_id
      join sales_order_line as ordered on ordered.id = coalesce(line.sales_order_line_id, credited.sales_order_line_id)
      join sales_order as sale on sale.id = ordered.order_id
      join party on party.id = sale.customer_id
      join sku on sku.id = ordered.sku_id join product on product.id = sku.product_id
      left join product_category as category on category.id = product.category_id
      left join commission_posting_line as pinned on pinned.invoice_line_id = coalesce(credited.id, line.id) and pinned.step = 1
      left join lateral (
        select earned_amount, step, rule_id, sales_rep_id from commission_posting_line where invoice_line_id = line.id order by step desc limit 1
      ) as last on true
      where invoice.company_id = any(companies) and invoice.posted_on <= until and invoice.entry_id is not null
        and invoice.kind in ('CUSTOMER_INVOICE', 'CREDIT_NOTE') and not invoice.is_advance
        and origin.is_advance is not true and sale.state <> 'MIGRATED'
    ) as sold
    cross join lateral (
      select each.* from commission_rule as each
      where each.company_id = sold.company_id and case when pinned_id is not null then each.id = pinned_id else
        (each.sales_rep_id is null or each.sales_rep_id = sold.sales_rep_id)
        and (each.group_id is null or each.group_id = sold.group_id)
        and (each.category_id is null or each.category_id = any(path))
        and (each.valid_from is null or each.valid_from <= judged_on)
        and (each.valid_until is null or each.valid_until >= judged_on)
        and (each.archived_at is null or (each.archived_at at time zone time_zone)::date > judged_on) end
      order by each.sales_rep_id is null, array_position(path, each.category_id) desc nulls last, each.group_id is null,
        each.priority desc, each.code limit 1
    ) as rule
    where sold.sales_rep_id is not null
  ) as earning
  left join lateral (
    select sum(abs(item.amount)) as owed, sum(abs(coalesce(part.amount, 0))) as settled
    from open_item as item left join lateral (
      select sum(amount) as amount from settlement_line where open_item_id = item.id and settled_on <= until
    ) as part on true
    where earned_when = 'PAID' and item.source_type = 'Invoice' and item.source_id = invoice_id and item.side = 'RECEIVABLE'
  ) as paid on true
  where base is not null
$$
"""

# Who posts by a rule holds it; whoever changes it sees then what was posted.
COMMISSION_RULE_FIXED: Final = """
create function commission_rule_fixed() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare free constant text[] := array['name', 'name_key', 'priority', 'valid_until', 'archived_at', 'version', 'changed_at'];
begin
  if to_jsonb(new) - free is distinct from to_jsonb(old) - free
      and exists (select from commission_posting_line where rule_id = old.id) then
    raise exception using errcode = 'check_violation', table = 'commission_rule', constraint = 'posted_rule_is_fixed',
      message = format('commissions were posted by rule %s', old.code);
  end if;
  return new;
end $$
"""

COMMISSION_RULE_TRIGGER: Final = """
create trigger commission_rule_fixed before update on commission_rule for each row execute function commission_rule_fixed()
"""

# Step follows step, each with what is earned more or less, by the same rule for the same person.
COMMISSION_STEPS_FOLLOW: Final = """
create function commission_steps_follow() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if exists (
    select from added left join commission_posting_line as before
      on before.invoice_line_id = added.invoice_line_id and before.step = added.step - 1
    where (added.step > 1) <> (before.id is not null) or added.earned_amount <> coalesce(before.earned_amount, 0) + added.amount
      or before.rule_id <> added.rule_id or before.sales_rep_id <> added.sales_rep_id
  ) then
    raise exception using errcode = 'check_violation', table = 'commission_posting_line', constraint = 'steps_follow',
      message = 'a step of a commission does not follow from the one before it';
  end if;
  return null;
end $$
"""

COMMISSION_STEPS_TRIGGER: Final = """
create trigger commission_steps_follow after insert on commission_posting_line referencing new table as added
for each statement execute function commission_steps_follow()
"""

COMMISSION_PART_TRIGGER: Final = """
create trigger part_of_new after insert on commission_posting_line referencing new table as added
for each statement execute function part_of_new('commission_posting', 'posting_id')
"""

COMMISSION_ADDS_UP: Final = """
create function commission_posting_adds_up() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if new.amount is distinct from (select sum(amount) from commission_posting_line where posting_id = new.id)
    or new.entry_id is not null and not exists (
      select from journal_entry where id = new.entry_id and source_type = 'CommissionPosting' and source_id = new.id
        and total_amount = abs(new.amount) and posted_on = new.posted_on) then
    raise exception using errcode = 'check_violation', table = 'commission_posting', constraint = 'posting_adds_up',
      message = format('posting %s is something else than its lines and its entry', new.id);
  end if;
  return null;
end $$
"""

COMMISSION_ADDS_UP_TRIGGER: Final = """
create constraint trigger commission_posting_adds_up after insert on commission_posting deferrable initially deferred
for each row execute function commission_posting_adds_up()
"""

# What was posted stands with the lines that say so; what is earned less is posted as less.
COMMISSION_ENTRY_STAYS: Final = """
create function commission_entry_stays() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if exists (select from commission_posting where entry_id = new.reverses_id) then
    raise exception using errcode = 'check_violation', table = 'journal_entry', constraint = 'posted_commissions_stay',
      message = format('entry %s posts commissions', new.reverses_id);
  end if;
  return new;
end $$
"""

COMMISSION_ENTRY_TRIGGER: Final = """
create trigger commission_entry_stays before insert on journal_entry for each row when (new.reverses_id is not null)
execute function commission_entry_stays()
"""

FACTS: Final = ("commission_posting", "commission_posting_line")
FUNCTION_NAMES: Final = (
    "commissions_earned(uuid[], date)",
    "commission_rule_fixed()",
    "commission_steps_follow()",
    "commission_posting_adds_up()",
    "commission_entry_stays()",
)


def statements() -> Iterator[str]:
    """Give the functions and the triggers that call them."""
    yield COMMISSIONS_EARNED
    yield from (COMMISSION_RULE_FIXED, COMMISSION_RULE_TRIGGER)
    yield from (COMMISSION_STEPS_FOLLOW, COMMISSION_STEPS_TRIGGER, COMMISSION_PART_TRIGGER)
    yield from (COMMISSION_ADDS_UP, COMMISSION_ADDS_UP_TRIGGER)
    yield from (COMMISSION_ENTRY_STAYS, COMMISSION_ENTRY_TRIGGER)
