"""Sending a browser to sign in, and knowing afterwards that it was done anew.

Where somebody has to prove again who they are (`prompt=login`, `max_age`), the way back says since when, sealed, so that the
session of before is not taken for the new one.
"""

import hmac
from datetime import UTC, datetime
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


def to_sign_in(desk: Desk, request: Request, *, again: bool = False, hint: str = "") -> Response:
    """Lead to the page to sign in, which leads back here; `again` also somebody who is signed in."""
    query = request.url.query
    if again and f"{AGAIN}=" not in query:
        query += "&" + urlencode({AGAIN: _sealed(desk, desk.clock.now())})
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
    return since if hmac.compare_digest(_sealed(desk, since).encode(), fields[AGAIN].encode()) else None


def _sealed(desk: Desk, since: datetime) -> str:
    seconds = str(int(since.timestamp()))
    return f"{seconds}.{desk.forms.token(f'{AGAIN} {seconds}')}"
