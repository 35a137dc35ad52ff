"""Charts of accounts as text: the one that comes with Torso, and those that companies bring along, as CSV or JSON."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Any, Final, TypeVar, cast
from uuid import UUID

import asyncpg
import orjson

from kernel.errors import DomainError, InputPath, echo
from kernel.ids import uuid7
from models import AccountRole, AccountSubtype, AccountType
from services.refusals import TooManyRows
from services.rights import require_company
from services.rows import as_json
from services.violations import refusal_of
from services.work import Work

ACCOUNTS_MAX: Final = 5_000
E = TypeVar("E", bound=StrEnum)
_COLUMNS: Final = ("code", "name", "type", "subtype", "parent", "currency", "requires_party", "roles")
_OWED: Final = (AccountSubtype.RECEIVABLE, AccountSubtype.PAYABLE)


class ChartFormat(StrEnum):
    """How a chart is written."""

    CSV = "CSV"
    JSON = "JSON"


@dataclass(eq=False)
class ChartUnreadable(DomainError):
    """A chart is a table with a line for each account: code, name and type; subtype, parent, currency, roles as needed."""

    message = "Line {line} of the chart cannot be read: {problem}"
    line: int
    problem: str


@dataclass(frozen=True, slots=True)
class ChartAccount:
    """An account of a chart that is brought along."""

    code: str
    name: str
    type: AccountType
    subtype: AccountSubtype
    parent: str | None
    currency: str | None
    requires_party: bool
    roles: tuple[AccountRole, ...]
    line: int


_KNOWN = "select code, id from ledger_account where company_id = $1 and code = any($2::text[])"
_WRITE = """
insert into ledger_account (id, company_id, code, name, type, subtype, parent_id, currency, is_group, requires_party)
select id, $1, code, name, type, subtype, parent_id, currency, is_group, requires_party
from jsonb_populate_recordset(null::ledger_account, $2::jsonb)
on conflict (company_id, code) do update set name = excluded.name, type = excluded.type, subtype = excluded.subtype,
  parent_id = excluded.parent_id, currency = excluded.currency, is_group = excluded.is_group,
  requires_party = excluded.requires_party
