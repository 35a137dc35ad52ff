"""What every table has in common: names of constraints, the standard columns, and the standard ways to index and refer.

A table says which company owns it, and refers to other tables of that company by (company_id, id), so that the database
itself refuses a sales order of one company with a customer of another.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from models.table import QuickTable

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# Text that is compared, sorted or looked up has the code point collation, so that every server sorts it alike.
# A value that the vault has sealed (`auth/vault.py`), for its table, column and row; rotation finds it by this type.
Sealed = Annotated[str, mapped_column(sa.Text(collation="C"), info={"sealed": True})]
Code = Annotated[str, mapped_column(sa.Text(collation="C"))]
CurrencyCode = Annotated[str, mapped_column(sa.Text(collation="C"), sa.ForeignKey("currency.code"))]
CountryCode = Annotated[str, mapped_column(sa.Text(collation="C"), sa.ForeignKey("country.code"))]
# An amount of a document has exactly the digits of its currency (see `amounts_fit`), so its scale is the row's own.
Amount = Annotated[Decimal, mapped_column(sa.Numeric())]
UnitPrice = Annotated[Decimal, mapped_column(sa.Numeric(20, 6))]
QuantityValue = Annotated[Decimal, mapped_column(sa.Numeric(20, 6))]
Instant = Annotated[dt.datetime, mapped_column(sa.DateTime(timezone=True))]
Day = Annotated[dt.date, mapped_column(sa.Date())]


class Base(DeclarativeBase):
    """The declarative base: every mapped class is a table of the one schema."""

    __table_cls__ = QuickTable
    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[type, sa.types.TypeEngine[Any]]] = {
        str: sa.Text(),
        UUID: sa.Uuid(),
        dt.datetime: sa.DateTime(timezone=True),
        Decimal: sa.Numeric(),
    }


class Entity:
    """A row with an identity: its id, its version for optimistic locking, and when the system learned of it.

    `version` and `changed_at` are kept by the trigger `touch`, so that no writer can forget them.
    """

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=sa.text("uuidv7()"))
    version: Mapped[int] = mapped_column(server_default=sa.text("1"))
    recorded_at: Mapped[Instant] = mapped_column(server_default=sa.func.now())
    changed_at: Mapped[Instant] = mapped_column(server_default=sa.func.now())


class CompanyOwned(Entity):
    """An entity that belongs to one company, and may be referred to from rows of the same company only."""

    @declared_attr
    @classmethod
    def company_id(cls) -> Mapped[UUID]:
        """The company whose row it is."""
        return mapped_column(sa.ForeignKey("company.id"))


def closed_set(values: type[StrEnum]) -> sa.Enum:
    """Store a closed set of values as text with a check; a native enum type would not survive a downgrade."""
    return sa.Enum(values, native_enum=False, create_constraint=True, name=_snake(values.__name__), length=40)


def same_company(column: str, target: str, *, name: str | None = None) -> sa.ForeignKeyConstraint:
    """Refer to `target` by a column of this table, within the company of this row."""
    return sa.ForeignKeyConstraint(["company_id", column], [f"{target}.company_id", f"{target}.id"], name=name)


def company_key() -> sa.UniqueConstraint:
    """The key that `same_company` refers to; it also serves lists of one company in the order of ids."""
    return sa.UniqueConstraint("company_id", "id")


def ordered_by(*columns: str) -> Iterator[sa.Index]:
    """Index for lists ordered by `columns`, within one company and over all of them.

    A page of a list must start at an index entry and stop after its rows. With the company first that holds for who sees
    one company; without it for who sees all. These look at the company of each row, to leave out those of sandboxes: it is
    in the index too, or PostgreSQL may think it cheaper to skip through the other one and sort what it finds.
    """
    for key in columns:
        yield sa.Index(None, "company_id", key, "id")
        yield sa.Index(None, key, "id", postgresql_include=["company_id"])


def found_by(*columns: str) -> Iterator[sa.Index]:
    """Index for finding the rows that refer to something: by a foreign key, within the order of ids."""
    for key in columns:
        yield sa.Index(None, key, "id")


def amounts_fit(currency: str, *amounts: str) -> Iterator[sa.CheckConstraint]:
    """Amounts carry exactly the decimals of their currency (ISO 4217), so that they print and add up as they are stored."""
    for amount in amounts:
        yield sa.CheckConstraint(f"scale({amount}) = currency_exponent({currency})", name=f"{amount}_fits_currency")


def not_negative(*columns: str) -> Iterator[sa.CheckConstraint]:
    """Columns that never go below zero."""
    for column in columns:
        yield sa.CheckConstraint(f"{column} >= 0", name=f"{column}_not_negative")


def folded(*columns: str) -> sa.Computed:
    """Text as people sort it: without case and accents, stored."""
    return sa.Computed(f"fold({_joined(columns)})", persisted=True)


def searchable(*columns: str) -> sa.Computed:
    """The words that a search looks through: without case, accents and punctuation, stored."""
    return sa.Computed(f"to_tsvector('simple'::regconfig, search_words({_joined(columns)}))", persisted=True)


def _joined(columns: tuple[str, ...]) -> str:
    return columns[0] if len(columns) == 1 else " || ' ' || ".join(f"coalesce({c}, '')" for c in columns)


def _snake(name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")
