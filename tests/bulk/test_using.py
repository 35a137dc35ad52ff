"""What documents name that are run in bulk is used by their program, like what it asks for at once."""

import pytest

from tests.bulk.conftest import Bulk
from tests.bulk.test_mutations import CREATE, party

USAGE = '{ schemaUsage(coordinate: "%s") { uses { client requests } errors { code } } }'


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


async def test_a_line_that_cannot_be_read_uses_nothing(bulk: Bulk) -> None:
    before = await used(bulk, "Mutation.partyCreate")
    await bulk.all_done(CREATE, [{}, b"no json\n"])
    assert await used(bulk, "Mutation.partyCreate") == before
