"""Dimensions: by what else amounts are told apart, such as cost centres, projects and departments."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, CompanyOwned, Instant, company_key, folded, found_by, ordered_by, same_company


class Dimension(CompanyOwned, Base):
    """Something by which amounts are told apart."""

    __tablename__ = "dimension"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code"),
        *ordered_by("name_key"),
        sa.Index(None, "code", "id"),
    )

    code: Mapped[Code]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))
    archived_at: Mapped[Instant | None]


class DimensionValue(CompanyOwned, Base):
    """One of the things that a dimension tells apart: a cost centre, a project. They may be a tree."""

    __tablename__ = "dimension_value"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "dimension_id", "code"),
        # What a line of an entry refers to, so that it cannot name a value of another dimension.
        sa.UniqueConstraint("company_id", "dimension_id", "id"),
        same_company("dimension_id", "dimension"),
        # A branch grows within its dimension.
        sa.ForeignKeyConstraint(
            ["company_id", "dimension_id", "parent_id"],
            ["dimension_value.company_id", "dimension_value.dimension_id", "dimension_value.id"],
        ),
        *ordered_by("code", "name_key"),
        *found_by("dimension_id", "parent_id"),
        sa.Index("ix_dimension_value_path", "path", postgresql_using="gin"),
    )

    dimension_id: Mapped[UUID]
    code: Mapped[Code]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))
    parent_id: Mapped[UUID | None]
    # The ids from the root to this value, both included; the trigger `tree_path` keeps it.
    path: Mapped[list[UUID]] = mapped_column(ARRAY(sa.Uuid()), server_default=sa.text("'{}'"))
    archived_at: Mapped[Instant | None]
