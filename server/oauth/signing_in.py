"""Sending a browser to sign in, and knowing afterwards that it was done anew.

Where somebody has to prove again who they are (`prompt=login`, `max_age`), the way back says since when, sealed, so that the
session of before is not taken for the new one.
"""

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.oauth.desk import Desk
from server.oauth.message import NOT_KEPT
from server.pages.form import Fields

SIGN_IN: Final = "/sign-in"
AGAIN: Final = "again_since"
"""The parameter of the way back."""
GOOD_FOR: Final = timedelta(hours=1)
"""How long the way back may take; who comes later, or by an address of long ago, is asked anew."""

_OF_BEFORE: Final = re.compile(rf"&?{AGAIN}=[^&]*")


def to_sign_in(desk: Desk, request: Request, *, again: bool = False, hint: str = "") -> Response:
    """Lead to the page to sign in, which leads back here; `again` also somebody who is signed in."""
    query = request.url.query
    if again:
        query = _OF_BEFORE.sub("", query) + "&" + urlencode({AGAIN: _sealed(desk, desk.clock.now())})
    back = request.url.path + (f"?{query}" if query else "")
    more = {"prompt": "login"} if again else {}
    hints = {"login_hint": hint[:200]} if hint else {}
    return RedirectResponse(f"{SIGN_IN}?{urlencode({'next': back, **more, **hints})}", 303, NOT_KEPT)


def asked_since(desk: Desk, fields: Fields) -> datetime | None:
    """Tell since when somebody was to prove again who they are; None where that was never asked, or not by us."""
    seconds = fields.get(AGAIN, "").partition(".")[0]
    if not seconds.isdecimal() or len(seconds) > 11:
        return None
    since = datetime.fromtimestamp(int(seconds), UTC)
    is_ours = hmac.compare_digest(_sealed(desk, since).encode(), fields[AGAIN].encode())
    return since if is_ours and since > desk.clock.now() - GOOD_FOR else None


def _sealed(desk: Desk, since: datetime) -> str:
    seconds = str(int(since.timestamp()))
    # Not as forms are: their tokens are given to any browser for whatever cookie it brings.
    return f"{seconds}.{hmac.new(desk.nonce_secret, f'{AGAIN} {seconds}'.encode(), hashlib.sha256).hexdigest()}"
