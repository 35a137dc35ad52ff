"""What tax returns tell of: what was taxed in their days, and what came late for days that had been told of already.

Each tax line is told once by a form: in the return of its days, else as a late amount in the next return or in a return that
takes the place of the one of its days. What was told stands beside the return, so nothing has to be guessed from moments.
"""

from decimal import Decimal
from typing import Final
from uuid import UUID

from services.finance.posting import Leg
from services.work import Work

# A return that amends another says all of its days anew: what the one before told of, and what nobody has told of yet.
_COUNTED: Final = """
with recursive own as (
  select * from tax_return where id = $1
), amended as (
  select amends_id as id from own where amends_id is not null
  union
  select earlier.amends_id from amended join tax_return as earlier on earlier.id = amended.id
  where earlier.amends_id is not null
), counted as (
  select line.*, told.return_id is null and (own.amends_id is not null or line.taxed_on < own.starts_on) as is_late,
    told.return_id is null as is_new
  from own join tax_line_now as line on line.company_id = own.company_id and line.taxed_on <= own.ends_on
  left join lateral (
    select part.return_id from tax_return_line as part join tax_return as other on other.id = part.return_id
    where part.tax_line_id = line.id and part.entry_id = line.entry_id and other.form = own.form
  ) as told on true
  where told.return_id in (select id from amended) or told.return_id is null and (
    line.taxed_on >= own.starts_on or own.amends_id is null and exists (
      select from tax_return as filed where filed.company_id = own.company_id and filed.form = own.form
        and filed.amends_id is null and filed.state <> 'DRAFT' and line.taxed_on between filed.starts_on and filed.ends_on))
)
"""
_CLEAR: Final = "delete from tax_return_box where return_id = $1"
_FILL: Final = f"""
{_COUNTED}, filled as (
  insert into tax_return_box (company_id, return_id, box_id, code, name, position, payable_sign, currency, amount,
    late_amount)
  select own.company_id, own.id, box.id, box.code, box.name, box.position, box.payable_sign, own.currency,
    round(coalesce(sum(figure.amount), 0), currency_exponent(own.currency)),
    round(coalesce(sum(figure.amount) filter (where line.is_late), 0), currency_exponent(own.currency))
  from own join tax_box as box on box.company_id = own.company_id and box.form = own.form
  left join tax_box_part as part on part.box_id = box.id
  left join counted as line on line.tax_code_id = part.tax_code_id and line.side = part.side
  left join lateral (select part.sign * case part.figure when 'BASE' then line.company_base
    when 'TAX' then line.company_amount else line.company_deductible end as amount) as figure on true
  group by own.company_id, own.id, own.currency, box.id
  returning payable_sign * amount as payable
)
update tax_return set payable = round((select sum(payable) from filled), currency_exponent(currency)) where id = $1
"""  # noqa: S608 - a statement of ours
_TELL: Final = f"""
{_COUNTED}
insert into tax_return_line (company_id, return_id, tax_line_id, entry_id, is_late)
select company_id, $1, id, entry_id, is_late from counted where is_new
"""  # noqa: S608 - a statement of ours
# What the taxes that it has told of left on each account; what only informs is owed by nobody.
_ON_ACCOUNTS: Final = """
select line.account_id, sum(line.company_amount) as amount from journal_line as line
where (line.entry_id, line.tax_code_id) in (
    select told.entry_id, taxed.tax_code_id from tax_return_line as told join tax_line as taxed on taxed.id = told.tax_line_id
    where told.return_id = $1)
  and line.tax_code_id in (
    select part.tax_code_id from tax_return as own
    join tax_box as box on box.company_id = own.company_id and box.form = own.form
    join tax_box_part as part on part.box_id = box.id where own.id = $1 and box.payable_sign <> 0)
group by line.account_id having sum(line.company_amount) <> 0 order by line.account_id
"""
_OWED: Final = """
select own.payable - coalesce(amended.payable, 0) from tax_return as own
left join tax_return as amended on amended.id = own.amends_id where own.id = $1
"""


async def fill(work: Work, key: UUID) -> None:
    """Fill the boxes of a draft from what was taxed until now."""
    await work.raw.execute(_CLEAR, key)
    await work.raw.execute(_FILL, key)


async def clear(work: Work, key: UUID) -> None:
    """Empty the boxes of a draft."""
    await work.raw.execute(_CLEAR, key)


async def tell(work: Work, key: UUID) -> None:
    """Write down what a return tells of, which no return by its form told of before."""
    await work.raw.execute(_TELL, key)


async def settled_by(work: Work, key: UUID) -> tuple[Decimal, list[Leg]]:
    """Give what is owed by a return beyond what it amends, and the legs that empty the accounts of its taxes."""
    legs = [Leg(row["account_id"], -row["amount"]) for row in await work.raw.fetch(_ON_ACCOUNTS, key)]
    return await work.raw.fetchval(_OWED, key), legs
