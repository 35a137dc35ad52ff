"""A program that is limited to its registered operations runs no others in bulk."""

from collections.abc import Sequence
from uuid import uuid4

import pytest

from auth.roles import RoleCode
from tests.access.people import Granted, People
from tests.bulk.conftest import ALL, FOLLOW, MUTATE, RUN, Bulk
from tests.bulk.test_mutations import CREATE

REGISTER = """
insert into persisted_operation (client_id, sha256, operation_names, document)
select $1, encode(sha256(convert_to(document, 'UTF8')), 'hex'), '{}', document from unnest($2::text[]) as document
"""


@pytest.fixture
def people(bulk: Bulk) -> People:
    """Who works in the company."""
    return People(bulk.shop.site, bulk.shop.owner, bulk.settings, bulk.company, bulk.company)


async def limited(people: People, *documents: str, only: bool = True) -> Granted:
    """Let a program in that may ask by these documents, and give what somebody has granted it."""
    program = await people.program(only_persisted_operations=only)
    await register(people, program[0], documents)
    return await people.grant(await people.hire(RoleCode.ADMIN), program)


async def register(people: People, program: object, documents: Sequence[str]) -> None:
    """Register documents of a program."""
    await people.owner.execute(REGISTER, program, documents)


async def test_reads_by_what_is_registered_alone(bulk: Bulk, people: People) -> None:
    granted = await limited(people, RUN, FOLLOW)
    token = people.token(granted)
    (error,) = (await bulk.ask(token=token))["errors"]
    assert (error["code"], error["path"]) == ("OPERATION_NOT_REGISTERED", ["input", "document"])
    await register(people, granted.client, [ALL])
    assert (await bulk.done(token=token))["state"] == "COMPLETED"
    (error,) = (await bulk.ask(f"{ALL} ", token=token))["errors"]
    assert error["code"] == "OPERATION_NOT_REGISTERED"


async def test_writes_by_what_is_registered_alone(bulk: Bulk, people: People) -> None:
    granted = await limited(people, MUTATE)
    given = {"input": {"document": CREATE, "fileId": f"File:{uuid4()}"}}
    codes = list[tuple[str, list[str]]]()
    for documents in ((), (CREATE,)):
        await register(people, granted.client, documents)
        answer = await bulk.shop.ask(MUTATE, given, token=people.token(granted))
        (error,) = answer["data"]["bulkMutationRun"]["errors"]
        codes.append((error["code"], error["path"]))
    assert codes == [("OPERATION_NOT_REGISTERED", ["input", "document"]), ("NOT_FOUND", ["input", "fileId"])]


async def test_others_run_whatever_they_may(bulk: Bulk, people: People) -> None:
    granted = await limited(people, only=False)
    assert (await bulk.done(token=people.token(granted)))["state"] == "COMPLETED"
