"""The companies whose books, stock and documents are kept."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.rounding import RoundingPolicy
from kernel.sandbox import SANDBOXES_FROM
from models.base import Base, Code, CountryCode, CurrencyCode, Entity, Instant, closed_set


class Company(Entity, Base):
    """A legal entity that keeps books: its currency, its time zone, and how it rounds."""

    __tablename__ = "company"
    __table_args__ = (sa.CheckConstraint(f"is_sandbox = (id >= '{SANDBOXES_FROM}')", name="is_sandbox_as_its_id_says"),)

    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[str]
    legal_name: Mapped[str]
    vat_number: Mapped[Code | None]
    currency: Mapped[CurrencyCode]
    country: Mapped[CountryCode]
    # An IANA name ("Europe/Vienna"): the days of its business begin and end there.
    time_zone: Mapped[str]
    rounding_policy: Mapped[RoundingPolicy] = mapped_column(
        closed_set(RoundingPolicy), server_default=sa.text("'HALF_UP'")
    )
    # Whether revenue is told on the day on which goods leave, whenever they are invoiced; else it is told with the invoice.
    revenue_cut_off: Mapped[bool] = mapped_column(server_default=sa.false())
    # Whether who has a role in it proves more than a password.
    requires_second_factor: Mapped[bool] = mapped_column(server_default=sa.false())
    # Whether it is there to try programs out in; its id says so too (`kernel.sandbox`).
    is_sandbox: Mapped[bool] = mapped_column(server_default=sa.false())
    archived_at: Mapped[Instant | None]
