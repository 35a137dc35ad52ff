"""Offers that run out: what nobody decided until its last day is not on offer any more."""

from typing import Final

from services.work import Work

EXPIRED_AT_ONCE: Final = 1_000

# By the day of each company. What somebody is just deciding is left to them; what is left over comes with the next run.
_EXPIRE: Final = """
with due as (
  select own.id from quotation as own join company on company.id = own.company_id
  where own.state = 'SENT' and own.valid_until < ($1::timestamptz at time zone company.time_zone)::date
  order by own.valid_until, own.id limit $2 for update of own skip locked
)
update quotation as own set state = 'EXPIRED', decided_at = $1 from due where own.id = due.id returning own.id
"""


async def expire_due(work: Work) -> int:
    """End the offers whose last day is over, 1,000 at a time, and give how many they were; twice is as once."""
    return len(await work.raw.fetch(_EXPIRE, work.clock.now(), EXPIRED_AT_ONCE))
