"""What documents name that are run in bulk is used by their program, like what it asks for at once."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

import pytest
from graphql import GraphQLSchema

from server.graphql import deprecated
from tests.bulk.conftest import MUTATE, RUN, Bulk
from tests.bulk.test_mutations import CREATE, party
from tests.server.site import running

USAGE = '{ schemaUsage(coordinate: "%s") { uses { client requests } errors { code } } }'


REASON = "Use another. Sunset 2027-06-01."


@pytest.fixture
async def going(bulk: Bulk, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Bulk]:
    """A server of which websites and mutations of parties are to go."""

    def found(_schema: GraphQLSchema) -> list[tuple[str, str]]:
        return [(each, REASON) for each in ("Party.website", "PartyCreateInput.website", "Mutation.partyCreate")]

    monkeypatch.setattr(deprecated, "reasons", found)
    async with running(bulk.settings, bulk.shop.database) as site:
        yield replace(bulk, shop=replace(bulk.shop, site=site))


def told_of(answer: dict[str, Any]) -> list[str]:
    """Give what an answer says is to go."""
    return [each["coordinate"] for each in answer.get("extensions", {}).get("deprecations", [])]


async def used(bulk: Bulk, coordinate: str) -> int:
    """Say in how many requests the program of the shop has named a part of the schema, as everybody is told."""
    told = (await bulk.shop.ask(USAGE % coordinate, token=bulk.shop.token(everywhere=True)))["data"]["schemaUsage"]
    assert told["errors"] == []
    return sum(each["requests"] for each in told["uses"])


async def test_a_query_counts_once_when_it_is_read(bulk: Bulk) -> None:
    document = "query ($filter: PartyFilter) { parties(filter: $filter) { nodes { website } } }"
    parts = ("Party.website", "PartyFilter.number", "Query.parties(first:)")
    before = [await used(bulk, each) for each in parts]
    asked = await bulk.ask(document, variables={"filter": {"number": {"eq": "P-0007"}}})
    assert [await used(bulk, each) for each in parts] == before
    assert await bulk.work(asked)
    # That it is read page by page is ours.
    assert [await used(bulk, each) for each in parts] == [before[0] + 1, before[1] + 1, before[2]]


@pytest.mark.parametrize("policy", ["REJECT_FAILED", "REJECT_ALL"])
async def test_a_mutation_counts_with_each_line_and_what_that_names(bulk: Bulk, policy: str) -> None:
    parts = ("Mutation.partyCreate", "PartyCreateInput.website")
    before = [await used(bulk, each) for each in parts]
    with_website = party(bulk, "N-2")
    with_website["input"]["website"] = "https://example.org"
    await bulk.all_done(CREATE, [party(bulk, "N-1"), with_website], errorPolicy=policy)
    assert [await used(bulk, each) for each in parts] == [before[0] + 2, before[1] + 1]


async def test_the_program_is_told_what_of_a_query_is_to_go(going: Bulk) -> None:
    for field, told in (("website", ["Party.website"]), ("name", [])):
        asked = {"document": f"{{ parties {{ nodes {{ {field} }} }} }}"}
        assert told_of(await going.shop.ask(RUN, {"input": asked}, token=going.token())) == told


@pytest.mark.parametrize("policy", ["REJECT_FAILED", "REJECT_ALL"])
async def test_the_program_is_told_what_of_a_mutation_and_of_a_line_is_to_go(going: Bulk, policy: str) -> None:
    with_website = party(going, "N-2")
    with_website["input"]["website"] = "https://example.org"
    file = await going.brought([party(going, "N-1"), with_website])
    said = {"input": {"document": CREATE, "fileId": file, "errorPolicy": policy}}
    answer = await going.shop.ask(MUTATE, said, token=going.token())
    assert told_of(answer) == ["Mutation.partyCreate"]
    asked = answer["data"]["bulkMutationRun"]
    assert await going.work(asked)
    lines = await going.lines(await going.told(asked))
    assert [told_of(line) for line in lines] == [[], ["PartyCreateInput.website"]]


async def test_a_line_that_cannot_be_read_uses_nothing(bulk: Bulk) -> None:
    before = await used(bulk, "Mutation.partyCreate")
    await bulk.all_done(CREATE, [{}, b"no json\n"])
    assert await used(bulk, "Mutation.partyCreate") == before
