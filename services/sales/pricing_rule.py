"""Pricing rules as they are written."""

from collections.abc import Sequence
from typing import Final

import models
from services.bounds import Within
from services.master import Master
from services.rows import NewRow
from services.sales.price_list import fill_currency
from services.work import Work

TARGETS_MAX: Final = 500


async def _complete(work: Work, rows: Sequence[NewRow]) -> None:
    """A rule with an amount is in the currency of the company, unless another is said."""
    await fill_currency(work, [row for row in rows if _has_amount(row) and row.values.get("currency") is None])


def _has_amount(row: NewRow) -> bool:
    return row.values.get("figure") is not None or row.values.get("minimum_amount") is not None


_TARGET: Final = Master(models.PricingRuleTarget, within=Within("rule_id", TARGETS_MAX))
PRICING_RULE: Final = Master(models.PricingRule, lists={"targets": _TARGET}, complete=_complete)
