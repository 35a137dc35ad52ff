"""How a file with rows to import is written, as clients say it."""

from enum import StrEnum

import strawberry

from schema.enums import described


class ImportFormatKind(StrEnum):
    """What kind of file it is."""

    DELIMITED = "DELIMITED"
    FIXED = "FIXED"
    WORKBOOK = "WORKBOOK"
    JSON = "JSON"
    JSON_LINES = "JSON_LINES"


described(
    ImportFormatKind,
    "What kind of file it is.",
    {
        ImportFormatKind.DELIMITED: "Text with separators, such as CSV.",
        ImportFormatKind.FIXED: "Text whose columns stand at the same place in every line.",
        ImportFormatKind.WORKBOOK: "A sheet of a spreadsheet: XLSX, XLS or ODS; its first row has the names of the columns.",
        ImportFormatKind.JSON: "A JSON array of objects; what is nested is named with points between: `address.city`.",
        ImportFormatKind.JSON_LINES: "A JSON object on every line.",
    },
)


@strawberry.input(description="Where a column of a file with columns of fixed width stands.")
class ImportFixedFieldInput:
    """Where a column of a file with columns of fixed width stands."""

    name: str = strawberry.field(description="What to call the column.")
    start: int = strawberry.field(description="The first character, counted from 1.")
    width: int = strawberry.field(description="How many characters.")


@strawberry.input(description="How the file is written. What is left out has its usual value; nothing is guessed.")
class ImportFormatInput:
    """How the file is written."""

    kind: ImportFormatKind = strawberry.field(description="What kind of file it is.")
    encoding: str | None = strawberry.field(
        description="Text: how letters are written, such as cp1252; UTF-8 when left out.", default=strawberry.UNSET
    )
    separator: str | None = strawberry.field(
        description="Delimited: what stands between values; a comma when left out.", default=strawberry.UNSET
    )
    quote: str | None = strawberry.field(
        description='Delimited: what stands around values; " when left out, null for nothing.', default=strawberry.UNSET
    )
    escape: str | None = strawberry.field(
        description="Delimited: what stands before a quote within quotes; when left out such a quote is doubled.",
        default=strawberry.UNSET,
    )
    row_end: str | None = strawberry.field(
        description="Delimited: what ends a row; a new line when left out.", default=strawberry.UNSET
    )
    columns: list[str] | None = strawberry.field(
        description="Delimited: the names of the columns, where the first row does not have them.",
        default=strawberry.UNSET,
    )
    fields: list[ImportFixedFieldInput] | None = strawberry.field(
        description="Fixed width: the columns.", default=strawberry.UNSET
    )
    sheet: str | None = strawberry.field(description="Workbook: the name of the sheet.", default=strawberry.UNSET)
    skip: int | None = strawberry.field(
        description="Fixed width and workbook: how many lines stand before the first.", default=strawberry.UNSET
    )
