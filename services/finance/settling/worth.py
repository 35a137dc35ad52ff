"""What items in several currencies are worth on a day: whoever settles them with each other does so at about its rates."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from kernel.currency import currency_exponent
from kernel.rounding import exact_ratio, round_to
from services.finance.rates import rate_on
from services.finance.settling.items import Settled
from services.finance.settling.refusals import RateUnlikely
from services.work import Work

DEVIATION_PERCENT: Final = Decimal(5)
"""How far from the rates of the day, where the company has not said it."""

_POLICY: Final = "select rate_deviation_percent from payment_policy where company_id = $1"


async def require_worth(work: Work, settled: Sequence[Settled], withheld: Mapping[str, Decimal], on: date) -> None:
    """Check that what is paid of items in several currencies cancels out at about the rates of a day, with what is withheld
    of it, by currency.

    What differs beyond the policy's percentage would be written off without anybody's leave.

    Raises:
        RateUnlikely: more is left.
        RateMissing: nobody has recorded a rate.
    """
    item = settled[0].item
    own: str = item["company_currency"]
    rates: dict[str, Fraction] = {}
    for currency in {each.item["currency"] for each in settled}:
        rates[currency] = exact_ratio(await rate_on(work, item["company_id"], currency, own, on))
    worths = [exact_ratio(each.paid) * rates[each.item["currency"]] for each in settled]
    worths += [-exact_ratio(amount) * rates[currency] for currency, amount in withheld.items()]
    larger = max(sum(worth for worth in worths if worth > 0), -sum(worth for worth in worths if worth < 0))
    percent = await work.raw.fetchval(_POLICY, item["company_id"])
    allowed = larger * exact_ratio(DEVIATION_PERCENT if percent is None else percent) / 100
    left = abs(sum(worths))
    digits = currency_exponent(own)
    # A cent is no rate: what is smaller than the smallest coin is rounding.
    if left > max(allowed, Fraction(1, 10**digits)):
        raise RateUnlikely(on, round_to(left, digits), round_to(allowed, digits), path=settled[0].part.path)
