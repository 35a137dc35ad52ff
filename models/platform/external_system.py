"""External systems, and which of them owns which field."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from models.base import Base, Code, CompanyOwned, company_key, found_by, same_company


class ExternalSystem(CompanyOwned, Base):
    """Another system that knows some of our entities: an old ERP, a web shop."""

    __tablename__ = "external_system"
    __table_args__ = (company_key(), sa.UniqueConstraint("company_id", "code"))

    # As external references name it.
    code: Mapped[Code]
    name: Mapped[str]


class FieldOwnership(CompanyOwned, Base):
    """That a field of a type is another system's to say; other systems do not write it. A field without owner is anybody's."""

    __tablename__ = "field_ownership"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "entity_type", "field"),
        same_company("system_id", "external_system"),
        *found_by("system_id"),
    )

    system_id: Mapped[UUID]
    # The type in the schema and the field as a mapping names it.
    entity_type: Mapped[Code]
    field: Mapped[Code]
