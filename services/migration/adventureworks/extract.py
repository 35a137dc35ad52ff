"""The adapter: the folder of an AdventureWorks extract, read as tables.

The files of `raw/` have no header row; `columns.json` names their columns and types. The other folders hold files with a
header row that others derived from the same system.
"""

import gzip
import zlib
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

import orjson

from services.migration.plans.source import Column, Table, required
from services.migration.plans.values import DAY, DECIMAL, FLAG, MOMENT, TEXT, WHOLE, ValueType
from services.migration.refusals import FileUnreadable, TableMissing, problem_of
from services.migration.sources.delimited import Layout, QuotedLayout

RAW: Final = "raw"
COLUMNS: Final = "columns.json"
CUSTOMER_NAMES: Final = "derived_from_parquet/customer_names"

# Tabs and lines unless it is said otherwise; where there is a byte order mark, it says the encoding.
TABBED: Final = Layout()
PIPED: Final = Layout("utf-16", "+|", "&|")
LAYOUTS: Final[Mapping[str, Layout]] = {
    "Address": Layout("cp1252"),
    "BusinessEntity": PIPED,
    "BusinessEntityAddress": PIPED,
    "BusinessEntityContact": PIPED,
    "EmailAddress": PIPED,
    "JobCandidate": PIPED,
    "JobCandidate_TOREMOVE": PIPED,
    "PersonPhone": PIPED,
    "PhoneNumberType": PIPED,
    "ProductModel": PIPED,
    "ProductModelorg": PIPED,
    "Store": PIPED,
}

QUOTED: Final = QuotedLayout()
HEADED_LAYOUTS: Final[Mapping[str, QuotedLayout]] = {"aw_lt": QuotedLayout(escape="\\")}

# What SQL Server calls the types; computed columns ("AS") and everything else is text.
TYPES: Final[Mapping[str, ValueType]] = {
    "int": WHOLE,
    "smallint": WHOLE,
    "tinyint": WHOLE,
    "money": DECIMAL,
    "smallmoney": DECIMAL,
    "decimal": DECIMAL,
    "bit": FLAG,
    "flag": FLAG,
    "date": DAY,
    "datetime": MOMENT,
}

# Files with a header row do not say types: text, in which null is the word None, unless it is said here.
HEADED_TYPES: Final[Mapping[tuple[str, str], ValueType]] = {(CUSTOMER_NAMES, "person_id"): WHOLE}
NULL_WORD: Final = "None"


class Extract:
    """The tables of an extract. A file is named as its table, below `raw/`, or by its folder and name elsewhere."""

    def __init__(self, folder: Path) -> None:
        """Look at what is in the folder.

        Raises:
            TableMissing: there are no raw files, or no list of their columns.
        """
        self._files = dict(sorted(_files(folder)))
        if not (folder / COLUMNS).is_file() or not (folder / RAW).is_dir():
            raise TableMissing(f"{folder}/{COLUMNS}")
        self._described = (folder / COLUMNS).read_bytes()
        self._columns = _raw_columns(self._described)
        self._tables: dict[str, Table] = {}

    def sha256(self) -> str:
        """Sum up all files, with their names."""
        digest = sha256(self._described)
        for name, file in self._files.items():
            digest.update(name.encode() + b"\0" + sha256(file.read_bytes()).digest())
        return digest.hexdigest()

    @property
    def names(self) -> Sequence[str]:
        return list(self._files)

    def table(self, name: str) -> Table:
        if name not in self._tables:
            self._tables[name] = self._read(required(self.names, name))
        return self._tables[name]

    def count(self, name: str) -> int:
        return sum(1 for _ in self._rows(name)) - (1 if _is_headed(name) else 0)

    def _rows(self, name: str) -> list[list[str]]:
        return list(_layout(name).rows(_bytes(self._files[name]), self._files[name].name))

    def _read(self, name: str) -> Table:
        found = self._rows(name)
        columns = _headed_columns(name, found.pop(0)) if _is_headed(name) else self._columns.get(name)
        if columns is None:
            raise TableMissing(f"{name} in {COLUMNS}")
        table = Table(name, columns)
        for texts in found:
            table.add(texts)
        return table


def _is_headed(name: str) -> bool:
    return "/" in name


def _layout(name: str) -> Layout | QuotedLayout:
    folder = name.rpartition("/")[0]
    return HEADED_LAYOUTS.get(folder, QUOTED) if folder else LAYOUTS.get(name, TABBED)


def _files(folder: Path) -> list[tuple[str, Path]]:
    found: list[tuple[str, Path]] = []
    for path in sorted(folder.glob("*/*.csv*")):
        if path.name.endswith((".csv", ".csv.gz")):
            stem = path.name.removesuffix(".gz").removesuffix(".csv")
            found.append((stem if path.parent.name == RAW else f"{path.parent.name}/{stem}", path))
    return found


def _bytes(path: Path) -> bytes:
    try:
        return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        raise FileUnreadable(path.name, "gzip" if path.suffix == ".gz" else "a file", problem_of(error)) from error


def _raw_columns(data: bytes) -> dict[str, dict[str, Column]]:
    described = orjson.loads(data)
    return {
        name: {
            spec.split()[0]: Column(index, TYPES.get(_type_of(spec), TEXT))
            for index, spec in enumerate(table["columns"])
        }
        for name, table in described.items()
    }


def _type_of(spec: str) -> str:
    # "SubTotal [money]", "Weight [decimal](8, 2)", "rowguid uniqueidentifier", "LineTotal AS".
    return spec.split()[1].partition("]")[0].partition("(")[0].lstrip("[").lower()


def _headed_columns(name: str, header: list[str]) -> dict[str, Column]:
    return {
        column: Column(index, HEADED_TYPES.get((name, column), TEXT), NULL_WORD) for index, column in enumerate(header)
    }
