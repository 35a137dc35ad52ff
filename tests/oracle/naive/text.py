"""Text as people compare and search it."""

import re
import unicodedata

WORDS_MAX = 12


def fold(text: str) -> str:
    """Write text without case and accents."""
    lowered = "".join(letter.lower() for letter in text)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", lowered) if not "\u0300" <= letter <= "\u036f")
    return bare.replace("ß", "ss")


def words(text: str) -> list[str]:
    """Give the words of a text: runs of letters and digits."""
    return re.findall(r"[^\W_]+", text)


def has_words(texts: list[str | None], wanted: list[str]) -> bool:
    """Tell whether each word that is wanted begins a word of the texts."""
    there = words(fold(" ".join(text or "" for text in texts)))
    return all(any(word.startswith(fold(each)) for word in there) for each in wanted[:WORDS_MAX])
