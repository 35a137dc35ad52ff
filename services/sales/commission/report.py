"""What salespeople earn: what the statement reads, and how it is laid out, person by person and line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from kernel.money import Money
from models import CommissionBasis, CommissionEarning
from services.refusals import NotFound

LINES_MAX: Final = 1_000
LINES_DEFAULT: Final = 100

# Where not everybody's are told, they are those of some salespeople, or of who asks alone: none, where that is no user but a program.
COMMISSIONS: Final = """
with earned as (
  select each.*, rule.code, rule.percent, rule.basis, rule.earned_when, person.name
  from commissions_earned(cast(:companies as uuid[]), cast(:until as date)) as each
  join commission_rule as rule on rule.id = each.rule_id join wall.user_account as person on person.id = each.sales_rep_id
  where (cast(:everybody as boolean) or each.sales_rep_id = cast(:own as uuid)
      or (cast(:some as boolean) and each.sales_rep_id = any(cast(:reps as uuid[]))))
    and (cast(:person as uuid) is null or each.sales_rep_id = :person)
    and (cast(:since as date) is null or each.posted_on >= :since)
), numbered as (
  select *, row_number() over (partition by company_id order by posted_on, invoice_line_id) as place from earned
)
select cast(json_build_object(
  'companies', (
    select json_agg(json_build_object('id', company.id, 'currency', company.currency,
      'count', (select count(*) from earned where company_id = company.id)) order by company.code, company.id)
    from company where id = any(:companies)),
  'people', (
    select coalesce(json_agg(json_build_object('company', company_id, 'sales_rep', sales_rep_id, 'name', name,
      'earned', earned::text, 'posted', posted::text) order by name, sales_rep_id), '[]')
    from (
      select company_id, sales_rep_id, name, sum(earned_amount) as earned, sum(posted_amount) as posted
      from earned group by company_id, sales_rep_id, name) as person),
  'lines', (
    select coalesce(json_agg(json_build_object('company', company_id, 'invoice', invoice_id, 'invoice_line', invoice_line_id,
      'number', number, 'posted_on', posted_on, 'sales_rep', sales_rep_id, 'rule', rule_id, 'rule_code', code,
      'percent', percent::text, 'basis', basis, 'earned_when', earned_when, 'base', base_amount::text,
      'earned', earned_amount::text, 'posted', posted_amount::text) order by place), '[]')
    from numbered where place <= :first + coalesce(
        (select after.place from numbered as after where after.invoice_line_id = cast(:after as uuid)
          and after.company_id = numbered.company_id), 0)
      and place > coalesce((select after.place from numbered as after where after.invoice_line_id = cast(:after as uuid)
          and after.company_id = numbered.company_id), 0))
) as text) as facts
"""


@dataclass(frozen=True, slots=True)
class CommissionLine:
    """What somebody earns by one line of an invoice or credit note."""

    invoice: UUID
    invoice_line: UUID
    invoice_number: str | None
    posted_on: date
    sales_rep: UUID
    rule: UUID
    rule_code: str
    percent: Decimal
    basis: CommissionBasis
    earned_when: CommissionEarning
    base: Money
    earned: Money
    posted: Money


@dataclass(frozen=True, slots=True)
class CommissionPerson:
    """What somebody earns by all lines together."""

    sales_rep: UUID
    name: str
    earned: Money
    posted: Money


@dataclass(frozen=True, slots=True)
class Commissions:
    """What the salespeople of a company earn."""

    company: UUID
    currency: str
    people: Sequence[CommissionPerson]
    lines: Sequence[CommissionLine]
    count: int


def commissions(facts: Mapping[str, Any] | None) -> list[Commissions]:
    """Lay out what is earned; raises `NotFound` where the viewer does not see a company."""
    if facts is None:
        raise NotFound(path=("input", "companyIds"))
    return [_company(facts, row) for row in facts["companies"]]


def _company(facts: Mapping[str, Any], row: Mapping[str, Any]) -> Commissions:
    currency = row["currency"]
    people = [_person(each, currency) for each in facts["people"] if each["company"] == row["id"]]
    lines = [_line(each, currency) for each in facts["lines"] if each["company"] == row["id"]]
    return Commissions(UUID(row["id"]), currency, people, lines, row["count"])


def _person(row: Mapping[str, Any], currency: str) -> CommissionPerson:
    earned, posted = (Money(Decimal(row[name]), currency) for name in ("earned", "posted"))
    return CommissionPerson(UUID(row["sales_rep"]), row["name"], earned, posted)


def _line(row: Mapping[str, Any], currency: str) -> CommissionLine:
    base, earned, posted = (Money(Decimal(row[name]), currency) for name in ("base", "earned", "posted"))
    return CommissionLine(
        UUID(row["invoice"]), UUID(row["invoice_line"]), row["number"], date.fromisoformat(row["posted_on"]),
        UUID(row["sales_rep"]), UUID(row["rule"]), row["rule_code"], Decimal(row["percent"]), CommissionBasis(row["basis"]),
        CommissionEarning(row["earned_when"]), base, earned, posted,
    )  # fmt: skip
