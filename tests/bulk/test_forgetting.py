"""Whoever is erased is in no bulk operation any more, and in no file of one."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import ParamSpec, TypeVar
from uuid import UUID

import pytest

from server.bulk import mutations
from server.bulk.mutations import keep_file
from server.bulk.writing import Doing, Line, Told
from services.platform.bulk.forgetting import lines_name
from services.platform.webhook.forgetting import forgetting
from tests.bulk.conftest import Bulk
from tests.bulk.test_mutations import CREATE, made, party
from tests.bulk.test_running import after_first_page
from tests.schema.builders import insert
from tests.writing.somebody import ERASE

NAME = "Ottokar Prohaska"
NAMES = "{ parties(orderBy: [{ field: NUMBER }]) { nodes { number name } } }"
NAMING = '{ parties(filter: { name: { eq: "%s" } }) { nodes { number } } }'
DOCUMENTS = """
select document, variables ->> 'name' as name, state from bulk_operation order by id
"""
EXPORTED = "select facts ->> 'document' from audit_entry where operation = 'EXPORTED' and entity_type = 'BulkOperation' and company_id = $1"
STORED = """
select file.stored_at is not null from file join bulk_operation operation on file.id in (operation.file_id, operation.source_file_id)
order by operation.id
"""
ATTACH = """
insert into attachment (company_id, file_id, entity_type, entity_id, name, media_type, size_bytes, sha256)
select company_id, id, 'Party', $1, name, media_type, size_bytes, sha256 from file where id = (select source_file_id from bulk_operation)
"""
UPDATE = """
mutation ($input: PartyUpdateInput!) { partyUpdate(input: $input) { party { name } errors { code } } }
"""
FORGET = "mutation ($id: ID!) { personErase(id: $id) { auditEntries errors { code } } }"
WAITS = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
PATIENCE_SECONDS = 30

P = ParamSpec("P")
T = TypeVar("T")
CLAIMED = "select claimed_at is not null from file where id = (select source_file_id from bulk_operation)"


@pytest.fixture
async def person(bulk: Bulk) -> str:
    """Somebody who is the first of the parties."""
    values = {"company_id": bulk.company, "number": "P-0000", "kind": "PERSON", "name": NAME}
    return f"Party:{await insert(bulk.shop.owner, 'party', **values)}"


async def erase(bulk: Bulk, person: str) -> None:
    """Erase somebody."""
    answer = await bulk.shop.ask(ERASE, {"id": person, "reason": "They asked for it"}, token=bulk.token())
    assert answer["data"]["personErase"]["errors"] == [], answer


async def test_files_of_those_who_could_read_them_go_at_once(bulk: Bulk, person: str) -> None:
    asked = await bulk.ask(NAMES)
    await bulk.work(asked)
    elsewhere = await bulk.ask(NAMES, token=bulk.shop.token(companies=[bulk.shop.other]))
    assert await bulk.work(elsewhere)
    address = (await bulk.told(asked))["downloadUrl"]
    await erase(bulk, person)
    told = await bulk.told(asked)
    assert (told["state"], told["rowCount"], told["downloadUrl"]) == ("COMPLETED", 231, None)
    assert (await bulk.shop.site.client.get(address)).status_code == 404
    assert [row[0] for row in await bulk.shop.owner.fetch(STORED)] == [True]


async def test_what_was_read_before_is_read_anew(bulk: Bulk, person: str, monkeypatch: pytest.MonkeyPatch) -> None:
    erased = False

    async def erase_once() -> None:
        nonlocal erased
        if not erased:
            erased = True
            await erase(bulk, person)

    after_first_page(monkeypatch, erase_once)
    told = await bulk.done(NAMES)
    first, *_ = lines = await bulk.lines(told)
    assert (told["state"], len(lines), first) == ("COMPLETED", 231, {"number": "P-0000", "name": "[erased]"})


async def test_documents_and_variables_name_them_no_more(bulk: Bulk, person: str) -> None:
    document = "query ($name: String!) { parties(filter: { name: { eq: $name } }) { nodes { number } } }"
    await bulk.done(NAMING % NAME.upper())
    await bulk.ask(document, variables={"name": NAME})
    await bulk.ask(NAMING % f"{NAME}son")
    await erase(bulk, person)
    left = [tuple(row) for row in await bulk.shop.owner.fetch(DOCUMENTS)]
    assert left == [
        (NAMING % "[erased]", None, "COMPLETED"),
        (document, "[erased]", "CANCELED"),
        (NAMING % f"{NAME}son", None, "QUEUED"),
    ]
    assert [row[0] for row in await bulk.shop.owner.fetch(EXPORTED, bulk.company)] == ["[erased]"]


async def test_lines_that_name_them_are_not_done(bulk: Bulk, person: str) -> None:
    again = party(bulk, "N-1")
    again["input"]["name"] = NAME
    naming = await bulk.ask_to_do(CREATE, [party(bulk, "N-2"), again])
    other = await bulk.ask_to_do(CREATE, [party(bulk, "N-3")])
    await erase(bulk, person)
    assert [row[0] for row in await bulk.shop.owner.fetch(STORED)] == [False, True]
    for asked in (naming, other):
        assert await bulk.work(asked)
    assert [(await bulk.told(asked))["state"] for asked in (naming, other)] == ["CANCELED", "COMPLETED"]
    assert await made(bulk) == ["N-3"]


async def test_a_file_that_is_waited_for_stays_where_it_hung_at_them_too(bulk: Bulk, person: str) -> None:
    asked = await bulk.ask_to_do(CREATE, [party(bulk, "N-1")])
    await bulk.shop.owner.execute(ATTACH, UUID(person.removeprefix("Party:")))
    await erase(bulk, person)
    assert await bulk.shop.owner.fetchval(CLAIMED)
    assert await bulk.work(asked)
    assert await made(bulk) == ["N-1"]


class Erasing:
    """Somebody is erased at a moment in which something is read and not written yet."""

    def __init__(self, bulk: Bulk, person: str) -> None:
        """Erase this one."""
        self._bulk, self._person = bulk, person

    async def here(self) -> None:
        """Begin to erase them, and go on when that waits, or is done."""
        self.done = asyncio.create_task(erase(self._bulk, self._person))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not self.done.done() and not await self._bulk.shop.owner.fetchval(WAITS):
                await asyncio.sleep(0.05)

    def after(self, do: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
        """Do something, and erase them then."""

        async def done(*given: P.args, **named: P.kwargs) -> T:
            told = await do(*given, **named)
            await self.here()
            return told

        return done


@pytest.mark.parametrize("policy", ["REJECT_FAILED", "REJECT_ALL"])
async def test_what_lines_have_read_is_forgotten_too(
    bulk: Bulk, person: str, monkeypatch: pytest.MonkeyPatch, policy: str
) -> None:
    erasing = Erasing(bulk, person)
    for way in ("each", "together"):
        monkeypatch.setattr(Doing, way, erasing.after(getattr(Doing, way)))
    line = {"input": {"id": person, "version": 1, "website": "https://example.org"}}
    told = await bulk.all_done(UPDATE, [line], errorPolicy=policy)
    await erasing.done
    (answer,) = await bulk.lines(told)
    assert answer["data"]["partyUpdate"] == {"party": {"name": "[erased]"}, "errors": []}


async def test_a_file_that_is_being_made_of_answers_goes_too(
    bulk: Bulk, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    erasing = Erasing(bulk, person)
    monkeypatch.setattr(mutations, "keep_file", erasing.after(keep_file))
    line = {"input": {"id": person, "version": 1, "website": "https://example.org"}}
    asked = await bulk.ask_to_do(UPDATE, [line])
    assert await bulk.work(asked)
    await erasing.done
    told = await bulk.told(asked)
    assert (told["state"], told["rowCount"], told["downloadUrl"]) == ("COMPLETED", 1, None)


async def test_no_line_that_names_them_is_begun_afterwards(
    bulk: Bulk, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = party(bulk, "N-2")
    again["input"]["name"] = NAME
    erasing, each = Erasing(bulk, person), Doing.each

    async def erased_at_the_first(self: Doing, line: Line) -> Told:
        do = partial(each, self)
        return await (erasing.after(do) if line.number == 1 else do)(line)

    monkeypatch.setattr(Doing, "each", erased_at_the_first)
    told = await bulk.all_done(CREATE, [party(bulk, "N-1"), again])
    await erasing.done
    assert (told["state"], told["rowCount"], await made(bulk)) == ("CANCELED", 1, ["N-1"])


async def test_somebody_is_erased_by_a_line(bulk: Bulk, person: str) -> None:
    told = await bulk.all_done(FORGET, [{"id": person}])
    (answer,) = await bulk.lines(told)
    assert (told["state"], answer["data"]["personErase"]["errors"]) == ("COMPLETED", [])


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ('{"a": {"b": ["ANNA"]}}', True),
        ('{"a": 1}\n{"a": "\\u0041nna"}', True),
        ('{"a": "Susanna"}\n{"Anna": "x"}', False),
        ("no json of Anna", True),
        ('{"a": "x\u2028Anna"}', True),
        (f'{"[" * 900}"Anna"{"]" * 900}', True),
        ("", False),
    ],
)
def test_lines_name_somebody_where_a_word_stands_by_itself(lines: str, named: bool) -> None:
    assert lines_name(lines.encode(), ["Anna"], forgetting(["Anna"], "[erased]")) is named
