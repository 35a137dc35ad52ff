"""Programs that prove themselves by what they sign (`private_key_jwt`, RFC 7523), as Authlib asks about them."""

from collections.abc import Callable
from typing import cast

from authlib.oauth2.rfc6749 import ClientMixin, InvalidClientError
from sqlalchemy.util import await_only

from auth.client_assertion import ASSERTION_TYPE, AssertionRefused, check_assertion, subject_of
from auth.client_keys import client_keys
from server.oauth.desk import Desk
from server.oauth.message import Message
from server.oauth.program import Program
from services.platform.access.proof import is_first_time
from services.work import Work


def program_by_key(
    desk: Desk, work: Work, query_client: Callable[[str], ClientMixin | None], request: Message
) -> Program | None:
    """Tell which program has signed the assertion of a request, which is taken once; None where there is none.

    Raises:
        InvalidClientError: the assertion proves nothing, or was shown before.
    """
    assertion = request.fields.get("client_assertion")
    if assertion is None or request.fields.get("client_assertion_type") != ASSERTION_TYPE:
        return None
    try:
        claimed = subject_of(assertion)
        program = cast("Program | None", query_client(claimed))
        if program is None or request.fields.get("client_id", claimed) != claimed:
            raise InvalidClientError
        keys = client_keys(program.client.public_keys) if program.client.public_keys is not None else ()
        audiences = (desk.issuer, f"{desk.issuer}/oauth/token", request.uri)
        proved = check_assertion(assertion, keys, audiences, desk.clock.now())
    except AssertionRefused:
        raise InvalidClientError from None
    if not await_only(is_first_time(work, proved.fingerprint, proved.until)):
        raise InvalidClientError
    return program


def claimed_in(assertion: str) -> str:
    """Give the program that an assertion says it is of, for logs and the audit; nothing where it is none."""
    try:
        return subject_of(assertion)
    except AssertionRefused:
        return ""
