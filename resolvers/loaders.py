"""Loaders: what SQL cannot say, batched over a whole answer. Names of countries and currencies in the viewer's language.

The names are those of the Unicode CLDR, which babel brings.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from aiodataloader import DataLoader
from babel import Locale, UnknownLocaleError

Loader: TypeAlias = DataLoader[str, str]

FALLBACK: Final = "en"

# The table of a locale that each loader looks codes up in.
_TABLES: Final[Mapping[str, Callable[[Locale], Mapping[str, Any]]]] = MappingProxyType(
    {
        "country_names": lambda locale: locale.territories,
        "currency_names": lambda locale: locale.currencies,
        "currency_symbols": lambda locale: locale.currency_symbols,
    }
)


def loaders_for(languages: tuple[str, ...]) -> Mapping[str, Callable[[], Loader]]:
    """Give what makes each loader, for somebody who prefers these languages, best first (BCP 47).

    A loader serves one answer. A code that the language has no word for comes back as it is.
    """
    locale = locale_of(languages)
    return {name: partial(_loader, table, locale) for name, table in _TABLES.items()}


@lru_cache(maxsize=1_000)
def locale_of(languages: tuple[str, ...]) -> Locale:
    """Choose the first language that there are words for, or English."""
    found = (_parsed(language) for language in languages)
    return next((locale for locale in found if locale is not None), Locale.parse(FALLBACK))


def _parsed(language: str) -> Locale | None:
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return None


def _loader(table: Callable[[Locale], Mapping[str, Any]], locale: Locale) -> Loader:
    return DataLoader(partial(_look_up, table(locale)))


async def _look_up(words: Mapping[str, Any], codes: Sequence[str]) -> list[str]:
    return [str(words.get(code, code)) for code in codes]
