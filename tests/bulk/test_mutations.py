"""A mutation is done for each line of a file, once, and what came of each line is told in their order."""

import tracemalloc
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from pgqueuer.domain.errors import RetryRequested

from auth.roles import RoleCode
from server.bulk import mutations, writing
from server.bulk.rights import RightsWatch
from server.bulk.stand import CalledOff
from server.bulk.writing import Doing, Line, Told
from server.read_only import ReadOnly
from server.writing.steps import AnyStep
from services.platform.bulk.limits import BulkRightsEnded, BulkTooLarge
from tests.bulk.conftest import Bulk

CREATE = """
mutation ($input: PartyCreateInput!) {
  partyCreate(input: $input) { party { id number } errors { code path } }
}
"""
MADE = "select number from party where company_id = $1 and number like 'N-%' order by number"

KEPT = "select claimed_at from file where id = (select source_file_id from bulk_operation where id = $1)"


def party(bulk: Bulk, number: str) -> dict[str, Any]:
    """Give a line that makes a party."""
    fixed = {"companyId": f"Company:{bulk.company}", "kind": "ORGANISATION", "name": "New"}
    return {"input": {**fixed, "number": number}}


async def made(bulk: Bulk) -> list[str]:
    """Give the numbers of the parties that were made."""
    return [row["number"] for row in await bulk.shop.owner.fetch(MADE, bulk.company)]


def codes(lines: Sequence[dict[str, Any]]) -> list[list[str]]:
    """Give the codes of what was refused of each line."""
    return [
        [error["code"] for error in line["data"]["partyCreate"]["errors"]]
        if line["data"]
        else [error["extensions"]["code"] for error in line["errors"]]
        for line in lines
    ]


async def test_each_line_is_done_and_told_of_in_order(bulk: Bulk) -> None:
    told = await bulk.all_done(CREATE, [party(bulk, f"N-{n}") for n in range(5)])
    lines = await bulk.lines(told)
    assert [line["line"] for line in lines] == [1, 2, 3, 4, 5]
    assert [line["data"]["partyCreate"]["party"]["number"] for line in lines] == await made(bulk)
    assert (told["state"], told["rowCount"], told["failedCount"]) == ("COMPLETED", 5, 0)


async def test_what_is_refused_leaves_the_others_done(bulk: Bulk) -> None:
    lines = [party(bulk, "N-1"), party(bulk, "P-0001"), b"{not json\n", b"[]\n", b"\n", {}, party(bulk, "N-2")]
    told = await bulk.all_done(CREATE, lines)
    answers = await bulk.lines(told)
    unreadable = ["BAD_USER_INPUT"]
    assert codes(answers) == [[], ["ALREADY_TAKEN"], unreadable, unreadable, ["BAD_USER_INPUT"], []]
    assert [line["line"] for line in answers] == [1, 2, 3, 4, 6, 7]
    assert (await made(bulk), told["failedCount"]) == (["N-1", "N-2"], 4)


async def test_all_or_none_are_done_where_that_is_wanted(bulk: Bulk) -> None:
    refused = await bulk.all_done(CREATE, [party(bulk, "N-1"), party(bulk, "P-0001")], errorPolicy="REJECT_ALL")
    assert codes(await bulk.lines(refused)) == [["ROLLED_BACK"], ["ALREADY_TAKEN"]]
    assert (await made(bulk), refused["failedCount"]) == ([], 2)
    done = await bulk.all_done(CREATE, [party(bulk, "N-1"), party(bulk, "N-2")], errorPolicy="REJECT_ALL")
    assert (await made(bulk), done["failedCount"]) == (["N-1", "N-2"], 0)


async def test_each_line_is_within_what_a_request_may_cost(bulk: Bulk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "COST", -1)
    told = await bulk.all_done(CREATE, [party(bulk, "N-1")], errorPolicy="REJECT_ALL")
    assert (codes(await bulk.lines(told)), await made(bulk)) == ([["COST_LIMIT_EXCEEDED"]], [])


@pytest.mark.parametrize("ended", [BulkRightsEnded, CalledOff])
async def test_all_lines_are_wanted_still_when_they_are_committed(
    bulk: Bulk, monkeypatch: pytest.MonkeyPatch, ended: type[Exception]
) -> None:
    steps = Doing._steps  # pyright: ignore[reportPrivateUsage] - the rights end after they were looked at first

    async def refused(*_: object) -> None:
        raise ended

    def read(self: Doing, line: Line) -> Sequence[AnyStep]:
        monkeypatch.setattr(RightsWatch, "require", refused)
        return steps(self, line)

    monkeypatch.setattr(Doing, "_steps", read)
    told = await bulk.all_done(CREATE, [party(bulk, "N-1"), party(bulk, "N-2")], errorPolicy="REJECT_ALL")
    assert (told["errorCode"], told["rowCount"]) == ("BULK_RIGHTS_ENDED" if ended is BulkRightsEnded else None, 0)
    assert await made(bulk) == []


@pytest.mark.parametrize("policy", ["REJECT_ALL", "REJECT_FAILED"])
async def test_lines_wait_while_nothing_can_be_written(bulk: Bulk, policy: str) -> None:
    asked = await bulk.ask_to_do(CREATE, [party(bulk, "N-1")], errorPolicy=policy)
    switch = ReadOnly.of(bulk.settings)
    switch.begin("Moving house")
    try:
        with pytest.raises(RetryRequested):
            await bulk.work(asked)
    finally:
        switch.end()
    assert await made(bulk) == []
    await bulk.shop.owner.execute("update queue.pgqueuer set execute_after = now()")
    assert await bulk.work(asked)
    assert ((await bulk.told(asked))["state"], await made(bulk)) == ("COMPLETED", ["N-1"])


