"""Bank accounts of the company, and the rules by which their entries are known."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Base,
    Code,
    CompanyOwned,
    CurrencyCode,
    Instant,
    closed_set,
    company_key,
    folded,
    found_by,
    ordered_by,
    same_company,
)


class MatchField(StrEnum):
    """What of a bank entry a condition looks at."""

    AMOUNT = "AMOUNT"
    COUNTERPARTY_NAME = "COUNTERPARTY_NAME"
    COUNTERPARTY_ACCOUNT = "COUNTERPARTY_ACCOUNT"
    REMITTANCE = "REMITTANCE"
    REFERENCE = "REFERENCE"


class MatchOperator(StrEnum):
    """How a condition compares."""

    CONTAINS = "CONTAINS"
    STARTS_WITH = "STARTS_WITH"
    EQUALS = "EQUALS"
    AT_LEAST = "AT_LEAST"
    AT_MOST = "AT_MOST"


class BankAccount(CompanyOwned, Base):
    """An account at a bank: where its money stands in the ledger, and in which journal its entries are written."""

    __tablename__ = "bank_account"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "iban", "currency"),
        sa.UniqueConstraint("company_id", "number", "currency"),
        same_company("account_id", "ledger_account"),
        same_company("journal_id", "journal"),
        sa.CheckConstraint("num_nonnulls(iban, number) >= 1", name="iban_or_number"),
        sa.CheckConstraint("iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'", name="iban_is_compact"),
        *ordered_by("name_key"),
        *found_by("account_id", "journal_id"),
    )

    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))
    # Without spaces.
    iban: Mapped[Code | None]
    # As the bank writes it in statements, where that is not the IBAN.
    number: Mapped[Code | None]
    bic: Mapped[Code | None]
    currency: Mapped[CurrencyCode]
    account_id: Mapped[UUID]
    journal_id: Mapped[UUID]
    archived_at: Mapped[Instant | None]


class MatchRule(CompanyOwned, Base):
    """To which account entries go that fulfil its conditions, such as the fees of the bank."""

    __tablename__ = "match_rule"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "position", deferrable=True, initially="DEFERRED"),
        same_company("bank_account_id", "bank_account"),
        same_company("account_id", "ledger_account"),
        same_company("party_id", "party"),
        *found_by("bank_account_id", "account_id", "party_id"),
    )

    name: Mapped[str]
    # The first that fits holds.
    position: Mapped[int]
    # Null for all bank accounts.
    bank_account_id: Mapped[UUID | None]
    account_id: Mapped[UUID]
    party_id: Mapped[UUID | None]
    archived_at: Mapped[Instant | None]


class MatchCondition(CompanyOwned, Base):
    """Something that an entry fulfils; text is compared without case and accents."""

    __tablename__ = "match_condition"
    __table_args__ = (
        company_key(),
        same_company("rule_id", "match_rule"),
        sa.CheckConstraint("(field = 'AMOUNT') = (operator in ('AT_LEAST', 'AT_MOST'))", name="operator_of_field"),
        *found_by("rule_id"),
    )

    rule_id: Mapped[UUID]
    field: Mapped[MatchField] = mapped_column(closed_set(MatchField))
    operator: Mapped[MatchOperator] = mapped_column(closed_set(MatchOperator))
    value: Mapped[str]
    negated: Mapped[bool] = mapped_column(server_default=sa.false())
