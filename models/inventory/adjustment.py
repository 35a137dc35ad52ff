"""Stock adjustments: what was counted or corrected, and why."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, CompanyOwned, Instant, company_key, ordered_by


class StockAdjustment(CompanyOwned, Base):
    """That stock was put right. Its lines are the stock moves that name it as their document. Append-only."""

    __tablename__ = "stock_adjustment"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "number"),
        *ordered_by("number", "adjusted_at"),
    )

    # Null only in a simulation, which takes no number.
    number: Mapped[Code | None]
    reason: Mapped[str]
    # What was there when the company began here; its value is no gain.
    is_opening: Mapped[bool] = mapped_column(server_default=sa.false())
    adjusted_at: Mapped[Instant]
