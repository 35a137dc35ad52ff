"""Likeness: how alike two values are, from 0 to 1, for kinds of values that people write differently.

Values are folded first: lower case, without accents and punctuation, single blanks between words.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

Likeness: TypeAlias = Callable[[str, str], float]

# Below this, two words or codes have nothing in common but chance.
CHANCE: Final = 0.5

_WORDS = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")


def folded(text: str) -> str:
    """Fold a value, so that only what people mean by it is compared."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(_WORDS.findall("".join(letter for letter in decomposed if not unicodedata.combining(letter))))


def code(one: str, other: str) -> float:
    """Compare codes, numbers and dates: by how many keys were hit wrongly."""
    alike = OSA.normalized_similarity(one, other)
    return alike if alike >= CHANCE else 0.0


def words(one: str, other: str) -> float:
    """Compare texts whose words may be in another order, run together or left away."""
    return (
        max(
            fuzz.token_sort_ratio(one, other),
            fuzz.ratio(one.replace(" ", ""), other.replace(" ", "")),
            # A word that is missing says a little.
            0.95 * fuzz.token_set_ratio(one, other),
        )
        / 100
    )


def place(one: str, other: str) -> float:
    """Compare streets: another house number is another place."""
    numbers = _DIGITS.findall(one)[:1], _DIGITS.findall(other)[:1]
    alike = words(one, other)
    return alike / 4 if all(numbers) and code(numbers[0][0], numbers[1][0]) < 1 else alike


def person(one: str, other: str) -> float:
    """Compare names of persons, word by word, in either order: who shares only the surname is somebody else."""
    if one.replace(" ", "") == other.replace(" ", ""):
        return 1.0
    shorter, longer = sorted((one.split(), other.split()), key=len)
    return _aligned(shorter, longer)


def _aligned(shorter: Sequence[str], longer: Sequence[str]) -> float:
    left = list(longer)
    total = 0.0
    for word in shorter:
        best = max(left, key=lambda candidate: OSA.normalized_similarity(word, candidate))
        total += code(word, best)
        left.remove(best)
    return total / max(len(shorter), 1)
