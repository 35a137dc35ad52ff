"""Agreements that run out: after its last day nothing is called off of one any more."""

from typing import Final

from services.work import Work

EXPIRED_AT_ONCE: Final = 1_000

# By the day of each company. From which somebody is just calling off comes with the next run.
_EXPIRE: Final = """
with due as (
  select own.id from blanket_agreement as own join company on company.id = own.company_id
  where own.state = 'CONFIRMED' and own.valid_until < ($1::timestamptz at time zone company.time_zone)::date
  order by own.valid_until, own.id limit $2 for update of own skip locked
)
update blanket_agreement as own set state = 'EXPIRED', ended_at = $1 from due where own.id = due.id returning own.id
"""


async def expire_due(work: Work) -> int:
    """End the agreements whose last day is over, 1,000 at a time, and give how many they were; twice is as once."""
    return len(await work.raw.fetch(_EXPIRE, work.clock.now(), EXPIRED_AT_ONCE))
