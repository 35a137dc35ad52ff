"""Parties: whom a company deals with, as customers, vendors or otherwise; their addresses and contacts."""

from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR
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
    searchable,
)


class PartyKind(StrEnum):
    """Whether a party is an organisation or a natural person (whose data is personal)."""

    ORGANISATION = "ORGANISATION"
    PERSON = "PERSON"


class PartyRoleKind(StrEnum):
    """In what capacity a company deals with a party; one party may have several."""

    CUSTOMER = "CUSTOMER"
    VENDOR = "VENDOR"
    CARRIER = "CARRIER"
    EMPLOYEE = "EMPLOYEE"


class Party(CompanyOwned, Base):
    """Somebody the company deals with, under one number whatever the roles."""

    __tablename__ = "party"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "number"),
        same_company("parent_id", "party"),
        *ordered_by("number", "name_key", "changed_at"),
        same_company("merged_into_id", "party"),
        same_company("customer_group_id", "customer_group"),
        sa.CheckConstraint("merged_into_id is null or archived_at is not null", name="merged_is_archived"),
        *found_by("parent_id", "vat_number", "merged_into_id", "sales_rep_id"),
        # A group has thousands of customers, which are listed by their names.
        sa.Index(None, "customer_group_id", "name_key", "id"),
        sa.Index("ix_party_search", "search_vector", postgresql_using="gin"),
    )

    number: Mapped[Code]
    kind: Mapped[PartyKind] = mapped_column(closed_set(PartyKind))
    name: Mapped[str]
    legal_name: Mapped[str | None]
    vat_number: Mapped[Code | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    website: Mapped[str | None]
    # A BCP 47 tag: the language of documents sent to the party.
    language: Mapped[Code] = mapped_column(server_default=sa.text("'en'"))
    # The organisation that this one belongs to: a store's chain, a subsidiary's parent.
    parent_id: Mapped[UUID | None]
    # Those who get the same prices; null for nobody but itself.
    customer_group_id: Mapped[UUID | None]
    # Who looks after it as a customer; its quotations and orders name the same unless they say otherwise.
    # Tables refer to each other in a circle here: a user may be of a party.
    sales_rep_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("user_account.id", use_alter=True, name="fk_party_sales_rep_id")
    )
    archived_at: Mapped[Instant | None]
    # The one that it turned out to be the same as; everything that named this one names that one now.
    merged_into_id: Mapped[UUID | None]
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))
    search_vector: Mapped[Any] = mapped_column(TSVECTOR, searchable("number", "name", "legal_name", "vat_number"))


class PartyRole(CompanyOwned, Base):
    """That a party is a customer, a vendor, … of the company."""

    __tablename__ = "party_role"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("party_id", "role"),
        same_company("party_id", "party"),
        *ordered_by("role"),
    )

    party_id: Mapped[UUID]
    role: Mapped[PartyRoleKind] = mapped_column(closed_set(PartyRoleKind))
    # A vendor that is bought from first, a customer that is served first.
    preferred: Mapped[bool] = mapped_column(server_default=sa.false())


class AddressKind(StrEnum):
    """What an address is for."""

    MAIN = "MAIN"
    BILLING = "BILLING"
    SHIPPING = "SHIPPING"
    HOME = "HOME"
    OTHER = "OTHER"


class Address(CompanyOwned, Base):
    """A postal address of a party."""

    __tablename__ = "address"
    __table_args__ = (
        company_key(),
        same_company("party_id", "party"),
        *found_by("party_id"),
        *ordered_by("city_key", "postal_code", "country"),
    )

    party_id: Mapped[UUID]
    kind: Mapped[AddressKind] = mapped_column(closed_set(AddressKind))
    line1: Mapped[str]
    line2: Mapped[str | None]
    city: Mapped[str]
    postal_code: Mapped[Code | None]
    # The name or code of the state or province, where the country's addresses have one.
    region: Mapped[str | None]
    country: Mapped[CountryCode]
    archived_at: Mapped[Instant | None]
    city_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("city"))


class Contact(CompanyOwned, Base):
    """A person to speak to at a party; personal data."""

    __tablename__ = "contact"
    __table_args__ = (
        company_key(),
        same_company("party_id", "party"),
        *found_by("party_id"),
        *ordered_by("name_key"),
    )

    party_id: Mapped[UUID]
    name: Mapped[str]
    job_title: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    archived_at: Mapped[Instant | None]
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))
