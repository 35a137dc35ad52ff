"""Mail that goes out: what a message is, and what sends it. `server.mail` has the way to a mail server."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mail:
    """A message to one person."""

    key: str
    """What makes it this message and no other: sent a second time it has the same Message-ID."""
    to: str
    to_name: str
    subject: str
    text: str
    language: str


class MailRefused(Exception):
    """The mail server will never take this message: there is no such address, for one."""


class MailUnavailable(Exception):
    """The mail server does not take it now; trying again later may help."""


class Mailer(Protocol):
    """Sends mail."""

    async def send(self, mail: Mail) -> None:
        """Hand a message to the mail server; when this returns, it has taken it.

        Raises:
            MailRefused, MailUnavailable: as their names say.
        """
        ...
