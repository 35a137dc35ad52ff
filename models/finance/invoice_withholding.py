"""What is withheld of an invoice when it is posted: by which rate or certificate, of how much."""

from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Amount, Base, CompanyOwned, CurrencyCode, amounts_fit, company_key, found_by, same_company


class InvoiceWithholding(CompanyOwned, Base):
    """A part of what is withheld of an invoice. One of zero percent says of how much nothing is withheld.

    The base may be below zero: where the threshold of a year is passed, what was left out before is made up for.
    """

    __tablename__ = "invoice_withholding"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("invoice_id", "position"),
        same_company("invoice_id", "invoice"),
        same_company("tax_code_id", "tax_code"),
        same_company("certificate_id", "withholding_certificate"),
        *amounts_fit("currency", "base", "amount"),
        *found_by("tax_code_id", "certificate_id"),
    )

    invoice_id: Mapped[UUID]
    position: Mapped[int]
    tax_code_id: Mapped[UUID]
    percent: Mapped[Decimal] = mapped_column(sa.Numeric(9, 6))
    currency: Mapped[CurrencyCode]
    base: Mapped[Amount]
    amount: Mapped[Amount]
    # By which less was withheld; null for none.
    certificate_id: Mapped[UUID | None]
