"""Tax returns: the boxes of a form, what goes into them, and what was told to the tax office for which days."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Amount,
    Base,
    Code,
    CompanyOwned,
    CurrencyCode,
    Day,
    Instant,
    amounts_fit,
    closed_set,
    company_key,
    found_by,
    ordered_by,
    same_company,
)
from models.finance.tax_line import TaxSide


class TaxReturnState(StrEnum):
    """Where a tax return is in its life cycle."""

    DRAFT = "DRAFT"
    FILED = "FILED"
    SETTLED = "SETTLED"


class TaxFigure(StrEnum):
    """Which figure of what was taxed goes into a box."""

    BASE = "BASE"
    TAX = "TAX"
    DEDUCTIBLE = "DEDUCTIBLE"


class TaxBox(CompanyOwned, Base):
    """A box of a form of the tax office."""

    __tablename__ = "tax_box"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "form", "code"),
        sa.CheckConstraint("payable_sign in (-1, 0, 1)", name="payable_sign_is_one"),
        *ordered_by("code"),
    )

    # What the tax office calls the form: "U30".
    form: Mapped[Code]
    code: Mapped[Code]
    name: Mapped[str]
    position: Mapped[int]
    # Whether the box adds to what is payable (1), lowers it (-1), or only informs (0).
    payable_sign: Mapped[int] = mapped_column(server_default=sa.text("0"))


class TaxBoxPart(CompanyOwned, Base):
    """That a figure of a tax goes into a box, added or taken off."""

    __tablename__ = "tax_box_part"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("box_id", "tax_code_id", "side", "figure"),
        same_company("box_id", "tax_box"),
        same_company("tax_code_id", "tax_code"),
        sa.CheckConstraint("sign in (-1, 1)", name="sign_is_one"),
        *found_by("tax_code_id"),
    )

    box_id: Mapped[UUID]
    tax_code_id: Mapped[UUID]
    side: Mapped[TaxSide] = mapped_column(closed_set(TaxSide))
    figure: Mapped[TaxFigure] = mapped_column(closed_set(TaxFigure))
    sign: Mapped[int] = mapped_column(server_default=sa.text("1"))


# The company and the form are hashed, since ranges of UUIDs and text would need an extension.
_OF_FORM = "hash_array_extended(array[company_id::text, form], 0)::numeric"


class TaxReturn(CompanyOwned, Base):
    """What a company tells the tax office for some days. Filed, it never changes; the days are locked for taxes."""

    __tablename__ = "tax_return"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "number"),
        same_company("settlement_entry_id", "journal_entry"),
        same_company("amends_id", "tax_return"),
        sa.CheckConstraint("starts_on <= ends_on", name="starts_before_its_end"),
        sa.CheckConstraint("(state = 'DRAFT') = (filed_at is null)", name="filed_at_a_moment"),
        sa.CheckConstraint("(filed_at is null) = (filed_by is null)", name="filed_by_somebody"),
        sa.CheckConstraint("settlement_entry_id is null or state = 'SETTLED'", name="settled_by_an_entry"),
        *amounts_fit("currency", "payable"),
        ExcludeConstraint(
            (sa.text(f"numrange({_OF_FORM}, {_OF_FORM}, '[]')"), "&&"),
            (sa.text("daterange(starts_on, ends_on, '[]')"), "&&"),
            name="ex_tax_return_days",
            using="gist",
            where=sa.text("amends_id is null"),
        ),
        *ordered_by("starts_on", "number"),
        *found_by("settlement_entry_id"),
        sa.Index("uq_tax_return_amends_id", "amends_id", unique=True),
    )

    # Null only in a simulation, which takes no number.
    number: Mapped[Code | None]
    form: Mapped[Code]
    # The filed return whose place it takes, about the same days; null for a first one.
    amends_id: Mapped[UUID | None]
    starts_on: Mapped[Day]
    ends_on: Mapped[Day]
    state: Mapped[TaxReturnState] = mapped_column(closed_set(TaxReturnState), server_default=sa.text("'DRAFT'"))
    # Above zero where it is paid, below where it comes back.
    currency: Mapped[CurrencyCode]
    payable: Mapped[Amount]
    filed_at: Mapped[Instant | None]
    filed_by: Mapped[Code | None]
    # What the tax office gave for it.
    receipt: Mapped[str | None]
    # Null until it is settled, and where there was nothing to settle.
    settlement_entry_id: Mapped[UUID | None]


class TaxReturnBox(CompanyOwned, Base):
    """What stands in one box of a tax return."""

    __tablename__ = "tax_return_box"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("return_id", "code"),
        same_company("return_id", "tax_return"),
        same_company("box_id", "tax_box"),
        *amounts_fit("currency", "amount", "late_amount"),
        *found_by("box_id"),
    )

    # `return` is a word of Python.
    tax_return_id: Mapped[UUID] = mapped_column("return_id")
    box_id: Mapped[UUID]
    # As they were when it was filed, whatever the form says later.
    code: Mapped[Code]
    name: Mapped[str]
    position: Mapped[int]
    payable_sign: Mapped[int]
    currency: Mapped[CurrencyCode]
    amount: Mapped[Amount]
    # How much of it was posted after the return of its days had been filed.
    late_amount: Mapped[Amount]


class TaxReturnLine(CompanyOwned, Base):
    """That a return has told of a tax line, or of its reversal; each is told once by a form. Written when it is filed."""

    __tablename__ = "tax_return_line"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("return_id", "tax_line_id", "entry_id"),
        same_company("return_id", "tax_return"),
        same_company("tax_line_id", "tax_line"),
        same_company("entry_id", "journal_entry"),
        sa.Index(None, "tax_line_id", "entry_id"),
        *found_by("entry_id"),
    )

    tax_return_id: Mapped[UUID] = mapped_column("return_id")
    tax_line_id: Mapped[UUID]
    # The entry that it counts by: its own, or the one that reversed that.
    entry_id: Mapped[UUID]
    # It was posted after the return of its days had been filed.
    is_late: Mapped[bool]


# What was filed stays as it was told.
TAX_RETURN_FIXED = """
create function tax_return_fixed() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare filed text;
begin
  if tg_table_name = 'tax_return' then
    if old.state <> 'DRAFT' and (tg_op = 'DELETE' or row(new.company_id, new.number, new.form, new.starts_on, new.ends_on,
        new.payable, new.currency, new.filed_at, new.filed_by, new.amends_id)
        is distinct from row(old.company_id, old.number, old.form, old.starts_on, old.ends_on, old.payable, old.currency,
        old.filed_at, old.filed_by, old.amends_id)
        or old.state = 'SETTLED' and new.settlement_entry_id is distinct from old.settlement_entry_id or (old.state, new.state) not in
        (('FILED', 'FILED'), ('FILED', 'SETTLED'), ('SETTLED', 'SETTLED'))) then
      filed := old.state;
    end if;
  else
    select state into filed from tax_return
      where id in (old.return_id, new.return_id) and state <> 'DRAFT' limit 1;
  end if;
  if filed is not null then
    raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'filed_return_is_fixed',
      message = format('the return is %s', lower(filed));
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$
"""

TAX_RETURN_TRIGGER = """
create trigger tax_return_fixed before update or delete on tax_return for each row execute function tax_return_fixed()
"""
TAX_RETURN_BOX_TRIGGER = """
create trigger tax_return_fixed before insert or update or delete on tax_return_box
for each row execute function tax_return_fixed()
"""
TAX_RETURN_LINE_TRIGGER = """
create trigger tax_return_fixed before insert or update or delete on tax_return_line
for each row execute function tax_return_fixed()
"""
