"""The words that a role is made of: permissions, and classes of data that it opens.

A word is the name of a permission, or a class with the right to read it, such as `PERSONAL:read`: then everything of that
class can be read, also what comes later. A word that names nothing grants nothing, so that roles outlive a rename.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from auth.data_class import DataClass
from auth.permissions import CATALOGUE, READ

CLASS_WORDS: Final = MappingProxyType({f"{each}:{READ}": each for each in DataClass})
"""The classes of data by the words that grant them."""


def is_known(word: str) -> bool:
    """Tell whether a word grants anything."""
    return word in CATALOGUE or word in CLASS_WORDS


@lru_cache(maxsize=1_000)
def expanded(words: frozenset[str]) -> frozenset[str]:
    """Give the permissions that some words grant."""
    return frozenset(permission for word in words for permission in _named_by(word))


def class_word(of: DataClass) -> str:
    """Write that a class can be read."""
    return f"{of}:{READ}"


def classes_of(words: Iterable[str]) -> list[DataClass]:
    """Give the classes that some words name, in the order of how sensitive they are."""
    named = set(words)
    return [each for word, each in CLASS_WORDS.items() if word in named]


def _named_by(word: str) -> Iterator[str]:
    if word in CATALOGUE:
        yield word
    elif word in CLASS_WORDS:
        of = CLASS_WORDS[word]
        yield from (name for name, each in CATALOGUE.items() if each.data_class is of and each.right == READ)
