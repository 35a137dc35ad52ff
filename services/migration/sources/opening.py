"""Opening a file by what is said of it."""

from services.migration.sources.formats import Delimited, FixedWidth, Json, Workbook
from services.migration.sources.json import read_json
from services.migration.sources.reading import ReadTable
from services.migration.sources.text import read_delimited, read_fixed_width
from services.migration.sources.workbook import read_workbook


def read_table(data: bytes, file: str, form: Delimited | FixedWidth | Workbook | Json) -> ReadTable:
    """Read the rows of a file.

    Raises:
        SourceUnusable: it is not what it is said to be.
    """
    match form:
        case Delimited():
            return read_delimited(data, file, form)
        case FixedWidth():
            return read_fixed_width(data, file, form)
        case Workbook():
            return read_workbook(data, file, form)
        case Json():
            return read_json(data, file, form)
