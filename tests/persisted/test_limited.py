"""A program that is limited to its registered operations asks for nothing else."""

import asyncio

from tests.persisted.program import PROGRESS, UNITS, Program, code, hash_of, id_of, listed
from tests.transports.listeners import PATIENCE_SECONDS

NOT_REGISTERED = (403, "OPERATION_NOT_REGISTERED")
COMPANIES = "{ companies(first: 1) { totalCount } }"


async def test_asks_by_what_is_registered(program: Program) -> None:
    await program.register(listed(UNITS))
    await program.limit()
    hashed = {"persistedQuery": {"version": 1, "sha256Hash": hash_of(UNITS)}}
    answers = [
        await program.ask(documentId=id_of(UNITS)),
        await program.ask(extensions=hashed),
        await program.ask(query=UNITS),
    ]
    assert [each.status_code for each in answers] == [200, 200, 200]


async def test_asks_for_nothing_else(program: Program) -> None:
    await program.ask(query=COMPANIES, extensions={"persistedQuery": {"version": 1, "sha256Hash": hash_of(COMPANIES)}})
    await program.limit()
    hashed = {"persistedQuery": {"version": 1, "sha256Hash": hash_of(COMPANIES)}}
    refused = [
        await program.ask(query=COMPANIES),
        await program.ask(query="{ __schema { queryType { name } } }"),
        await program.ask(query="not even GraphQL"),
        await program.ask(extensions=hashed),
        await program.ask(query=COMPANIES, extensions=hashed),
        await program.get(query=COMPANIES),
    ]
    assert [code(each) for each in refused] == [NOT_REGISTERED] * len(refused)
    assert code(await program.ask(documentId=id_of(COMPANIES))) == (400, "PERSISTED_DOCUMENT_NOT_FOUND")


async def test_reads_no_schema(program: Program) -> None:
    await program.limit()
    headers = {"authorization": f"Bearer {program.listeners.token}"}
    assert code(await program.listeners.client.get("/schema.graphql", headers=headers)) == NOT_REGISTERED


async def test_sockets_and_streams_are_limited_too(program: Program) -> None:
    await program.limit()
    async with program.listeners.known() as socket:
        await socket.subscribe(PROGRESS)
        told = await socket.hear()
    assert told["payload"][0]["extensions"]["code"] == NOT_REGISTERED[1]
    async with program.listeners.stream(PROGRESS) as response:
        await response.aread()
        assert code(response) == NOT_REGISTERED


async def test_what_else_it_asks_for_is_a_denial_in_the_audit(program: Program) -> None:
    await program.limit()
    for _ in range(2):
        await program.ask(query=COMPANIES)
    find = (
        "select code, client_id from audit_entry where operation = 'DENIED' and attempted = 'operation' and actor = $1"
    )
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (found := await program.people.owner.fetch(find, program.listeners.granted.subject)):
            await asyncio.sleep(0.2)
    assert {(row["code"], row["client_id"]) for row in found} == {
        (NOT_REGISTERED[1], program.listeners.granted.client_id)
    }


async def test_in_its_own_name_as_well(program: Program) -> None:
    client = (program.listeners.granted.client, program.listeners.granted.client_id)
    token = program.people.token(await program.people.grant(None, client))
    await program.limit()
    assert code(await program.ask(token, query=COMPANIES)) == NOT_REGISTERED


async def test_asks_for_anything_again_when_it_is_not_limited_any_more(program: Program) -> None:
    await program.limit()
    await program.limit(only=False)
    assert (await program.ask(query=COMPANIES)).status_code == 200


async def test_whoever_lets_no_programs_in_limits_none(program: Program) -> None:
    document = f'mutation {{ done: oauthClientUpdate(input: {{ id: "{program.id}", version: 1, onlyPersistedOperations: true }}) {{ errors {{ code }} }} }}'
    answer = (await program.ask(query=document)).json()
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
