"""Stock revaluations: that goods held at a standard cost are held at another from a day on."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from models.base import Base, Code, CompanyOwned, Day, company_key, ordered_by


class StockRevaluation(CompanyOwned, Base):
    """That standard costs changed. What that came to are the entries of stock value that name it. Append-only."""

    __tablename__ = "stock_revaluation"
    __table_args__ = (company_key(), sa.UniqueConstraint("company_id", "number"), *ordered_by("number", "revalued_on"))

    # Null only in a simulation, which takes no number.
    number: Mapped[Code | None]
    reason: Mapped[str]
    revalued_on: Mapped[Day]
