"""The way to a mail server: SMTP, as the settings say."""

import asyncio
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Final

import aiosmtplib

from server.settings import MailSettings
from services.platform.mail import Mail, MailRefused, MailUnavailable

ANSWER_WITHIN_SECONDS: Final = 30
_FOR_GOOD: Final = 500


class SmtpMailer:
    """Sends mail through one server, with a connection for each message."""

    def __init__(self, settings: MailSettings) -> None:
        """Send through the server of these settings."""
        self._settings = settings

    async def send(self, mail: Mail) -> None:
        """Hand a message to the server.

        Raises:
            MailRefused: it will never take it.
            MailUnavailable: it does not take it now, or cannot be reached.
        """
        settings = self._settings
        try:
            # All of it together: whoever sends holds a transaction open, which must not end before it is told.
            async with asyncio.timeout(ANSWER_WITHIN_SECONDS):
                await aiosmtplib.send(
                    message_of(mail, settings.sender),
                    hostname=settings.host,
                    port=settings.port,
                    use_tls=settings.security == "tls",
                    start_tls=settings.security == "starttls",
                    username=settings.user,
                    password=settings.password.get_secret_value() if settings.password else None,
                    timeout=ANSWER_WITHIN_SECONDS,
                )
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _refusal(error.recipients[0].code, str(error.recipients[0].message)) from error
        except aiosmtplib.SMTPDataError as error:
            raise _refusal(error.code, error.message) from error
        # Who may send is a matter of our settings, or of an account that is locked: the message is not to blame.
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailUnavailable(f"{type(error).__name__}: {error}") from error


def message_of(mail: Mail, sender: str) -> EmailMessage:
    """Write a message; what people chose (names, words) cannot become a header of its own.

    Raises:
        MailRefused: the address is none.
    """
    message = EmailMessage(policy=SMTP)
    try:
        message["To"] = Address(_one_line(mail.to_name), addr_spec=_plain(mail.to))
    # The parser of the standard library trips over an address that ends too early.
    except (ValueError, IndexError) as error:
        raise MailRefused(f"{mail.to} is not an address") from error
    message["From"] = sender
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{mail.key}@{_domain(sender)}>"
    # Holiday answers and the like do not answer this (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message["Content-Language"] = mail.language
    return message


def _plain(address: str) -> str:
    """Write the domain of an address as every mail server knows it (RFC 5890)."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{domain.encode('idna').decode()}"


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _refusal(code: int, message: str) -> Exception:
    said = f"{code} {message}"
    return MailRefused(said) if code >= _FOR_GOOD else MailUnavailable(said)
