"""Bank statements by hand: drafted with what their entries are for, and posted once they add up.

Locks are taken in this order: the draft, the open items that its lines pay by their ids, then as for each reconciliation.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

import asyncpg

import models
from kernel.draft import Draft
from kernel.errors import DomainError, InputPath
from kernel.ids import uuid7
from kernel.money import Money
from services import locking, masters
from services.bounds import Within
from services.finance.bank.parts import MoreThanOpen, Part
from services.finance.bank.reconciling import NothingToPay, reconcile
from services.finance.bank.suggesting import suggest
from services.finance.bank.writing import new_line, opening_differs, write_statement
from services.master import Master
from services.refusals import NotFound, TooManyRows, ValueRequired
from services.rows import ChangedRow, NewRow, as_json
from services.work import Work

LINES_MAX: Final = 200

_ACCOUNTS: Final = "select id, company_id, currency from bank_account where id = any($1::uuid[])"
_OWNERS: Final = """
select draft.id, draft.currency, coalesce(max(line.position), 0) as last from bank_statement_draft as draft
left join bank_statement_draft_line as line on line.draft_id = draft.id where draft.id = any($1::uuid[]) group by draft.id
"""
_LINES: Final = """
select line.*, item.id as item_id, item.currency as item_currency, item.open_amount
from bank_statement_draft_line as line left join open_item as item on item.id = line.journal_line_id
where line.draft_id = $1 order by line.position, line.id
"""
_LOCK: Final = "select from open_item where id = any($1::uuid[]) order by id for update"
_CUT: Final = "update bank_statement_draft_line set amount = $2 where id = $1"
_REST: Final = """
insert into bank_statement_draft_line (company_id, draft_id, position, booked_on, amount, currency, counterparty_name, remittance)
select company_id, draft_id, position, booked_on, amount, currency, counterparty_name, remittance
from jsonb_populate_recordset(null::bank_statement_draft_line, $1::jsonb)
"""
_FORGET_LINES: Final = "delete from bank_statement_draft_line where draft_id = $1"
_FORGET: Final = "delete from bank_statement_draft where id = $1"


@dataclass(eq=False)
class StatementUnbalanced(DomainError):
    """A statement by hand is posted when what was there before and its lines come to what was there after."""

    message = "It begins with {opening}, its lines come to {total}, and it ends with {closing}."
    opening: Decimal
    total: Decimal
    closing: Decimal


async def _complete(work: Work, rows: Sequence[NewRow]) -> None:
    found = await work.raw.fetch(_ACCOUNTS, list({row.values["bank_account_id"] for row in rows}))
    accounts = {(each["id"], each["company_id"]): each["currency"] for each in found}
    for row in rows:
        currency = accounts.get((row.values["bank_account_id"], row.values["company_id"]))
        if currency is None:
            raise NotFound(path=row.at("bank_account_id"))
        row.values["currency"] = currency
        _use_digits(row, currency, "opening_amount", "closing_amount")


async def _check(_work: Work, rows: Sequence[ChangedRow]) -> None:
    for row in rows:
        _use_digits(row, row.before["currency"], "opening_amount", "closing_amount")


async def _complete_lines(work: Work, rows: Sequence[NewRow]) -> None:
    found = await work.raw.fetch(_OWNERS, list({row.values["draft_id"] for row in rows}))
    drafts = {each["id"]: each for each in found}
    counts: dict[object, int] = defaultdict(int, {each["id"]: each["last"] for each in found})
    for row in rows:
        draft = drafts[row.values["draft_id"]]
        counts[draft["id"]] += 1
        row.values |= {"position": counts[draft["id"]], "currency": draft["currency"]}
        _use_digits(row, draft["currency"], "amount")


async def _check_lines(_work: Work, rows: Sequence[ChangedRow]) -> None:
    for row in rows:
        _use_digits(row, row.before["currency"], "amount")


def _use_digits(row: NewRow | ChangedRow, currency: str, *columns: str) -> None:
    """Write amounts with the digits of their currency; finer ones are refused, not rounded."""
    for column in columns:
        amount = row.values.get(column)
        if isinstance(amount, Decimal):
            try:
                row.values[column] = Money(amount, currency).amount
            except DomainError as refusal:
                raise refusal.under(*row.at(column)) from None


LINE: Final = Master(
    models.BankStatementDraftLine, within=Within("draft_id", LINES_MAX), complete=_complete_lines, check=_check_lines
)
DRAFT: Final = Master(models.BankStatementDraft, lists={"lines": LINE}, complete=_complete, check=_check)


async def create(work: Work, draft: Draft) -> UUID:
    """Begin to write a statement, and give its id.

    Raises:
        NothingToPay, MoreThanOpen: a line cannot pay what it names.
        TooManyRows: there are more than 200 lines.
        DomainError: as for every master.
    """
    (key,) = await masters.create(work, DRAFT, [draft])
    await _split(work, key, draft.at("lines"))
    return key


async def update(work: Work, draft: Draft) -> UUID:
    """Change a statement that is being written, and give its id. Raises as `create`."""
    (key,) = await masters.update(work, DRAFT, [draft])
    await _split(work, key, draft.at("lines"))
    return key


async def delete(work: Work, key: UUID, version: int) -> None:
    """Throw a draft away.

    Raises:
        NotFound, StaleVersion: as their names say.
    """
    await _draft(work, key, version)
    await _forget(work, key)


async def post(work: Work, key: UUID, version: int) -> UUID:
    """Make a statement of a draft that adds up, and post what its lines are for; the draft is gone. Give its id.

    Raises:
        StatementUnbalanced, ValueRequired: its lines do not come to what is said, or it has none.
        NotFound, StaleVersion: as their names say.
        DomainError: as for reconciling.
    """
    draft = await _draft(work, key, version)
    lines = await work.raw.fetch(_LINES, key)
    if not lines:
        raise ValueRequired(path=("id",))
    total = sum((line["amount"] for line in lines), Decimal(0))
    if draft["opening_amount"] + total != draft["closing_amount"]:
        raise StatementUnbalanced(draft["opening_amount"], total, draft["closing_amount"], path=("id",))
    await work.raw.fetch(_LOCK, [line["item_id"] for line in lines if line["item_id"] is not None])
    await _forget(work, key)
    bookings = {position: list(group) for position, group in groupby(lines, itemgetter("position"))}
    rows = [_booking(place, group) for place, group in enumerate(bookings.values(), 1)]
    await write_statement(work, await _statement(work, draft, total), rows)
    for row, group in zip(rows, bookings.values(), strict=True):
        if parts := [_part(line) for line in group if line["journal_line_id"] or line["account_id"]]:
            await reconcile(work, row["id"], parts)
    await suggest(work, key)
    return key


async def _draft(work: Work, key: UUID, version: int) -> Mapping[str, Any]:
    found = (await locking.locked(work, DRAFT, [(key, ("id",))]))[key]
    await locking.require_version(work, DRAFT, found, version, ("version",))
    return found


async def _forget(work: Work, key: UUID) -> None:
    for statement in (_FORGET_LINES, _FORGET):
        await work.raw.execute(statement, key)


async def _split(work: Work, key: UUID, path: InputPath) -> None:
    """Cut lines down to what is open of what they pay; the rest of each is a line of its own, which pays nothing yet."""
    left: dict[UUID, Decimal] = {}
    rests: list[dict[str, Any]] = []
    lines = await work.raw.fetch(_LINES, key)
    for line in lines:
        if line["journal_line_id"] is None:
            continue
        if line["item_id"] is None:
            raise NothingToPay(path=path)
        # What is open in another currency is compared on the day.
        if line["item_currency"] != line["currency"]:
            continue
        is_open: Decimal = line["open_amount"]
        open_amount = left.get(line["item_id"], is_open)
        if line["amount"] * open_amount <= 0:
            raise MoreThanOpen(line["amount"], open_amount, path=path)
        taken = min(abs(line["amount"]), abs(open_amount)).copy_sign(line["amount"])
        left[line["item_id"]] = open_amount - taken
        if taken != line["amount"]:
            await work.raw.execute(_CUT, line["id"], taken)
            rests.append({**line, "amount": line["amount"] - taken})
    if len(lines) + len(rests) > LINES_MAX:
        raise TooManyRows(len(lines) + len(rests), LINES_MAX, path=path)
    await work.raw.execute(_REST, as_json(rests))


async def _statement(work: Work, draft: Mapping[str, Any], total: Decimal) -> dict[str, Any]:
    warning = await opening_differs(work, draft["bank_account_id"], draft["to_on"], draft["opening_amount"])
    names = ("id", "company_id", "bank_account_id", "identifier", "currency", "from_on", "to_on")
    names = (*names, "opening_amount", "closing_amount")
    return {
        **{name: draft[name] for name in names}, "position": 1, "format": models.StatementFormat.MANUAL,
        "total_amount": total, "warnings": [] if warning is None else [warning],
    }  # fmt: skip


def _booking(place: int, group: Sequence[asyncpg.Record]) -> dict[str, Any]:
    first = group[0]
    amount = sum((line["amount"] for line in group), Decimal(0))
    said = {name: first[name] for name in ("booked_on", "counterparty_name", "remittance")}
    return {"id": uuid7(), **new_line(place, amount, first["currency"]), **said}


def _part(line: asyncpg.Record) -> Part:
    return Part(line["amount"], line["account_id"], line["party_id"], line["journal_line_id"], path=("id",))
