"""Number series: where documents get the numbers that people call them by."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, CompanyOwned, company_key


class NumberSeries(CompanyOwned, Base):
    """The next number of one kind of document in one company: prefix, then digits.

    Gapless series are for documents whose numbers the law wants without holes; they cost throughput, others do not.
    """

    __tablename__ = "number_series"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code"),
        sa.CheckConstraint("next_value >= 1", name="next_value_positive"),
        sa.CheckConstraint("digits between 1 and 12", name="digits_within_bounds"),
    )

    code: Mapped[Code]
    prefix: Mapped[str]
    digits: Mapped[int] = mapped_column(server_default=sa.text("6"))
    next_value: Mapped[int] = mapped_column(sa.BigInteger, server_default=sa.text("1"))
    gapless: Mapped[bool] = mapped_column(server_default=sa.false())
