"""Extracts for tests: the real one, a small one that is cut out of it, and damages to its rows."""

import gzip
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from shutil import copy

import pytest

from server.settings import REPOSITORY
from services.migration.adventureworks.extract import CUSTOMER_NAMES, LAYOUTS, TABBED, Extract
from services.migration.plans.source import Row

REAL = REPOSITORY.parent / "shared" / "data" / "adventureworks"
needs_extract = pytest.mark.skipif(not REAL.is_dir(), reason="the extract lies beside the repository, in ../shared")

ORDERS = 40
STORES = 5
PERSONS = 10


class Files:
    """The raw files of an extract, as rows of text that can be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def rows(self, table: str) -> list[list[str]]:
        """Read a table as it lies there."""
        path = self._path(table)
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        return list(LAYOUTS.get(table, TABBED).rows(data, path.name))

    def write(self, table: str, rows: Iterable[Sequence[str]]) -> None:
        """Write a table back, in its own encoding and with its own separators."""
        path, layout = self._path(table), LAYOUTS.get(table, TABBED)
        end = layout.row_end + ("" if layout.row_end.endswith("\n") else "\r\n")
        data = "".join(layout.field_end.join(row) + end for row in rows).encode(layout.encoding)
        path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)

    def set(self, table: str, number: int, field: int, text: str) -> None:
        """Put a text into a field of a row; rows count from 1 and fields from 0."""
        rows = self.rows(table)
        rows[number - 1][field] = text
        self.write(table, rows)

    def tear(self, table: str, number: int) -> None:
        """Take the last field of a row away."""
        rows = self.rows(table)
        rows[number - 1].pop()
        self.write(table, rows)

    def _path(self, table: str) -> Path:
        (path,) = (self.folder / "raw").glob(f"{table}.csv*")
        return path


def small_extract(folder: Path) -> Files:
    """Cut a small extract out of the real one: all goods and vendors, and few customers, rates and orders."""
    real = Extract(REAL)
    (folder / "raw").mkdir(parents=True)
    copy(REAL / "columns.json", folder)
    for name in real.names:
        if "/" not in name:
            _copy(next((REAL / "raw").glob(f"{name}.csv*")), folder / "raw")
    (folder / CUSTOMER_NAMES).parent.mkdir()
    copy(REAL / f"{CUSTOMER_NAMES}.csv.gz", (folder / CUSTOMER_NAMES).parent)
    files = Files(folder)
    for table, keeps in _kept(real).items():
        files.write(table, [row.texts for row in real.table(table).rows if keeps(row)])
    return files


def _copy(file: Path, folder: Path) -> None:
    (folder / file.name).write_bytes(file.read_bytes())


def _kept(real: Extract) -> dict[str, Callable[[Row], bool]]:
    customers = real.table("Customer").rows
    stores = [row["StoreID"] for row in customers if row["PersonID"] is None][:STORES]
    buyers = [row["PersonID"] for row in customers if row["PersonID"] and row["StoreID"] in stores]
    persons = [row["PersonID"] for row in customers if row["PersonID"] and not row["StoreID"]][:PERSONS]
    vendors = [row["BusinessEntityID"] for row in real.table("Vendor").rows]
    contacts = [
        row["PersonID"]
        for row in real.table("BusinessEntityContact").rows
        if row["BusinessEntityID"] in {*stores, *vendors}
    ]
    employees = [row["BusinessEntityID"] for row in real.table("Employee").rows]
    somebody = {*stores, *buyers, *persons, *vendors, *contacts, *employees}

    def of_somebody(row: Row) -> bool:
        return row["BusinessEntityID"] in somebody

    addresses = {row["AddressID"] for row in real.table("BusinessEntityAddress").rows if of_somebody(row)}
    return {
        "Address": lambda row: row["AddressID"] in addresses,
        "BusinessEntity": of_somebody,
        "BusinessEntityAddress": of_somebody,
        "BusinessEntityContact": of_somebody,
        "CurrencyRate": lambda row: row.number <= 20,
        "Customer": lambda row: row["PersonID"] in {*buyers, *persons} or (row["StoreID"] in stores),
        "EmailAddress": of_somebody,
        "PersonPhone": of_somebody,
        "PurchaseOrderDetail": lambda row: row.whole("PurchaseOrderID") <= ORDERS,
        "PurchaseOrderHeader": lambda row: row.whole("PurchaseOrderID") <= ORDERS,
        "SalesOrderHeaderSalesReason": lambda row: row.number <= 5,
        "Store": of_somebody,
    }
