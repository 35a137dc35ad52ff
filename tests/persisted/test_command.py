"""`./torso operations`: whoever runs the database registers for any program."""

import pytest

from server.cli.operations import checking, listed_in, register_in, unregister_in
from server.database import Database
from server.errors import OperatorError
from tests.persisted.program import UNITS, Program, code, id_of, until


async def test_registers_lists_and_takes_back(program: Program, persisted_database: Database) -> None:
    client, documents = program.listeners.granted.client_id, checking()
    done = await register_in(persisted_database, client, {"units": UNITS}, documents)
    assert (done.added, done.listed) == (1, 1)
    assert (await program.ask(documentId="units")).status_code == 200
    assert [row[:3] for row in await listed_in(persisted_database, client)] == [[id_of(UNITS), "units", "Units"]]
    assert await unregister_in(persisted_database, client, ["units"]) == 1
    await until(program, 400, documentId="units")
    assert code(await program.ask(documentId="units")) == (400, "PERSISTED_DOCUMENT_NOT_FOUND")


async def test_says_what_is_wrong(program: Program, persisted_database: Database) -> None:
    client, documents = program.listeners.granted.client_id, checking()
    with pytest.raises(OperatorError, match="There is no program nobody"):
        await register_in(persisted_database, "nobody", {}, documents)
    with pytest.raises(OperatorError, match=r"manifest\.a: This document cannot be registered"):
        await register_in(persisted_database, client, {"a": "{ nothing }", "b": "{"}, documents)
    with pytest.raises(OperatorError, match=r"documentIds\.0: "):
        await unregister_in(persisted_database, client, ["a"])
