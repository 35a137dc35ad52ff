"""Invoices: what customers owe for what they got, what vendors ask for, and the notes that take such documents back."""

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
    amounts_fit,
    closed_set,
    company_key,
    folded,
    found_by,
    not_negative,
    ordered_by,
    same_company,
)


class InvoiceKind(StrEnum):
    """Who asks whom for what: notes take back what the document before them asked for."""

    CUSTOMER_INVOICE = "CUSTOMER_INVOICE"
    CREDIT_NOTE = "CREDIT_NOTE"
    VENDOR_BILL = "VENDOR_BILL"
    DEBIT_NOTE = "DEBIT_NOTE"


class InvoiceState(StrEnum):
    """The life cycle of an invoice; how far it is paid is told apart from it."""

    DRAFT = "DRAFT"
    VALIDATED = "VALIDATED"
    POSTED = "POSTED"
    CANCELLED = "CANCELLED"


class Invoice(CompanyOwned, Base):
    """A document with lines and taxes. Posted, it never changes; a note takes it back.

    Amounts are above zero in the direction of the document; what is in them follows from lines, taxes and payment term.
    """

    __tablename__ = "invoice"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "number"),
        same_company("party_id", "party"),
        same_company("journal_id", "journal"),
        same_company("payment_term_id", "payment_term"),
        same_company("position_id", "tax_position"),
        same_company("credits_id", "invoice"),
        same_company("entry_id", "journal_entry"),
        same_company("withholding_code_id", "tax_code"),
        same_company("return_authorization_id", "return_authorization"),
        same_company("sales_order_id", "sales_order"),
        sa.CheckConstraint("total_amount = net_amount + tax_amount - deducted_amount + rounding_amount", name="adds_up"),
        sa.CheckConstraint("(state in ('POSTED', 'CANCELLED')) = (entry_id is not null)", name="posted_has_an_entry"),
        sa.CheckConstraint("entry_id is null or posted_on is not null and rate is not null", name="posted_on_a_day"),
        sa.CheckConstraint("credits_id is null or kind in ('CREDIT_NOTE', 'DEBIT_NOTE')", name="notes_credit"),
        sa.CheckConstraint("return_authorization_id is null or kind = 'CREDIT_NOTE'", name="returned_is_credited"),
        sa.CheckConstraint("not is_advance or kind in ('CUSTOMER_INVOICE', 'VENDOR_BILL')", name="advance_is_no_note"),
        sa.CheckConstraint(
            "sales_order_id is null or is_advance and kind = 'CUSTOMER_INVOICE'", name="advance_is_for_an_order"
        ),
        sa.CheckConstraint("rate > 0", name="rate_positive"),
        *not_negative("discount_amount"),
        *amounts_fit(
            "currency", "discount_amount", "net_amount", "tax_amount", "deducted_amount", "rounding_amount", "total_amount"
        ),
        *ordered_by("number", "invoice_on", "due_on", "total_amount", "changed_at"),
        *found_by("journal_id", "payment_term_id", "position_id", "credits_id", "withholding_code_id", "return_authorization_id", "sales_order_id"),
        sa.Index(None, "party_id", "invoice_on", "id"),
        *(
            sa.Index(None, *company, column, "invoice_on", "id")
            for column in ("kind", "state")
            for company in (("company_id",), ())
        ),
        sa.Index("uq_invoice_entry_id", "entry_id", unique=True),
        # A vendor's own number comes once, in whatever spelling, unless the bill was taken back.
        sa.Index(
            "uq_invoice_party_id_reference_key", "company_id", "party_id", "reference_key",
            unique=True, postgresql_where=sa.text("kind = 'VENDOR_BILL' and state <> 'CANCELLED'"),
        ),
    )  # fmt: skip

    kind: Mapped[InvoiceKind] = mapped_column(closed_set(InvoiceKind))
    state: Mapped[InvoiceState] = mapped_column(closed_set(InvoiceState), server_default=sa.text("'DRAFT'"))
    # That of its entry; null until it is posted, and in a simulation.
    number: Mapped[Code | None]
    party_id: Mapped[UUID]
    # What the other side calls it: the number of a vendor's bill.
    reference: Mapped[str | None]
    reference_key: Mapped[str | None] = mapped_column(sa.Text(collation="C"), folded("reference"))
    journal_id: Mapped[UUID]
    invoice_on: Mapped[Day]
    # The day that it counts for in the books; null for the day of the document.
    posted_on: Mapped[Day | None]
    # The day of its first instalment.
    due_on: Mapped[Day | None]
    currency: Mapped[CurrencyCode]
    # How much of the company's currency one unit is worth; null until it is posted for the rate of that day.
    rate: Mapped[Decimal | None] = mapped_column(sa.Numeric(20, 10))
    discount_amount: Mapped[Amount]
    payment_term_id: Mapped[UUID | None]
    # Rounded to what coins can pay.
    is_paid_in_cash: Mapped[bool] = mapped_column(server_default=sa.false())
    # Asks for money before there is anything to ask it for; a later invoice takes it off.
    is_advance: Mapped[bool] = mapped_column(server_default=sa.false())
    # What a note takes back.
    credits_id: Mapped[UUID | None]
    # The return whose goods a note gives the price of back.
    return_authorization_id: Mapped[UUID | None]
    # The order that an advance is for; null for all else. Lines of other invoices name what they bill.
    sales_order_id: Mapped[UUID | None]
    # What is withheld of it; null for nothing.
    withholding_code_id: Mapped[UUID | None]
    # By which tax position it was reckoned, and what it has to say because of it.
    position_id: Mapped[UUID | None]
    wording: Mapped[str | None]
    net_amount: Mapped[Amount]
    tax_amount: Mapped[Amount]
    # What advances had asked for already, with their tax.
    deducted_amount: Mapped[Amount]
    rounding_amount: Mapped[Amount]
    total_amount: Mapped[Amount]
    entry_id: Mapped[UUID | None]
    note: Mapped[str | None]


