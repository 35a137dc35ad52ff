"""Commission rules, and postings of what was earned by some lines of invoices and given back."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from random import Random
from uuid import UUID

import models
from models import CommissionBasis, CommissionEarning
from tests.oracle.world.builder import EXPONENTS, MOMENTS, Builder
from tests.oracle.world.texts import NAMES

UNTIL = (date(2026, 3, 29), date(2026, 4, 1), date(2026, 4, 1))


def commissions(
    builder: Builder,
    company: models.Company,
    reps: Sequence[UUID],
    groups: Sequence[models.CustomerGroup],
    categories: Sequence[models.ProductCategory],
    lines: Sequence[models.InvoiceLine],
    entries: Sequence[models.JournalEntry],
) -> None:
    """Make what salespeople of one company earn, by a chance of its own."""
    others, builder.random = builder.random, Random(f"commissions of {company.code}")
    rules = [_rule(builder, place, reps, groups, categories) for place in range(7)]
    nothing = Decimal(0).scaleb(-EXPONENTS[company.currency])
    postings = [
        models.CommissionPosting(
            **builder.owned(), earned_until=until, posted_on=until, currency=company.currency, amount=nothing, entry_id=None
        )
        for until in UNTIL
    ]  # fmt: skip
    parts = [
        models.CommissionPostingLine(
            **builder.owned(), posting_id=posting.id, invoice_line_id=line.id, step=step, sales_rep_id=reps[place % len(reps)],
            rule_id=rules[place % len(rules)].id, currency=company.currency, base_amount=amount * 20,
            earned_amount=amount if step == 1 else nothing, amount=amount if step == 1 else -amount,
        )
        for place, (line, posting) in enumerate(zip(lines, postings * 3, strict=False))
        for amount in (builder.amount(company.currency),)
        for step in (1, 2)
    ]  # fmt: skip
    entry = next(each for each in entries if each.source_id is None and each.total_amount)
    first, amount, last = postings[0], entry.total_amount, lines[9]
    entry.source_type, entry.source_id = "CommissionPosting", first.id
    first.entry_id, first.amount, first.posted_on = entry.id, amount, entry.posted_on
    parts.append(
        models.CommissionPostingLine(
            **builder.owned(), posting_id=first.id, invoice_line_id=last.id, step=1, sales_rep_id=reps[0],
            rule_id=rules[0].id, currency=company.currency, base_amount=amount * 20, earned_amount=amount, amount=amount,
        )
    )  # fmt: skip
    builder.layer(rules, postings, parts)
    builder.random = others


def _rule(
    builder: Builder,
    place: int,
    reps: Sequence[UUID],
    groups: Sequence[models.CustomerGroup],
    categories: Sequence[models.ProductCategory],
) -> models.CommissionRule:
    return models.CommissionRule(
        **builder.owned(), code=f"C{place}", name=builder.pick(NAMES), priority=builder.pick((0, 0, -1, 7)),
        sales_rep_id=builder.maybe(builder.pick(reps)), group_id=builder.maybe(builder.pick(groups).id),
        category_id=builder.maybe(builder.pick(categories).id), basis=builder.pick([*CommissionBasis]),
        percent=builder.pick((Decimal("2.500000"), Decimal("100.000000"))), earned_when=builder.pick([*CommissionEarning]),
        valid_from=builder.maybe(date(2025, 12, 31)), valid_until=builder.maybe(date(2026, 3, 29)),
        archived_at=builder.maybe(builder.pick(MOMENTS)),
    )  # fmt: skip
