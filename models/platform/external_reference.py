"""External references: the names that other systems have for our documents."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from models.base import Base, Code, CompanyOwned, company_key


class ExternalReference(CompanyOwned, Base):
    """The id of one of our entities in another system; one entity may be known to many systems."""

    __tablename__ = "external_reference"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "system", "entity_type", "external_id"),
        sa.Index(None, "entity_id", "system"),
    )

    system: Mapped[Code]
    external_id: Mapped[Code]
    # The name of the type in the schema ("Party"), as ids read there.
    entity_type: Mapped[Code]
    entity_id: Mapped[UUID]
