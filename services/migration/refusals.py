"""Why a row of a source does not come in, and why a source cannot be read at all."""

from dataclasses import dataclass
from decimal import Decimal

from kernel.errors import DomainError


@dataclass(eq=False)
class RowRefused(DomainError):
    """A row stays outside; the others come in."""


@dataclass(eq=False)
class FieldCountWrong(RowRefused):
    """A row has as many fields as its table has columns."""

    message = "The row has {found} fields instead of {expected}."
    found: int
    expected: int


@dataclass(eq=False)
class ValueUnreadable(RowRefused):
    """A value has the form of its column's type."""

    message = '{column}: "{text}" is not {expected}.'
    column: str
    text: str
    expected: str


@dataclass(eq=False)
class ValueMissing(RowRefused):
    """A value that is needed is there."""

    message = "{column} is empty."
    column: str


@dataclass(eq=False)
class ValueWithoutMeaning(RowRefused):
    """A code of the source has a meaning here, by the table of the plan."""

    message = '{column}: "{text}" has no meaning in the plan of the import.'
    column: str
    text: str


@dataclass(eq=False)
class ReferenceUnknown(RowRefused):
    """What a row refers to is in the source, or came in before."""

    message = "{kind} {key} is not there, or did not come in."
    kind: str
    key: str


@dataclass(eq=False)
class RowRepeated(RowRefused):
    """A key stands in one row only; the first one counts."""

    message = "{kind} {key} stands in an earlier row already."
    kind: str
    key: str


@dataclass(eq=False)
class StoredOtherwise(RowRefused):
    """What is shared between companies is taken over where it agrees, and never overwritten."""

    message = "{column} is {stored} here already, and {given} in the row."
    column: str
    stored: object
    given: object


@dataclass(eq=False)
class DocumentIncomplete(RowRefused):
    """A document comes in whole or not at all."""

    message = "Its document stays outside, because of row {number} of {table}."
    table: str
    number: int


@dataclass(eq=False)
class DocumentDoesNotAddUp(RowRefused):
    """The lines of a document add up to what its header says."""

    message = "The lines add up to {lines}, and the header says {header}."
    lines: Decimal
    header: Decimal


@dataclass(eq=False)
class RowBreaksRule(RowRefused):
    """What is stored keeps the rules that the database keeps."""

    message = "It breaks the rule {rule}: {said}."
    rule: str
    said: str


@dataclass(eq=False)
class SourceUnusable(DomainError):
    """Nothing is imported from a source that cannot be read, or from which a table is missing."""


@dataclass(eq=False)
class FileUnreadable(SourceUnusable):
    """A file is text in the encoding that is stated for it."""

    message = "{file} is not readable as {encoding}: {problem}."
    file: str
    encoding: str
    problem: str


@dataclass(eq=False)
class TableMissing(SourceUnusable):
    """Every table that the plan takes something from is there."""

    message = "{table} is missing, and the plan of the import needs it."
    table: str


@dataclass(eq=False)
class ColumnMissing(SourceUnusable):
    """Every column that the plan takes something from is there."""

    message = "{table} has no column {column}."
    table: str
    column: str


@dataclass(eq=False)
class CompanyCodeTaken(SourceUnusable):
    """A company that was not brought in from this source is not mixed with one that was."""

    message = "There is a company {company} already, and it did not come from {system}."
    company: str
    system: str


def problem_of(error: Exception) -> str:
    """Say why a file cannot be read, without the path that it has on the server."""
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
