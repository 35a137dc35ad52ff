"""Which warehouses somebody is assigned to."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, CompanyOwned, company_key, found_by, same_company


class UserWarehouse(CompanyOwned, Base):
    """That somebody works in a warehouse: who has a role for assigned warehouses sees these alone, and what is in them."""

    __tablename__ = "user_warehouse"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("user_id", "warehouse_id"),
        same_company("warehouse_id", "warehouse"),
        *found_by("warehouse_id"),
    )

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    warehouse_id: Mapped[UUID]
