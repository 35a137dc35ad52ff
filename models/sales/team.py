"""Sales teams: salespeople who see each other's customers, quotations and orders, where their roles say so."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, CompanyOwned, Instant, company_key, folded, found_by, ordered_by, same_company


class SalesTeam(CompanyOwned, Base):
    """Salespeople of a company who work together."""

    __tablename__ = "sales_team"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code"),
        *ordered_by("code", "name_key"),
    )

    code: Mapped[Code]
    name: Mapped[str]
    archived_at: Mapped[Instant | None]
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))


class SalesTeamMember(CompanyOwned, Base):
    """That somebody is in a sales team; one may be in several."""

    __tablename__ = "sales_team_member"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("team_id", "user_id"),
        same_company("team_id", "sales_team"),
        *found_by("user_id"),
    )

    team_id: Mapped[UUID]
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
