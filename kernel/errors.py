"""A refusal that a caller can act on: facts, a code and a sentence.

A refusal is a dataclass of its facts. The code is the name of the class in UPPER_SNAKE and never changes; the sentence
is a template over the facts, so that another language is another template over the same facts.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Self, TypeAlias, cast

InputPath: TypeAlias = tuple[str | int, ...]
"""Where in the caller's input the fault is: field names and list indexes, outermost first."""

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ECHO_MAX = 60


@dataclass(eq=False)
class DomainError(Exception):
    """The business says no; nothing has been changed."""

    message: ClassVar[str] = ""
    code: ClassVar[str] = "DOMAIN_ERROR"
    path: InputPath = field(default=(), kw_only=True)

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.code = upper_snake(cls.__name__)

    def facts(self) -> dict[str, object]:
        """Give the facts by name, without the path."""
        return {fact.name: getattr(self, fact.name) for fact in fields(self) if fact.name != "path"}

    def render(self, template: str | None = None) -> str:
        """Say the refusal in words, in the language of the template (English by default)."""
        words = {name: readable(value) for name, value in self.facts().items()}
        return (template or self.message).format_map(words)

    def under(self, *prefix: str | int) -> Self:
        """Put the path below where the caller's value stood: the service knows `quantity`, its caller `lines, 3`."""
        self.path = (*prefix, *self.path)
        return self

    def __str__(self) -> str:
        return self.render()


def refusals() -> list[type[DomainError]]:
    """List every refusal that has been defined, by code; classes without a sentence are only families."""
    found = {kind for kind in _descendants(DomainError) if kind.message}
    return sorted(found, key=lambda kind: kind.code)


def upper_snake(name: str) -> str:
    """Turn `CreditLimitExceeded` into `CREDIT_LIMIT_EXCEEDED`."""
    return _WORD_START.sub("_", name).upper()


def echo(text: str) -> str:
    """Clip what a caller sent to what may be repeated in an answer: 60 printable characters."""
    clipped = "".join(character if character.isprintable() else "�" for character in text[:_ECHO_MAX])
    return clipped + "…" if len(text) > _ECHO_MAX else clipped


def readable(value: object) -> str:
    """Write a fact as it stands in a sentence: decimals without exponent, lists with commas, time as ISO 8601."""
    match value:
        case Decimal():
            return f"{value:f}"
        case datetime() | date():
            return value.isoformat()
        case list() | tuple() | set() | frozenset():
            # A bare container pattern leaves the element type unknown to the checker.
            return ", ".join(readable(element) for element in cast("Iterable[object]", value))
        case _:
            return str(value)


def _descendants(root: type[DomainError]) -> Iterator[type[DomainError]]:
    for child in root.__subclasses__():
        yield child
        yield from _descendants(child)
