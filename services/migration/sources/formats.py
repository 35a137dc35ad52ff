"""How a file is written, as data that comes with it."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from services.migration.sources.reading import FormatInvalid


class _Stated(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Delimited(_Stated):
    """Text with separators; the names of the columns are in the first row, unless they are stated."""

    kind: Literal["delimited"] = "delimited"
    encoding: str | None = None
    """Without it the file has to be UTF-8."""
    separator: str = Field(default=",", min_length=1)
    quote: str | None = Field(default='"', min_length=1, max_length=1)
    escape: str | None = Field(default=None, min_length=1, max_length=1)
    """What stands before a quote within quotes; without it such a quote is doubled (RFC 4180)."""
    row_end: str = Field(default="\n", min_length=1)
    columns: tuple[str, ...] | None = Field(default=None, strict=False)


class FixedField(_Stated):
    """Where a column stands in a line: from which character, counted from 1, and how wide."""

    name: str
    start: int = Field(ge=1)
    width: int = Field(ge=1)


class FixedWidth(_Stated):
    """Text whose columns stand at the same place in every line."""

    kind: Literal["fixed"]
    encoding: str | None = None
    fields: tuple[FixedField, ...] = Field(strict=False)
    skip: int = Field(default=0, ge=0)
    """How many lines stand before the first row."""


class Workbook(_Stated):
    """A spreadsheet (XLSX, XLS, ODS); the names of the columns are in the first row of the sheet that is not skipped."""

    kind: Literal["workbook"]
    sheet: str
    skip: int = Field(default=0, ge=0)


class Json(_Stated):
    """JSON: an array of objects, or one object on every line. What is nested is named with points between: `address.city`."""

    kind: Literal["json", "json_lines"]


Format: TypeAlias = Annotated[Delimited | FixedWidth | Workbook | Json, Field(discriminator="kind")]

_FORMATS: TypeAdapter[Delimited | FixedWidth | Workbook | Json] = TypeAdapter(Format)


def format_of(document: dict[str, object]) -> Delimited | FixedWidth | Workbook | Json:
    """Read what is said of a file.

    Raises:
        FormatInvalid: it says what its kind does not have.
    """
    try:
        return _FORMATS.validate_python({"kind": "delimited", **document})
    except ValidationError as error:
        first = error.errors()[0]
        raise FormatInvalid(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
