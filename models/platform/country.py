"""Countries of ISO 3166-1."""

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Entity


class Country(Entity, Base):
    """A country by its two-letter code; names come in the reader's language, not from the table."""

    __tablename__ = "country"

    code: Mapped[Code] = mapped_column(unique=True)
