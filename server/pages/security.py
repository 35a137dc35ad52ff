"""What guards pages: headers that every one carries, and how a form is known to be ours.

A form is taken when the browser says that it comes from a page of our own (`Sec-Fetch-Site`, or `Origin` where a browser is
older), and when it carries a token that only a page for this browser could. The cookie is `SameSite=Lax` besides.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from joserfc.jwk import ECKey
from markupsafe import Markup
from starlette.requests import Request

FIELD: Final = "form_token"
"""The hidden field of each form that carries the token."""

GUARDS: Final = {
    "cache-control": "no-store",
    "pragma": "no-cache",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "vary": "Accept-Language, Cookie",
}
"""What every page is sent with: nothing of it is kept, framed, or told to where its links lead."""

_HIDDEN: Final = Markup('<input type="hidden" name="{name}" value="{value}">')


class FormRefused(Exception):
    """A form was sent by a page that is not ours, or that was made for another browser."""


def policy(form_action: tuple[str, ...] = ("'self'",), *, scripts: bool = False) -> str:
    """Write the policy of a page: styles and pictures of our own, and scripts of our own where it needs one."""
    script = "script-src 'self'; connect-src 'self'; " if scripts else ""
    return (
        f"default-src 'none'; style-src 'self'; img-src 'self' data:; {script}form-action {' '.join(form_action)}; "
        "frame-ancestors 'none'; base-uri 'none'"
    )


def is_own_path(path: str) -> bool:
    """Tell whether something is a path of this server, and nothing that a browser reads as another one."""
    return path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()


@dataclass(frozen=True)
class FormTokens:
    """Makes the tokens of forms and checks what comes back."""

    secret: bytes
    public_url: str
    """Where browsers reach this server; the origin that older browsers name."""

    def field(self, bound_to: str) -> Markup:
        """Give the hidden field of a form, for the browser with this cookie."""
        return _HIDDEN.format(name=FIELD, value=self.token(bound_to))

    def token(self, bound_to: str) -> str:
        """Give the token for the browser with this cookie."""
        return hmac.new(self.secret, bound_to.encode(), hashlib.sha256).hexdigest()

    def require(self, request: Request, form: Mapping[str, object], bound_to: str) -> None:
        """Check that a form is ours.

        Raises:
            FormRefused: it is not.
        """
        given = form.get(FIELD)
        is_known = isinstance(given, str) and hmac.compare_digest(given.encode(), self.token(bound_to).encode())
        if not (bound_to and is_known and self._is_of_ours(request)):
            raise FormRefused

    def _is_of_ours(self, request: Request) -> bool:
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        parts = urlsplit(self.public_url)
        return request.headers.get("origin") == f"{parts.scheme}://{parts.netloc}"


def form_tokens_of(key: ECKey, public_url: str) -> FormTokens:
    """Make them for an installation: all of its processes derive the same secret from its key."""
    secret = hmac.new(str(key.as_dict(private=True)["d"]).encode(), b"forms", hashlib.sha256).digest()
    return FormTokens(secret, public_url)
