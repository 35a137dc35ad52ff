"""What one currency was worth in another on a day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from kernel.errors import DomainError
from kernel.rounding import round_to
from services.work import Work

RATE_DIGITS: Final = 10

# Each day's rate holds until the next one. A rate counts both ways, and two make one where they meet in a currency.
_RATE = """
with known as (
  select distinct on (from_currency, to_currency) from_currency, to_currency, rate, valid_on from exchange_rate
  where valid_on <= $3 and (from_currency in ($1, $2) or to_currency in ($1, $2))
  order by from_currency, to_currency, valid_on desc
), ways as (
  select from_currency as here, to_currency as there, rate, valid_on, false as turned from known
  union all select to_currency, from_currency, 1 / rate, valid_on, true from known
)
select rate from (
  select 1 as steps, rate, valid_on, turned from ways where here = $1 and there = $2
  union all
  select 2, one.rate * two.rate, least(one.valid_on, two.valid_on), one.turned or two.turned
  from ways as one join ways as two on two.here = one.there where one.here = $1 and two.there = $2
) as found order by steps, valid_on desc, turned limit 1
"""


@dataclass(eq=False)
class RateMissing(DomainError):
    """Amounts are converted at a rate that somebody has recorded."""

    message = "There is no rate from {from_currency} to {to_currency} on {needed_on} or before."
    from_currency: str
    to_currency: str
    needed_on: date


async def rate_on(work: Work, _company_id: UUID, from_currency: str, to_currency: str, on: date) -> Decimal:
    """Give how much of one currency a unit of another was worth on a day, with ten digits.

    Raises:
        RateMissing: nobody has recorded one.
    """
    if from_currency == to_currency:
        return Decimal(1)
    rate = await work.raw.fetchval(_RATE, from_currency, to_currency, on)
    if rate is None:
        raise RateMissing(from_currency, to_currency, on)
    return round_to(rate, RATE_DIGITS)
