"""The adapter of AdventureWorks, on small files: layouts, columns and types as they are stated."""

import gzip
from pathlib import Path

import orjson
import pytest

from models import ImportFate
from services.migration.adventureworks.extract import CUSTOMER_NAMES, Extract
from services.migration.refusals import ColumnMissing, FileUnreadable, TableMissing

COLUMNS = {
    "Store": ["BusinessEntityID [int]", "Name [Name]", "Demographics [XML]", "rowguid uniqueidentifier"],
    "Vendor": ["BusinessEntityID [int]", "ActiveFlag [Flag]", "Price [decimal](8, 2)", "Total AS"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    (tmp_path / "columns.json").write_bytes(
        orjson.dumps({name: {"schema": "S", "columns": columns} for name, columns in COLUMNS.items()})
    )
    return tmp_path


def test_reads_a_table_by_the_columns_that_are_stated(folder: Path) -> None:
    (folder / "raw" / "Vendor.csv").write_text("1492\t1\t.50\t17\n")
    row = Extract(folder).table("Vendor").rows[0]
    assert [row[name] for name in ("BusinessEntityID", "ActiveFlag", "Total")] == [1492, True, "17"]
    assert str(row["Price"]) == "0.50"


def test_reads_utf_16_with_its_own_separators_and_leaves_xml_alone(folder: Path) -> None:
    (folder / "raw" / "Store.csv").write_bytes("292+|Next-Door Bike Store+|﻿<Survey/>+|x&|\r\n".encode("utf-16"))
    assert Extract(folder).table("Store").rows[0]["Name"] == "Next-Door Bike Store"


def test_reads_what_is_compressed(folder: Path) -> None:
    (folder / "raw" / "Vendor.csv.gz").write_bytes(gzip.compress(b"1\t0\t1\t1\n2\t0\t1\t1\n"))
    assert len(Extract(folder).table("Vendor").rows) == 2


def test_refuses_what_is_only_called_compressed(folder: Path) -> None:
    (folder / "raw" / "Vendor.csv.gz").write_bytes(b"1\t0\t1\t1\n")
    with pytest.raises(FileUnreadable, match=r"Vendor.csv.gz is not readable as gzip"):
        Extract(folder).table("Vendor")


def test_keeps_a_short_row_as_rejected_under_its_number(folder: Path) -> None:
    (folder / "raw" / "Vendor.csv").write_text("1\t0\t1\t1\n2\t0\n")
    assert [(row.number, row.fate) for row in Extract(folder).table("Vendor").rows] == [
        (1, None),
        (2, ImportFate.REJECTED),
    ]


def test_the_word_none_is_no_value_in_files_with_a_header(folder: Path) -> None:
    (folder / CUSTOMER_NAMES).parent.mkdir()
    (folder / f"{CUSTOMER_NAMES}.csv").write_text("person_id,middle_name\n13531,None\n")
    extract = Extract(folder)
    row = extract.table(CUSTOMER_NAMES).rows[0]
    assert (row["person_id"], row["middle_name"], extract.count(CUSTOMER_NAMES)) == (13531, None, 1)


def test_finds_a_row_by_typed_values(folder: Path) -> None:
    (folder / "raw" / "Vendor.csv").write_text("1\t0\t1\t1\n2\t1\t1\t1\n")
    table = Extract(folder).table("Vendor")
    found = table.find(("BusinessEntityID", "ActiveFlag"), (2, True))
    assert found is table.rows[1]
    assert table.find(("BusinessEntityID",), (3,)) is None


def test_names_a_column_that_is_not_there(folder: Path) -> None:
    (folder / "raw" / "Vendor.csv").write_text("1\t0\t1\t1\n")
    with pytest.raises(ColumnMissing, match="Vendor has no column Name"):
        Extract(folder).table("Vendor").rows[0]["Name"]


def test_refuses_a_folder_that_is_no_extract(tmp_path: Path) -> None:
    with pytest.raises(TableMissing, match=r"columns\.json"):
        Extract(tmp_path)


def test_refuses_a_table_of_which_no_columns_are_stated(folder: Path) -> None:
    (folder / "raw" / "Stray.csv").write_text("1\n")
    assert Extract(folder).count("Stray") == 1
    with pytest.raises(TableMissing, match=r"Stray in columns\.json"):
        Extract(folder).table("Stray")
