"""Currencies and exchange rates as clients see them."""

import datetime as dt
from decimal import Decimal

import models
from planner.access import PUBLIC
from planner.entity import entity
from planner.fields import column, completed
from schema.base import Record
from schema.scalars import CurrencyCode


@entity(models.Currency, needs=PUBLIC, order="code")
class Currency(Record):
    """A currency of ISO 4217."""

    code: CurrencyCode = column("Its three-letter code.", filters=True, orders=True)
    numeric_code: str | None = column("Its three-digit code; null where it has none.")
    exponent: int = column("How many digits after the point its amounts have: 2 for EUR, 0 for JPY.")
    cash_step: Decimal | None = column(
        "The smallest amount that coins can pay, such as 0.05 for CHF, six digits; null where that is the last digit."
    )
    name: str | None = completed(
        "Its name in the language of the viewer; the code where that language has no name for it.",
        loader="currency_names",
        column="code",
    )
    symbol: str | None = completed(
        "Its sign as the language of the viewer writes it, such as €; the code where it has none.",
        loader="currency_symbols",
        column="code",
    )


@entity(models.ExchangeRate, needs="platform.reference:read", order="-valid_on")
class ExchangeRate(Record):
    """What one unit of a currency was worth in another from a day on."""

    from_currency: CurrencyCode = column("The currency of which one unit is valued.", filters=True, groups=True)
    to_currency: CurrencyCode = column("The currency in which it is valued.", groups=True)
    valid_on: dt.date = column(
        "The day from which the rate holds, until the day of the next one.", filters=True, orders=True
    )
    rate: Decimal = column("How many units of the second currency one unit of the first is worth, ten digits.")
    source: str = column("Who published it, such as ECB.")
