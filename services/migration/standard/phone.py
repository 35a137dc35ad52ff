"""Telephone numbers: as the ITU writes them (E.164), such as +431234567."""

import phonenumbers

from kernel.errors import echo
from services.migration.standard.outcome import NotInForm, Standard, Standardiser

E164 = "E.164"


def phone_in(country: str) -> Standardiser:
    """Read telephone numbers; one without a country's prefix is of this country (ISO 3166).

    Raises:
        NotInForm: no such number can have been given out.
    """

    def read(text: str) -> Standard:
        if not text.strip():
            return Standard(None)
        try:
            number = phonenumbers.parse(text, country)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise NotInForm(echo(text), "a telephone number")
        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if number.extension:
            written += f";ext={number.extension}"
        return Standard.of(text, written, E164)

    return read
