"""Reading GS1 element strings: what a scanner sends of a label, told apart by application identifiers.

The rules are those of the GS1 General Specifications: 7.8 (element strings and FNC1), 7.9 (check digits), 7.11
(characters), 4.14 (what contradicts each other), and ISO/IEC 15424 (the symbology identifier that a scanner puts first).
Not looked at inside: country and currency codes, times of day, the check characters of a Global Model Number.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kernel.errors import DomainError
from services.inventory.gs1_days import is_day
from services.inventory.gs1_identifiers import IDENTIFIERS, Check, Identifier, Part, identifier_at

SEPARATOR: Final = "\x1d"
"""What a scanner sends for FNC1: the ASCII character GS."""


@dataclass(eq=False)
class Gs1IdentifierUnknown(DomainError):
    """Every element of a GS1 label begins with an application identifier that has been assigned."""

    message = "At character {position} there is no application identifier of GS1."
    position: int


@dataclass(eq=False)
class Gs1LengthUnfit(DomainError):
    """A value is as long as its application identifier says; one of variable length ends with FNC1 or with the text."""

    message = "The value of ({identifier}) has {length} characters; {length_min} to {length_max} fit."
    identifier: str
    position: int
    length: int
    length_min: int
    length_max: int


@dataclass(eq=False)
class Gs1CharacterUnfit(DomainError):
    """A value has only the characters that its application identifier allows."""

    message = "Character {position} does not fit into the value of ({identifier})."
    identifier: str
    position: int


@dataclass(eq=False)
class Gs1CheckDigitWrong(DomainError):
    """The last digit of a GS1 key checks the others (GS1 General Specifications, 7.9)."""

    message = "The check digit of ({identifier}) at character {position} should be {expected}."
    identifier: str
    position: int
    expected: str


@dataclass(eq=False)
class Gs1DayInvalid(DomainError):
    """A day is one of the calendar; 00 stands for the last of its month where the day need not be said."""

    message = "The value of ({identifier}) is no day: YYMMDD is expected at character {position}."
    identifier: str
    position: int


@dataclass(eq=False)
class Gs1Contradiction(DomainError):
    """A label says each thing once, and does not say what excludes it (GS1 General Specifications, 4.14)."""

    message = "({identifier}) contradicts ({other})."
    identifier: str
    other: str
    position: int


@dataclass(frozen=True, slots=True)
class Element:
    """An application identifier with its value, and where in the text it begins, counted from 0."""

    identifier: Identifier
    value: str
    position: int

    @property
    def code(self) -> str:
        return self.identifier.code


# ISO/IEC 15424: GS1-128, GS1 DataBar and composites, GS1 DataMatrix, GS1 QR Code, GS1 DotCode.
_CARRIERS: Final = frozenset({"]C1", "]e0", "]d2", "]Q3", "]J1"})
_SYMBOLOGY: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")
# Without a symbology identifier only what begins like the label of an item or a pallet is taken for GS1.
_LOOKS_LIKE_GS1: Final = re.compile(r"\(\d{2,4}\)|00\d{18}|0[12]\d{14}")
_BRACKETED: Final = re.compile(r"\((\d{2,4})\)")
_EXCLUSIVE: Final = (
    {"01", "02"}, {"01", "37"}, {"01", "255"}, {"01", "8006"}, {"02", "8026"}, {"21", "235"}, {"37", "8006"},
    {"392", "393"}, {"390", "391"}, {"392", "395"}, {"393", "395"}, {"420", "421"}, {"422", "426"}, {"423", "426"},
    {"424", "426"}, {"425", "426"}, {"8006", "8026"}, {"8017", "8018"},
)  # fmt: skip


def is_gs1(text: str) -> bool:
    """Tell whether a text is of element strings, by its symbology identifier, separators, brackets or beginning."""
    if text.startswith("]"):
        return text[:3] in _CARRIERS
    return SEPARATOR in text or _LOOKS_LIKE_GS1.match(text) is not None


def barcode_of(text: str) -> str:
    """Give what a barcode that is not of element strings says, without the symbology identifier before it."""
    body = text.rstrip("\r\n")
    return body[3:] if _SYMBOLOGY.match(body) else body


def elements(text: str) -> tuple[Element, ...]:
    """Read element strings, as a scanner sends them or as people write them, with identifiers in brackets.

    The order of the elements stays. A separator is allowed behind every element, also where none is needed.

    Raises:
        Gs1IdentifierUnknown, Gs1LengthUnfit, Gs1CharacterUnfit, Gs1CheckDigitWrong, Gs1DayInvalid: as their names say,
            with the place in the text, counted from 0.
    """
    body = text.rstrip("\r\n")
    start = 3 if body[:3] in _CARRIERS else 0
    found = tuple((_bracketed if body.startswith("(", start) else _sent)(body, start))
    if not found:
        raise Gs1IdentifierUnknown(start)
    for element in found:
        _require_value(element, element.position + _lead(body, element))
    return found


def require_one_label(found: Sequence[Element]) -> None:
    """Refuse what cannot be on one label, or on several labels of one thing.

    Raises:
        Gs1Contradiction: two say different things of the same kind, or exclude each other.
    """
    said: dict[str, Element] = {}
    for element in found:
        kind = kind_of(element.code)
        other = said.setdefault(kind, element)
        if (other.code, other.value) != (element.code, element.value):
            raise Gs1Contradiction(element.code, other.code, element.position)
    for pair in _EXCLUSIVE:
        if pair <= said.keys():
            first, second = sorted((said[kind] for kind in pair), key=found.index)
            raise Gs1Contradiction(second.code, first.code, second.position)


def kind_of(code: str) -> str:
    """Give what an identifier tells, without the digits after the decimal point: 310 for 3103."""
    return code[:3] if len(code) == 4 and code[0] == "3" else code


def check_digit(digits: str) -> str:
    """Reckon the digit that follows: the others weighted 3, 1, 3, … from the right make a multiple of ten with it."""
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def written(found: Iterable[Element]) -> str:
    """Write elements as people read them below a barcode: identifiers in brackets."""
    return "".join(f"({element.code}){element.value}" for element in found)


def _sent(text: str, start: int) -> Iterator[Element]:
    # Some scanners send the FNC1 that begins a GS1 symbol, although the symbology identifier stands for it.
    place = start + 1 if text.startswith(SEPARATOR, start) else start
    while place < len(text):
        identifier = identifier_at(text, place)
        if identifier is None:
            raise Gs1IdentifierUnknown(place)
        begin = place + len(identifier.code)
        end = _end(text, begin)
        if identifier.is_predefined:
            end = min(end, begin + identifier.length_max)
        yield Element(identifier, text[begin:end], place)
        place = end + 1 if text.startswith(SEPARATOR, end) else end


def _end(text: str, begin: int) -> int:
    end = text.find(SEPARATOR, begin)
    return len(text) if end < 0 else end


def _bracketed(text: str, start: int) -> Iterator[Element]:
    # Brackets may also stand in a value: only those around an identifier that exists begin an element.
    heads = [head for head in _BRACKETED.finditer(text, start) if head[1] in IDENTIFIERS]
    if not heads or heads[0].start() != start:
        raise Gs1IdentifierUnknown(start)
    ends = [*(head.start() for head in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=True):
        yield Element(IDENTIFIERS[head[1]], text[head.end() : end], head.start())


def _lead(text: str, element: Element) -> int:
    """How many characters stand before the value: the identifier, and brackets around it."""
    return len(element.code) + (2 if text.startswith("(", element.position) else 0)


def _require_value(element: Element, begin: int) -> None:
    at = 0
    for part in element.identifier.parts:
        rest = element.value[at:]
        if part.is_optional and not rest:
            break
        piece = rest[: part.length_max]
        _require_characters(element, part, piece, begin + at)
        if len(piece) < part.length_min:
            raise _unfit_length(element, begin + at + len(piece))
        _require_check(element, part.check, piece, begin + at)
        at += len(piece)
    if at < len(element.value):
        raise _unfit_length(element, begin + at)


def _unfit_length(element: Element, position: int) -> Gs1LengthUnfit:
    identifier = element.identifier
    return Gs1LengthUnfit(identifier.code, position, len(element.value), identifier.length_min, identifier.length_max)


def _require_characters(element: Element, part: Part, piece: str, begin: int) -> None:
    for place, character in enumerate(piece):
        if character not in part.characters:
            raise Gs1CharacterUnfit(element.code, begin + place)


def _require_check(element: Element, check: Check, piece: str, begin: int) -> None:
    match check:
        case Check.DIGIT:
            expected = check_digit(piece[:-1])
            if piece[-1] != expected:
                raise Gs1CheckDigitWrong(element.code, begin + len(piece) - 1, expected)
        case Check.DAY | Check.DAY_OR_MONTH:
            if not is_day(piece, day_needed=check is Check.DAY):
                raise Gs1DayInvalid(element.code, begin)
        case Check.NONE:
            pass
