"""Rates of exchange to test with."""

from datetime import date
from decimal import Decimal

from asyncpg import Connection

_WRITE = """
insert into exchange_rate (from_currency, to_currency, valid_on, rate, source) values ($1, $2, $3, $4, 'tests')
on conflict (from_currency, to_currency, valid_on) do update set rate = excluded.rate
"""


async def record(owner: Connection, from_currency: str, to_currency: str, on: str, rate: str) -> None:
    """Record what a currency was worth in another from a day on."""
    await owner.execute(_WRITE, from_currency, to_currency, date.fromisoformat(on), Decimal(rate))
