"""Forgetting somebody in bulk operations: who is named in them, in lines and answers that are kept, and in files that may tell of them.

What was asked for stays, with its figures, and names nobody any more. Files are too large to be looked through: those of whoever
could read the person go as a whole, and are asked for again. What only waits is looked through, because nobody else has it.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

import orjson
from asyncpg import Pool

from services.platform.file import withdraw
from services.platform.file_storage import Storage
from services.platform.webhook.forgetting import document_without, forgetting, values_without
from services.work import Work

ERASURE: Final = "Mutation.personErase"
"""The mutation that forgets somebody; lines of it would wait for themselves."""

# What lines in bulk have read, and what is written of it: many at once, or one who forgets.
_UNWRITTEN: Final = "hashtextextended('bulk unwritten', 0)"
_READ: Final = f"select pg_advisory_lock_shared({_UNWRITTEN})"
_AFTER_THOSE_WHO_READ: Final = f"select pg_advisory_xact_lock({_UNWRITTEN})"
# Whoever begins after this commits begins to read after it too; and who was reading before is seen by the statements below.
_HOLD: Final = "lock table bulk_operation in share row exclusive mode"
# Those that may name somebody: what is written with a backslash is read before it can be told.
_NAMING: Final = """
select id, document, variables::text as variables, error_message from bulk_operation where exists (
  select from unnest($1::text[]) as word
  where position(lower(word) in lower(concat_ws(' ', document, variables::text, error_message))) > 0)
  or position('\\' in concat(document, variables::text)) > 0
order by id
"""
_FORGET: Final = "update bulk_operation set document = $2, variables = $3::jsonb, error_message = $4 where id = $1"
# A job tells the same as its operation why it has failed.
_JOB: Final = """
update job set message = $2, result = null where state = 'FAILED' and id = (select job_id from bulk_operation where id = $1)
"""
_REQUESTERS: Final = """
update bulk_operation set rights = jsonb_set(rights, '{display_name}', to_jsonb($2::text)) where requested_by = any($1)
"""
_ANSWERS: Final = """
select operation_id, number, answer from bulk_line where exists (
  select from unnest($1::text[]) as word where position(lower(word) in lower(answer)) > 0) or position('\\' in answer) > 0
order by 1, 2 for update
"""
_ANSWER: Final = "update bulk_line set answer = $3 where operation_id = $1 and number = $2"
_EXPORTED: Final = """
select distinct entity_id from audit_entry where operation = 'EXPORTED' and entity_type = 'BulkOperation' and exists (
  select from unnest($1::text[]) as word where position(lower(word) in lower(facts ->> 'document')) > 0)
