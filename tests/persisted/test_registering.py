"""The build of a program registers its operations: all of them or none, each for good under its id."""

from typing import Any

import asyncpg
import pytest

from auth.roles import RoleCode
from kernel.clock import SystemClock
from server.cli.usage import usage_of
from server.database import Database
from services.platform.persisted_operation.registering import AT_ONCE_MAX
from tests.persisted.program import UNITS, Program, hash_of, id_of, listed
from tests.schema import builders

COMPANIES = "query Companies { companies(first: 1) { totalCount } }"
APOLLO = {"format": "apollo-persisted-query-manifest", "version": 1}


def refusals(payload: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(each["code"], each["path"]) for each in payload["errors"]]


@pytest.mark.parametrize(
    ("manifest", "own_id"),
    [
        ({**APOLLO, "operations": [{"id": hash_of(UNITS), "name": "Units", "type": "query", "body": UNITS}]}, None),
        ({"7dba4bd717b41f10434822356a93c32b": UNITS}, "7dba4bd717b41f10434822356a93c32b"),
        ({id_of(UNITS): UNITS}, None),
    ],
    ids=["Apollo", "Relay", "graphql-codegen"],
)
async def test_takes_the_files_of_the_usual_tools(program: Program, manifest: object, own_id: str | None) -> None:
    done = await program.register(manifest)
    assert (done["added"], done["listed"], done["errors"]) == (1, 1, [])
    assert done["oauthClient"]["persistedOperations"]["nodes"] == [
        {"documentId": id_of(UNITS), "ownId": own_id, "operationNames": ["Units"], "document": UNITS}
    ]


async def test_what_was_registered_before_stays(program: Program) -> None:
    await program.register(listed(UNITS))
    again = await program.register(listed(UNITS, COMPANIES))
    assert (again["added"], again["listed"]) == (1, 2)
    assert len(again["oauthClient"]["persistedOperations"]["nodes"]) == 2


async def test_registers_nothing_where_something_does_not_fit(program: Program) -> None:
    await program.register({"units": UNITS})
    done = await program.register(
        {"a": COMPANIES, "b": "{ nothing }", "c": "{", "units": COMPANIES, "d": "type T { a: Int }"}
    )
    assert refusals(done) == [
        ("OPERATION_UNFIT", ["input", "manifest", "b"]),
        ("OPERATION_UNFIT", ["input", "manifest", "c"]),
        ("DOCUMENT_ID_TAKEN", ["input", "manifest", "units"]),
        ("OPERATION_UNFIT", ["input", "manifest", "d"]),
    ]
    assert (await program.ask(documentId="a")).status_code == 400


@pytest.mark.parametrize(
    ("manifest", "code", "path"),
    [
        ([], "MANIFEST_UNFIT", []),
        ({"format": "other", "operations": []}, "MANIFEST_UNFIT", []),
        ({**APOLLO, "operations": [{"id": "a"}]}, "MANIFEST_UNFIT", ["operations", "0", "body"]),
        ({"a": 7}, "MANIFEST_UNFIT", ["a"]),
        ({"an id": UNITS}, "DOCUMENT_ID_UNFIT", ["an id"]),
        ({hash_of(COMPANIES): UNITS}, "DOCUMENT_ID_UNFIT", [hash_of(COMPANIES)]),
        ({f"a{n}": UNITS for n in range(AT_ONCE_MAX + 1)}, "TOO_MANY_AT_ONCE", []),
    ],
)
async def test_refuses_what_is_no_manifest(program: Program, manifest: object, code: str, path: list[str]) -> None:
    assert refusals(await program.register(manifest)) == [(code, ["input", "manifest", *path])]


async def test_a_ci_job_registers_for_its_own_program_alone(program: Program) -> None:
    people = program.people
    build = await people.program(kind="CONFIDENTIAL", grant_types=["client_credentials"])
    role, _ = await people.compose("platform.persisted_operation:write", "platform.persisted_operation:read")
    await people.owner.execute("insert into oauth_client_role (client_id, role_id) values ($1, $2)", build[0], role)
    token = people.token(await people.grant(None, build))
    assert (await program.register(listed(UNITS), token, f"OAuthClient:{build[0]}"))["added"] == 1


async def test_takes_somebody_who_reaches_the_program(program: Program) -> None:
    people = program.people
    here = people.token(await people.grant(await people.hire(RoleCode.ADMIN)))
    assert refusals(await program.register(listed(UNITS), here)) == [("NOT_FOUND", ["input", "clientId"])]
    assert await program.register(listed(UNITS), program.listeners.token) == {
        "denied": "platform.persisted_operation:write"
    }


async def test_a_partner_registers_for_programs_of_its_own(program: Program) -> None:
    people = program.people
    customer = await builders.party(people.owner, people.company, "C-1")
    own, _ = await people.program(party_id=customer, company_id=people.company)
    partner = await people.hire(None, party_id=customer)
    await people.give(partner, RoleCode.PARTNER_CUSTOMER, people.company)
    token = people.token(await people.grant(partner))
    assert (await program.register(listed(UNITS), token, f"OAuthClient:{own}"))["added"] == 1
    assert refusals(await program.register(listed(UNITS), token)) == [("NOT_FOUND", ["input", "clientId"])]


async def test_takes_back_what_is_there_alone(program: Program) -> None:
    await program.register({"units": UNITS})
    done = await program.unregister("units", id_of(COMPANIES))
    assert refusals(done) == [("NOT_FOUND", ["input", "documentIds", "1"])]
    assert (await program.unregister("units"))["removed"] == 1


async def test_counts_as_used(program: Program, persisted_database: Database) -> None:
    await program.register(listed(UNITS))
    usage = await usage_of(persisted_database, SystemClock().now().date())
    (stored,) = (each for each in usage.documents if each.name.startswith(program.listeners.granted.client_id))
    assert stored.document == UNITS


async def test_the_audit_tells_who_registered_what(program: Program) -> None:
    await program.register(listed(UNITS))
    query = "select after ->> 'document' from audit_entry where entity_type = 'PersistedOperation' and after ->> 'client_id' = $1"
    client = str(program.listeners.granted.client)
    assert await program.people.owner.fetchval(query, client) == UNITS


async def test_nobody_changes_a_document_in_the_database(program: Program, persisted_database: Database) -> None:
    await program.register(listed(UNITS))
    with pytest.raises(asyncpg.CheckViolationError, match="sha256_is_of_document"):
        await program.people.owner.execute("update persisted_operation set document = $1", COMPANIES)
    application = await asyncpg.connect(persisted_database.app_url)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await application.execute("update persisted_operation set own_id = 'other'")
    finally:
        await application.close()
