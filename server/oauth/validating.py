"""Checking what a program asks a browser's user for, before anybody is asked."""

import re
from typing import Final, cast

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc6749.errors import UnsupportedResponseTypeError

from server.oauth.authorizations import Authorizations
from server.oauth.errors import RequestNotSupportedError
from server.oauth.grants import Code
from server.oauth.message import Message
from server.pages.form import Fields

PROMPTS: Final = frozenset({"none", "login", "consent", "select_account"})
PARAMETER_MAX: Final = 2_000
"""How long a `state` or a `nonce` may be."""

_THUMBPRINT: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def validated(server: Authorizations, message: Message) -> Code:
    """Check a request for a code; to be called within the greenlet.

    Raises:
        OAuth2Error: it is refused; it says where that may be told, if where is to be believed.
    """
    fields = message.fields
    # Authlib looks at it first, and at where the answer goes afterwards. Here it is the other way round.
    message.parameters["response_type"] = "code"
    grant = cast("Code", server.get_consent_grant(message))  # pyright: ignore[reportUnknownMemberType]
    try:
        _require_known(fields)
        server.audience(message)
    except OAuth2Error as error:
        error.redirect_uri, error.state = fields["redirect_uri"], fields.get("state")
        raise
    return grant


def _require_known(fields: Fields) -> None:
    """Refuse what is asked in a way that is not known here, rather than answer something else."""
    if fields.get("response_type") != "code":
        raise UnsupportedResponseTypeError(None, "The response_type is code.")
    if fields.get("response_mode", "query") != "query":
        raise InvalidRequestError("The response_mode is query.")
    if "request" in fields:
        raise RequestNotSupportedError
    prompts = fields.get("prompt", "").split()
    if not PROMPTS.issuperset(prompts) or ("none" in prompts and len(prompts) > 1):
        raise InvalidRequestError("The prompt is none, or of login, consent and select_account.")
    if not fields.get("max_age", "0").isdecimal() or len(fields.get("max_age", "0")) > 9:
        raise InvalidRequestError("The max_age is a number of seconds.")
    if "dpop_jkt" in fields and not _THUMBPRINT.fullmatch(fields["dpop_jkt"]):
        raise InvalidRequestError("The dpop_jkt is the SHA-256 of a key in base64url.")
    if any(len(fields.get(name, "")) > PARAMETER_MAX for name in ("state", "nonce")):
        raise InvalidRequestError("The state or the nonce is too long.")
