"""Payment terms as they are written and read: what may stand in one, and one as due dates are reckoned from."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

import models
from models import DiscountBase, DueStepKind, InstalmentKind
from services.bounds import Within
from services.finance.payment_terms import Discount, Part, Step, Term, TermInOtherCurrency
from services.finance.working_days import WorkingDays
from services.master import Master
from services.refusals import NotFound
from services.rows import NewRow
from services.work import Work

_CURRENCIES = "select id, currency from company where id = any($1::uuid[])"
TERM = """
select jsonb_build_object(
  'base', term.discount_base, 'subdivision', term.subdivision, 'country', company.country,
  'lines', (select coalesce(jsonb_agg(jsonb_build_object('kind', line.kind, 'currency', line.currency,
      'figure', coalesce(line.percent, line.amount)::text, 'steps', (
        select coalesce(jsonb_agg(jsonb_build_object('kind', step.kind, 'count', step.count) order by step.position), '[]')
        from payment_term_step as step where step.line_id = line.id)) order by line.position), '[]')
    from payment_term_line as line where line.term_id = term.id),
  'discounts', (select coalesce(jsonb_agg(jsonb_build_object('percent', percent::text, 'days', days)), '[]')
    from payment_term_discount where term_id = term.id),
  'policy', company.rounding_policy)::text as facts
from payment_term as term join company on company.id = term.company_id
where term.id = {term}
"""
"""A payment term as one JSON text, as a template over what is bound."""
_TERM_OF_COMPANY = TERM.format(term="$1") + " and term.company_id = $2"


async def _complete_lines(work: Work, rows: Sequence[NewRow]) -> None:
    """A fixed amount is in the currency of the company."""
    found = await work.raw.fetch(_CURRENCIES, [row.values["company_id"] for row in rows])
    currencies = {row["id"]: row["currency"] for row in found}
    for row in rows:
        if row.values.get("amount") is not None:
            row.values["currency"] = currencies.get(row.values["company_id"])


STEP = Master(models.PaymentTermStep, within=Within("line_id", 10))
LINE = Master(models.PaymentTermLine, within=Within("term_id", 60), lists={"steps": STEP}, complete=_complete_lines)
PAYMENT_TERM = Master(
    models.PaymentTerm,
    lists={"lines": LINE, "discounts": Master(models.PaymentTermDiscount, within=Within("term_id", 10))},
)


async def term_of(work: Work, company_id: UUID, term_id: UUID, currency: str) -> tuple[Term, WorkingDays]:
    """Read a payment term for a document in a currency, with the calendar that its working days go by.

    Raises:
        NotFound: the company has no such term.
        TermInOtherCurrency: it has a fixed amount in another currency.
    """
    found = await work.raw.fetchval(_TERM_OF_COMPANY, term_id, company_id)
    if found is None:
        raise NotFound
    return term_from(orjson.loads(found), currency)


def term_from(said: Mapping[str, Any], currency: str) -> tuple[Term, WorkingDays]:
    """Read what `TERM` gives; raises as `term_of` does."""
    for line in said["lines"]:
        if line["currency"] not in (None, currency):
            raise TermInOtherCurrency(line["currency"])
    parts = tuple(
        Part(
            InstalmentKind(line["kind"]),
            Decimal(line["figure"] or 0),
            tuple(Step(DueStepKind(step["kind"]), step["count"] or 0) for step in line["steps"]),
        )
        for line in said["lines"]
    )
    discounts = tuple(Discount(Decimal(each["percent"]), each["days"]) for each in said["discounts"])
    return Term(parts, discounts, DiscountBase(said["base"])), WorkingDays(said["country"], said["subdivision"])
