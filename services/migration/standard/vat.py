"""VAT ids: with the country before them, without blanks, and with check digits that are right."""

from stdnum import get_cc_module
from stdnum.exceptions import ValidationError

from kernel.errors import echo
from services.migration.standard.outcome import NotInForm, Standard, Standardiser

VAT_FORM = "VAT id without blanks"
WITH_COUNTRY = "country before the VAT id"

# Greece and Northern Ireland write other letters before the number than ISO 3166 has.
_PREFIXES = {"GR": "EL"}


def vat_id_of(country: str) -> Standardiser:
    """Read VAT ids of a country (ISO 3166), whose letters may be missing before the number.

    Raises:
        NotInForm: the country has no such VAT ids, by their form or check digits.
    """
    prefix = _PREFIXES.get(country, country)
    module = get_cc_module(country.lower(), "vat")

    def read(text: str) -> Standard:
        if not text.strip():
            return Standard(None)
        closed = "".join(character for character in text.upper() if character.isalnum())
        if module is None:
            raise NotInForm(echo(text), f"a VAT id, of which {country} has none that are known")
        try:
            number = str(module.validate(closed))
        except ValidationError:
            raise NotInForm(echo(text), f"a VAT id of {country}") from None
        whole = number if number.startswith(prefix) else prefix + number
        rules = ((VAT_FORM, closed != text), (WITH_COUNTRY, whole != closed))
        return Standard(whole, tuple(rule for rule, changed in rules if changed))

    return read
