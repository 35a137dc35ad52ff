"""How entries of the bank come into the books: what is suggested, what was reconciled with what, and what was undone."""

from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from models.base import (
    Amount,
    Base,
    CompanyOwned,
    CurrencyCode,
    amounts_fit,
    company_key,
    found_by,
    ordered_by,
    same_company,
)


class BankReconciliation(CompanyOwned, Base):
    """That an entry of the bank, or a part of it, is in the books. Append-only: another one with the opposite amount undoes it."""

    __tablename__ = "bank_reconciliation"
    __table_args__ = (
        company_key(),
        same_company("line_id", "bank_statement_line"),
        same_company("entry_id", "journal_entry"),
        same_company("undoes_id", "bank_reconciliation"),
        sa.CheckConstraint("amount <> 0", name="amount_not_zero"),
        *amounts_fit("currency", "amount"),
        *ordered_by("recorded_at"),
        *found_by("line_id", "entry_id"),
        sa.Index("uq_bank_reconciliation_undoes_id", "undoes_id", unique=True),
    )

    line_id: Mapped[UUID]
    # Null where all of it had been posted as payments before.
    entry_id: Mapped[UUID | None]
    # With the sign of the line; opposite where it undoes.
    amount: Mapped[Amount]
    currency: Mapped[CurrencyCode]
    undoes_id: Mapped[UUID | None]


class BankReconciliationPart(CompanyOwned, Base):
    """What an entry of the bank was for: an account, and where it pays something, the posted line; or a payment. Append-only."""

    __tablename__ = "bank_reconciliation_part"
    __table_args__ = (
        company_key(),
        same_company("reconciliation_id", "bank_reconciliation"),
        same_company("account_id", "ledger_account"),
        same_company("party_id", "party"),
        same_company("journal_line_id", "journal_line"),
        same_company("payment_id", "payment"),
        sa.CheckConstraint("amount <> 0", name="amount_not_zero"),
        *amounts_fit("currency", "amount"),
        *found_by("reconciliation_id", "account_id", "party_id", "journal_line_id", "payment_id"),
    )

    reconciliation_id: Mapped[UUID]
    account_id: Mapped[UUID]
    party_id: Mapped[UUID | None]
    # The posted line that it pays, or with a payment, that of the payment: then nothing was posted for this part.
    journal_line_id: Mapped[UUID | None]
    # The payment that the bank shows.
    payment_id: Mapped[UUID | None]
    amount: Mapped[Amount]
    currency: Mapped[CurrencyCode]


class MatchSuggestion(CompanyOwned, Base):
    """What an entry of the bank may be for, with what speaks for it; the points add up to the score."""

    __tablename__ = "match_suggestion"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("line_id", "rank"),
        same_company("line_id", "bank_statement_line"),
        same_company("rule_id", "match_rule"),
        sa.CheckConstraint(
            "score = amount_points + reference_points + party_points + date_points + rule_points", name="score_adds_up"
        ),
        *found_by("rule_id"),
    )

    line_id: Mapped[UUID]
    # From 1, the best first.
    rank: Mapped[int]
    score: Mapped[int]
    amount_points: Mapped[int]
    reference_points: Mapped[int]
    party_points: Mapped[int]
    date_points: Mapped[int]
    rule_points: Mapped[int]
    explanation: Mapped[str]
    rule_id: Mapped[UUID | None]


class MatchSuggestionPart(CompanyOwned, Base):
    """A part of what is suggested: an account, and where it pays something, the posted line; or a payment."""

    __tablename__ = "match_suggestion_part"
    __table_args__ = (
        company_key(),
        same_company("suggestion_id", "match_suggestion"),
        same_company("account_id", "ledger_account"),
        same_company("party_id", "party"),
        same_company("journal_line_id", "journal_line"),
        same_company("payment_id", "payment"),
        *amounts_fit("currency", "amount"),
        *found_by("suggestion_id", "account_id", "party_id", "journal_line_id", "payment_id"),
    )

    suggestion_id: Mapped[UUID]
    account_id: Mapped[UUID]
    party_id: Mapped[UUID | None]
    journal_line_id: Mapped[UUID | None]
    payment_id: Mapped[UUID | None]
    amount: Mapped[Amount]
    currency: Mapped[CurrencyCode]


