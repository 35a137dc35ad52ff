"""Product categories: a tree."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, CompanyOwned, company_key, folded, found_by, ordered_by, same_company


class ProductCategory(CompanyOwned, Base):
    """A branch of the tree that products hang on; the trigger `tree_path` keeps `path` and refuses cycles."""

    __tablename__ = "product_category"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code"),
        same_company("parent_id", "product_category"),
        *ordered_by("name_key"),
        *found_by("parent_id"),
        sa.Index("ix_product_category_path", "path", postgresql_using="gin"),
    )

    code: Mapped[Code]
    name: Mapped[str]
    parent_id: Mapped[UUID | None]
    # The ids from the root to this category, both included.
    path: Mapped[list[UUID]] = mapped_column(ARRAY(sa.Uuid()), server_default=sa.text("'{}'"))
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))