async def test_a_line_that_was_done_and_not_written_down_is_not_done_twice(
    bulk: Bulk, monkeypatch: pytest.MonkeyPatch
) -> None:
    each, failed = Doing.each, False

    async def killed(self: Doing, line: Line) -> Told:
        nonlocal failed
        told = await each(self, line)
        if line.number == 2 and not failed:
            failed = True
            raise ConnectionError("as if killed after the commit")
        return told

    monkeypatch.setattr(Doing, "each", killed)
    asked = await bulk.ask_to_do(CREATE, [party(bulk, f"N-{n}") for n in range(3)])
    with pytest.raises(Exception, match="as if killed"):
        await bulk.work(asked)
    assert await made(bulk) == ["N-0", "N-1"]
    await bulk.shop.owner.execute("update queue.pgqueuer set execute_after = now()")
    assert await bulk.work(asked)
    lines = await bulk.lines(await bulk.told(asked))
    assert (codes(lines), await made(bulk)) == ([[], [], []], ["N-0", "N-1", "N-2"])


async def test_what_is_done_stays_and_is_told_of_where_the_rights_end(
    bulk: Bulk, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0

    async def ended(_watch: RightsWatch) -> None:
        nonlocal looks
        looks += 1
        if looks > 2:
            raise BulkRightsEnded

    monkeypatch.setattr(RightsWatch, "require", ended)
    told = await bulk.all_done(CREATE, [party(bulk, f"N-{n}") for n in range(3)])
    assert (told["state"], told["errorCode"], told["rowCount"]) == ("FAILED", "BULK_RIGHTS_ENDED", 1)
    assert (len(await bulk.lines(told)), await made(bulk)) == (1, ["N-0"])


async def test_what_is_called_off_stays_as_far_as_it_came(bulk: Bulk) -> None:
    asked = await bulk.ask_to_do(CREATE, [party(bulk, "N-1")])
    cancel = f'mutation {{ bulkMutationCancel(id: "{asked["bulkOperation"]["id"]}") {{ errors {{ code }} }} }}'
    assert (await bulk.shop.ask(cancel, token=bulk.token()))["data"]["bulkMutationCancel"]["errors"] == []
    assert await bulk.work(asked)
    assert ((await bulk.told(asked))["state"], await made(bulk)) == ("CANCELED", [])
    assert await bulk.shop.owner.fetchval(KEPT, asked["bulkOperation"]["id"].removeprefix("BulkOperation:")) is None


async def test_what_is_called_off_when_its_worker_was_killed_is_told_of(
    bulk: Bulk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await bulk.ask_to_do(CREATE, [party(bulk, f"N-{n}") for n in range(3)])
    cancel = f'mutation {{ bulkMutationCancel(id: "{asked["bulkOperation"]["id"]}") {{ errors {{ code }} }} }}'
    each = Doing.each

    async def killed(self: Doing, line: Line) -> Told:
        if line.number == 2:
            await bulk.shop.ask(cancel, token=bulk.token())
            raise ConnectionError("as if killed")
        return await each(self, line)

    monkeypatch.setattr(Doing, "each", killed)
    with pytest.raises(RetryRequested):
        await bulk.work(asked)
    await bulk.shop.owner.execute("update queue.pgqueuer set execute_after = now()")
    assert await bulk.work(asked)
    told = await bulk.told(asked)
    assert (told["state"], told["rowCount"], len(await bulk.lines(told))) == ("CANCELED", 1, 1)


async def test_more_lines_than_there_may_be_are_not_begun(bulk: Bulk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutations, "LINES_MAX", 1)
    told = await bulk.all_done(CREATE, [party(bulk, "N-1"), party(bulk, "N-2")])
    assert (told["state"], told["errorCode"], await made(bulk)) == ("FAILED", "BULK_TOO_LARGE", [])


def test_lines_are_read_no_further_than_to_the_first_too_many() -> None:
    text = b"11\n" * 200_000
    tracemalloc.start()
    with pytest.raises(BulkTooLarge):
        mutations.lines_of(text, 1_000)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1_000_000
    assert mutations.lines_of(b"1\n\n 2 \n3", 3) == [(1, b"1"), (3, b" 2 "), (4, b"3")]


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("{ units { nodes { id } } }", "It is not a mutation"),
        ("mutation { notificationReadAll { __typename } }", "errors of its payload"),
        (
            "mutation { a: notificationReadAll { errors { code } } b: notificationReadAll { errors { code } } }",
            "one mutation",
        ),
        ('mutation { notificationReadAll(idempotencyKey: "1") { errors { code } } }', "a key of its own"),
    ],
)
async def test_what_is_no_single_mutation_is_refused(bulk: Bulk, document: str, problem: str) -> None:
    (error,) = (await bulk.ask_to_do(document, [{}]))["errors"]
    assert (error["code"], error["path"]) == ("BULK_DOCUMENT_UNFIT", ["input", "document"])
    assert problem in error["message"]


async def test_who_may_not_do_it_is_refused(bulk: Bulk) -> None:
    token = bulk.token(RoleCode.AUDITOR)
    answer = await bulk.ask_to_do(CREATE, [party(bulk, "N-1")], token=token)
    assert answer["errors"][0]["extensions"]["permission"] == "platform.bulk:mutate"


async def test_a_file_of_somebody_else_is_not_found(bulk: Bulk) -> None:
    other = bulk.token(subject=str(UUID(int=7)))
    (error,) = (await bulk.ask_to_do(CREATE, [party(bulk, "N-1")], token=other))["errors"]
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "fileId"])