# Locks the line of the statement, so that reconciliations of one line come one after the other, and keeps its amount.
BANK_RECONCILIATION_APPLIES: Final = """
create function bank_reconciliation_applies() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare line record; undone record; matched numeric;
begin
  select amount, matched_amount, currency into line from bank_statement_line where id = new.line_id for update;
  if new.undoes_id is null then
    if sign(new.amount) <> sign(line.amount) or new.currency <> line.currency then
      raise exception using errcode = 'check_violation', table = 'bank_reconciliation', constraint = 'amount_of_line',
        message = format('%s is no part of %s', new.amount, line.amount);
    end if;
  else
    select line_id, amount, undoes_id into undone from bank_reconciliation where id = new.undoes_id;
    if undone.line_id <> new.line_id or undone.amount <> -new.amount or undone.undoes_id is not null then
      raise exception using errcode = 'check_violation', table = 'bank_reconciliation', constraint = 'undoes_the_same',
        message = format('%s does not undo %s', new.id, new.undoes_id);
    end if;
  end if;
  matched := line.matched_amount + new.amount;
  update bank_statement_line set matched_amount = matched,
    state = case when matched = amount then 'RECONCILED' when matched <> 0 then 'PARTIALLY_MATCHED' else 'UNDONE' end
  where id = new.line_id;
  return null;
end $$
"""

BANK_RECONCILIATION_TRIGGER: Final = """
create trigger bank_reconciliation_applies after insert on bank_reconciliation
for each row execute function bank_reconciliation_applies()
"""

# Asked of the whole and of each part, so that none comes to it after somebody has looked.
BANK_RECONCILIATION_ADDS_UP: Final = """
create function bank_reconciliation_adds_up() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare whole record;
begin
  select id, amount into whole from bank_reconciliation where id = (to_jsonb(new) ->> tg_argv[0])::uuid;
  if whole.amount is distinct from (select sum(amount) from bank_reconciliation_part where reconciliation_id = whole.id) then
    raise exception using errcode = 'check_violation', table = 'bank_reconciliation', constraint = 'parts_add_up',
      message = format('the parts of %s are not %s', whole.id, whole.amount);
  end if;
  return null;
end $$
"""

BANK_RECONCILIATION_ADDS_UP_TRIGGER: Final = """
create constraint trigger bank_reconciliation_adds_up after insert on bank_reconciliation deferrable initially deferred
for each row execute function bank_reconciliation_adds_up('id')
"""

BANK_PART_ADDS_UP_TRIGGER: Final = """
create constraint trigger bank_reconciliation_adds_up after insert on bank_reconciliation_part deferrable initially deferred
for each row execute function bank_reconciliation_adds_up('reconciliation_id')
"""

# What a payment moved on the account that it was posted to, in a currency of its line there; null in another one.
PAYMENT_ON_ACCOUNT: Final = """
create function payment_on_account(paid uuid, told text) returns numeric language sql stable
set search_path = public, pg_temp as $$
  select case told when line.currency then line.debit - line.credit when line.account_currency then line.account_amount
    when line.company_currency then line.company_amount end
  from payment join journal_line as line on line.entry_id = payment.entry_id and line.account_id = payment.account_id
  where payment.id = paid order by line.position limit 1
$$
"""

# Locks the payment, so that what is matched with it comes one after the other; matched once, and never beyond what it moved.
BANK_PART_MATCHES: Final = """
create function bank_part_matches() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare paid record; moved numeric; matched numeric;
begin
  select state into paid from payment where id = new.payment_id for update;
  moved := payment_on_account(new.payment_id, new.currency);
  select sum(amount) into matched from bank_reconciliation_part where payment_id = new.payment_id and currency = new.currency;
  if paid.state not in ('POSTED', 'RECONCILED') or moved is null or matched * moved < 0 or abs(matched) > abs(moved)
    or exists (select from bank_reconciliation_part where payment_id = new.payment_id and currency <> new.currency) then
    raise exception using errcode = 'check_violation', table = 'bank_reconciliation_part', constraint = 'matched_within_payment',
      message = format('%s is matched of payment %s over %s', matched, new.payment_id, moved);
  end if;
  return null;
end $$
"""

BANK_PART_MATCHES_TRIGGER: Final = """
create trigger bank_part_matches after insert on bank_reconciliation_part for each row when (new.payment_id is not null)
execute function bank_part_matches()
"""

FACTS: Final = ("bank_reconciliation", "bank_reconciliation_part")
# Suggestions are reckoned anew at any time.
NOT_AUDITED: Final = ("match_suggestion", "match_suggestion_part")
STATEMENTS: Final = (
    BANK_RECONCILIATION_APPLIES,
    BANK_RECONCILIATION_TRIGGER,
    BANK_RECONCILIATION_ADDS_UP,
    BANK_RECONCILIATION_ADDS_UP_TRIGGER,
    BANK_PART_ADDS_UP_TRIGGER,
    PAYMENT_ON_ACCOUNT,
    BANK_PART_MATCHES,
    BANK_PART_MATCHES_TRIGGER,
)
