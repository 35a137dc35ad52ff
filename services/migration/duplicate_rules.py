"""The stock rules by which duplicates are found: for each kind of record which fields count, how much, and what decides.

The weights say how telling agreement is: many people live in one street, and few have one tax number. The rules were set
once, and hold for every source.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from services.migration import likeness
from services.migration.likeness import Likeness

Record: TypeAlias = Mapping[str, str]
"""Folded values by field; what is not known is missing or empty."""
Block: TypeAlias = Callable[[Record], Iterable[str]]
"""Gives keys of a record; only records that share one are compared."""


class Compared(NamedTuple):
    """A field that counts."""

    name: str
    weight: float
    likeness: Likeness
    proof: bool = False
    """Whether agreement tells one from others like it: a number, a date of birth."""


class Rule(NamedTuple):
    """How duplicates of one kind of record are found."""

    fields: tuple[Compared, ...]
    blocks: tuple[Block, ...]
    likely: float
    """From this score on two records are taken for one."""
    likely_unproven: float
    """The same where no field that is a proof can be compared."""
    known: float = 0.4
    """How much of the weight both records must have values for."""


def whole(*names: str) -> Block:
    """Records that agree in some fields altogether."""

    def keys(record: Record) -> Iterable[str]:
        values = [record.get(name, "") for name in names]
        return ["|".join(values)] if all(values) else []

    return keys


def starts(**lengths: int) -> Block:
    """Records whose fields start alike, without the blanks."""

    def keys(record: Record) -> Iterable[str]:
        values = [record.get(name, "").replace(" ", "")[:length] for name, length in lengths.items()]
        return ["|".join(values)] if all(values) else []

    return keys


def any_word(name: str, letters: int) -> Block:
    """Records that share a word of some letters at least."""

    def keys(record: Record) -> Iterable[str]:
        return {word for word in record.get(name, "").split() if len(word) >= letters}

    return keys


PERSON: Final = Rule(
    fields=(
        Compared("name", 4, likeness.person),
        Compared("street", 3, likeness.words),
        Compared("city", 1.5, likeness.words),
        Compared("postcode", 1, likeness.code),
        Compared("born_on", 3, likeness.code, proof=True),
        Compared("national_id", 4, likeness.code, proof=True),
        Compared("email", 4, likeness.code, proof=True),
        Compared("phone", 3, likeness.code, proof=True),
    ),
    blocks=(
        whole("national_id"),
        whole("born_on"),
        whole("email"),
        whole("phone"),
        any_word("name", 3),
        starts(street=8),
        starts(city=5, postcode=3),
    ),
    likely=0.7,
    likely_unproven=0.85,
)
ORGANISATION: Final = Rule(
    fields=(
        Compared("name", 5, likeness.words),
        Compared("street", 3, likeness.place),
        Compared("city", 1, likeness.words),
        Compared("postcode", 1, likeness.code),
        Compared("vat_number", 6, likeness.code, proof=True),
        Compared("email", 3, likeness.code, proof=True),
        Compared("phone", 3, likeness.code, proof=True),
    ),
    blocks=(
        whole("vat_number"),
        whole("email"),
        whole("phone"),
        starts(name=4),
        any_word("name", 4),
        starts(street=7),
    ),
    likely=0.8,
    likely_unproven=0.8,
)
PRODUCT: Final = Rule(
    fields=(
        Compared("code", 4, likeness.code),
        Compared("name", 4, likeness.words),
        Compared("barcode", 6, likeness.code, proof=True),
    ),
    blocks=(whole("code"), whole("barcode"), starts(name=6), any_word("name", 5)),
    likely=0.85,
    likely_unproven=0.9,
)

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {"person": PERSON, "organisation": ORGANISATION, "product": PRODUCT}
)
"""By the kind of record."""
