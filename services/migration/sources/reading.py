"""What every kind of file gives: rows of text by column, and how it refuses."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.migration.refusals import FieldCountWrong, RowRefused, SourceUnusable


@dataclass(eq=False, slots=True)
class ReadRow:
    """A row as it was read: the file or sheet, its number there from 1 on, and its texts by column."""

    part: str
    number: int
    texts: Mapping[str, str]
    refusal: RowRefused | None = None
    """Why it is no row of its table, if it is not."""
    amount: Decimal | None = None

    def values(self) -> dict[str, str]:
        """Give the texts by column."""
        return dict(self.texts)


@dataclass(frozen=True)
class ReadTable:
    """The columns of a file, and its rows."""

    columns: tuple[str, ...]
    rows: Sequence[ReadRow]


@dataclass(eq=False)
class ColumnsUnclear(SourceUnusable):
    """Every column has a name of its own."""

    message = "{file}: the columns are {columns}, and each needs a name of its own."
    file: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class EncodingCandidate:
    """How letters may be written, and how a place reads if they are."""

    encoding: str
    sample: str

    def __str__(self) -> str:
        return self.encoding


@dataclass(eq=False)
class EncodingUncertain(SourceUnusable):
    """Text that is not UTF-8 comes with its encoding; a guess would be wrong for some letters and nobody would see."""

    message = "{file} is not UTF-8. Say its encoding; it may be one of {candidates}."
    file: str
    candidates: Sequence[EncodingCandidate]


@dataclass(eq=False)
class FormatInvalid(SourceUnusable):
    """What is said of a file fits its kind."""

    message = "The format of the file: {problem}."
    problem: str


def require_names(columns: Sequence[str], file: str) -> tuple[str, ...]:
    """Insist on names that tell columns apart.

    Raises:
        ColumnsUnclear: one is empty, or there twice.
    """
    names = tuple(name.strip() for name in columns)
    if not names or not all(names) or len(set(names)) < len(names):
        raise ColumnsUnclear(file, names)
    return names


def numbered(part: str, columns: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[ReadRow]:
    """Number rows; one that has more or fewer fields than there are columns is kept, with the reason."""
    for number, fields in enumerate(rows, start=1):
        texts = {
            (columns[place] if place < len(columns) else f"+{place + 1}"): text for place, text in enumerate(fields)
        }
        torn = None if len(fields) == len(columns) else FieldCountWrong(len(fields), len(columns))
        yield ReadRow(part, number, texts, torn)
