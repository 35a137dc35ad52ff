"""Currencies of ISO 4217 and the rates between them."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, CurrencyCode, Day, Entity, UnitPrice


class Currency(Entity, Base):
    """A currency by its ISO 4217 code, with the digits that its amounts carry."""

    __tablename__ = "currency"
    __table_args__ = (sa.CheckConstraint("exponent = currency_exponent(code)", name="exponent_is_iso_4217"),)

    code: Mapped[Code] = mapped_column(unique=True)
    numeric_code: Mapped[Code | None]
    exponent: Mapped[int]
    # The smallest amount that cash can pay, where coins are rarer than the unit of account (CHF 0.05).
    cash_step: Mapped[UnitPrice | None]


class ExchangeRate(Entity, Base):
    """What one unit of a currency was worth in another on a day; each day's rate holds until the next one."""

    __tablename__ = "exchange_rate"
    __table_args__ = (
        sa.UniqueConstraint("from_currency", "to_currency", "valid_on"),
        sa.CheckConstraint("rate > 0", name="rate_positive"),
        sa.CheckConstraint("from_currency <> to_currency", name="currencies_differ"),
        sa.Index(None, "valid_on", "id"),
    )

    from_currency: Mapped[CurrencyCode]
    to_currency: Mapped[CurrencyCode]
    valid_on: Mapped[Day]
    rate: Mapped[UnitPrice] = mapped_column(sa.Numeric(20, 10))
    source: Mapped[str]
