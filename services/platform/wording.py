"""Putting facts into words: templates in plain files, one for each kind of message and language.

The first line of a template is the subject, the rest is the text; `$name` stands for a fact. Facts are put in as they
are, in the way of the language, and never read as a template themselves.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from string import Template
from typing import Final, NamedTuple, TypeAlias

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

Fact: TypeAlias = str | int | Decimal | dt.date | dt.datetime
Facts: TypeAlias = Mapping[str, Fact]

TEMPLATES: Final = Path(__file__).parent / "templates"
FALLBACK: Final = "en"
SUBJECT_MAX: Final = 200


class Worded(NamedTuple):
    """A message in one language."""

    subject: str
    text: str
    language: str


class _Pair(NamedTuple):
    subject: Template
    text: Template


def worded(kind: str, language: str, facts: Facts) -> Worded:
    """Say something in the language that is wanted, or the nearest that there are words in (de-AT, de, English).

    Raises:
        KeyError: a fact is missing that the words need.
    """
    spoken = language_for(kind, language)
    words = {name: said(fact, spoken) for name, fact in facts.items()}
    pair = _template(kind, spoken)
    # A subject is one line, whatever was put into it.
    subject = " ".join(pair.subject.substitute(words).split())
    return Worded(_clipped(subject), pair.text.substitute(words).strip() + "\n", spoken)


def language_for(kind: str, language: str) -> str:
    """Choose the language: the one wanted without its country, or English."""
    wanted = language.partition("-")[0].lower()
    return wanted if wanted in languages(kind) else FALLBACK


@lru_cache
def languages(kind: str) -> Sequence[str]:
    """Name the languages that there are words in."""
    return sorted(path.name.split(".")[1] for path in TEMPLATES.glob(f"{kind}.*.txt"))


def said(fact: Fact, language: str) -> str:
    """Write a fact as the language does; moments are in UTC, and say so."""
    match fact:
        case str():
            return fact
        case dt.datetime():
            return f"{format_datetime(fact.astimezone(dt.UTC), 'medium', locale=language)} UTC"
        case dt.date():
            return format_date(fact, "medium", locale=language)
        case _:
            return format_decimal(fact, locale=language, decimal_quantization=False)


@lru_cache
def _template(kind: str, language: str) -> _Pair:
    text = (TEMPLATES / f"{kind}.{language}.txt").read_text(encoding="utf-8")
    subject, _, rest = text.partition("\n")
    return _Pair(Template(subject), Template(rest))


def _clipped(subject: str) -> str:
    return subject if len(subject) <= SUBJECT_MAX else subject[: SUBJECT_MAX - 1] + "…"
