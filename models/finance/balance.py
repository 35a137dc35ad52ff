"""Balances of accounts by period: what the lines add up to, so that no report reads them all.

Whoever posts appends deltas, which nobody waits for; a job folds them into balances. What holds now is both together.
"""

from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, CurrencyCode

_KEYS = ("company_id", "period_id", "account_id", "value_id", "currency", "is_closing")
_SUMS = ("debit", "credit", "amount", "account_amount", "lines")


class _Sums:
    """What is told apart, and what is added up. Debits and credits are in the currency of the company."""

    company_id: Mapped[UUID]
    period_id: Mapped[UUID]
    account_id: Mapped[UUID]
    # A value of a dimension; null for everything on the account.
    value_id: Mapped[UUID | None]
    # That of the documents, in which `amount` is: debits less credits.
    currency: Mapped[CurrencyCode] = mapped_column(sa.Text(collation="C"))
    is_closing: Mapped[bool]
    debit: Mapped[Decimal]
    credit: Mapped[Decimal]
    amount: Mapped[Decimal]
    # In the currency of the account; null where it has none of its own.
    account_amount: Mapped[Decimal | None]
    lines: Mapped[int] = mapped_column(sa.BigInteger)


class PeriodBalanceDelta(_Sums, Base):
    """What one statement has posted to one account in one period."""

    __tablename__ = "period_balance_delta"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)


class PeriodBalance(_Sums, Base):
    """What has been posted to an account in a period, as far as it is folded."""

    __tablename__ = "period_balance"
    __table_args__ = (
        sa.UniqueConstraint(
            "period_id", "account_id", "value_id", "currency", "is_closing",
            name="uq_period_balance", postgresql_nulls_not_distinct=True,
        ),
        # Balances of whole accounts are few, and lie together. Reports come period by period.
        sa.Index(
            "ix_period_balance_whole", "company_id", "period_id", "account_id", postgresql_where=sa.text("value_id is null")
        ),
        sa.Index("ix_period_balance_value", "value_id", "period_id", "account_id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)


_columns = ", ".join((*_KEYS, *_SUMS))
_keys = ", ".join(_KEYS)
_summed = ", ".join(f"sum({name}) as {name}" for name in _SUMS)

# The names are ours.
FOLD_BALANCES = f"""
create function finance_fold_balances(at_most integer) returns integer language plpgsql security definer
set search_path = public, pg_temp as $$
declare taken_count integer;
begin
  if not pg_try_advisory_xact_lock(hashtext('finance_fold_balances')) then
    return 0;
  end if;
  with taken as (
    delete from period_balance_delta where id in (select id from period_balance_delta order by id limit at_most)
    returning {_columns}
  ), folded as (
    insert into period_balance as known ({_columns})
    select {_keys}, {_summed} from taken group by {_keys}
    on conflict (period_id, account_id, value_id, currency, is_closing) do update set
      debit = known.debit + excluded.debit, credit = known.credit + excluded.credit,
      amount = known.amount + excluded.amount, account_amount = known.account_amount + excluded.account_amount,
      lines = known.lines + excluded.lines
  )
  select count(*) into taken_count from taken;
  return taken_count;
end $$
"""  # noqa: S608

BALANCE_VIEW = f"""
create view period_balance_now with (security_invoker = true) as
select {_keys}, {_summed} from (
  select {_columns} from period_balance union all select {_columns} from period_balance_delta
) as each group by {_keys}
"""  # noqa: S608
