"""What programs use of the schema: how many of their requests named a part of it, day by day."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Day


class SchemaUse(Base):
    """That a program used a part of the schema on a day of UTC. Workers add to it what they have counted."""

    __tablename__ = "schema_use"
    __table_args__ = (sa.CheckConstraint("requests > 0", name="something_used"),)

    coordinate: Mapped[Code] = mapped_column(primary_key=True)
    # By the name with which programs ask; some are none of ours, such as those of tokens that a developer makes.
    client_id: Mapped[Code] = mapped_column(primary_key=True)
    used_on: Mapped[Day] = mapped_column(primary_key=True)
    requests: Mapped[int] = mapped_column(sa.BigInteger)
