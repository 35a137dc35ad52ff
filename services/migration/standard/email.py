"""E-mail addresses: their form, by the standards (RFC 5321, 6531); whether somebody reads them is not asked."""

from email_validator import EmailNotValidError, validate_email

from kernel.errors import echo
from services.migration.standard.outcome import NotInForm, Standard

DOMAIN_FORM = "domain in lower case"


def email(text: str) -> Standard:
    """Tidy an e-mail address; before the @ letters stay as they are, because they may matter there.

    Raises:
        NotInForm: it is no address.
    """
    if not text.strip():
        return Standard(None)
    try:
        found = validate_email(text.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise NotInForm(echo(text), "an e-mail address") from None
    return Standard.of(text, found.normalized, DOMAIN_FORM)
