"""Spreadsheets for tests, as small as a reader takes them (ECMA-376, Office Open XML)."""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, TypeAlias
from xml.sax.saxutils import escape

Cell: TypeAlias = str | bool | Decimal | dt.datetime | None

SHEETS: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
RELATED: Final = '<Relationships xmlns="{}"><Relationship Id="rId1" Type="{}/{}" Target="{}"/>{}</Relationships>'
STYLES: Final = f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/>'
# The second style, number 1, is a date with its time (number format 22).
PARTS: Final = {
    "_rels/.rels": RELATED.format(PACKAGE, OFFICE, "officeDocument", "xl/workbook.xml", ""),
    "xl/_rels/workbook.xml.rels": RELATED.format(PACKAGE, OFFICE, "worksheet", "worksheets/sheet1.xml", STYLES),
    "xl/workbook.xml": f'<workbook xmlns="{SHEETS}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="Goods" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/styles.xml": f'<styleSheet xmlns="{SHEETS}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
}
BEGINS: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets know no time zone
DAY: Final = dt.timedelta(days=1)


def workbook(rows: Sequence[Sequence[Cell]]) -> bytes:
    """Make a spreadsheet with one sheet, Goods."""
    written = "".join(_row(number, cells) for number, cells in enumerate(rows, start=1))
    sheet = f'<worksheet xmlns="{SHEETS}"><sheetData>{written}</sheetData></worksheet>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        for name, part in {**PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            book.writestr(name, part)
    return packed.getvalue()


def _row(number: int, cells: Sequence[Cell]) -> str:
    placed = "".join(_cell(f"{chr(ord('A') + place)}{number}", cell) for place, cell in enumerate(cells))
    return f'<row r="{number}">{placed}</row>'


def _cell(place: str, cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
        case Decimal():
            return f'<c r="{place}"><v>{cell}</v></c>'
        case dt.datetime():
            return f'<c r="{place}" s="1"><v>{(cell - BEGINS) / DAY}</v></c>'
        case str():
            return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
