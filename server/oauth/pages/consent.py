"""The page on which somebody agrees that a program acts for them, or does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup
from starlette.responses import Response

from models import OAuthClient, User
from server.oauth.pages.words import WORDS, said
from server.pages.language import Language
from server.pages.layout import page

DECISION: Final = "decision"
ALLOW: Final = "allow"
DENY: Final = "deny"

_BODY: Final = Markup("""<p>{wants}</p>
<p>{may}</p>
<ul>
{scopes}
</ul>
{note}
<form method="post" action="{action}">
{fields}
<button type="submit" name="decision" value="allow">{allow}</button>
<button type="submit" name="decision" value="deny" class="second">{deny}</button>
</form>
<p class="quiet">{as_you}</p>""")
_ITEM: Final = Markup("<li>{text}</li>")
_NOTE: Final = Markup('<p class="quiet">{text}</p>')
_STRONG: Final = Markup("<strong>{text}</strong>")


@dataclass(frozen=True)
class Asking:
    """Who asks whom for what."""

    client: OAuthClient
    user: User
    scopes: Sequence[str]
    action: str
    """Where the form goes."""
    fields: Markup
    """Its hidden fields."""
    redirect_uri: str | None = None
    """Where the answer leads; None for a device."""
    user_code: str | None = None


def consent_page(language: Language, asking: Asking) -> Response:
    """Ask somebody whether a program may act for them."""
    words = WORDS[language]
    body = _BODY.format(
        wants=Markup(words.wants).format(program=_STRONG.format(text=asking.client.name)),  # noqa: S704  # our words
        may=words.may,
        scopes=Markup("\n").join(_ITEM.format(text=said(language, scope)) for scope in asking.scopes),
        note=_NOTE.format(text=_note(language, asking)),
        action=asking.action,
        fields=asking.fields,
        allow=words.allow,
        deny=words.deny,
        as_you=words.as_you.format(name=asking.user.name, email=asking.user.email),
    )
    return page(language, words.consent, body, form_action=("'self'", *_place_of(asking.redirect_uri)))


def _note(language: Language, asking: Asking) -> str:
    words = WORDS[language]
    if asking.redirect_uri is None:
        return words.device_same.format(code=asking.user_code)
    return words.goes_to.format(place=_place_of(asking.redirect_uri)[0])


def _place_of(redirect_uri: str | None) -> tuple[str, ...]:
    """Give the place of an address as a policy and a person read it: its origin, or the scheme of an app."""
    if redirect_uri is None:
        return ()
    parts = urlsplit(redirect_uri)
    is_web = parts.scheme in ("http", "https")
    return (f"{parts.scheme}://{parts.netloc}",) if is_web else (f"{parts.scheme}:",)
