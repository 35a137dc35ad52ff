"""Registered operations are asked for by their ids on every way that operations come."""

from tests.persisted.program import PROGRESS, READ_ALL, UNITS, Program, code, hash_of, id_of, listed, until
from tests.transports.listeners import events


async def test_by_a_request(program: Program) -> None:
    await program.register(listed(UNITS))
    answer = await program.ask(documentId=id_of(UNITS))
    assert (answer.status_code, answer.json()["data"]["units"].keys()) == (200, {"totalCount"})


async def test_by_get(program: Program) -> None:
    await program.register(listed(UNITS, READ_ALL))
    assert (await program.get(documentId=id_of(UNITS))).status_code == 200
    assert code(await program.get(documentId=id_of(READ_ALL))) == (405, "METHOD_NOT_ALLOWED")


async def test_by_a_socket(program: Program) -> None:
    await program.register(listed(UNITS, PROGRESS))
    async with program.listeners.known() as socket:
        await socket.say(type="subscribe", id="1", payload={"documentId": id_of(UNITS)})
        assert (await socket.hear_of("units")).keys() == {"totalCount"}
        assert (await socket.hear())["type"] == "complete"
        await socket.say(type="subscribe", id="2", payload={"documentId": id_of(PROGRESS), "query": ""})
        job = await program.listeners.job()
        await program.listeners.work(job)
        assert {each["kind"] for each in await socket.changes(1)} <= {"ENTERED", "CHANGED"}


async def test_a_socket_tells_what_is_not_registered_and_stays_open(program: Program) -> None:
    async with program.listeners.known() as socket:
        await socket.say(type="subscribe", id="1", payload={"documentId": id_of(UNITS)})
        told = await socket.hear()
        assert (told["type"], told["payload"][0]["extensions"]["code"]) == ("error", "PERSISTED_DOCUMENT_NOT_FOUND")
        await socket.subscribe(UNITS)
        assert (await socket.hear())["type"] == "next"


async def test_by_a_stream(program: Program) -> None:
    await program.register(listed(PROGRESS))
    headers = {"authorization": f"Bearer {program.listeners.token}", "accept": "text/event-stream"}
    body = {"documentId": id_of(PROGRESS)}
    async with program.listeners.client.stream("POST", "/graphql", json=body, headers=headers) as response:
        assert response.status_code == 200
        await program.listeners.work(await program.listeners.job())
        async for event in events(response):
            assert event["event"] == "next"
            break


async def test_by_the_id_of_its_own(program: Program) -> None:
    await program.register({"0123456789abcdef0123456789abcdef": UNITS})
    for document_id in ("0123456789abcdef0123456789abcdef", id_of(UNITS), hash_of(UNITS)):
        assert (await program.ask(documentId=document_id)).status_code == 200


async def test_of_several_operations_one_is_named(program: Program) -> None:
    both = f"{UNITS} query Companies {{ companies(first: 1) {{ totalCount }} }}"
    await program.register(listed(both))
    assert code(await program.ask(documentId=id_of(both))) == (400, "OPERATION_RESOLUTION_FAILED")
    answer = await program.ask(documentId=id_of(both), operationName="Companies")
    assert answer.json()["data"].keys() == {"companies"}


async def test_what_another_program_has_registered_is_not_found(program: Program) -> None:
    await program.register(listed(UNITS))
    stranger = program.people.token(await program.people.grant(await program.people.hire()))
    answer = await program.ask(stranger, documentId=id_of(UNITS))
    assert code(answer) == (400, "PERSISTED_DOCUMENT_NOT_FOUND")


async def test_what_is_taken_back_is_asked_for_no_more(program: Program) -> None:
    await program.register(listed(UNITS))
    assert (await program.ask(documentId=id_of(UNITS))).status_code == 200
    assert await program.unregister(id_of(UNITS)) == {"removed": 1, "errors": []}
    await until(program, 400, documentId=id_of(UNITS))


async def test_a_document_is_named_or_sent(program: Program) -> None:
    refused = [
        await program.ask(query=UNITS, documentId=id_of(UNITS)),
        await program.ask(documentId="not an id"),
        await program.ask(documentId=7),
        await program.ask(),
        await program.ask(query=""),
    ]
    assert [code(each) for each in refused] == [(400, "BAD_REQUEST")] * len(refused)