# Says why a document cannot change; children name it by the column that is the argument of the trigger.
INVOICE_FIXED = """
create function invoice_fixed() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  free constant text[] := array['state', 'version', 'changed_at', 'reference_key'];
  freed constant text[] := array['is_given_back', 'version', 'changed_at'];
  fixed text; owners uuid[];
begin
  if tg_table_name = 'invoice' then
    if old.state in ('POSTED', 'CANCELLED') and (tg_op = 'DELETE'
        or to_jsonb(new) - free is distinct from to_jsonb(old) - free
        or new.state <> old.state and (old.state, new.state) <> ('POSTED', 'CANCELLED')) then
      fixed := old.state;
    end if;
  else
    -- An advance is free again once a note is posted that gives back what was taken off.
    if tg_table_name = 'invoice_deduction' and tg_op = 'UPDATE' then
      if to_jsonb(new) - freed = to_jsonb(old) - freed and (to_jsonb(new) ->> 'is_given_back')::boolean
        and exists (select from invoice_deduction as giving join invoice as note on note.id = giving.invoice_id
          where giving.gives_back_id = (to_jsonb(old) ->> 'id')::uuid and note.state = 'POSTED') then
        return new;
      end if;
    end if;
    -- What it was a part of, and what it is one of now.
    owners := array[(to_jsonb(old) ->> tg_argv[0])::uuid, (to_jsonb(new) ->> tg_argv[0])::uuid];
    if tg_table_name in ('invoice_line_tax', 'invoice_line_dimension') then
      owners := array(select invoice_id from invoice_line where id = any(owners));
    end if;
    -- What is written as posted, as by an import, is written with its parts; a draft that is posted has another version.
    select state into fixed from invoice where id = any(owners) and state in ('POSTED', 'CANCELLED')
      and (tg_op <> 'INSERT' or version <> 1 or not written_now(xmin)) limit 1;
  end if;
  if fixed is not null then
    raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'posted_invoice_is_fixed',
      message = format('the invoice is %s', lower(fixed));
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$
"""

INVOICE_TRIGGER = """
create trigger invoice_fixed before update or delete on invoice for each row execute function invoice_fixed()
"""


def _fixed(table: str, column: str) -> str:
    return f"""
create trigger invoice_fixed before insert or update or delete on {table}
for each row execute function invoice_fixed('{column}')
"""


STATEMENTS = (
    INVOICE_FIXED,
    INVOICE_TRIGGER,
    *(
        _fixed(table, "invoice_id")
        for table in ("invoice_line", "invoice_tax", "invoice_instalment", "invoice_deduction", "invoice_withholding")
    ),
    *(_fixed(table, "line_id") for table in ("invoice_line_tax", "invoice_line_dimension")),
)
