"""A list is written whole, as it is at one moment, and as far as whoever asks may read it."""

from uuid import UUID

import pytest

from auth.roles import RoleCode
from kernel.clock import SystemClock
from server.bulk.paged import ADDED, without_added
from server.cli.usage import usage_of
from tests.bulk.conftest import PARTIES, Bulk

CHILDREN = """
update party set parent_id = (select id from party where company_id = $1 and number = 'P-0001')
where company_id = $1 and number in ('P-0002', 'P-0003')
"""
EXPORTED = (
    "select attempted, facts ->> 'rows', company_id from audit_entry where operation = 'EXPORTED' and entity_id = $1"
)


async def test_a_list_of_several_pages_is_written_whole(bulk: Bulk) -> None:
    told = await bulk.done()
    lines = await bulk.lines(told)
    assert [line["number"] for line in lines] == [f"P-{n:04}" for n in range(1, PARTIES + 1)]
    assert {frozenset(line) for line in lines} == {frozenset({"id", "number"})}
    assert (told["state"], told["rowCount"], told["pageCount"]) == ("COMPLETED", PARTIES, 3)
    assert told["job"]["state"] == "DONE"


async def test_filters_variables_fragments_and_edges_are_those_of_the_document(bulk: Bulk) -> None:
    document = """
      query Other { parties { nodes { id } } }
      query Some($filter: PartyFilter) { all: parties(filter: $filter) { edges { node { ...Name } } } }
      fragment Name on Party { called: number }
    """
    given = {"filter": {"number": {"in": ["P-0007", "P-0009"]}}}
    told = await bulk.done(document, operationName="Some", variables=given)
    assert sorted(line["called"] for line in await bulk.lines(told)) == ["P-0007", "P-0009"]


async def test_where_nothing_is_found_there_is_no_file(bulk: Bulk) -> None:
    told = await bulk.done('{ parties(filter: { number: { eq: "none" } }) { nodes { id } } }')
    assert (told["state"], told["rowCount"], told["downloadUrl"]) == ("COMPLETED", 0, None)


async def test_counts_as_used(bulk: Bulk) -> None:
    document = "query ($number: String!) { parties(filter: { number: { eq: $number } }) { nodes { id } } }"
    for _ in range(2):
        await bulk.ask(document, variables={"number": "P-0007"})
    usage = await usage_of(bulk.shop.database, SystemClock().now().date())
    (stored,) = (each for each in usage.documents if each.name.endswith(" (BulkOperation)"))
    assert (stored.document, stored.variables) == (document, {"number": "P-0007"})


async def test_what_was_taken_out_stands_in_the_audit(bulk: Bulk) -> None:
    asked = await bulk.ask()
    await bulk.work(asked)
    key = UUID(asked["bulkOperation"]["id"].removeprefix("BulkOperation:"))
    found = [tuple(row) for row in await bulk.shop.owner.fetch(EXPORTED, key)]
    assert found == [("bulk.query", str(PARTIES), bulk.company)]


def test_values_that_are_json_stay_as_they_are() -> None:
    node = {"facts": {"bulkPage": {"hasNextPage": True}}, "children": {ADDED: {"hasNextPage": False}}}
    assert without_added(node) is None
    assert node == {"facts": {"bulkPage": {"hasNextPage": True}}, "children": {}}


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("{ parties(first: 5) { nodes { id } } }", "`first` is for whoever turns pages"),
        ("{ parties { totalCount nodes { id } } }", "something else than its nodes"),
        ("{ parties { edges { cursor node { id } } } }", "something else than its node"),
        ("{ parties { nodes { id } } units { nodes { id } } }", "something else than one list"),
        ("{ viewer { id } }", "viewer is no list of pages"),
        # The name is another one in each process, so it is no part of what the test is called.
        pytest.param(f"{{ parties {{ nodes {{ {ADDED}: id }} }} }}", "is a name of ours here", id="a name of ours"),
        ("{ parties { nodes { nothing } } }", "Cannot query field"),
        ("mutation { notificationReadAll { errors { code } } }", "It is not a query"),
        ("{ parties {", "Syntax Error"),
    ],
)
async def test_what_is_no_query_of_one_list_is_refused(bulk: Bulk, document: str, problem: str) -> None:
    (error,) = (await bulk.ask(document))["errors"]
    assert (error["code"], error["path"]) == ("BULK_DOCUMENT_UNFIT", ["input", "document"])
    assert problem in error["message"]


async def test_a_list_within_that_has_more_than_was_asked_for_ends_it(bulk: Bulk) -> None:
    await bulk.shop.owner.execute(CHILDREN, bulk.company)
    told = await bulk.done("{ parties { nodes { id children(first: 1) { nodes { number } } } } }")
    assert (told["state"], told["errorCode"], told["downloadUrl"]) == ("FAILED", "BULK_LIST_TOO_LONG", None)
    assert "children of Party:" in told["errorMessage"]


async def test_a_list_within_may_be_cut_where_its_reader_is_told(bulk: Bulk) -> None:
    await bulk.shop.owner.execute(CHILDREN, bulk.company)
    told = await bulk.done(
        "{ parties { nodes { number children(first: 1) { nodes { number } pageInfo { hasNextPage } } } } }"
    )
    (longer,) = [line for line in await bulk.lines(told) if line["children"]["pageInfo"]["hasNextPage"]]
    assert (longer["number"], len(longer["children"]["nodes"])) == ("P-0001", 1)


async def test_a_query_that_may_not_be_read_as_a_whole_is_refused(bulk: Bulk) -> None:
    scope = "platform.bulk:query platform.party:read"
    token = bulk.shop.token(RoleCode.SALES_REP, companies=[bulk.company], scope=scope)
    (error,) = (await bulk.ask("{ parties { nodes { id contacts { email } } } }", token=token))["errors"]
    assert (error["code"], error["permission"]) == ("BULK_FIELD_FORBIDDEN", "platform.party_contact:read")
