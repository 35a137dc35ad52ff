"""Credit limits: how much customers may owe and have ordered before somebody has to agree."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from models.base import (
    Amount,
    Base,
    CompanyOwned,
    CurrencyCode,
    amounts_fit,
    company_key,
    found_by,
    not_negative,
    same_company,
)


class CreditLimit(CompanyOwned, Base):
    """How much a customer may owe, in the company's currency; without a customer, everybody who has no limit of their own."""

    __tablename__ = "credit_limit"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "customer_id", postgresql_nulls_not_distinct=True),
        same_company("customer_id", "party"),
        *amounts_fit("currency", "amount"),
        *not_negative("amount"),
        *found_by("customer_id"),
    )

    # Null for whoever has no limit of their own.
    customer_id: Mapped[UUID | None]
    currency: Mapped[CurrencyCode]
    amount: Mapped[Amount]
