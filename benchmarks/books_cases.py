"""What `./torso bench books` asks: reports, and the bare SELECT of the same balances."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from asyncpg import Connection

from benchmarks.read_cases import Question, ReadCase
from kernel.ids import NodeId
from services.demo.identity import COMPANY_ID
from services.finance.reports.facts import OF_ALL, OF_VALUE
from services.finance.reports.figures import Window
from services.finance.reports.trial_balance import windows_of

_MONEY: Final = "{ amount currency }"
_ACCOUNT: Final = "accountId code name type subtype"
_MOVEMENT: Final = f"opening {_MONEY} debit {_MONEY} credit {_MONEY} closing {_MONEY}"
_TRIAL_BALANCE: Final = f"""
query ($input: TrialBalanceInput!) {{ trialBalance(input: $input) {{
  companies {{ companyId currency lines {{ {_ACCOUNT} movements {{ {_MOVEMENT} }} }} totals {{ {_MOVEMENT} }} }} errors {{ code }}
}} }}
"""
_BALANCE_SHEET: Final = f"""
query ($input: DayReportInput!) {{ balanceSheet(input: $input) {{
  companies {{
    companyId currency sections {{ heading lines {{ {_ACCOUNT} amounts {_MONEY} }} totals {_MONEY} }} result {_MONEY}
  }}
  errors {{ code }}
}} }}
"""
_BARE: Final = """
select account_id, sum(debit), sum(credit) from period_balance_now
where company_id = $1 and value_id is not distinct from $3 and period_id in (
  select id from accounting_period where company_id = $1 and ends_on <= $2)
group by account_id
"""
BARE_OF_ALL: Final = _BARE.replace("value_id is not distinct from $3", "value_id is null")
BARE_OF_VALUE: Final = _BARE.replace("is not distinct from", "=")


@dataclass(frozen=True)
class BooksCase:
    """A report, as an operation and as the statement in it; and what is bare of it."""

    asked: ReadCase
    statement: str
    values: Sequence[Any]
    bare: str
    bare_values: Sequence[Any]


async def books_cases(connection: Connection) -> Sequence[BooksCase]:
    """Give the cases for a database: everything up to the end of the last year, and of one value of a dimension."""
    first, last = await _days(connection)
    value: UUID = await connection.fetchval(
        "select id from dimension_value where company_id = $1 and code = 'V-1' order by id limit 1", COMPANY_ID
    )
    trial = _columns(windows_of([(first, last)], before_closing=False))
    year = {"startsOn": first.isoformat(), "endsOn": last.isoformat()}
    of_value = {**year, "valueId": str(NodeId("DimensionValue", value))}
    day = {"asOf": last.isoformat()}
    return (
        _case("trial balance", _TRIAL_BALANCE, year, trial, last),
        _case("balance sheet", _BALANCE_SHEET, day, _columns([Window(None, last)]), last),
        _case("trial balance of a cost centre", _TRIAL_BALANCE, of_value, trial, last, value),
    )


def _columns(windows: Sequence[Window]) -> list[Any]:
    return [[getattr(window, name) for window in windows] for name in ("starts_on", "ends_on", "closing")]


def _case(
    name: str, operation: str, said: dict[str, str], windows: list[Any], last: date, value: UUID | None = None
) -> BooksCase:
    given = {"companyIds": [str(NodeId("Company", COMPANY_ID))], **said}
    asked = ReadCase(name, operation, "", [Question({"input": given})])
    names = ("companies", "starts", "ends", "closing")
    if value is None:
        return BooksCase(asked, _numbered(OF_ALL, names), [[COMPANY_ID], *windows], BARE_OF_ALL, [COMPANY_ID, last])
    statement = _numbered(OF_VALUE, (*names, "value"))
    return BooksCase(asked, statement, [[COMPANY_ID], *windows, value], BARE_OF_VALUE, [COMPANY_ID, last, value])


async def _days(connection: Connection) -> tuple[date, date]:
    """Give the first day of the last year, and its last one."""
    row = await connection.fetchrow(
        "select starts_on, ends_on from fiscal_year where company_id = $1 order by starts_on desc limit 1", COMPANY_ID
    )
    assert row is not None
    return row["starts_on"], row["ends_on"]


def _numbered(sql: str, names: Sequence[str]) -> str:
    for place, name in enumerate(names, 1):
        sql = sql.replace(f":{name}", f"${place}")
    return sql
