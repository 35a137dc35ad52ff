"""Spreadsheets: cells as text. A number is written as the sheet shows it, so that 0.1 stays 0.1."""

import datetime as dt
import io
from decimal import Decimal

from python_calamine import CalamineError, CalamineWorkbook

from kernel.decimals import plain
from services.migration.refusals import FileUnreadable, TableMissing
from services.migration.sources.formats import Workbook
from services.migration.sources.reading import ReadRow, ReadTable, require_names

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def read_workbook(data: bytes, file: str, form: Workbook) -> ReadTable:
    """Read a sheet.

    Raises:
        SourceUnusable: the file is no spreadsheet, has no such sheet, or its columns have no names.
    """
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except CalamineError as error:
        raise FileUnreadable(file, "a spreadsheet", str(error)) from error
    if form.sheet not in workbook.sheet_names:
        raise TableMissing(form.sheet)
    rows = [[_text(cell) for cell in row] for row in workbook.get_sheet_by_name(form.sheet).to_python()[form.skip :]]
    columns = require_names(rows[0] if rows else [], file)
    # Empty rows count, so that the number is the one that the sheet shows, less the rows before.
    filled = [(number, row) for number, row in enumerate(rows[1:], start=1) if any(row)]
    return ReadTable(
        columns, [ReadRow(form.sheet, number, dict(zip(columns, row, strict=True))) for number, row in filled]
    )


def _text(cell: Cell) -> str:
    match cell:
        case bool():
            return "true" if cell else "false"
        case float():
            # The shortest text of a float is the number that was typed; what follows its digits is binary dust.
            return plain(Decimal(int(cell)) if cell.is_integer() else Decimal(str(cell)))
        case dt.datetime():
            return cell.isoformat(" ")
        case dt.date() | dt.time():
            return cell.isoformat()
        case _:
            return str(cell)
