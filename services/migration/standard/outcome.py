"""What a standardiser gives, and why it refuses."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from kernel.errors import echo
from services.migration.refusals import RowRefused


class Standard(NamedTuple):
    """A value in its standard form (None for no value), and the names of the rules that made it so."""

    value: object
    rules: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str, value: str, rule: str) -> "Standard":
        """Give a text that one rule may have changed."""
        return cls(value or None, (rule,) if value != text else ())

    def then(self, step: "Standardiser") -> "Standard":
        """Go on with the next standardiser; no value stays none."""
        if not isinstance(self.value, str):
            return self
        following = step(self.value)
        return Standard(following.value, self.rules + following.rules)


Standardiser: TypeAlias = Callable[[str], Standard]


class Change(NamedTuple):
    """One value that was put into another form: in which field, and by which rule."""

    field: str
    before: str
    after: str
    rule: str


@dataclass(eq=False)
class NotInForm(RowRefused):
    """A value has the form that is stated for it."""

    message = '"{text}" is not {expected}.'
    text: str
    expected: str


@dataclass(eq=False)
class ReadTwoWays(RowRefused):
    """A value that has more than one meaning is stated more exactly, and never guessed."""

    message = '"{text}" may be {readings}.'
    text: str
    readings: tuple[str, ...]


def chained(*steps: Standardiser) -> Standardiser:
    """Apply some standardisers one after the other."""

    def apply(text: str) -> Standard:
        outcome = Standard(text)
        for step in steps:
            outcome = outcome.then(step)
        return outcome

    return apply


def one_of(values: type[StrEnum]) -> Standardiser:
    """Read the members of a closed set by their names.

    Raises:
        NotInForm: there is no such member.
    """
    known = {str(value): value for value in values}

    def read(text: str) -> Standard:
        found = known.get(text.strip().upper())
        if found is None:
            raise NotInForm(echo(text), f"one of {', '.join(known)}")
        return Standard(found)

    return read
