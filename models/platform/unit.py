"""Units of measure and how they convert."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Entity, closed_set


class UnitDimension(StrEnum):
    """What a unit measures; only units of one dimension convert into each other."""

    COUNT = "COUNT"
    MASS = "MASS"
    LENGTH = "LENGTH"
    AREA = "AREA"
    VOLUME = "VOLUME"
    TIME = "TIME"
    OTHER = "OTHER"


class Unit(Entity, Base):
    """A unit in which goods and services are counted (UN/ECE Recommendation 20 gives the common code)."""

    __tablename__ = "unit"
    __table_args__ = (sa.CheckConstraint("decimals between 0 and 6", name="decimals_within_quantity"),)

    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[str]
    dimension: Mapped[UnitDimension] = mapped_column(closed_set(UnitDimension))
    common_code: Mapped[Code | None] = mapped_column(unique=True)
    # Digits after the point that make sense for it: none for pieces, three for kilograms.
    decimals: Mapped[int] = mapped_column(server_default=sa.text("0"))


class UnitConversion(Entity, Base):
    """How many of one unit make another: 1 from_unit = numerator / denominator to_unit, exactly."""

    __tablename__ = "unit_conversion"
    __table_args__ = (
        sa.UniqueConstraint("from_unit_id", "to_unit_id"),
        sa.CheckConstraint("from_unit_id <> to_unit_id", name="units_differ"),
        sa.CheckConstraint("numerator > 0 and denominator > 0", name="factor_positive"),
        sa.Index(None, "to_unit_id"),
    )

    from_unit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("unit.id"))
    to_unit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("unit.id"))
    numerator: Mapped[int] = mapped_column(sa.BigInteger)
    denominator: Mapped[int] = mapped_column(sa.BigInteger)
