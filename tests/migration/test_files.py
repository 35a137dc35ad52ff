"""Rows of any file become masters by a mapping: put into form, compared with what is here, rejected with a reason, corrected."""

import json
from collections.abc import Mapping as Table
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from server.database import Database
from server.errors import OperatorError
from server.migrating import FileImport, Report, migrate_file, take_back
from services.migration.ownership import claim
from tests.migration.retail import SETTINGS, ask, everything, rejects, state, unheard

COLUMNS = "No;Name;Type;VAT;Phone;Mail;Street;Zip;Town;Land"
ROWS = (
    "C1;ACME  GMBH;F;u 13585627;(01) 234 56 78;Office@ACME.at;HAUPTSTRASSE 1;1010;WIEN;Österreich",
    "C2;Jane Doe;P;;0664 1234567;;Ring 2;8010;Graz;Österreich",
)
MAPPING: dict[str, Any] = {
    "target": "parties",
    "key": ["No"],
    "fields": {
        "kind": {"columns": ["Type"], "lookup": {"F": "ORGANISATION", "P": "PERSON"}},
        "role": {"constant": "CUSTOMER"},
        "name": {"columns": ["Name"]},
        "vat_number": {"columns": ["VAT"]},
        "phone": {"columns": ["Phone"]},
        "email": {"columns": ["Mail"]},
        "line1": {"columns": ["Street"]},
        "postal_code": {"columns": ["Zip"]},
        "city": {"columns": ["Town"]},
        "country": {"columns": ["Land"], "lookup": {"Österreich": "AT"}, "default": "AT"},
    },
}


@pytest.fixture
async def company(fresh_database: Database) -> UUID:
    """A company that rows come into."""
    found = await ask(
        fresh_database,
        "insert into company (code, name, legal_name, currency, country, time_zone)"
        " values ('ONE', 'One', 'One', 'EUR', 'AT', 'Europe/Vienna') returning id",
    )
    return UUID(str(found[0][0]))


async def bring(
    database: Database, *rows: str, mapping: Table[str, Any] = MAPPING, keep: bool = True, let_in: bool = False
) -> Report:
    """Bring the rows of a file in."""
    return await bring_text(database, "customers.csv", "\n".join([COLUMNS, *rows]), mapping, keep=keep, let_in=let_in)


async def bring_text(
    database: Database, name: str, text: str, mapping: Table[str, Any], *, keep: bool = True, let_in: bool = False
) -> Report:
    """Bring a file in."""
    with TemporaryDirectory() as directory:
        path = Path(directory) / name
        path.write_text(text)
        asked = FileImport(path, {"separator": ";"}, path.stem, mapping, "old", "ONE", let_in)
        return await migrate_file(database, SETTINGS, asked, unheard, keep=keep)


def job_of(report: Report) -> UUID:
    """Give the id of the job that a report is of."""
    return UUID(report["job"].removeprefix("ImportJob:"))


def counted(report: Report) -> tuple[int, ...]:
    """Give how many rows came in, were merged, unchanged, rejected and held back."""
    return tuple(report[name]["rows"] for name in ("imported", "merged", "unchanged", "rejected", "held_back"))


@pytest.mark.usefixtures("company")
async def test_puts_rows_into_form_and_says_what_it_changed(fresh_database: Database) -> None:
    report = await bring(fresh_database, *ROWS)
    assert counted(report) == (2, 0, 0, 0, 0)
    parties = await ask(fresh_database, "select number, name, vat_number, phone, email from party order by number")
    assert parties == [
        ("C1", "ACME GMBH", "ATU13585627", "+4312345678", "Office@acme.at"), ("C2", "Jane Doe", None, "+436641234567", None),
    ]  # fmt: skip
    assert (await ask(fresh_database, "select line1, city from address order by line1"))[0] == (
        "Hauptstrasse 1",
        "Wien",
    )
    assert report["put_into_form"]["city: case of words"] == 1
    changes = json.loads(
        str((await ask(fresh_database, "select changes::text from import_row where number = 1"))[0][0])
    )
    assert ["name", "ACME  GMBH", "ACME GMBH", "whitespace"] in changes


@pytest.mark.usefixtures("company")
async def test_a_dry_run_leaves_nothing_and_a_second_run_changes_nothing(fresh_database: Database) -> None:
    before = await everything(fresh_database)
    dry = await bring(fresh_database, *ROWS, keep=False)
    assert await everything(fresh_database) == before
    first = await bring(fresh_database, *ROWS)
    assert counted(dry) == counted(first)
    after = await everything(fresh_database)
    assert (await bring(fresh_database, *ROWS))["already_in"]
    assert await everything(fresh_database) == after


@pytest.mark.usefixtures("company")
async def test_rejected_rows_come_in_once_they_are_corrected(fresh_database: Database) -> None:
    wrong = "C3;Bell Ltd;F;U99999999;;not mail;;;;Österreich"
    report = await bring(fresh_database, *ROWS, wrong)
    assert counted(report) == (2, 0, 0, 1, 0)
    (row,) = await rejects(fresh_database, report)
    assert (row["number"], row["code"], row["values"]["Name"]) == (3, "NOT_IN_FORM", "Bell Ltd")
    corrected = ";".join({**row["values"], "VAT": "", "Mail": ""}.values())
    assert counted(await bring(fresh_database, corrected)) == (1, 0, 0, 0, 0)


