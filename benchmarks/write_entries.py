"""What `./torso bench write` posts: journal entries, by a mutation and as SQL by hand.

The SQL writes one statement per table under all triggers and constraints: the number from the same series, the entry, its
lines, and the key of the request with its answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import orjson
from asyncpg import Connection

from benchmarks.write_cases import ACTOR, WriteCase, key_in
from benchmarks.write_place import Place
from kernel.ids import uuid7
from services.demo.identity import COMPANY_ID

_ENTRY: Final = """
mutation Entry($input: JournalEntryDraftCreateInput!, $key: ID!) {
  journalEntryCreate(input: $input, idempotencyKey: $key) {
    journalEntry { id number total { amount } lines { account { id } debit { amount } credit { amount } } }
    errors { code path }
  }
}
"""
_TAKE: Final = """
insert into number_series (company_id, code, prefix, next_value, gapless) values ($1, $2, $3, 2, true)
on conflict (company_id, code) do update set next_value = number_series.next_value + 1
returning prefix || lpad((next_value - 1)::text, digits, '0')
"""
_NEW_ENTRY: Final = """
insert into journal_entry (id, company_id, journal_id, number, posted_on, period_id, description, currency, rate,
  company_currency, line_count, total_amount, source_type, source_id, document_on)
values ($1, $2, $3, $4, $5, $6, 'Bench', 'EUR', 1, 'EUR', $7, $8, $9, $10, $11)
"""
_NEW_LINES: Final = """
insert into journal_line (id, company_id, entry_id, position, posted_on, period_id, account_id, party_id, currency, debit,
  credit, company_currency, company_amount, tax_code_id, tax_base, due_on)
select line.id, $1, $2, line.position, $3, $4, line.account_id, line.party_id, 'EUR', greatest(line.amount, 0.00),
  greatest(-line.amount, 0.00), 'EUR', line.amount, line.tax_code_id, line.tax_base,
  line.due_on
from unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::numeric[], $9::uuid[], $10::numeric[], $11::date[]) with ordinality
  as line (id, account_id, party_id, amount, tax_code_id, tax_base, due_on, position)
"""
_NEW_KEY: Final = """
insert into idempotency_key (client_id, key, subject, request_hash, response) values ('bench', $1, 'bench', $2, $3)
"""


@dataclass(frozen=True)
class Line:
    """A line to post: debits positive, credits negative."""

    id: UUID
    account: UUID
    party: UUID | None
    amount: Decimal
    tax: UUID | None = None
    base: Decimal | None = None
    due: date | None = None


@dataclass(frozen=True)
class ToPost:
    """An entry to post."""

    id: UUID
    journal: UUID
    series: str
    lines: Sequence[Line]
    source: tuple[str | None, UUID | None] = (None, None)
    document_on: date | None = None


def entry_cases(place: Place) -> tuple[WriteCase, ...]:
    """Give the cases: each client on an account of its own, and all of them on one."""

    def entry(receivable: UUID) -> dict[str, Any]:
        key = uuid7()
        lines = [
            {"accountId": f"LedgerAccount:{receivable}", "debit": "120.00", "partyId": f"Party:{place.party}"},
            {"accountId": f"LedgerAccount:{place.revenue}", "credit": "120.00"},
        ]
        said = {"companyId": f"Company:{COMPANY_ID}", "journalId": f"Journal:{place.general}", "description": "Bench"}
        which = {"id": f"JournalEntryDraft:{key}", "postedOn": place.day.isoformat()}
        return {"input": {**said, **which, "lines": lines}, "key": key.hex}

    async def by_hand(connection: Connection, given: Mapping[str, Any]) -> str:
        return await _post_said(connection, given, place)

    return (
        WriteCase("entry", _ENTRY, by_hand, lambda client: entry(place.own[client])),
        WriteCase("entry_one_account", _ENTRY, by_hand, lambda _client: entry(place.receivable)),
    )


async def _post_said(connection: Connection, given: Mapping[str, Any], place: Place) -> str:
    said = given["input"]
    lines = [_line(each) for each in said["lines"]]
    entry = ToPost(key_in(said["id"]), place.general, "GEN", lines)
    async with connection.transaction():
        await connection.fetchrow(ACTOR, "bench")
        number = await post_by_hand(connection, entry, place)
        told = [{"account": str(line.account), "amount": str(line.amount)} for line in lines]
        text = orjson.dumps({"id": said["id"], "number": number, "lines": told}).decode()
        await keep_answer(connection, given["key"], text)
    return text


def _line(said: Mapping[str, Any]) -> Line:
    amount = Decimal(said["debit"]) if "debit" in said else -Decimal(said["credit"])
    return Line(uuid7(), key_in(said["accountId"]), key_in(said["partyId"]) if "partyId" in said else None, amount)


async def post_by_hand(connection: Connection, entry: ToPost, place: Place) -> str:
    """Write an entry with its lines and the next number of its series, and give that."""
    series, prefix = f"JOURNAL {entry.series} {place.year}", f"{entry.series}-{place.year}-"
    number = await connection.fetchval(_TAKE, COMPANY_ID, series, prefix)
    total = sum((line.amount for line in entry.lines if line.amount > 0), Decimal(0))
    when, said = (place.day, place.period), (*entry.source, entry.document_on)
    of = entry.id, COMPANY_ID, entry.journal, number
    await connection.execute(_NEW_ENTRY, *of, *when, len(entry.lines), total, *said)
    columns = [list(column) for column in zip(*map(astuple, entry.lines), strict=True)]
    await connection.execute(_NEW_LINES, COMPANY_ID, entry.id, *when, *columns)
    return number


async def keep_answer(connection: Connection, key: str, text: str) -> None:
    """Write the key of a request with its answer."""
    await connection.execute(_NEW_KEY, key, key.encode(), text)