"""
# Of a company, or of all where there is none: whose requester could read, or write, what is in it.
_REACHING: Final = "($1::text is null or jsonb_typeof(rights -> 'companies') = 'null' or rights -> 'companies' ? $1)"
_WAITING: Final = f"""
select operation.id, file.sha256 from bulk_operation operation join file on file.id = operation.source_file_id
where operation.state in ('QUEUED', 'RUNNING') and file.stored_at is not null and {_REACHING}
order by operation.id
"""  # noqa: S608 - the part is ours
_CALL_OFF: Final = """
update bulk_operation set state = 'CANCELED', finished_at = $2 where id = any($1) and state in ('QUEUED', 'RUNNING')
"""
# Their snapshots show the person still, so they are begun anew.
_BEGIN_ANEW: Final = f"""
update bulk_operation set state = 'QUEUED', snapshot_at = null where kind = 'QUERY' and state = 'RUNNING' and {_REACHING}
"""  # noqa: S608 - the part is ours
_FILES: Final = f"""
select unnest(array[source_file_id, file_id]) as id from bulk_operation
where state not in ('QUEUED', 'RUNNING') and coalesce(source_file_id, file_id) is not null and {_REACHING}
"""  # noqa: S608 - the part is ours
_NO_FILE: Final = f"update bulk_operation set file_id = null where file_id is not null and {_REACHING}"  # noqa: S608 - the part is ours

Forgotten = Callable[[str], str]


@asynccontextmanager
async def nobody_forgotten(pool: Pool) -> AsyncGenerator[None]:
    """Let nobody be forgotten in this context: what is read in it is written down in it too, where whoever forgets finds it."""
    async with pool.acquire() as connection:
        # A transaction would have to end before long. A connection that is given back lets go of it.
        await connection.execute(_READ)
        yield


async def unwritten_is_waited_for(work: Work) -> None:
    """Wait until what lines in bulk have read is written down; none is begun before the commit.

    Nothing else may be locked before: a line that waited for that would not end.
    """
    await work.raw.execute(_AFTER_THOSE_WHO_READ)


async def bulk_forget(
    work: Work, words: Sequence[str], subjects: Sequence[str], company_id: UUID | None, instead: str
) -> list[UUID]:
    """Put something else in the place of words by which somebody is known, let files go that may tell of them, and give the operations of
    which the audit tells with these words.

    The person is read in a company, or in any where there is none.
    """
    await work.raw.execute(_HOLD)
    company = None if company_id is None else str(company_id)
    if words:
        forgotten = forgetting(words, instead)
        named = await _operations_forget(work, words, forgotten)
        await _answers_forget(work, words, forgotten)
        named += [key async for key in _waiting_for(work, company, words, forgotten)]
        await work.raw.execute(_CALL_OFF, named, work.clock.now())
    await work.raw.execute(_REQUESTERS, subjects, instead)
    await work.raw.execute(_BEGIN_ANEW, company)
    files = [row["id"] for row in await work.raw.fetch(_FILES, company) if row["id"] is not None]
    await work.raw.execute(_NO_FILE, company)
    await withdraw(work, files)
    return [row["entity_id"] for row in await work.raw.fetch(_EXPORTED, words)]


async def _operations_forget(work: Work, words: Sequence[str], forgotten: Forgotten) -> list[UUID]:
    """Forget somebody in what was asked for, and give the operations that have named them."""
    named = list[UUID]()
    for row in await work.raw.fetch(_NAMING, words):
        document, said, message = row["document"], row["variables"], row["error_message"]
        variables = None if said is None else orjson.loads(said)
        left = (
            document_without(document, forgotten),
            values_without(variables, forgotten),
            message and forgotten(message),
        )
        if left != (document, variables, message):
            kept = None if left[1] is None else orjson.dumps(left[1]).decode()
            await work.raw.execute(_FORGET, row["id"], left[0], kept, left[2])
            if left[2] != message:
                await work.raw.execute(_JOB, row["id"], left[2])
            named.append(row["id"])
    return named


async def _answers_forget(work: Work, words: Sequence[str], forgotten: Forgotten) -> None:
    """Forget somebody in what is told of lines that are being done."""
    for row in await work.raw.fetch(_ANSWERS, words):
        answer = orjson.loads(row["answer"])
        left = values_without(answer, forgotten)
        if left != answer:
            await work.raw.execute(_ANSWER, row["operation_id"], row["number"], orjson.dumps(left).decode())


async def _waiting_for(
    work: Work, company: str | None, words: Sequence[str], forgotten: Forgotten
) -> AsyncGenerator[UUID]:
    """Give the mutations at work whose lines name somebody."""
    for row in await work.raw.fetch(_WAITING, company):
        assert work.storage is not None
        lines = await _content(work.storage, row["sha256"])
        if await asyncio.to_thread(lines_name, lines, words, forgotten):
            yield row["id"]


async def _content(storage: Storage, sha256: str) -> bytes:
    try:
        return b"".join([piece async for piece in storage.read(sha256)])
    except FileNotFoundError:
        # A backup was restored without its files: there is nothing to find, and nothing to do.
        return b""


def lines_name(lines: bytes, words: Sequence[str], forgotten: Forgotten) -> bool:
    """Tell whether lines of JSON name somebody, by words that are not within others."""
    small = [word.lower() for word in words]
    for line in lines.decode(errors="replace").split("\n"):
        lowered = line.lower()
        if ("\\" in line or any(word in lowered for word in small)) and _line_names(line, forgotten):
            return True
    return False


def _line_names(line: str, forgotten: Forgotten) -> bool:
    try:
        said = orjson.loads(line)
        return values_without(said, forgotten) != said
    except (orjson.JSONDecodeError, RecursionError):
        return forgotten(line) != line
