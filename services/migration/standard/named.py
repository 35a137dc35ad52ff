"""The standardisers by the names that mappings use, with what each needs to be told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from kernel.clock import zone
from kernel.errors import DomainError
from services.migration.standard.address import address_text, postcode_of
from services.migration.standard.code import code
from services.migration.standard.currency import currency
from services.migration.standard.dates import FORMATS, date_in, moment_in
from services.migration.standard.email import email
from services.migration.standard.numbers import LOCALES, number_in
from services.migration.standard.outcome import Standardiser
from services.migration.standard.phone import phone_in
from services.migration.standard.text import text
from services.migration.standard.unit import unit
from services.migration.standard.vat import vat_id_of


@dataclass(eq=False)
class StandardiserUnknown(DomainError):
    """A mapping names standardisers that there are, and tells each what it needs to know."""

    message = "There is no standardiser {name} with {options}: choose one of {known}."
    name: str
    options: tuple[str, ...]
    known: tuple[str, ...]


class Named(NamedTuple):
    """How a standardiser is made: of which options, each with the values that it may have where they are few."""

    make: Callable[..., Standardiser]
    options: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


def _moment_at(name: str, place: str) -> Standardiser:
    return moment_in(name, zone(place))


STANDARDISERS: Final[Mapping[str, Named]] = MappingProxyType(
    {
        "text": Named(lambda: text),
        "code": Named(lambda: code),
        "date": Named(date_in, ("format",), tuple(FORMATS)),
        "moment": Named(_moment_at, ("format", "zone"), tuple(FORMATS)),
        "number": Named(number_in, ("locale",), tuple(LOCALES)),
        "unit": Named(lambda: unit),
        "currency": Named(lambda: currency),
        "vat_id": Named(vat_id_of, ("country",)),
        "phone": Named(phone_in, ("country",)),
        "email": Named(lambda: email),
        "address": Named(lambda: address_text),
        "postcode": Named(postcode_of, ("country",)),
    }
)
"""What a mapping may say, such as `{"name": "number", "locale": "de"}`."""


def standardiser(name: str, options: Mapping[str, str]) -> Standardiser:
    """Make a standardiser.

    Raises:
        StandardiserUnknown: there is none of this name, it needs other options, or the first has a value that it cannot have.
    """
    named = STANDARDISERS.get(name)
    fits = named is not None and set(named.options) == set(options)
    if named is None or not fits or (named.choices and options[named.options[0]] not in named.choices):
        raise StandardiserUnknown(
            name, tuple(f"{option} {value}" for option, value in options.items()), tuple(STANDARDISERS)
        )
    return named.make(*(options[option] for option in named.options))
