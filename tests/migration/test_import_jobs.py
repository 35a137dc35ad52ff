"""A frontend brings a company over: it sends a file, says what its columns are, tries, runs, corrects and takes back."""

import io
import zipfile
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from server.jobs.worker import tools_of
from server.settings import Settings
from tests.databases import MIGRATED, Databases
from tests.migration.import_site import ASK, CREATE, PARTIES, Importing
from tests.schema import builders
from tests.server.site import running
from tests.writing.shop import Shop

FATES = {"IMPORTED": 2, "MERGED": 0, "UNCHANGED": 0, "REJECTED": 1, "HELD_BACK": 0}


@pytest.fixture(scope="session")
async def shop(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server over a database of these tests."""
    database = await databases.make(f"imports_{worker_id}", MIGRATED)
    settings = Settings(home=run_directory / "home", pool_size_min=0, pool_size_max=4, write_pool_size=4)
    owner = await asyncpg.connect(database.owner_url)
    unit, other = await builders.unit(owner), await builders.company(owner, "OTHER")
    async with running(settings, database) as site:
        yield Shop(site, database, owner, other, other, unit)
    await owner.close()


@pytest.fixture
async def importing(shop: Shop) -> AsyncGenerator[Importing]:
    """A company of this test alone, and an administrator of it."""
    company = await builders.company(shop.owner, f"C{uuid7().hex[-12:]}")
    async with tools_of(shop.site.settings, shop.database) as tools:
        yield Importing(shop, tools, company)


def fates(stand: dict[str, Any]) -> dict[str, int]:
    """Give how many rows have which fate."""
    return {each["fate"]: each["rows"] for each in stand["report"]["fates"]}


async def test_a_file_comes_in_step_by_step(importing: Importing) -> None:
    created = (await importing.create(await importing.bring()))["importJob"]
    assert (created["state"], created["columns"], created["availableTransitions"]) == (
        "DRAFT", ["No", "Name", "Mail"], ["MAP"],
    )  # fmt: skip
    kept = (await importing.mapping())["importMapping"]
    mapped = (await importing.map(created, kept["id"]))["importJob"]
    assert (mapped["state"], mapped["availableTransitions"]) == ("MAPPED", ["MAP", "VALIDATE", "RUN"])
    run = await importing.done("importJobRun", mapped)
    assert (run["state"], fates(run), run["report"]["holds"]) == ("PARTIAL", FATES, True)
    assert run["report"]["reasons"] == [{"fate": "REJECTED", "code": "NOT_IN_FORM", "rows": 1}]
    assert (run["job"]["state"], run["job"]["progressDone"], run["availableTransitions"]) == ("DONE", 3, ["REVERT"])
    assert await importing.parties() == ["ACME Ltd", "Carl Ltd"]


async def test_a_try_tells_the_same_and_writes_nothing(importing: Importing) -> None:
    tried = await importing.done("importJobValidate", await importing.mapped())
    assert (tried["state"], await importing.parties()) == ("VALIDATED", [])
    assert await importing.shop.owner.fetchval(
        "select count(*) from import_row where job_id = $1", tried["id"].removeprefix("ImportJob:")
    ) == 0  # fmt: skip
    run = await importing.done("importJobRun", tried)
    assert run["report"] == tried["report"]


async def test_every_row_tells_what_became_of_it(importing: Importing) -> None:
    run = await importing.done("importJobRun", await importing.mapped())
    query = """
      query ($id: ID!) {
        importJob(id: $id) {
          rows(first: 10) { nodes { part number fate code entity { ... on Party { name } } values changes { field rule } } }
          rejected: rows(first: 10, filter: { fate: { eq: REJECTED } }) { totalCount }
        }
      }
    """
    found = (await importing.ask(query, id=run["id"]))["importJob"]
    first, second, third = found["rows"]["nodes"]
    assert (first["fate"], first["entity"], first["values"]) == ("IMPORTED", {"name": "ACME Ltd"}, None)
    assert [change["field"] for change in first["changes"]] == ["name"]
    assert (second["fate"], second["code"], second["entity"]) == ("REJECTED", "NOT_IN_FORM", None)
    assert second["values"] == {"No": "C2", "Name": "Bell Ltd", "Mail": "not mail"}
    assert (third["number"], found["rejected"]["totalCount"]) == (3, 1)


async def test_what_was_rejected_is_corrected_and_fed_again(importing: Importing) -> None:
    run = await importing.done("importJobRun", await importing.mapped())
    rejects = (await importing.shop.site.client.get(run["rejectsUrl"])).text
    head, row = rejects.splitlines()
    assert head == "No,Name,Mail,_part,_row,_code,_reason"
    again = await importing.done("importJobRun", await importing.mapped(f"{head}\n{row.replace('not mail', '')}\n"))
    assert (again["state"], again["rejectsUrl"]) == ("COMPLETED", None)
    assert await importing.parties() == ["ACME Ltd", "Bell Ltd", "Carl Ltd"]


async def test_is_taken_back(importing: Importing) -> None:
    run = await importing.done("importJobRun", await importing.mapped())
    reverted = await importing.done("importJobRevert", run)
    assert (reverted["state"], reverted["availableTransitions"], await importing.parties()) == ("REVERTED", [], [])
    assert reverted["job"]["result"] == {"removed": [{"entityType": "Party", "count": 2}]}


async def test_is_not_taken_back_once_somebody_worked_on_it(importing: Importing) -> None:
    run = await importing.done("importJobRun", await importing.mapped())
    await importing.shop.owner.execute("update party set name = 'Jane' where company_id = $1", importing.company)
    refused = await importing.done("importJobRevert", run)
    assert (refused["state"], refused["job"]["state"]) == ("PARTIAL", "FAILED")
    assert refused["job"]["result"]["code"] == "CHANGED_AFTER_IMPORT"


async def test_an_encoding_that_is_not_certain_is_asked_for(importing: Importing) -> None:
    file_id = await importing.bring("No,Name,Mail\nC1,Müller & Söhne für Öl,\n".encode("cp1252"))
    (refusal,) = (await importing.create(file_id))["errors"]
    assert (refusal["code"], refusal["path"]) == ("ENCODING_UNCERTAIN", ["input", "format", "encoding"])
    assert any("Müller & Söhne" in candidate["sample"] for candidate in refusal["candidates"])
    said = await importing.create(file_id, format={"kind": "DELIMITED", "encoding": "cp1252"})
    assert said["importJob"]["columns"] == ["No", "Name", "Mail"]


async def test_the_same_source_comes_in_once_by_the_same_mapping(importing: Importing) -> None:
    run = await importing.done("importJobRun", await importing.mapped())
    created = (await importing.create(await importing.bring()))["importJob"]
    (refusal,) = (await importing.map(created, (await importing.mapping())["importMapping"]["id"]))["errors"]
    assert (refusal["code"], refusal["importJob"]) == ("ALREADY_IMPORTED", {"id": run["id"]})


async def test_a_mapping_has_revisions_that_never_change(importing: Importing) -> None:
    first = (await importing.mapping())["importMapping"]
    assert (await importing.mapping())["importMapping"] == first
    other = {**PARTIES, "key": ["Name"]}
    second = (await importing.mapping(other))["importMapping"]
    assert (first["revision"], second["revision"], second["document"]["key"]) == (1, 2, ["Name"])


@pytest.mark.parametrize(
    "document", [{}, [], "x", {**PARTIES, "target": "stars"}, {**PARTIES, "fields": {}}, {**PARTIES, "key": []}]
)
async def test_refuses_a_mapping_that_says_what_cannot_be(importing: Importing, document: object) -> None:
    (refusal,) = (await importing.mapping(document))["errors"]
    assert (refusal["code"], refusal["path"]) == ("MAPPING_INVALID", ["input", "document"])


async def test_refuses_a_mapping_of_columns_that_the_source_has_not(importing: Importing) -> None:
    created = (await importing.create(await importing.bring("No,Title\nC1,ACME\n")))["importJob"]
    (refusal,) = (await importing.map(created, (await importing.mapping())["importMapping"]["id"]))["errors"]
    assert (refusal["code"], refusal["path"]) == ("MAPPING_INVALID", ["mappingId"])


async def test_refuses_a_step_that_does_not_follow(importing: Importing) -> None:
    created = (await importing.create(await importing.bring()))["importJob"]
    for mutation in ("importJobValidate", "importJobRun", "importJobRevert"):
        (refusal,) = (await importing.do(mutation, created))["errors"]
        assert refusal["code"] == "TRANSITION_UNAVAILABLE", mutation
    (stale,) = (await importing.do("importJobRun", {**created, "version": 7}))["errors"]
    assert (stale["code"], stale["path"]) == ("STALE_VERSION", ["version"])


async def test_one_thing_at_a_time_is_done_about_an_import(importing: Importing) -> None:
    asked = await importing.do("importJobValidate", await importing.mapped())
    for mutation in ("importJobValidate", "importJobRun", "importJobDelete"):
        (refusal,) = (await importing.do(mutation, asked["importJob"]))["errors"]
        assert refusal["code"] == "IMPORT_AT_WORK", mutation


@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        ({"target": "stars"}, "IMPORT_TARGET_UNKNOWN", ["input", "target"]),
        ({"companyId": None}, "VALUE_REQUIRED", ["input", "companyId"]),
        ({"companyId": "Company:00000000-0000-4000-8000-000000000000"}, "NOT_FOUND", ["input", "companyId"]),
        ({"fileId": "File:00000000-0000-4000-8000-000000000000"}, "NOT_FOUND", ["input", "fileId"]),
        ({"fileId": "Party:00000000-0000-4000-8000-000000000000"}, "ID_OF_OTHER_TYPE", ["input", "fileId"]),
        ({"system": " "}, "VALUE_REQUIRED", ["input", "system"]),
        ({"format": {"kind": "WORKBOOK"}}, "FORMAT_INVALID", ["input", "format"]),
        ({"system": "online-retail", "target": "history"}, "COMPANY_IS_FOUNDED", ["input", "companyId"]),
    ],
)
async def test_refuses_a_source_that_cannot_come_in(
    importing: Importing, wrong: dict[str, Any], code: str, path: list[str]
) -> None:
    (refusal,) = (await importing.create(await importing.bring(), **wrong))["errors"]
    assert (refusal["code"], refusal["path"]) == (code, path)


def damaged() -> bytes:
    """Give a ZIP with a member that no longer says how it was packed."""
    packed, name = io.BytesIO(), "day.csv.gz"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, "a row\n" * 100)
    data = bytearray(packed.getvalue())
    data[30 + len(name)] = 0b111
    return bytes(data)


async def test_history_is_a_zip_of_its_files_and_founds_its_company(importing: Importing) -> None:
    founder, packed = replace(importing, everywhere=True), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../elsewhere.csv", "nothing that is history")
    for data, code in (
        (b"PK\x03\x04 no zip", "ARCHIVE_UNFIT"),
        (damaged(), "ARCHIVE_UNFIT"),
        (packed.getvalue(), "TABLE_MISSING"),
    ):
        file_id = await founder.bring(data, "history.zip", "application/zip")
        history = {"system": "online-retail", "target": "history", "companyId": None}
        (refusal,) = (await founder.create(file_id, **history))["errors"]
        assert (refusal["code"], refusal["path"]) == (code, ["input", "fileId"])
        (reserved,) = (await importing.create(file_id, **history))["errors"]
        assert reserved["code"] == "COMPANY_IS_FOUNDED"


async def test_a_simulated_run_asks_for_nothing(importing: Importing) -> None:
    mapped = await importing.mapped()
    simulated = await importing.do("importJobRun", mapped, "@simulate")
    assert simulated["importJob"]["state"] == "RUNNING"
    assert await importing.look(mapped["id"]) == mapped


async def test_the_same_key_makes_one_import(importing: Importing) -> None:
    source = importing.source(await importing.bring())
    first, second = [(await importing.ask(CREATE, input=source, key="once"))["done"] for _ in range(2)]
    assert first == second
    count = "select count(*) from import_job where company_id = $1"
    assert await importing.shop.owner.fetchval(count, importing.company) == 1


async def test_an_import_that_was_never_run_is_forgotten(importing: Importing) -> None:
    tried = await importing.done("importJobValidate", await importing.mapped())
    assert (await importing.do("importJobDelete", tried))["errors"] == []
    assert not await importing.sees(tried["id"])
    waiting = "select count(*) from file where company_id = $1 and claimed_at is not null"
    assert await importing.shop.owner.fetchval(waiting, importing.company) == 0


@pytest.mark.parametrize("mutation", ["importJobMap", "importJobValidate", "importJobRun", "importJobRevert"])
async def test_each_step_needs_its_permission(importing: Importing, mutation: str) -> None:
    mapped = await importing.mapped()
    given = {"id": mapped["id"], "version": mapped["version"], "mapping": "ImportMapping:x"}
    document = ASK % (mutation, "")
    if mutation == "importJobMap":
        document = document.replace("$version: Int!)", "$version: Int!, $mapping: ID!)")
        document = document.replace("version: $version)", "version: $version, mappingId: $mapping)")
    token = importing.shop.token(RoleCode.AUDITOR, companies=[importing.company])
    answer = await importing.shop.ask(document, given, token=token)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]


async def test_an_auditor_sees_imports_and_may_ask_for_nothing(importing: Importing) -> None:
    mapped = await importing.mapped()
    auditor = replace(importing, role=RoleCode.AUDITOR)
    assert (await auditor.look(mapped["id"]))["availableTransitions"] == []


async def test_whoever_is_of_another_company_sees_nothing(importing: Importing) -> None:
    run = await importing.done("importJobRun", await importing.mapped())
    stranger = replace(importing, company=importing.shop.other)
    assert not await stranger.sees(run["id"])
    query = "{ importJobs(first: 5) { totalCount } importMappings(first: 5) { totalCount } }"
    assert await stranger.ask(query) == {"importJobs": {"totalCount": 0}, "importMappings": {"totalCount": 0}}
    (refusal,) = (await stranger.do("importJobRevert", run))["errors"]
    assert (refusal["code"], refusal["path"]) == ("NOT_FOUND", ["id"])


async def test_whoever_asked_is_told_what_came_of_it(importing: Importing) -> None:
    user = await importing.shop.owner.fetchval(
        "insert into user_account (email, name, language) values ($1, 'Ada', 'en') returning id::text",
        f"{importing.company}@shop.example",
    )
    asking = replace(importing, subject=user)
    run = await asking.done("importJobRun", await asking.mapped())
    told = await asking.ask("{ notifications(first: 5) { nodes { kind text node { id } } } }")
    (notification,) = told["notifications"]["nodes"]
    assert (notification["kind"], notification["node"]) == ("JOB_FINISHED", {"id": run["id"]})
    assert "3 rows: 2 imported, 1 rejected" in notification["text"]


async def test_every_step_is_in_the_history(importing: Importing) -> None:
    run = await importing.done("importJobRun", await importing.mapped())
    query = "query ($id: ID!) { importJob(id: $id) { history(first: 20) { nodes { changedFields } } } }"
    entries = (await importing.ask(query, id=run["id"]))["importJob"]["history"]["nodes"]
    assert sum("state" in entry["changedFields"] for entry in entries) == 4


async def test_says_what_there_is_to_map_to(importing: Importing) -> None:
    query = """
      { importTargets { targets { name entityType fields { name isRequired } } standardisers { name choices } histories { system } } }
    """
    told = (await importing.ask(query))["importTargets"]
    parties = next(target for target in told["targets"] if target["name"] == "parties")
    assert {"name": "vat_number", "isRequired": False} in parties["fields"]
    assert {each["name"] for each in told["standardisers"]} >= {"number", "date", "vat_id", "phone"}
    assert {"system": "online-retail"} in told["histories"]


async def test_a_field_of_another_system_is_not_written(importing: Importing) -> None:
    created = await importing.ask(
        'mutation ($of: ID!) { done: externalSystemCreate(input: { companyId: $of, code: "shop", name: "Web shop" })'
        " { externalSystem { id } errors { code } } }",
        of=f"Company:{importing.company}",
    )
    own = 'mutation ($id: ID!) { done: fieldOwnershipSet(systemId: $id, entityType: "Party", field: "%s")'
    own += " { fieldOwnership { id version system { code } } errors { code path } } }"
    system = created["done"]["externalSystem"]["id"]
    (unknown,) = (await importing.ask(own % "stars", id=system))["done"]["errors"]
    assert (unknown["code"], unknown["path"]) == ("FIELD_UNKNOWN", ["field"])
    owned = (await importing.ask(own % "email", id=system))["done"]["fieldOwnership"]
    source = (await importing.create(await importing.bring()))["importJob"]
    mapping = (await importing.mapping())["importMapping"]["id"]
    (refusal,) = (await importing.map(source, mapping))["errors"]
    assert (refusal["code"], refusal["path"]) == ("OWNED_ELSEWHERE", ["mappingId"])
    remove = "mutation ($id: ID!, $version: Int!) { done: fieldOwnershipRemove(id: $id, version: $version) { errors { code } } }"
    assert (await importing.ask(remove, id=owned["id"], version=owned["version"]))["done"]["errors"] == []
    assert (await importing.map(source, mapping))["errors"] == []


async def test_rows_of_a_file_that_did_not_come_are_not_imported(importing: Importing) -> None:
    announce = 'mutation ($of: ID!) { done: importFileUploadRequest(companyId: $of, name: "a.csv", mediaType: "text/csv", sizeBytes: 9)'
    announce += " { file { id } errors { code } } }"
    file_id = (await importing.ask(announce, of=f"Company:{importing.company}"))["done"]["file"]["id"]
    (refusal,) = (await importing.create(file_id))["errors"]
    assert (refusal["code"], refusal["path"]) == ("FILE_NOT_UPLOADED", ["input", "fileId"])
