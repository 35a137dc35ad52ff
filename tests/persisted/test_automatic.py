"""Clients of Apollo send a hash first, and the document where it is not known yet."""

from typing import Any

import orjson

from server.persisted.automatic import BYTES_MAX, CLIENTS_MAX, Automatic
from tests.persisted.program import UNITS, Program, code, hash_of, listed, until


def by_hash(sha256: str = hash_of(UNITS), **other: Any) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": sha256, **other}}


async def test_a_document_is_sent_once(program: Program) -> None:
    answer = await program.ask(extensions=by_hash())
    assert code(answer) == (400, "PERSISTED_QUERY_NOT_FOUND")
    assert answer.json()["errors"][0]["message"] == "PersistedQueryNotFound"
    assert (await program.ask(query=UNITS, extensions=by_hash())).status_code == 200
    assert (await program.ask(extensions=by_hash())).status_code == 200
    assert (await program.get(extensions=orjson.dumps(by_hash()).decode())).status_code == 200


async def test_whoever_takes_plain_json_is_told_with_200(program: Program) -> None:
    headers = {"authorization": f"Bearer {program.listeners.token}", "accept": "application/json"}
    answer = await program.listeners.client.post("/graphql", json={"extensions": by_hash()}, headers=headers)
    assert code(answer) == (200, "PERSISTED_QUERY_NOT_FOUND")


async def test_over_a_socket_as_well(program: Program) -> None:
    async with program.listeners.known() as socket:
        for id_, payload in enumerate([{}, {"query": UNITS}, {}]):
            await socket.say(type="subscribe", id=str(id_), payload={**payload, "extensions": by_hash()})
        heard = [await socket.hear() for _ in range(5)]
    assert sorted((each["id"], each["type"]) for each in heard) == [
        ("0", "error"), ("1", "complete"), ("1", "next"), ("2", "complete"), ("2", "next"),
    ]  # fmt: skip


async def test_what_is_registered_is_known_by_its_hash(program: Program) -> None:
    await program.register(listed(UNITS))
    assert (await program.ask(extensions=by_hash())).status_code == 200


async def test_what_is_taken_back_is_known_by_its_hash_no_more(program: Program) -> None:
    await program.register(listed(UNITS))
    await program.ask(extensions=by_hash())
    await program.unregister(hash_of(UNITS))
    await until(program, 400, extensions=by_hash())


async def test_another_program_knows_nothing_of_it(program: Program) -> None:
    await program.ask(query=UNITS, extensions=by_hash())
    stranger = program.people.token(await program.people.grant(await program.people.hire()))
    assert code(await program.ask(stranger, extensions=by_hash())) == (400, "PERSISTED_QUERY_NOT_FOUND")


async def test_refuses_what_does_not_fit(program: Program) -> None:
    other = hash_of("{ companies(first: 1) { totalCount } }")
    refused = [
        await program.ask(query=UNITS, extensions=by_hash(other)),
        await program.ask(extensions=by_hash(version=2)),
        await program.ask(extensions={"persistedQuery": True}),
        await program.ask(query="{ nothing }", extensions=by_hash(hash_of("{ nothing }"))),
        await program.ask(extensions=by_hash(hash_of("{ nothing }"))),
    ]
    assert [code(each)[1] for each in refused] == [
        "PERSISTED_QUERY_MISMATCH", "PERSISTED_QUERY_NOT_SUPPORTED", "BAD_REQUEST", "GRAPHQL_VALIDATION_FAILED",
        "PERSISTED_QUERY_NOT_FOUND",
    ]  # fmt: skip


def test_keeps_for_each_client_what_was_used_last_to_within_bounds() -> None:
    automatic, large = Automatic(), "x" * (BYTES_MAX // 2)
    for name in "abc":
        automatic.keep("shop", name, large)
        automatic.find("shop", "a")
    assert [automatic.find("shop", name) is not None for name in "abc"] == [True, False, True]
    automatic.keep("shop", "c", "small")
    assert automatic.find("shop", "c") == "small"


def test_keeps_for_so_many_clients() -> None:
    automatic = Automatic()
    for number in range(CLIENTS_MAX + 1):
        automatic.keep(str(number), "a", UNITS)
    assert (automatic.find("0", "a"), automatic.find("1", "a")) == (None, UNITS)
