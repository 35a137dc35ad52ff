"""A program that is limited to its registered operations runs no others in bulk."""

from uuid import uuid4

import pytest

from tests.access.people import People
from tests.bulk.conftest import ALL, FOLLOW, MUTATE, RUN, Bulk
from tests.bulk.test_mutations import CREATE


@pytest.fixture
def people(bulk: Bulk) -> People:
    """Who works in the company."""
    return People(bulk.shop.site, bulk.shop.owner, bulk.settings, bulk.company, bulk.company)


async def test_reads_by_what_is_registered_alone(bulk: Bulk, people: People) -> None:
    granted = await people.limited(RUN, FOLLOW)
    token = people.token(granted)
    (error,) = (await bulk.ask(token=token))["errors"]
    assert (error["code"], error["path"]) == ("OPERATION_NOT_REGISTERED", ["input", "document"])
    await people.register(granted.client, ALL)
    assert (await bulk.done(token=token))["state"] == "COMPLETED"
    (error,) = (await bulk.ask(f"{ALL} ", token=token))["errors"]
    assert error["code"] == "OPERATION_NOT_REGISTERED"


async def test_writes_by_what_is_registered_alone(bulk: Bulk, people: People) -> None:
    granted = await people.limited(MUTATE)
    given = {"input": {"document": CREATE, "fileId": f"File:{uuid4()}"}}
    codes = list[tuple[str, list[str]]]()
    for documents in ((), (CREATE,)):
        await people.register(granted.client, *documents)
        answer = await bulk.shop.ask(MUTATE, given, token=people.token(granted))
        (error,) = answer["data"]["bulkMutationRun"]["errors"]
        codes.append((error["code"], error["path"]))
    assert codes == [("OPERATION_NOT_REGISTERED", ["input", "document"]), ("NOT_FOUND", ["input", "fileId"])]


async def test_others_run_whatever_they_may(bulk: Bulk, people: People) -> None:
    granted = await people.limited(only=False)
    assert (await bulk.done(token=people.token(granted)))["state"] == "COMPLETED"