@pytest.mark.usefixtures("company")
async def test_merges_what_is_surely_here_and_holds_back_what_is_likely(fresh_database: Database) -> None:
    await bring(fresh_database, *ROWS)
    same = "K9;Acme GmbH;F;ATU13585627;+43 1 2345678;office@acme.at;Hauptstrasse 1;1010;Wien;Österreich"
    likely = "K8;Acme G.m.b.H.;F;;;;Hauptstrasse 1;1010;Wien;Österreich"
    assert counted(await bring(fresh_database, same, likely)) == (0, 1, 0, 0, 1)
    assert await ask(fresh_database, "select count(*) from party") == [(2,)]
    assert counted(await bring(fresh_database, same, likely, let_in=True)) == (1, 1, 0, 0, 0)


@pytest.mark.usefixtures("company")
async def test_merges_rows_of_one_file(fresh_database: Database) -> None:
    again = ROWS[0].replace("C1;", "C9;")
    report = await bring(fresh_database, *ROWS, again)
    assert counted(report) == (2, 1, 0, 0, 0)
    assert report["holds"]


@pytest.mark.usefixtures("company")
async def test_rejects_a_key_that_stands_twice_and_a_number_that_is_taken(fresh_database: Database) -> None:
    await ask(
        fresh_database,
        "insert into party (company_id, number, kind, name) select id, 'C2', 'PERSON', 'Someone' from company",
    )
    report = await bring(fresh_database, *ROWS, ROWS[0])
    assert {because["code"] for because in report["because"]} == {"ROW_REPEATED", "ROW_BREAKS_RULE"}
    assert counted(report) == (1, 0, 0, 2, 0)


async def test_is_taken_back(fresh_database: Database, company: UUID) -> None:
    before = await state(fresh_database, without_imports=True)
    report = await bring(fresh_database, *ROWS)
    assert await take_back(fresh_database, SETTINGS, job_of(report)) == {"Party": 2}
    assert await state(fresh_database, without_imports=True) == before
    assert await ask(fresh_database, "select company_id from import_job") == [(company,)]


async def test_writes_no_field_that_another_system_owns(fresh_database: Database, company: UUID) -> None:
    connection = await asyncpg.connect(fresh_database.app_url)
    await claim(connection, company, "shop", "Party", ["email"])
    await connection.close()
    with pytest.raises(OperatorError, match=r"Party\.email is owned by shop"):
        await bring(fresh_database, *ROWS)


@pytest.mark.usefixtures("company")
async def test_keeps_every_revision_of_a_mapping(fresh_database: Database) -> None:
    await bring(fresh_database, ROWS[0])
    await bring(fresh_database, ROWS[1])
    fields = {name: said for name, said in MAPPING["fields"].items() if name != "phone"}
    await bring(
        fresh_database, ROWS[1].replace("C2", "C3").replace("Jane", "Sue"), mapping={**MAPPING, "fields": fields}
    )
    assert await ask(fresh_database, "select code, revision from import_mapping order by 2") == [
        ("customers", 1), ("customers", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"target": "unicorns"},
        {"key": ["Nr"]},
        {"key": []},
        {"fields": {"name": {"columns": ["Name"]}}},
        {"fields": {**MAPPING["fields"], "credit_limit": {"constant": "5"}}},
        {"fields": {**MAPPING["fields"], "name": {"columns": ["Name"], "standard": [{"name": "number"}]}}},
        {"fields": {**MAPPING["fields"], "name": {}}},
        {"unknown": True},
    ],
)
@pytest.mark.usefixtures("company")
async def test_refuses_a_mapping_that_does_not_fit(fresh_database: Database, wrong: dict[str, Any]) -> None:
    with pytest.raises((OperatorError, Exception), match="mapping"):
        await bring(fresh_database, *ROWS, mapping={**MAPPING, **wrong})


@pytest.mark.usefixtures("company")
async def test_brings_products_in_with_prices_as_they_are_written_there(fresh_database: Database) -> None:
    mapping = {
        "target": "products",
        "key": ["Art"],
        "fields": {
            "code": {"columns": ["Art"]},
            "name": {"columns": ["Text"]},
            "unit": {"columns": ["ME"]},
            "list_price": {"columns": ["Preis"], "standard": [{"name": "number", "locale": "de"}]},
            "barcode": {"columns": ["EAN"]},
        },
    }
    text = "Art;Text;ME;Preis;EAN\na 1;Kaffee;Stk;1.234,50;4006381333931\nb2;Tee;kg;12,3.4;\n"
    report = await bring_text(fresh_database, "goods.csv", text, mapping)
    assert counted(report) == (1, 0, 0, 1, 0)
    rows = await ask(
        fresh_database, "select sku.code, list_price::text, value from sku join barcode on sku_id = sku.id"
    )
    assert rows == [("A1", "1234.500000", "4006381333931")]
