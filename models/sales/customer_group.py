"""Customer groups: customers who get the same prices."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, CompanyOwned, Instant, company_key, folded, ordered_by


class CustomerGroup(CompanyOwned, Base):
    """Customers who get the same prices; which group a customer is in, the party says."""

    __tablename__ = "customer_group"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code"),
        *ordered_by("code", "name_key"),
    )

    code: Mapped[Code]
    name: Mapped[str]
    archived_at: Mapped[Instant | None]
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))
