"""Writing bank statements with their lines, wherever they come from."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg

from kernel.currency import currency_exponent
from kernel.rounding import round_to
from models import BankLineState
from services.finance.bank.formats.statement import StatementWarning, WarningCode
from services.rows import as_json
from services.violations import refusal_of
from services.work import Work

_LAST: Final = """
select closing_amount, to_on from bank_statement
where bank_account_id = $1 and to_on <= $2 and closing_amount is not null order by to_on desc, recorded_at desc limit 1
"""
_STATEMENT: Final = """
insert into bank_statement (id, company_id, bank_account_id, file_id, content_sha256, position, format, identifier, currency,
  from_on, to_on, opening_amount, closing_amount, total_amount, warnings)
select id, company_id, bank_account_id, file_id, content_sha256, position, format, identifier, currency, from_on, to_on,
  opening_amount, closing_amount, total_amount, warnings
from jsonb_populate_recordset(null::bank_statement, $1::jsonb)
"""
_LINES: Final = """
insert into bank_statement_line (id, company_id, statement_id, bank_account_id, position, booked_on, value_on, amount, currency,
  original_amount, original_currency, fee_amount, counterparty_name, counterparty_account, remittance, end_to_end_id,
  bank_reference, unique_id, is_reversal, payments, state, matched_amount)
select id, company_id, statement_id, bank_account_id, position, booked_on, value_on, amount, currency, original_amount,
  original_currency, fee_amount, counterparty_name, counterparty_account, remittance, end_to_end_id, bank_reference, unique_id,
  is_reversal, payments, state, matched_amount
from jsonb_populate_recordset(null::bank_statement_line, $1::jsonb)
"""


async def write_statement(work: Work, statement: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> None:
    """Write a statement with its lines.

    Raises:
        AlreadyTaken: the account has a statement of this name.
    """
    shared = {name: statement[name] for name in ("company_id", "bank_account_id", "currency")}
    said = [f"{warning.code}: {warning.message}" for warning in statement["warnings"]]
    try:
        await work.raw.execute(_STATEMENT, as_json([{**statement, "warnings": said}]))
    except asyncpg.PostgresError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error
    await work.raw.execute(_LINES, as_json({**line, **shared, "statement_id": statement["id"]} for line in lines))


def new_line(position: int, amount: Decimal, currency: str) -> dict[str, Any]:
    """Begin the line of a statement: nothing of it is in the books yet, and over nothing there is nothing to do."""
    return {
        "position": position, "amount": amount, "is_reversal": False, "payments": 1, "remittance": "",
        "state": BankLineState.UNMATCHED if amount else BankLineState.RECONCILED,
        "matched_amount": round_to(Decimal(0), currency_exponent(currency)),
    }  # fmt: skip


async def opening_differs(work: Work, account_id: UUID, to_on: date, opening: Decimal) -> StatementWarning | None:
    """Say so where a statement does not begin with what the last one before it ended with."""
    last = await work.raw.fetchrow(_LAST, account_id, to_on)
    if last is None or last["closing_amount"] == opening:
        return None
    said = f"It begins with {opening:f}; the one until {last['to_on']} ends with {last['closing_amount']:f}."
    return StatementWarning(WarningCode.OPENING_DIFFERS, said)
