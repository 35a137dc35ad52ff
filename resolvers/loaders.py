"""Loaders: what SQL cannot say, batched over a whole answer: names of countries and currencies, and links to files.

The names are those of the Unicode CLDR, which babel brings.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any, Final, TypeAlias
from uuid import UUID

from aiodataloader import DataLoader
from babel import Locale, UnknownLocaleError

from services.platform.file_link import FileLinks

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


def _no_link(_file_id: UUID) -> str:
    raise LookupError("there is no key to sign links with")


_NO_LINKS: Final[Mapping[str, Callable[[UUID], str]]] = MappingProxyType(
    {"download_urls": _no_link, "upload_urls": _no_link}
)


def loaders_for(languages: tuple[str, ...], links: FileLinks | None = None) -> Mapping[str, Callable[[], Loader]]:
    """Give what makes each loader, for somebody who prefers these languages, best first (BCP 47).

    A loader serves one answer. A code that the language has no word for comes back as it is. Without a key to sign with,
    links to files are not available.
    """
    locale = locale_of(languages)
    signing = {"download_urls": links.download, "upload_urls": links.upload} if links else _NO_LINKS
    return {
        **{name: partial(_loader, table, locale) for name, table in _TABLES.items()},
        **{name: partial(_linker, link) for name, link in signing.items()},
    }


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


def _linker(link: Callable[[UUID], str]) -> Loader:
    async def links(ids: Sequence[str]) -> list[str]:
        return [link(UUID(file_id)) for file_id in ids]

    return DataLoader(links)


async def _look_up(words: Mapping[str, Any], codes: Sequence[str]) -> list[str]:
    return [str(words.get(code, code)) for code in codes]