"""
_DETERMINE = """
insert into account_determination (company_id, role, account_id)
select $1, role, account_id from unnest($2::text[], $3::uuid[]) as said (role, account_id)
on conflict (company_id, role, category_id, warehouse_id) do update set account_id = excluded.account_id
"""


def general_chart() -> list[ChartAccount]:
    """Give the chart that comes with Torso: accounts of a trading company, with an account for every role."""
    text = resources.files("services.finance.charts").joinpath("general.csv").read_text(encoding="utf-8")
    return read_chart(text, ChartFormat.CSV)


def guessed_format(text: str) -> ChartFormat:
    """Tell how a chart is written, by how it begins."""
    return ChartFormat.JSON if text.lstrip().startswith("[") else ChartFormat.CSV


def read_chart(text: str, written_as: ChartFormat, path: InputPath = ()) -> list[ChartAccount]:
    """Read a chart; parents may come after their children.

    Raises:
        ChartUnreadable: a line has no code, name or type, or says something that nobody knows.
        TooManyRows: there are more accounts than one request brings in.
    """
    try:
        accounts = list(_accounts(_csv_lines(text) if written_as is ChartFormat.CSV else _json_lines(text)))
        _require_tree(accounts)
    except DomainError as refusal:
        raise refusal.under(*path) from None
    return accounts


async def bring_in(work: Work, company_id: UUID, accounts: Sequence[ChartAccount], path: InputPath = ()) -> list[UUID]:
    """Add the accounts of a chart, change those whose codes are there, and give the ids of all in their order.

    Raises:
        NotFound: the company is none of theirs.
        RuleBroken: an account that has been posted to would change its meaning, or a subtype does not go with its type.
    """
    require_company(work, company_id, *path)
    known = {
        row["code"]: row["id"] for row in await work.raw.fetch(_KNOWN, company_id, [each.code for each in accounts])
    }
    ids: dict[str, UUID] = {each.code: known.get(each.code) or uuid7() for each in accounts}
    headings = {each.parent for each in accounts}
    try:
        # A parent is written before what refers to it, one level at a time.
        for level in _levels(accounts):
            await work.raw.execute(
                _WRITE, company_id, as_json(_row(each, ids, each.code in headings) for each in level)
            )
        said = [(role, ids[each.code]) for each in accounts for role in each.roles]
        await work.raw.execute(_DETERMINE, company_id, [role for role, _ in said], [account for _, account in said])
    except asyncpg.PostgresError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error
    return [ids[each.code] for each in accounts]


def _accounts(lines: Iterable[tuple[int, Mapping[str, Any]]]) -> Iterator[ChartAccount]:
    for count, (number, line) in enumerate(lines, 1):
        if count > ACCOUNTS_MAX:
            raise TooManyRows(count, ACCOUNTS_MAX)
        yield _account(number, line)


def _row(account: ChartAccount, ids: Mapping[str, UUID], is_group: bool) -> dict[str, object]:
    return {
        "id": ids[account.code],
        "code": account.code,
        "name": account.name,
        "type": account.type,
        "subtype": account.subtype,
        "parent_id": None if account.parent is None else ids[account.parent],
        "currency": account.currency,
        "is_group": is_group,
        "requires_party": account.requires_party,
    }


def _levels(accounts: Sequence[ChartAccount]) -> Iterable[list[ChartAccount]]:
    written: set[str | None] = {None}
    rest = list(accounts)
    while rest:
        level = [each for each in rest if each.parent in written]
        rest = [each for each in rest if each.parent not in written]
        written |= {each.code for each in level}
        yield level


def _require_tree(accounts: Sequence[ChartAccount]) -> None:
    """Every parent is there, once, and no branch grows out of itself."""
    parents: dict[str, str | None] = {}
    for each in accounts:
        if each.code in parents:
            raise ChartUnreadable(each.line, f"{echo(each.code)} comes twice")
        parents[each.code] = each.parent
    for each in accounts:
        if each.parent is not None and each.parent not in parents:
            raise ChartUnreadable(each.line, f"there is no account {echo(each.parent)}")
        above, steps = each.parent, 0
        while above is not None:
            above, steps = parents[above], steps + 1
            if steps > len(parents):
                raise ChartUnreadable(each.line, "it is its own ancestor")


def _account(number: int, line: Mapping[str, Any]) -> ChartAccount:
    def text(name: str) -> str:
        return str(line.get(name) or "").strip()

    for name in ("code", "name", "type"):
        if not text(name):
            raise ChartUnreadable(number, f"{name} is missing")
    subtype = _word(number, AccountSubtype, text("subtype") or AccountSubtype.OTHER)
    roles = line.get("roles") or ""
    words = [str(role) for role in cast("list[object]", roles)] if isinstance(roles, list) else str(roles).split()
    return ChartAccount(
        text("code"),
        text("name"),
        _word(number, AccountType, text("type")),
        subtype,
        text("parent") or None,
        text("currency") or None,
        text("requires_party").lower() in ("true", "1", "yes") or subtype in _OWED,
        tuple(_word(number, AccountRole, role) for role in words),
        number,
    )


def _word(number: int, kind: type[E], text: str) -> E:
    try:
        return kind(text.upper())
    except ValueError:
        raise ChartUnreadable(number, f"{echo(text)} is none of {', '.join(kind)}") from None


def _csv_lines(text: str) -> Iterable[tuple[int, Mapping[str, Any]]]:
    try:
        reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
        _require_columns(reader.fieldnames or ())
        for line in reader:
            yield reader.line_num, line
    except csv.Error as error:
        raise ChartUnreadable(1, str(error)) from None


def _json_lines(text: str) -> Iterable[tuple[int, Mapping[str, Any]]]:
    try:
        lines: Any = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ChartUnreadable(error.lineno, error.msg) from None
    if not isinstance(lines, list):
        raise ChartUnreadable(1, "it is no list")
    for number, line in enumerate(cast("list[object]", lines), 1):
        if not isinstance(line, dict):
            raise ChartUnreadable(number, "it is no object")
        said = cast("dict[str, Any]", line)
        _require_columns(said, number)
        yield number, said


def _require_columns(names: Iterable[str], number: int = 1) -> None:
    unknown = [name for name in names if name not in _COLUMNS]
    if unknown:
        raise ChartUnreadable(number, f"{echo(unknown[0])} is none of {', '.join(_COLUMNS)}")
