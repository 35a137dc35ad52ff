"""Tax positions: which taxes take the place of which others, because of where somebody sits and what they are."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Base,
    Code,
    CompanyOwned,
    CountryCode,
    Instant,
    closed_set,
    company_key,
    folded,
    found_by,
    ordered_by,
    same_company,
)
from models.finance.tax import TaxUse


class Territory(StrEnum):
    """Where somebody sits, as seen from the country of the company."""

    ANYWHERE = "ANYWHERE"
    DOMESTIC = "DOMESTIC"
    EU = "EU"
    THIRD_COUNTRY = "THIRD_COUNTRY"


class TaxPosition(CompanyOwned, Base):
    """What taxes become for some parties."""

    __tablename__ = "tax_position"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code"),
        *ordered_by("code", "name_key", "changed_at"),
    )

    code: Mapped[Code]
    name: Mapped[str]
    # What invoices say because of it, such as "Reverse charge"; null for nothing.
    wording: Mapped[str | None]
    archived_at: Mapped[Instant | None]
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))


class TaxPositionRule(CompanyOwned, Base):
    """For whom a position holds where nobody has named one: the rule that says most about a party decides."""

    __tablename__ = "tax_position_rule"
    __table_args__ = (
        company_key(),
        # Two rules that say the same of the same parties would have to be told apart by chance.
        sa.UniqueConstraint(
            "company_id", "used_for", "territory", "country", "has_vat_number", postgresql_nulls_not_distinct=True
        ),
        same_company("position_id", "tax_position"),
        sa.CheckConstraint("country is null or territory = 'ANYWHERE'", name="country_or_territory"),
        *found_by("position_id"),
    )

    position_id: Mapped[UUID]
    used_for: Mapped[TaxUse] = mapped_column(closed_set(TaxUse), server_default=sa.text("'BOTH'"))
    territory: Mapped[Territory] = mapped_column(closed_set(Territory), server_default=sa.text("'ANYWHERE'"))
    country: Mapped[CountryCode | None]
    # Whether the party has a VAT number; null where that does not matter.
    has_vat_number: Mapped[bool | None]


class TaxPositionMapping(CompanyOwned, Base):
    """That a tax becomes another in a position, or none."""

    __tablename__ = "tax_position_mapping"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("position_id", "from_code_id"),
        same_company("position_id", "tax_position"),
        same_company("from_code_id", "tax_code"),
        same_company("to_code_id", "tax_code"),
        *found_by("from_code_id", "to_code_id"),
    )

    position_id: Mapped[UUID]
    from_code_id: Mapped[UUID]
    to_code_id: Mapped[UUID | None]
