"""What was taxed: one fact for each tax of each entry, also where the tax is nothing."""

from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Amount,
    Base,
    Code,
    CompanyOwned,
    CurrencyCode,
    Day,
    UnitPrice,
    amounts_fit,
    closed_set,
    company_key,
    found_by,
    ordered_by,
    same_company,
)
from models.finance.tax import TaxCategory


class TaxSide(StrEnum):
    """Which way a tax goes."""

    OUTPUT = "OUTPUT"
    INPUT = "INPUT"
    WITHHELD = "WITHHELD"


class WithholdingCertificate(CompanyOwned, Base):
    """That a party may be paid with less withheld, or nothing, for some days and up to some amount."""

    __tablename__ = "withholding_certificate"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "party_id", "number"),
        same_company("party_id", "party"),
        same_company("tax_code_id", "tax_code"),
        sa.CheckConstraint("valid_from <= valid_until", name="valid_in_order"),
        sa.CheckConstraint("percent >= 0 and percent <= 100", name="percent_in_range"),
        sa.CheckConstraint("base_limit > 0", name="base_limit_positive"),
        *ordered_by("valid_until"),
        *found_by("party_id", "tax_code_id"),
    )

    party_id: Mapped[UUID]
    tax_code_id: Mapped[UUID]
    number: Mapped[Code]
    percent: Mapped[Decimal] = mapped_column(sa.Numeric(9, 6))
    valid_from: Mapped[Day]
    valid_until: Mapped[Day]
    # In the currency of the company; null for any amount.
    base_limit: Mapped[UnitPrice | None]


class TaxLine(CompanyOwned, Base):
    """That a tax was owed, deductible or withheld by an entry. Append-only; a reversal of the entry takes it back.

    Amounts are above zero in the usual direction, below it for credit notes. What is told to the tax office is reckoned
    from these alone; that they agree with the ledger is proved when an entry is committed.
    """

    __tablename__ = "tax_line"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("entry_id", "position"),
        same_company("entry_id", "journal_entry"),
        same_company("tax_code_id", "tax_code"),
        same_company("party_id", "party"),
        same_company("certificate_id", "withholding_certificate"),
        sa.CheckConstraint("position > 0", name="position_positive"),
        sa.CheckConstraint(
            "side = 'INPUT' or deductible = 0 and company_deductible = 0", name="only_input_is_deductible"
        ),
        sa.CheckConstraint("side = 'WITHHELD' or certificate_id is null", name="certificate_of_withholding"),
        *amounts_fit("currency", "base", "amount", "deductible"),
        *amounts_fit("company_currency", "company_base", "company_amount", "company_deductible"),
        *ordered_by("taxed_on"),
        sa.Index(None, "tax_code_id", "taxed_on", "id"),
        sa.Index(None, "party_id", "tax_code_id", "taxed_on", postgresql_where=sa.text("side = 'WITHHELD'")),
        *found_by("certificate_id"),
    )

    entry_id: Mapped[UUID]
    position: Mapped[int]
    # The day on which the entry was posted.
    taxed_on: Mapped[Day]
    tax_code_id: Mapped[UUID]
    side: Mapped[TaxSide] = mapped_column(closed_set(TaxSide))
    category: Mapped[TaxCategory] = mapped_column(closed_set(TaxCategory))
    # In percent, or for each unit.
    rate: Mapped[UnitPrice]
    party_id: Mapped[UUID | None]
    certificate_id: Mapped[UUID | None]
    currency: Mapped[CurrencyCode]
    base: Mapped[Amount]
    amount: Mapped[Amount]
    deductible: Mapped[Amount]
    company_currency: Mapped[CurrencyCode]
    company_base: Mapped[Amount]
    company_amount: Mapped[Amount]
    company_deductible: Mapped[Amount]


# What the tax lines of an entry say of a tax is what its journal lines with that tax say.
TAX_LINE_AGREES = """
create function tax_line_agrees() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare told numeric; posted numeric; entered record;
begin
  select posted_on, company_currency, currency, line_count into entered from journal_entry where id = new.entry_id;
  -- No line comes to an entry that is whole, so what agrees now does so for ever.
  if entered.line_count <> (select count(*) from journal_line where entry_id = new.entry_id) then
    raise exception using errcode = 'check_violation', table = 'tax_line', constraint = 'entry_is_whole',
      message = format('entry %s has no %s lines', new.entry_id, entered.line_count);
  end if;
  if row(new.taxed_on, new.company_currency, new.currency)
    is distinct from row(entered.posted_on, entered.company_currency, entered.currency) then
    raise exception using errcode = 'check_violation', table = 'tax_line', constraint = 'tax_line_of_its_entry',
      message = format('tax line %s is not of its entry', new.id);
  end if;
  select coalesce(sum(case side when 'INPUT' then company_deductible else -company_amount end), 0) into told
    from tax_line where entry_id = new.entry_id and tax_code_id = new.tax_code_id;
  select coalesce(sum(company_amount), 0) into posted
    from journal_line where entry_id = new.entry_id and tax_code_id = new.tax_code_id;
  if told <> posted then
    raise exception using errcode = 'check_violation', table = 'tax_line', constraint = 'tax_line_agrees_with_ledger',
      message = format('entry %s: taxed %s, posted %s', new.entry_id, told, posted);
  end if;
  return null;
end $$
"""

TAX_LINE_TRIGGER = """
create constraint trigger tax_line_agrees after insert on tax_line deferrable initially deferred
for each row execute function tax_line_agrees()
"""

# A tax of nothing has no journal line, and counts for a return all the same.
TAX_LINE_LOCKED = """
create function tax_line_locked() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare late boolean;
begin
  if tg_table_name = 'tax_line' then
    late := posting_locked(new.company_id, 'TAX', new.taxed_on);
  else
    late := exists (select from tax_line where entry_id = new.reverses_id)
      and posting_locked(new.company_id, 'TAX', new.posted_on);
  end if;
  if late then
    raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'posted_after_lock',
      message = format('%s %s: taxes of that day are told', tg_table_name, new.id);
  end if;
  return null;
end $$
"""

TAX_LINE_LOCKED_TRIGGER = """
create trigger tax_line_locked after insert on tax_line for each row execute function tax_line_locked()
"""
TAX_REVERSAL_LOCKED_TRIGGER = """
create trigger tax_line_locked after insert on journal_entry for each row when (new.reverses_id is not null)
execute function tax_line_locked()
"""

# What counts for a tax return: every tax line on its day, and taken back on the day of the reversal.
TAX_LINE_VIEW = """
create view tax_line_now with (security_invoker = true) as
select id, company_id, entry_id, taxed_on, tax_code_id, side, party_id, certificate_id, company_base, company_amount,
  company_deductible
from tax_line
union all
select line.id, line.company_id, reversal.id, reversal.posted_on, line.tax_code_id, line.side, line.party_id,
  line.certificate_id, -line.company_base, -line.company_amount, -line.company_deductible
from tax_line as line join journal_entry as reversal on reversal.reverses_id = line.entry_id
"""
