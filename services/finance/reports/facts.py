"""What reports read of balances: one statement for all windows of days, however long the history is.

Periods that lie in a window as a whole come from their balances; of one that does not, only its own lines of these days
are read. So the time depends on accounts and periods, and not on how much was posted, as long as windows begin and end
with periods.
"""

from typing import Final

# What is folded, and what is not yet. Either is joined by itself: the few that are folded are found period by period, and
# what waits has no index, because nobody who posts is to keep one up.
_WHOLE: Final = """
  select parts.place, kept.account_id, kept.debit, kept.credit
  from parts join {table} as kept on kept.period_id = parts.id
  where parts.is_whole and kept.company_id = any(:companies) and {{kept}} and (parts.closing or not kept.is_closing)
"""

# What is asked for, by the keys that the statement is completed with. `{kept}` and `{of_lines}` say which values of
# dimensions are meant; a statement for the whole of an account needs neither.
BALANCES: Final = f"""
with windows as (
  select place, coalesce(starts_on, '-infinity') as starts_on, coalesce(ends_on, 'infinity') as ends_on, closing
  from unnest(cast(:starts as date[]), cast(:ends as date[]), cast(:closing as boolean[]))
    with ordinality as said (starts_on, ends_on, closing, place)
), parts as (
  select period.id, period.company_id, windows.place, windows.closing,
    greatest(period.starts_on, windows.starts_on) as starts_on, least(period.ends_on, windows.ends_on) as ends_on,
    period.starts_on >= windows.starts_on and period.ends_on <= windows.ends_on as is_whole
  from accounting_period as period
  join windows on period.starts_on <= windows.ends_on and period.ends_on >= windows.starts_on
  where period.company_id = any(:companies)
), figures as (
  {_WHOLE.format(table="period_balance")} union all {_WHOLE.format(table="period_balance_delta")} union all
  select parts.place, line.account_id, greatest(line.company_amount, 0), greatest(-line.company_amount, 0)
  from parts
  -- Period by period through the index of the days: the offset keeps it from being joined with the lines of all days.
  cross join lateral (
    select * from journal_line as every
    where every.company_id = parts.company_id and every.period_id = parts.id
      and every.posted_on between parts.starts_on and parts.ends_on
    offset 0
  ) as line
  where not parts.is_whole and {{of_lines}}
    and (parts.closing or not (select is_closing from journal_entry where id = line.entry_id))
), summed as (
  select account_id, place, sum(debit) as debit, sum(credit) as credit from figures group by account_id, place
), told as (
  select account_id, json_agg(json_build_array(place, debit::text, credit::text) order by place) as figures
  from summed where debit <> 0 or credit <> 0 group by account_id
)
select cast(json_build_object(
  'value_known', {{value_known}},
  'companies', (
    select json_agg(json_build_object('id', id, 'code', code, 'currency', currency) order by code, id)
    from company where id = any(:companies)),
  'accounts', (
    select coalesce(json_agg(json_build_object('id', account.id, 'company', account.company_id, 'code', account.code,
      'name', account.name, 'type', account.type, 'subtype', account.subtype, 'figures', told.figures)
      order by account.code, account.id), '[]')
    from told join ledger_account as account on account.id = told.account_id)
) as text) as facts
"""  # noqa: S608 - names of ours

BRANCH: Final = "array(select id from dimension_value where path @> array[cast(:value as uuid)])"
"""The value of a dimension `:value`, and those below it."""

OF_ALL: Final = BALANCES.format(kept="kept.value_id is null", of_lines="true", value_known="true")
"""For everything on the accounts."""

OF_VALUE: Final = BALANCES.format(
    kept=f"kept.value_id = any({BRANCH})",
    of_lines=f"line.value_ids && {BRANCH}",
    value_known="exists (select from dimension_value where id = :value and company_id = any(:companies))",
)
"""For what belongs to the value of a dimension `:value`, or to one below it."""
